"""In which encoding a text is written, told by all of it: one stray byte changes no guess."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from course_lib.errors import LearnerError
from course_lib.words.tokens import LONGEST

BLOCK = 1 << 18  # bytes read at a time
WESTERN = "cp1252"
_MARKS = (  # the longer first: UTF-32's begins like UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS = (  # how files begin that people take for texts
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"PK\x03\x04", "a zip, or a file of Word, LibreOffice or an e-book"),
    (b"\xd0\xcf\x11\xe0", "a document of an old Word"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ\0", "packed with xz"),
    (b"(\xb5/\xfd", "packed with Zstandard"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_FINE = b"\t\n\v\f\r\x1b"  # and escape, which colours logs
# A byte's kind, so that a block is looked at once: a letter or digit of ASCII, a control character,
# a byte above ASCII, another.
_KINDS = bytes(
    ord("h" if i > 127 else "a" if bytes([i]).isalnum() else " " if i in _FINE or i > 31 else "c")
    for i in range(256)
)
_GIANT = re.compile(b"a{%d,}" % (LONGEST + 1))
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"  # bytes that Windows-1252 has no letter for
_SPACES = frozenset(" \n\u3000\u3001\u3002\uff0c")  # one in two hundred letters of any UTF-16 text
_CUT = re.compile(rb"(?:[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2})\Z")


@dataclass(frozen=True)
class Encoding:
    """Python's ``name`` for it, and what no word is made of: ``lost`` places, which become “�”, and
    ``giants``, runs of more than ``tokens.LONGEST`` letters and digits of ASCII.
    """

    name: str
    lost: int = 0
    giants: int = 0

    @property
    def guessed(self) -> bool:
        """Whether the text neither says nor shows in what it is written."""
        return self.name == WESTERN


def told_by(
    stream: BinaryIO, name: str, on_block: Callable[[bytes], None] | None = None
) -> Encoding:
    """The encoding of all that a stream holds: by its mark, else UTF-8, else UTF-16, else Western.

    UTF-8 is what can be read as such more often than not; the Western encoding (Windows-1252) is a
    guess. ``on_block`` is given each block. LearnerError for what is no text, and for a text in
    another encoding, whose letters would come out as others.
    """
    first = stream.read(BLOCK)
    marked = next((encoding for mark, encoding in _MARKS if first.startswith(mark)), None)
    if marked is None:
        refuse_others(first, name)
    seen = _Seen(marked or "utf-8")
    block = first
    while block:
        seen.add(block)
        if on_block:
            on_block(block)
        block = stream.read(BLOCK)
    seen.end()
    if marked and marked != "utf-8-sig":
        return Encoding(marked, seen.lost)
    fits = marked or not seen.lost or 0 < seen.found >= seen.lost
    if not marked and (seen.controls or not fits) and (wide := _utf_16(first)):
        return Encoding(wide)
    if seen.controls * 20 > seen.size:
        raise not_a_text(name)
    if fits or (seen.lost == 1 and _CUT.search(seen.tail)):
        return Encoding(marked or "utf-8", seen.lost, seen.giants)
    if seen.above > seen.letters:
        raise LearnerError(
            f"{name} is in an encoding that is not read here (it is no UTF-8, and its letters are "
            "not those of Western Europe): save it as UTF-8 first."
        )
    return Encoding(WESTERN, seen.undefined, seen.giants)


class _Seen:
    """What the blocks of a text hold, counted: bytes by their kind, letters beyond ASCII
    (``found``), and places that no letter can be read at (``lost``)."""

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._run = b""  # of letters, cut to what tells that it is too long
        self.size = self.letters = self.above = self.controls = 0
        self.read = self.lost = self.undefined = self.giants = 0
        self.tail = b"\0"

    @property
    def found(self) -> int:
        return self.read - (self.size - self.above) - self.lost

    def add(self, block: bytes) -> None:
        kinds = block.translate(_KINDS)
        self.size += len(block)
        self.letters += kinds.count(b"a")
        self.above += kinds.count(b"h")
        self.controls += kinds.count(b"c")
        if block.isascii() and self.tail[-1] < 128:
            self.read += len(block)
        elif lost := self._decode(block):
            self.lost += lost
            self.undefined += len(block) - len(block.translate(None, _UNDEFINED))
        self.tail = (self.tail + block)[-4:]
        kinds = self._run + kinds
        whole = kinds.rstrip(b"a")
        self._run = kinds[len(whole) :][: LONGEST + 1]
        if b"a" * (LONGEST + 1) in whole:
            self.giants += len(_GIANT.findall(whole))

    def _decode(self, block: bytes, final: bool = False) -> int:
        text = self._decoder.decode(block, final)
        self.read += len(text)
        return text.count("\ufffd")

    def end(self) -> None:
        self.lost += self._decode(b"", final=True)
        self.giants += len(self._run) > LONGEST


def refuse_others(beginning: bytes, name: str) -> None:
    """LearnerError for what begins like a file of another kind that people take for a text."""
    for sign, kind in _OTHERS:
        if beginning.startswith(sign):
            raise not_a_text(name, kind)
    if beginning[257:262] == b"ustar":
        raise not_a_text(name, "a tar archive")


def not_a_text(name: str, kind: str = "") -> LearnerError:
    """The sentence for a binary file."""
    kind = f" ({kind})" if kind else ""
    return LearnerError(
        f"{name} is not a text but a binary file{kind}: save it as plain text (.txt) first."
    )


def _utf_16(beginning: bytes) -> str | None:
    """UTF-16 without a mark, in whichever order of bytes the text has spaces and known letters."""
    for name in ("utf-16-le", "utf-16-be"):
        found = Counter(beginning[: len(beginning) // 2 * 2].decode(name, "replace"))
        size = found.total()
        odd = sum(count for letter, count in found.items() if _is_odd(letter))
        if 200 * sum(found[space] for space in _SPACES) >= size > 0 and 200 * odd <= size:
            return name
    return None


def _is_odd(letter: str) -> bool:
    """Whether no text holds this: a control character, half a letter, or none that is assigned."""
    kind = unicodedata.category(letter)
    return letter == "\ufffd" or (kind in ("Cc", "Cn", "Co", "Cs") and not letter.isspace())


__all__ = ["BLOCK", "WESTERN", "Encoding", "not_a_text", "refuse_others", "told_by"]
