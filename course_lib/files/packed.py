"""The files in a folder, a zip or a tar, alike: read where they lie, never unpacked to disk.

Whoever packs files again leaves traces: “./” in front of each name, “\\” between folders, names in
the letters of an old system, and files that nobody made by hand (``__MACOSX/._a``, ``.DS_Store``,
``Thumbs.db``, copies of editors). Here names are as their author knew them, and those files gone.
"""

from __future__ import annotations

import gzip
import io
import lzma
import re
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from course_lib.errors import LearnerError

_TARS = {b"\x1f\x8b": 0, b"\xfd7zXZ\0": 0, b"BZh": 0, b"ustar": 257}  # signature: its place
_OTHERS = {b"7z\xbc\xaf'\x1c": "a 7z archive", b"Rar!\x1a\x07": "a RAR archive"}
_WAYS = {9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd"}  # of packing, by a zip's number
_CLUTTER = {
    "__macosx",
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "icon\r",
    "@eadir",
    "$recycle.bin",
    "system volume information",
    "lost+found",
    "__pycache__",
}
# What the standard library's readers raise for bytes that are wrong.
DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError),
    *(ValueError, struct.error, OverflowError, KeyError, IndexError, MemoryError),
    NotImplementedError,
)


@dataclass(frozen=True)
class PackedFile:
    """One file: ``name`` from the top, with “/” between folders; ``size`` in bytes, unpacked.

    ``open`` gives its bytes as a stream: LearnerError for a file that is locked with a password or
    packed in an unknown way.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO]

    def read(self) -> bytes:
        """All its bytes; LearnerError also for a damaged file."""
        damaged = f"{self.name} is damaged and cannot be unpacked."
        with _in_one_sentence(self.name, damaged), self.open() as stream:
            return stream.read()


@contextmanager
def contents(
    source: Path | BinaryIO, name: str | None = None, what: str = "files"
) -> Iterator[list[PackedFile]]:
    """The files of a folder, a zip or a tar (packed or not), in the order of their names.

    ``name`` is how sentences call it, ``what`` what should lie in it. LearnerError, one sentence:
    nothing there, no archive or half of one, an archive of another kind, a name that climbs out.
    """
    called = (name or (source.name if isinstance(source, Path) else "the file"))[-80:]
    no_zip = (
        f"{called} is no zip, or only a part of one: get it again, or name the unpacked folder."
    )
    with ExitStack() as opened:
        with _in_one_sentence(called, no_zip):
            files = _files(source, called, what, opened)
        yield files


@contextmanager
def _in_one_sentence(called: str, damaged: str) -> Iterator[None]:
    """Make a LearnerError of whatever the standard library says about bytes that are wrong."""
    try:
        yield
    except LearnerError:
        raise
    except DAMAGED:
        raise LearnerError(damaged) from None
    except OSError as error:
        raise LearnerError(f"{called} cannot be read: {error.strerror or error}.") from None


def is_clutter(name: str) -> bool:
    """Whether a path within a folder or archive is hidden, or was put there by a system."""
    parts = name.replace("\\", "/").split("/")
    return any(
        part.lower() in _CLUTTER or part.startswith("~$") or part.startswith(".")
        for part in parts
        if part not in (".", "..")
    )


def _files(source: Path | BinaryIO, called: str, what: str, opened: ExitStack) -> list[PackedFile]:
    if isinstance(source, Path):
        if source.is_dir():
            return _listed(_in_folder(source), called)
        if not source.exists():
            raise LearnerError(f"There are no {what} at {source}: name a zip or a folder.")
        source = opened.enter_context(source.open("rb"))
    source.seek(0)
    head = source.read(512)
    source.seek(0)
    for sign, kind in _OTHERS.items():
        if head.startswith(sign):
            raise LearnerError(
                f"{called} is {kind}, which is not read here: unpack it and name the folder, or "
                "pack it as a zip."
            )
    if any(head[at:].startswith(sign) for sign, at in _TARS.items()):
        return _listed(_in_tar(opened.enter_context(tarfile.open(fileobj=source))), called)
    return _listed(_in_zip(opened.enter_context(zipfile.ZipFile(source)), called), called)


def _listed(found: Iterator[PackedFile], called: str) -> list[PackedFile]:
    """In order and without clutter. LearnerError for a name that leads out of the archive."""
    kept = []
    for file in found:
        parts = file.name.split("/")
        if ".." in parts or parts[0] == "" or re.match(r"[A-Za-z]:", parts[0]):
            raise LearnerError(
                f"{called} is not used: it holds a path that leads out of it, “{file.name[:80]}”."
            )
        if not is_clutter(file.name):
            kept.append(file)
    return sorted(kept, key=lambda file: file.name)


def _tidy(name: str) -> str:
    """A name with “/” between folders, without “.” among them, its accents in one piece each."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\\", "/")
    return unicodedata.normalize("NFC", "/".join(p for p in name.split("/") if p != "."))


def _in_folder(folder: Path) -> Iterator[PackedFile]:
    for path in folder.rglob("*"):
        if path.is_file():
            inside = _tidy(path.relative_to(folder).as_posix())
            yield PackedFile(inside, path.stat().st_size, lambda path=path: path.open("rb"))


def _in_tar(tar: tarfile.TarFile) -> Iterator[PackedFile]:
    for member in tar:
        if member.isfile():
            yield PackedFile(
                _tidy(member.name), member.size, lambda member=member: tar.extractfile(member)
            )


def _in_zip(packed: zipfile.ZipFile, called: str) -> Iterator[PackedFile]:
    def stream(member: zipfile.ZipInfo) -> BinaryIO:
        if member.flag_bits & 1:
            raise LearnerError(
                f"{called} is locked with a password: unpack it yourself and name the folder, or "
                "pack it again without one."
            )
        try:
            return io.BufferedReader(packed.open(member))
        except (NotImplementedError, RuntimeError):
            way = _WAYS.get(member.compress_type, f"method {member.compress_type}")
            raise LearnerError(
                f"{called} is packed in a way that is not read here ({way}): unpack it and name "
                "the folder, or pack it again as an ordinary zip."
            ) from None

    for member in packed.infolist():
        if member.is_dir() or member.filename.endswith("\\"):
            continue
        inside = member.filename
        if not member.flag_bits & 0x800:  # no word about its letters; macOS writes UTF-8 even so
            with suppress(UnicodeError):
                inside = inside.encode("cp437").decode("utf-8")
        yield PackedFile(_tidy(inside), member.file_size, lambda member=member: stream(member))


__all__ = ["DAMAGED", "PackedFile", "contents", "is_clutter"]
