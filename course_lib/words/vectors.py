"""Word vectors to look things up in: read-only, memory-mapped where they come from a file.

Learning them is another matter (``skipgram.py``); reading other programs' files too
(``vector_files.py``).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from course_lib.errors import LearnerError
from course_lib.files.write_whole import write_whole
from course_lib.words.spelling import Spellings
from course_lib.words.tokens import normal

BLOCK = 1024  # words whose best cosine is looked at first when the nearest are sought
_KINDS = {"F16": np.float16, "F32": np.float32, "I64": np.int64, "U8": np.uint8}


@dataclass(frozen=True)
class Neighbour:
    """A word and its cosine, in [−1, 1], to what was asked about."""

    word: str
    cosine: float


class UnknownWord(LearnerError):
    """The word is not among the vectors; ``suggestions`` are known words spelled much alike."""

    def __init__(self, word: str, known: int, suggestions: Sequence[str]) -> None:
        self.word, self.suggestions = word, tuple(suggestions)
        shown = word if len(word) <= 40 else word[:40] + "…"
        end = f" Did you mean {_either(suggestions)}?" if suggestions else " Try another word."
        super().__init__(f"“{shown}” is not among the {known:,} words of these vectors.{end}")


def _either(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


class WordVectors:
    """V words and their vectors e, a row each. Nothing here changes them.

    words: tuple of V different words, the most frequent first where counts are known. matrix:
    (V, D) float16 or float32, as stored. counts: (V,) int64 or None. source: one sentence for the
    learner on where they come from.
    """

    def __init__(
        self,
        words: tuple[str, ...],
        matrix: np.ndarray,
        counts: np.ndarray | None = None,
        source: str = "",
    ) -> None:
        self.words, self.matrix, self.counts, self.source = words, matrix, counts, source
        self.places = {word: i for i, word in enumerate(words)}

    # ---- Making and keeping ---------------------------------------------------------------------

    @classmethod
    def from_arrays(
        cls,
        words: Iterable[str],
        matrix: np.ndarray,
        counts: np.ndarray | None = None,
        source: str = "",
    ) -> WordVectors:
        """Checked arrays as vectors; float64 becomes float32, nothing else is copied.

        LearnerError where words and rows differ in number, a word comes twice, or a number is
        not finite.
        """
        words = tuple(words)
        matrix = np.asarray(matrix)
        if matrix.dtype not in (np.float16, np.float32):
            matrix = matrix.astype(np.float32)
        if matrix.ndim != 2 or len(matrix) != len(words) or not matrix.size:
            raise LearnerError(
                f"{len(words)} words cannot go with numbers of shape {matrix.shape}."
            )
        if counts is not None:
            counts = np.asarray(counts, np.int64)
            if counts.shape != (len(words),):
                raise LearnerError(f"{len(words)} words cannot go with {counts.shape} counts.")
        made = cls(words, matrix, counts, source)
        if len(made.places) < len(words):
            twice = next(word for i, word in enumerate(words) if made.places[word] != i)
            raise LearnerError(f"The word “{twice}” comes twice: each word has one vector.")
        for start in range(0, len(matrix), 65536):
            fine = np.isfinite(matrix[start : start + 65536]).all(axis=1)
            if not fine.all():
                word = words[start + int(np.argmin(fine))]
                raise LearnerError(f"The vector of “{word}” holds a number that is not finite.")
        return made

    @classmethod
    def load(cls, path: Path | str) -> WordVectors:
        """Open what ``save`` wrote: the matrix stays in the file until it is used.

        LearnerError for a missing file and for one that holds something else.
        """
        path = Path(path)
        tensors, about = _opened(path)
        try:
            words = tuple(tensors["words"].tobytes().decode("utf-8").split("\n"))
            matrix = tensors["matrix"]
        except (KeyError, UnicodeDecodeError):
            raise LearnerError(
                f"{path.name} is a safetensors file, but not one with words and a matrix."
            ) from None
        if matrix.ndim != 2 or len(matrix) != len(words) or matrix.dtype.kind != "f":
            raise LearnerError(
                f"{path.name} is damaged: {len(words)} words, {matrix.shape} numbers."
            )
        return cls(words, matrix, tensors.get("counts"), about.get("source", ""))

    def save(self, path: Path | str) -> None:
        """Write a safetensors file: matrix, words (UTF-8, one a line) and counts. Atomic.

        LearnerError if a word holds a line break.
        """
        from safetensors.numpy import save

        if any("\n" in word for word in self.words):
            raise LearnerError("A word with a line break inside cannot be saved.")
        text = "\n".join(self.words).encode("utf-8")
        tensors = {
            "matrix": np.ascontiguousarray(self.matrix),
            "words": np.frombuffer(text, np.uint8),
        }
        if self.counts is not None:
            tensors["counts"] = np.ascontiguousarray(self.counts, np.int64)
        write_whole(path, save(tensors, metadata={"source": self.source}))

    @classmethod
    def shipped(cls) -> WordVectors:
        """The course's own vectors, read once. LearnerError where the file is missing."""
        from course_lib.files import assets

        return _read_once(assets.path("word_vectors"))

    # ---- Looking up -----------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.places

    @property
    def dim(self) -> int:
        """D, how many numbers a word has."""
        return self.matrix.shape[1]

    def index(self, word: str) -> int:
        """The word's row. UnknownWord, with the nearest spellings, if there is none."""
        try:
            return self.places[word]
        except KeyError:
            raise self.unknown(word) from None

    def unknown(self, word: str) -> UnknownWord:
        """The error for a word that is not here."""
        return UnknownWord(word, len(self), self.spellings.nearest(word))

    def meant(self, text: str) -> str | None:
        """The word here that somebody means: as it is written, else one alike; None without one.

        Alike are words that differ in case, in how accents are composed, in the kind of apostrophe,
        in marks that nobody sees, or in “_” for a space.
        """
        if text in self.places:
            return text
        for form in (normal(text), normal(unicodedata.normalize("NFKC", text))):
            if form in self.places:
                return form
            if form in self._alike:
                return self.words[self._alike[form]]
        return None

    @cached_property
    def _alike(self) -> dict[str, int]:
        """Of words that are not written in their normal form: that form, and which is the first."""
        found: dict[str, int] = {}
        for place, word in enumerate(self.words):
            form = normal(word)
            if form != word:
                found.setdefault(form, place)
        return found

    def vector(self, word: str) -> np.ndarray:
        """The word's vector e, (D,) float32, as it was learned (not normalised)."""
        return np.array(self.matrix[self.index(word)], np.float32)

    def units(self, words: Iterable[str]) -> np.ndarray:
        """The words' vectors divided by their lengths, (N, D) float32; a zero vector stays zero."""
        rows = np.array([self.index(word) for word in words], int)
        return self.rows[rows] * self.shrink[rows, None]

    @cached_property
    def rows(self) -> np.ndarray:
        """The matrix as float32, (V, D): a copy only where it is stored otherwise."""
        return np.ascontiguousarray(self.matrix, np.float32)

    @cached_property
    def shrink(self) -> np.ndarray:
        """One over each row's length, (V,) float32; 0 for a zero vector."""
        lengths = np.sqrt(np.einsum("ij,ij->i", self.rows, self.rows))
        return np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)

    @cached_property
    def spellings(self) -> Spellings:
        """Where the nearest spellings of an unknown word are looked up."""
        return Spellings(self.words)

    # ---- Asking ---------------------------------------------------------------------------------

    def cosines(self, vector: np.ndarray) -> np.ndarray:
        """Every word's cosine to a vector (D,): (V,) float32 in [−1, 1], 0 for zero vectors."""
        vector = np.asarray(vector, np.float32)
        length = float(np.linalg.norm(vector))
        found = self.rows @ (vector / length if length else vector)
        found *= self.shrink
        return found

    def similarity(self, a: str, b: str) -> float:
        """The cosine of two words."""
        first, second = self.units((a, b))
        return float(first @ second)

    def nearest(
        self, asked: str | np.ndarray, n: int = 10, exclude: Iterable[str] = ()
    ) -> list[Neighbour]:
        """The ``n`` words of highest cosine to a word or to a vector (D,), highest first; exact.

        A word is never its own neighbour; ``exclude`` leaves out more.
        """
        out = {self.index(word) for word in exclude}
        if isinstance(asked, str):
            out.add(self.index(asked))
            asked = self.rows[self.index(asked)]
        found = self.cosines(asked)
        found[list(out)] = -np.inf
        best = largest(found, min(n, len(self) - len(out)))
        return [Neighbour(self.words[i], float(found[i])) for i in best]

    def analogy(self, a: str, b: str, c: str, n: int = 5) -> list[Neighbour]:
        """a is to b as c is to …: the words nearest to ê_b − ê_a + ê_c, the three left out.

        3CosAdd (Levy and Goldberg 2014, equation 3), with ê = e / |e|.
        """
        first, second, third = self.units((a, b, c))
        return self.nearest(second - first + third, n, exclude={a, b, c})

    def odd_one_out(self, words: Sequence[str]) -> str:
        """The word of lowest cosine to the mean of all the words' ê.

        LearnerError for fewer than three different words: of two, neither is odd.
        """
        words = list(dict.fromkeys(words))
        if len(words) < 3:
            raise LearnerError("It takes at least three different words to find the odd one.")
        units = self.units(words)
        return words[int(np.argmin(units @ units.mean(axis=0)))]


def largest(values: np.ndarray, n: int) -> np.ndarray:
    """Places of the ``n`` largest of (V,) floats without NaN, largest first, ties by place; exact.

    The n largest lie in the n blocks whose own maxima are the largest, so only those are sorted.
    """
    if n <= 0:
        return np.empty(0, int)
    places = np.arange(len(values))
    if len(values) > 4 * n * BLOCK:
        whole = len(values) // BLOCK * BLOCK
        tops = values[:whole].reshape(-1, BLOCK).max(axis=1)
        blocks = np.flatnonzero(tops >= np.partition(tops, -n)[-n])
        inside = (blocks[:, None] * BLOCK + np.arange(BLOCK)).ravel()
        places = np.concatenate([inside, places[whole:]])
    found = values[places]
    if n < len(found):
        keep = found >= np.partition(found, -n)[-n]
        places, found = places[keep], found[keep]
    return places[np.lexsort((places, -found))][:n]


@cache
def _read_once(path: Path) -> WordVectors:
    return WordVectors.load(path)


def _opened(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The tensors of a safetensors file, memory-mapped, and its metadata."""
    damaged = LearnerError(f"{path.name} is not a safetensors file, or it is damaged.")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if size < 8 or length > min(size - 8, 1 << 20):
                raise damaged
            header = json.loads(file.read(length))
        about = header.pop("__metadata__", {})
        tensors = {}
        for name, said in header.items():
            kind, shape = np.dtype(_KINDS[said["dtype"]]), tuple(said["shape"])
            first, last = said["data_offsets"]
            if kind.itemsize * int(np.prod(shape)) != last - first or 8 + length + last > size:
                raise damaged
            tensors[name] = np.memmap(path, kind, "r", 8 + length + first, shape)
    except OSError as error:
        raise LearnerError(f"{path} cannot be read: {error.strerror or error}.") from None
    except (KeyError, TypeError, ValueError, AttributeError, UnicodeDecodeError):
        raise damaged from None
    return tensors, about


__all__ = ["Neighbour", "UnknownWord", "WordVectors", "largest"]
