"""Word vectors of other programs: read with care and in bounded memory, and written.

Formats: word2vec's text and binary (a first line “V D”), GloVe's text (no first line), each also
packed with gzip, and the course's own safetensors. Nothing is ever unpickled.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.files.write_whole import whole
from course_lib.words.vectors import WordVectors

MEMORY = 600_000_000  # bytes for the numbers of one file, or half of what is free if that is less
MOST_NUMBERS = 10_000  # a word; more is no word vector
LONGEST_LINE = 1 << 20  # bytes
LONGEST_WORD = 1 << 12  # bytes
LOOK_EVERY = 2000  # words between two looks at the clock's and the learner's wishes
SAFELY = (
    "from gensim.models import KeyedVectors; "
    "KeyedVectors.load({name!r}).save_word2vec_format({stem!r})"
)


@dataclass(frozen=True)
class Loaded:
    """Vectors, and sentences about what was left out or is odd (none if nothing is)."""

    vectors: WordVectors
    notes: tuple[str, ...] = ()


@dataclass
class _Reader:
    """One reading: where it goes, and what the learner is told on the way."""

    name: str
    file: BinaryIO
    size: int  # bytes of the file on disk, 0 if unknown
    where: Callable[[], int]  # bytes of it that are read
    memory: int
    on_progress: Callable[[float], None] | None
    should_stop: Callable[[], bool] | None
    places: dict[str, int] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)  # the first few words that came again
    again: int = 0

    def refuse(self, why: str) -> LearnerError:
        return LearnerError(f"{self.name}: {why}")

    def room(self, dim: int) -> int:
        """How many words of so many numbers fit."""
        return max(1, self.memory // (4 * dim))

    def look(self) -> None:
        if self.should_stop is not None and self.should_stop():
            raise Stopped(f"Reading {self.name} was stopped; nothing was changed.")
        if self.on_progress is not None and self.size:
            self.on_progress(min(1.0, self.where() / self.size))

    def add(self, word: str, matrix: np.ndarray, numbers: np.ndarray, place: str) -> None:
        """Keep a word's numbers; of a word that comes twice the first are kept."""
        if not np.isfinite(numbers).all():
            raise self.refuse(f"{place} (“{word[:40]}”) holds a number that is not finite.")
        if word in self.places:
            self.again += 1
            if len(self.twice) < 3:
                self.twice.append(f"“{word[:40]}” ({place[0].lower()}{place[1:]})")
            return
        matrix[len(self.places)] = numbers
        self.places[word] = len(self.places)


class Stopped(LearnerError):
    """The learner stopped the reading."""


def free_memory() -> int:
    """Bytes that programs can still take, 2 GB where the machine does not tell (not Linux)."""
    try:
        with open("/proc/meminfo") as lines:
            return next(int(line.split()[1]) * 1024 for line in lines if "MemAvailable" in line)
    except (OSError, StopIteration, ValueError):
        return 2_000_000_000


def read(
    source: Path | str | bytes,
    name: str = "",
    memory: int | None = None,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Loaded:
    """Vectors out of a file, or out of the bytes of one called ``name``.

    Only as many words are kept as fit into ``memory`` bytes (see ``MEMORY``), the first ones; a
    note then says so, and another names words that came twice. ``on_progress`` gets the share that
    is read. LearnerError, one sentence that names the line or the word where there is one: no file,
    a folder, a pickle, another format, a wrong first line, a line with too few or too many numbers,
    a number that is none or not finite, text that is not UTF-8, a file that ends too early.
    """
    memory = min(MEMORY, free_memory() // 2) if memory is None else memory
    with _opened(source, name) as (file, size, where, name):
        start = file.peek(4096)
        _refuse_others(start, name)
        if _is_safetensors(start):
            return _own(source, name)
        reader = _Reader(name, file, size, where, memory, on_progress, should_stop)
        return _read(reader)


@contextmanager
def _opened(source: Path | str | bytes, name: str):
    if isinstance(source, bytes):
        name = name or "This file"
        raw, size = io.BytesIO(source), len(source)
        packed = source[:2] == b"\x1f\x8b"
    else:
        path = places.typed(str(source))
        name = name or path.name
        if path.is_dir():
            raise LearnerError(f"{path} is a folder: name one file in it.")
        try:
            raw, size = path.open("rb"), path.stat().st_size
        except OSError as error:
            raise LearnerError(f"{path} cannot be read: {error.strerror or error}.") from None
        packed = raw.peek(2)[:2] == b"\x1f\x8b"
    with raw:
        if not size:
            raise LearnerError(f"{name} is empty.")
        inner = gzip.GzipFile(fileobj=raw) if packed else raw
        file = inner if isinstance(inner, io.BufferedReader) else io.BufferedReader(inner)
        try:
            yield file, size, raw.tell, name
        except (EOFError, OSError, zlib.error):
            raise LearnerError(f"{name} is damaged and cannot be read to its end.") from None


def _refuse_others(start: bytes, name: str) -> None:
    """LearnerError for what is known and never read."""
    stem = Path(name).stem + ".txt"
    if start[:1] == b"\x80":  # every pickle since protocol 2
        raise LearnerError(
            f"{name} is a pickle, which may run any program when it is opened, so it is not opened "
            f"here. Where you trust it, this line saves it safely: "
            f"{SAFELY.format(name=name, stem=stem)}"
        )
    if start[:2] == b"PK":
        raise LearnerError(f"{name} is an archive: unpack it, and give the file inside.")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise LearnerError(f"{name} is UTF-16 text: save it as UTF-8 first.")
    if start[:6] == b"\x93NUMPY":
        raise LearnerError(f"{name} holds numbers without words: give a file with both.")


def _is_safetensors(start: bytes) -> bool:
    return start[8:9] == b"{" and int.from_bytes(start[:8], "little") < 1 << 20


def _own(source: Path | str | bytes, name: str) -> Loaded:
    if isinstance(source, bytes):
        raise LearnerError(
            f"{name} is a safetensors file: type its path instead, and it stays where it is."
        )
    vectors = WordVectors.load(source)
    return Loaded(WordVectors.from_arrays(vectors.words, vectors.matrix, vectors.counts, name))


def _read(reader: _Reader) -> Loaded:
    first = reader.file.readline(LONGEST_LINE)
    first = first.removeprefix(b"\xef\xbb\xbf")
    fields = first.split()
    if len(fields) == 2 and all(part.isdigit() for part in fields):
        count, dim = int(fields[0]), int(fields[1])
        if not count or not 0 < dim <= MOST_NUMBERS:
            raise reader.refuse(f"its first line announces {count} words of {dim} numbers.")
        text = _is_text(reader.file.peek(4096), dim)
        matrix, more = (_text if text else _binary)(reader, dim, count, b"")
    else:
        dim = _numbers_at_end(fields)
        if dim < 2 or b"\0" in first:
            raise reader.refuse(
                "it begins neither with “V D” (word2vec) nor with a word and its numbers (GloVe)."
            )
        count = None
        matrix, more = _text(reader, dim, None, first)
    found = len(reader.places)
    if not found:
        raise reader.refuse("there is no word in it.")
    notes = []
    if more:
        total = f" of {count:,}" if count else ""
        notes.append(f"The first {found:,}{total} words were kept: more do not fit in memory here.")
    if reader.twice:
        rest = f" and {reader.again - 3:,} more" if reader.again > 3 else ""
        notes.append(f"Came again, the first was kept: {', '.join(reader.twice)}{rest}.")
    vectors = WordVectors(tuple(reader.places), matrix[:found], None, f"From {reader.name}.")
    return Loaded(vectors, tuple(notes))


def _is_text(sample: bytes, dim: int) -> bool:
    """Whether bytes begin with a word and ``dim`` written numbers, not with float32 as they are.

    Numbers in writing take at least two bytes each, nearly all of them digits; of the bytes of
    float32 next to none look like digits.
    """
    numbers = re.split(rb"[ \t]", sample.lstrip(), maxsplit=1)[-1][: 2 * dim]
    written = sum(byte in b"0123456789+-.eE \t\r\n" for byte in numbers)
    return b"\0" not in numbers and 3 * written >= 2 * len(numbers)


def _numbers_at_end(fields: list[bytes]) -> int:
    """How many of the fields behind the first are numbers, counted from the end."""
    count = 0
    for part in reversed(fields[1:]):
        try:
            float(part)
        except ValueError:
            break
        count += 1
    return count


def _text(reader: _Reader, dim: int, count: int | None, line: bytes) -> tuple[np.ndarray, bool]:
    """Lines of a word and ``dim`` numbers; with a first line also as many as it announced."""
    room = reader.room(dim)
    # No line is shorter than two bytes a number; rows never written take no memory.
    likely = room if _is_packed(reader) else reader.size // (2 * dim) + 1
    matrix = np.empty((min(room, count or likely, likely), dim), np.float32)
    number = 0 if line else 1
    lines = 0
    line = line or reader.file.readline(LONGEST_LINE)
    while line:
        number += 1
        if len(line) == LONGEST_LINE:
            raise reader.refuse(f"line {number} is longer than a megabyte.")
        if line.strip():
            lines += 1
            if len(reader.places) == len(matrix):
                if count is not None and lines > count:
                    raise reader.refuse(_miscounted(count, dim, f"line {number} is one more"))
                return matrix, True
            word, numbers = _parsed(reader, line, dim, number)
            reader.add(word, matrix, numbers, f"Line {number}")
            if lines % LOOK_EVERY == 0:
                reader.look()
        line = reader.file.readline(LONGEST_LINE)
    if count is not None and lines != count:
        raise reader.refuse(_miscounted(count, dim, f"there are {lines:,}"))
    return matrix, False


def _is_packed(reader: _Reader) -> bool:
    return isinstance(reader.file.raw, gzip.GzipFile)


def _miscounted(count: int, dim: int, but: str) -> str:
    return f"its first line announces {count:,} words of {dim} numbers, but {but}."


def _parsed(reader: _Reader, line: bytes, dim: int, number: int) -> tuple[str, np.ndarray]:
    """The word and the numbers of a line; a word may hold spaces (GloVe has some)."""
    word, _, rest = line.strip().partition(b" ")
    try:  # the usual line, in one call; whatever is odd about it is looked at below
        quick = np.fromstring(rest, np.float64, sep=" ")
        if len(quick) == dim == rest.count(b" ") + 1:
            with np.errstate(over="ignore"):
                return word.decode("utf-8"), quick.astype(np.float32)
    except ValueError:
        pass
    parts = line.rstrip().rsplit(None, dim)
    if len(parts) != dim + 1:
        have = len(parts) - 1
        raise reader.refuse(f"line {number} has {have} numbers where {dim} are due.")
    try:
        numbers = np.array([float(part) for part in parts[1:]])
    except ValueError:
        have = _numbers_at_end(parts)
        why = f"has {have} numbers where {dim} are due"
        raise reader.refuse(f"line {number} {why}, or one that is no number.") from None
    if _numbers_at_end(parts[0].split()) and len(parts[0].split()) > 1:
        have = dim + _numbers_at_end(parts[0].split())
        raise reader.refuse(f"line {number} has {have} numbers where {dim} are due.")
    try:
        word = parts[0].decode("utf-8")
    except UnicodeDecodeError:
        raise reader.refuse(f"line {number} is not UTF-8: save the file as UTF-8.") from None
    with np.errstate(over="ignore"):
        return word, numbers.astype(np.float32)


def _binary(reader: _Reader, dim: int, count: int, _line: bytes) -> tuple[np.ndarray, bool]:
    """A word, a space and ``dim`` little-endian float32, ``count`` times."""
    room = min(reader.room(dim), count)
    if count > reader.size // (4 * dim) and not _is_packed(reader):
        raise reader.refuse(_miscounted(count, dim, "the file is too short for that"))
    matrix = np.empty((room, dim), np.float32)
    for number in range(1, count + 1):
        if len(reader.places) == room:
            return matrix, True
        word = _binary_word(reader, number, count)
        numbers = reader.file.read(4 * dim)
        if len(numbers) < 4 * dim:
            raise reader.refuse(f"it ends in the middle of word {number:,} of {count:,}.")
        reader.add(word, matrix, np.frombuffer(numbers, "<f4"), f"Word {number:,}")
        if number % LOOK_EVERY == 0:
            reader.look()
    if reader.file.read(16).strip():
        raise reader.refuse(_miscounted(count, dim, "there is more behind them"))
    return matrix, False


def _binary_word(reader: _Reader, number: int, count: int) -> str:
    letters = bytearray()
    while (byte := reader.file.read(1)) != b" ":
        if not byte:
            raise reader.refuse(f"it ends before word {number:,} of {count:,}.")
        letters += byte
        if len(letters) > LONGEST_WORD:
            raise reader.refuse(f"word {number:,} never ends: its first line may be wrong.")
    try:
        return letters.lstrip(b"\n").decode("utf-8")
    except UnicodeDecodeError:
        raise reader.refuse(
            f"word {number:,} is not UTF-8: the file's first line may be wrong."
        ) from None


# ---- Writing ------------------------------------------------------------------------------------


def save_word2vec(vectors: WordVectors, path: Path | str, binary: bool = False) -> None:
    """Write word2vec's format, text or binary. LearnerError for a word with white space inside."""
    bad = next((word for word in vectors.words if len(word.split()) != 1), None)
    if bad is not None:
        raise LearnerError(f"word2vec's format has no place for the white space in “{bad}”.")
    with whole(path) as file:
        file.write(f"{len(vectors)} {vectors.dim}\n".encode())
        for word, row in zip(vectors.words, vectors.rows, strict=True):
            file.write(word.encode() + b" ")
            # nine digits give every float32 back
            file.write(row.astype("<f4").tobytes() if binary else _digits(row, " ", 9).encode())
            file.write(b"\n")


def projector_files(vectors: WordVectors, most: int = 10_000) -> tuple[bytes, bytes]:
    """vectors.tsv and metadata.tsv for the Embedding Projector: the ``most`` first words.

    A number a column, a word a line, no heading (the projector wants none over a single column).
    """
    words = [" ".join(word.split()) or "�" for word in vectors.words[:most]]
    rows = (_digits(row, "\t", 4) for row in vectors.rows[:most])
    return ("\n".join(rows) + "\n").encode(), ("\n".join(words) + "\n").encode()


def _digits(row: np.ndarray, between: str, digits: int) -> str:
    return between.join(f"{number:.{digits}g}" for number in row.tolist())


__all__ = ["MEMORY", "Loaded", "Stopped", "projector_files", "read", "save_word2vec"]
