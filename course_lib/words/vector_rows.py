"""Words and their numbers out of an open vector file, one by one: text or binary.

What is wrong with one of them is kept as a sentence and the others are read on; a file is refused
only where more is wrong than right.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from course_lib.errors import LearnerError

LONGEST_LINE = 1 << 20  # bytes
LONGEST_WORD = 1 << 12  # bytes that are read for one
MOST_LETTERS = 300  # of a word that is kept: longer ones are addresses and lost line breaks
MOST_LINES = 20  # looked at to see how many numbers a word has
LOOK_EVERY = 2000  # words between two looks at the clock's and the learner's wishes
NAMED = 3  # words or lines that a note names; the others are counted
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NO_NUMBER = re.compile(rb"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)  # written for none


class Stopped(LearnerError):
    """The learner stopped the reading."""


class _OddLine(ValueError):
    """Why a line is left out, as it goes on behind “line 3 ”."""


@dataclass
class Rows:
    """Where words and numbers go, and what the learner is told about them.

    ``matrix`` (room, D) float32, its first ``len(places)`` rows filled; ``share()`` of the file is
    read. LearnerError in the learner's words from ``look``, when the reading is to stop.
    """

    name: str
    matrix: np.ndarray
    share: Callable[[], float]
    on_progress: Callable[[float], None] | None = None
    should_stop: Callable[[], bool] | None = None
    places: dict[str, int] = field(default_factory=dict)
    seen: int = 0
    more: bool = False  # whether there was no room for all
    odd: list[str] = field(default_factory=list)  # the first few that were left out, and why
    left_out: int = 0
    twice: list[str] = field(default_factory=list)  # the first few words that came again
    again: int = 0
    garbled: list[str] = field(default_factory=list)  # the first few words that are not UTF-8
    not_utf8: int = 0
    ended: str = ""  # why it ends too early

    @property
    def full(self) -> bool:
        return len(self.places) == len(self.matrix)

    @property
    def dim(self) -> int:
        return self.matrix.shape[1]

    def look(self) -> None:
        """Tell how far it is, and leave if the learner wants to."""
        if self.should_stop is not None and self.should_stop():
            raise Stopped(f"Reading {self.name} was stopped; nothing was changed.")
        if self.on_progress is not None:
            self.on_progress(min(1.0, self.share()))

    def skip(self, place: str, why: str) -> None:
        """Leave one out."""
        self.seen += 1
        self.left_out += 1
        if len(self.odd) < NAMED:
            self.odd.append(f"{place} {why}")

    def add(self, letters: bytes, numbers: np.ndarray, place: str) -> None:
        """Keep a word's numbers; of a word that comes twice the first are kept."""
        word = letters.decode("utf-8", "replace")
        named = f"{place} (“{word[:40]}”)"
        if not word:
            self.skip(place, "has no word")
        elif len(word) > MOST_LETTERS:
            self.skip(named, f"is a word of {len(word):,} letters")
        elif not np.isfinite(numbers).all():
            self.skip(named, "holds a number that is not finite")
        elif word in self.places:
            self.seen += 1
            self.again += 1
            if len(self.twice) < NAMED:
                self.twice.append(f"“{word[:40]}” ({place})")
        else:
            self.seen += 1
            if "\ufffd" in word and b"\xef\xbf\xbd" not in letters:
                self.not_utf8 += 1
                if len(self.garbled) < NAMED:
                    self.garbled.append(named)
            self.matrix[len(self.places)] = numbers
            self.places[word] = len(self.places)
        if self.seen % LOOK_EVERY == 0:
            self.look()

    def notes(self, count: int | None) -> Iterator[str]:
        """Sentences on all that is odd; ``count`` is how many words the first line announced."""
        found = len(self.places)
        if self.more:
            total = f" of {count:,}" if count else ""
            yield f"The first {found:,}{total} words were kept: more do not fit in memory here."
        if self.ended:
            yield f"{self.name} {self.ended}: what came before is kept."
        elif count is not None and not self.more and count != self.seen:
            yield (
                f"Its first line announces {count:,} words of {self.dim} numbers, but there are "
                f"{self.seen:,}."
            )
        if self.left_out:
            odd = _listed(self.odd, self.left_out)
            yield f"Left out, {self.left_out:,} of {self.seen:,}: {odd}."
        if self.not_utf8:
            yield f"Not UTF-8, so “�” stands for letters: {_listed(self.garbled, self.not_utf8)}."
        if self.again:
            yield f"Came again, the first was kept: {_listed(self.twice, self.again)}."


def _listed(named: list[str], count: int) -> str:
    rest = f" and {count - len(named):,} more" if count > len(named) else ""
    return ", ".join(named) + rest


# ---- Text ---------------------------------------------------------------------------------------


def lines_of(file: io.BufferedReader) -> Iterator[bytes]:
    """The lines of a file from where it stands, ended as on any system; b"" for one too long."""
    start = file.peek(LONGEST_LINE)
    if b"\n" not in start and b"\r" in start:  # an old Mac's
        rest = b""
        while block := file.read(LONGEST_LINE):
            *whole, rest = (rest + block).split(b"\r")
            yield from (line + b"\n" for line in whole)
        if rest:
            yield rest
        return
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            yield b""
        else:
            yield line


def read_text(rows: Rows, lines: Iterable[bytes], first: int) -> None:
    """Lines of a word and its numbers; ``first`` is the number of the first line in the file."""
    for number, line in enumerate(lines, first):
        place = f"line {number}"
        if not line:
            rows.skip(place, "is longer than a megabyte")
        elif line.strip():
            if rows.full:
                rows.more = True
                return
            try:
                rows.add(*_parsed(line, rows.dim), place)
            except _OddLine as odd:
                rows.skip(place, str(odd))


def numbers_of(head: list[bytes]) -> int:
    """How many numbers a word has, by the first lines of a text without a first line “V D”.

    As many as fit the most of these lines; 0 where they are no words with numbers.
    """
    ends = dict.fromkeys(_components(_fields(line)[1:]) for line in head if line.strip())
    fits = {dim: sum(_fits(line, dim) for line in head if line.strip()) for dim in ends if dim}
    return max(fits, key=lambda dim: fits[dim], default=0)


def is_text(sample: bytes, dim: int) -> bool:
    """Whether bytes begin with lines of written numbers, not with float32 as they are."""
    first, *others = sample.split(b"\n")[: MOST_LINES + 1]
    if any(line.strip() and _fits(line, dim) for line in (first, *others[:-1])):
        return True
    fields = _fields(first)[:-1]  # the last may be cut
    if len(fields) > 1 and 2 * _numbers_at_end(fields) >= len(fields):
        return True
    return all(32 <= byte < 127 or byte in b"\t\r\n" for byte in sample)


def _fits(line: bytes, dim: int) -> bool:
    try:
        _parsed(line, dim)
    except _OddLine:
        return False
    return True


def _fields(line: bytes) -> list[bytes]:
    """What spaces and tabs part; no other white space does, as it may be a word."""
    return [part for part in re.split(rb"[ \t]+", line.strip(b" \t\r\n")) if part]


def _is_number(part: bytes) -> bool:
    return bool(_NUMBER.fullmatch(part) or _NO_NUMBER.fullmatch(part))


def _numbers_at_end(fields: list[bytes]) -> int:
    """How many of the fields are numbers, counted from the end."""
    return next((i for i, part in enumerate(reversed(fields)) if not _is_number(part)), len(fields))


def _components(fields: list[bytes]) -> int:
    """As ``_numbers_at_end``, without an “infinity” in front of them, which ends a word."""
    numbers = fields[len(fields) - _numbers_at_end(fields) :]
    finite = (i for i, part in enumerate(numbers) if _NUMBER.fullmatch(part))
    return len(numbers) - next(finite, len(numbers))


def _parsed(line: bytes, dim: int) -> tuple[bytes, np.ndarray]:
    """The word and the numbers of a line; a word may hold spaces (“apollo 11”)."""
    word, _, rest = line.strip(b" \t\r\n").partition(b" ")
    try:  # the usual line, in one call; whatever is odd about it is looked at below
        quick = np.fromstring(rest, np.float64, sep=" ")
        if len(quick) == dim == rest.count(b" ") + 1 and b"\t" not in word:
            with np.errstate(over="ignore"):
                return word, quick.astype(np.float32)
    except (ValueError, DeprecationWarning):
        pass
    fields = _fields(line)
    words, numbers = fields[:-dim], fields[-dim:]
    have = _numbers_at_end(fields)
    if have < dim < len(fields) and 2 * sum(map(_is_number, numbers)) >= dim:
        part = fields[-have - 1].decode("utf-8", "replace")
        raise _OddLine(f"has “{part[:20]}”, which is no number")
    if have < dim:
        raise _OddLine(f"has {have} numbers where {dim} are due")
    if not words:
        raise _OddLine("has no word")
    if len(words) > 1 and _is_one_more(words[-1], numbers):
        raise _OddLine(f"has {have} numbers where {dim} are due")
    with np.errstate(over="ignore"):
        return b" ".join(words), np.array([float(part) for part in numbers]).astype(np.float32)


def _is_one_more(part: bytes, numbers: list[bytes]) -> bool:
    """Whether the end of a word is a number like the others, not the 11 of “apollo 11”."""
    usual = sorted(map(_decimals, numbers))[len(numbers) // 2]
    return bool(_NUMBER.fullmatch(part)) and _decimals(part) >= usual


def _decimals(part: bytes) -> int:
    """Digits behind the point; a number with an exponent has the most."""
    return 99 if b"e" in part.lower() else len(part.partition(b".")[2])


# ---- Binary -------------------------------------------------------------------------------------


def read_binary(rows: Rows, file: BinaryIO, count: int) -> None:
    """A word, a space and D little-endian float32, ``count`` times."""
    for number in range(1, count + 1):
        if rows.full:
            rows.more = True
            return
        place = f"word {number:,}"
        letters = _letters(file)
        if not letters.endswith(b" "):
            never = len(letters) > LONGEST_WORD
            rows.ended = f"has no end of {place}" if never else f"ends before {place}"
            rows.ended += f" of {count:,}"
            return
        numbers = file.read(4 * rows.dim)
        if len(numbers) < 4 * rows.dim:
            rows.ended = f"ends in the middle of {place} of {count:,}"
            return
        rows.add(letters[:-1].lstrip(b"\n"), np.frombuffer(numbers, "<f4"), place)
    if file.read(16).strip():
        rows.ended = f"has more behind the {count:,} words that its first line announces"


def _letters(file: BinaryIO) -> bytes:
    """Bytes up to and with a space; without one where the file ends or a word never does."""
    letters = bytearray()
    while byte := file.read(1):
        letters += byte
        if byte == b" " or len(letters) > LONGEST_WORD:
            break
    return bytes(letters)
