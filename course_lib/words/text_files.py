"""Text files of any size, packed or not, as blocks of decoded text; what is no text is refused."""

from __future__ import annotations

import codecs
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.words.tokens import words_in

BLOCK = 1 << 18  # characters read at a time
PIECE = 1 << 20  # characters a piece has at most
ENDINGS = (".txt", ".gz", ".xz", ".zip")
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def find(path: Path) -> list[Path]:
    """The text file at a path, or those in a folder in order. LearnerError if there is none."""
    if path.is_file():
        return [path]
    if not path.exists():
        raise LearnerError(f"There is no file or folder {path} on the machine that computes.")
    files = sorted(p for p in path.rglob("*") if p.suffix.lower() in ENDINGS and p.is_file())
    if not files:
        raise LearnerError(f"There is no .txt, .gz, .xz or .zip file in the folder {path}.")
    return files


def blocks(file: Path) -> Iterator[str]:
    """The text of a file, block by block; LearnerError if it is damaged or no text.

    The encoding is told by the file's beginning; what it cannot decode later becomes “�”.
    """
    try:
        with _opened(file) as stream:
            encoding = encoding_of(stream.read(BLOCK), file.name)
        with _opened(file) as stream:
            text = io.TextIOWrapper(stream, encoding, errors="replace")
            while block := text.read(BLOCK):
                yield block
            text.detach()
    except (EOFError, lzma.LZMAError, zipfile.BadZipFile, zlib.error, gzip.BadGzipFile):
        raise LearnerError(f"{file.name} is damaged and cannot be unpacked.") from None
    except OSError as error:
        raise LearnerError(f"{file} cannot be read: {error.strerror or error}.") from None


@contextmanager
def _opened(file: Path) -> Iterator[io.BufferedIOBase]:
    ending = file.suffix.lower()
    if ending == ".zip":
        with zipfile.ZipFile(file) as packed:
            names = [n for n in packed.namelist() if not n.endswith("/")]
            texts = [n for n in names if n.lower().endswith(".txt")] or names
            if not texts:
                raise LearnerError(f"{file.name} is an empty archive.")
            with packed.open(texts[0]) as stream:
                yield stream
    else:
        open_ = {".gz": gzip.open, ".xz": lzma.open}.get(ending, open)
        with open_(file, "rb") as stream:
            yield stream


def encoding_of(beginning: bytes, name: str, whole: bool = False) -> str:
    """The encoding of a text by its first bytes: by its mark, else UTF-8, else Windows-1252.

    ``whole``: the bytes are all there are, so they must not end within a letter. LearnerError for
    bytes that are no text.
    """
    for mark, encoding in _MARKS.items():
        if beginning.startswith(mark):
            return encoding
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(beginning, final=whole)
        encoding = "utf-8"
    except UnicodeDecodeError:
        text, encoding = beginning.decode("cp1252", errors="replace"), "cp1252"
    refuse_binary(text, name)
    return encoding


def is_guessed(file: Path) -> bool:
    """Whether a file is no UTF-8 and carries no mark, so that its encoding had to be guessed."""
    with _opened(file) as stream:
        return encoding_of(stream.read(BLOCK), file.name) == "cp1252"


def refuse_binary(text: str, name: str) -> None:
    """LearnerError if a text holds what no text holds: a zero, or many control characters."""
    sample = text[:BLOCK]
    odd = sum(sample.count(chr(i)) for i in (*range(1, 8), *range(14, 27), *range(28, 32)))
    if "\0" in sample or (odd + sample.count("\ufffd")) * 20 > len(sample) > 0:
        raise LearnerError(
            f"{name} is not a text but a binary file: save it as plain text (.txt) first."
        )


def refuse_too_short(pieces: Iterable[str], name: str) -> None:
    """LearnerError unless there are two words; reads no more than it needs."""
    found = list(islice((word for piece in pieces for word in words_in(piece)), 2))
    if not found:
        raise LearnerError(f"There are no words in {name}: take a text with some.")
    if len(found) == 1:
        raise LearnerError(
            f"There is only one word in {name}: words are known by others around them."
        )


def cut(blocks: Iterable[str]) -> Iterator[str]:
    """The same text in pieces of at most ``PIECE`` characters, cut at a paragraph's end, else at a
    line's, else between words (a run of a megabyte without a space is cut where it must be)."""
    held = ""
    for block in blocks:
        held += block
        while len(held) >= PIECE:
            at = _last_end(held[:PIECE])
            yield held[:at]
            held = held[at:]
    if held:
        yield held


def _last_end(text: str) -> int:
    for end in ("\n\n", "\n", " "):
        at = text.rfind(end, len(text) // 2)
        if at > 0:
            return at + len(end)
    for at in range(len(text) - 1, len(text) // 2, -1):
        if text[at].isspace():
            return at + 1
    return len(text)
