"""A file of vectors opened for reading: from a path or its bytes, packed or not."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from course_lib.errors import LearnerError
from course_lib.files import packed, places
from course_lib.files.packed import contents

BUFFER = 1 << 20  # bytes
PACKERS = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\0": lzma.open}
DAMAGED = (*packed.DAMAGED, OSError)


@dataclass(frozen=True)
class Opened:
    """A file of vectors, unpacked: ``where()`` of ``size`` bytes on the disk are read."""

    file: io.BufferedReader
    name: str
    size: int
    where: Callable[[], int]
    unpacking: Unpacking | None = None

    @property
    def damaged(self) -> bool:
        """Whether it ends where its packing is damaged."""
        return self.unpacking is not None and self.unpacking.damaged


class Unpacking(io.RawIOBase):
    """What comes out of a packed stream; where that is damaged it ends, and ``damaged`` is True."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self.damaged = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        try:
            data = self._packed.read1(min(len(buffer), 1 << 16))
        except DAMAGED:
            self.damaged = True
            return 0
        buffer[: len(data)] = data
        return len(data)


def opened(source: Path | str | bytes, name: str, stack: ExitStack) -> Opened:
    """Open a source, unpacked; ``stack`` closes it. LearnerError: nothing there, a folder, empty,
    a zip of several files."""
    return _unpacked(_raw(source, name, stack), stack)


def _raw(source: Path | str | bytes, name: str, stack: ExitStack) -> Opened:
    if isinstance(source, bytes):
        name, size = name or "This file", len(source)
        raw = io.BytesIO(source)
    else:
        path = places.typed(str(source))
        name = name or path.name
        if path.is_dir():
            raise LearnerError(f"{path} is a folder: name one file in it.")
        if path.exists() and not path.is_file():
            raise LearnerError(f"{path} is no file.")
        try:
            raw, size = path.open("rb", buffering=0), path.stat().st_size
        except OSError as error:
            raise LearnerError(f"{path} cannot be read: {error.strerror or error}.") from None
    stack.enter_context(raw)
    if not size:
        raise LearnerError(f"{name} is empty.")
    file = io.BufferedReader(raw, BUFFER)
    return Opened(file, name, size, file.tell)


def _unpacked(opened: Opened, stack: ExitStack) -> Opened:
    """The vectors in a packed file, or the one file of a zip; any other as it is."""
    start, name = opened.file.peek(8), opened.name
    if start[:4] == b"PK\x03\x04":
        found = stack.enter_context(contents(opened.file, name, "vectors"))
        if any(file.name.endswith(".npy") for file in found):
            raise LearnerError(f"{name} holds numbers without words: give a file with both.")
        if len(found) != 1:
            held = ", ".join(file.name for file in found[:4]) or "nothing"
            raise LearnerError(f"{name} holds {held}: unpack it, and give one file of vectors.")
        try:
            inside = Unpacking(stack.enter_context(found[0].open()))
        except LearnerError:
            raise
        except DAMAGED:
            raise LearnerError(f"{name} is damaged and cannot be read.") from None
        file = io.BufferedReader(inside, BUFFER)
        return Opened(file, name, max(1, found[0].size), file.tell, inside)
    for sign, unpack in PACKERS.items():
        if start.startswith(sign):
            inside = Unpacking(unpack(opened.file, "rb"))
            file = io.BufferedReader(inside, BUFFER)
            return Opened(file, name, opened.size, opened.where, inside)
    return opened


__all__ = ["Opened", "opened"]
