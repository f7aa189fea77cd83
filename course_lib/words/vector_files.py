"""Word vectors of other programs: read with care and in bounded memory, and written.

Formats: word2vec's text and binary (a first line “V D”), GloVe's text (no first line), each also
packed with gzip, bzip2, xz or alone in a zip, and the course's own safetensors. Nothing is ever
unpickled. ``vector_opening.py`` unpacks, ``vector_rows.py`` reads the words one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np

from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.files.write_whole import whole
from course_lib.words import vector_opening, vector_rows
from course_lib.words.vector_opening import Opened
from course_lib.words.vector_rows import Rows, Stopped
from course_lib.words.vectors import WordVectors

MEMORY = 600_000_000  # bytes for the numbers of one file, or half of what is free if that is less
MOST_NUMBERS = 10_000  # a word; more is no word vector
SAFELY = (
    "from gensim.models import KeyedVectors; "
    "KeyedVectors.load({name!r}).save_word2vec_format({stem!r})"
)
_OTHERS = (  # how files begin that people take for vectors, and what to do
    (b"\x93NUMPY", "holds numbers without words: give a file with both"),
    (b"\xff\xfe", "is UTF-16 text: save it as UTF-8 first"),
    (b"\xfe\xff", "is UTF-16 text: save it as UTF-8 first"),
    (b"\xba\x16\x4f\x2f", "is a fastText model: give its .vec file instead"),
    (b"\x89HDF", "is an HDF5 file: save the vectors in word2vec’s format first"),
    (b"version https://git-lfs", "only names a file that git-lfs keeps: fetch that one first"),
)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Loaded:
    """Vectors, and sentences about what was left out or is odd (none if nothing is)."""

    vectors: WordVectors
    notes: tuple[str, ...] = ()


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

    Only as many words are kept as fit into ``memory`` bytes (see ``MEMORY``), the first ones. What
    is wrong with a word or a line is left out, named and counted in a note: too few or too many
    numbers, one that is none or not finite, no word; so are words that came twice and a file that
    ends too early. ``on_progress`` gets the share that is read. LearnerError, one sentence: no
    file, a folder, a pickle, another format, an impossible first line, more wrong than right.
    """
    memory = min(MEMORY, free_memory() // 2) if memory is None else memory
    with ExitStack() as stack:
        opened = vector_opening.opened(source, name, stack)
        start = opened.file.peek(4096)
        _refuse_others(start, opened.name)
        if start[8:9] == b"{" and int.from_bytes(start[:8], "little") < 1 << 20:  # safetensors
            return _own(source, opened.name)

        def rows(dim: int, shortest: int) -> Rows:
            # Rows that are never written take no memory.
            room = max(1, memory // (4 * dim))
            if opened.unpacking is None:
                room = min(room, opened.size // shortest + 1)
            return Rows(
                opened.name,
                np.empty((room, dim), np.float32),
                lambda: opened.where() / opened.size,
                on_progress,
                should_stop,
            )

        return _read(opened, rows)


def _refuse_others(start: bytes, name: str) -> None:
    """LearnerError for what is known and never read."""
    if start[:1] == b"\x80":  # every pickle since protocol 2
        stem = Path(name).stem + ".txt"
        raise LearnerError(
            f"{name} is a pickle, which may run any program when it is opened, so it is not opened "
            f"here. Where you trust it, this line saves it safely: "
            f"{SAFELY.format(name=name, stem=stem)}"
        )
    for sign, what in _OTHERS:
        if start.startswith(sign):
            raise LearnerError(f"{name} {what}.")


def _own(source: Path | str | bytes, name: str) -> Loaded:
    if isinstance(source, bytes):
        raise LearnerError(
            f"{name} is a safetensors file: type its path instead, and it stays where it is."
        )
    vectors = WordVectors.load(places.typed(str(source)))
    return Loaded(WordVectors.from_arrays(vectors.words, vectors.matrix, vectors.counts, name))


def _read(opened: Opened, rows_for: Callable[[int, int], Rows]) -> Loaded:
    lines = vector_rows.lines_of(opened.file)
    begun = ((i, line.removeprefix(_BOM)) for i, line in enumerate(lines, 1))
    number, first = next(((i, line) for i, line in begun if line.strip()), (1, b""))
    head, count, fields = [first], None, first.split()
    if len(fields) == 2 and all(part.isdigit() for part in fields):
        count, dim = int(fields[0]), int(fields[1])
        if not count or not 0 < dim <= MOST_NUMBERS:
            raise LearnerError(
                f"{opened.name}: its first line announces {count} words of {dim} numbers."
            )
        head, number = [], number + 1
    else:
        head += islice(lines, vector_rows.MOST_LINES)
        dim = vector_rows.numbers_of(head)
        if opened.damaged and dim < 2:
            raise LearnerError(f"{opened.name} is damaged and cannot be read.")
        if dim < 2 or b"\0" in first:
            raise LearnerError(
                f"{opened.name}: it begins neither with “V D” (word2vec) nor with a word and its "
                f"numbers (GloVe).{_hint(first)}"
            )
    text = count is None or vector_rows.is_text(opened.file.peek(4096), dim)
    # No line is shorter than two bytes a number.
    rows = rows_for(dim, 2 * dim if text else 4 * dim)
    if text:
        head = head or list(islice(lines, 1))
        vector_rows.read_text(rows, chain(head, lines), number)
    else:
        vector_rows.read_binary(rows, opened.file, count)
    if opened.damaged:
        rows.ended = "is damaged and cannot be read to its end"
    rows.look()
    _refuse_mostly_wrong(rows, text, _hint(head[0] if head else b""))
    vectors = WordVectors(
        tuple(rows.places), rows.matrix[: len(rows.places)], None, f"From {opened.name}."
    )
    return Loaded(vectors, tuple(rows.notes(count)))


def _hint(line: bytes) -> str:
    """A sentence on what a line that is none of ours looks like."""
    start = line.lstrip()[:1]
    if start == b"<":
        return " It looks like a web page, perhaps of a download that failed."
    if start in (b"{", b"["):
        return " It looks like JSON: write each word and its numbers on a line of their own."
    if b"," in line or b"[" in line:
        return " Write numbers with a point, and spaces between them; no commas, no brackets."
    return ""


def _refuse_mostly_wrong(rows: Rows, text: bool, hint: str) -> None:
    """LearnerError if nothing was found, or more is wrong than right: then it is another file."""
    found = len(rows.places)
    if not text and 2 * rows.not_utf8 > found:
        raise LearnerError(
            f"{rows.name}: {rows.garbled[0]} is not UTF-8, nor are most: the file's first line may "
            "be wrong."
        )
    if rows.left_out > found:
        most = "" if rows.left_out == 1 else f", and so on: {rows.left_out:,} of {rows.seen:,}"
        raise LearnerError(f"{rows.name}: {rows.odd[0]}{most}.{hint}")
    if not found:
        raise LearnerError(f"{rows.name} {rows.ended or 'holds no word'}.")


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
