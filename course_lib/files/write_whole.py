"""Write a file whole or not at all: a kill, a full disk or an error leaves what stood there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path | str, content: bytes, *, new: bool = False) -> None:
    """Write ``content`` to ``path``, as ``whole`` does."""
    with whole(path, new=new) as file:
        file.write(content)


@contextmanager
def whole(path: Path | str, *, new: bool = False) -> Iterator[BinaryIO]:
    """A binary file to write to, which becomes ``path`` when the block ends well.

    Until then, and after an exception, what was at ``path`` is there unchanged, and nothing lies
    beside it. Missing folders are made; a link is followed. With ``new`` a file that is already at
    ``path`` stays and FileExistsError is raised. OSError as the disk gives it.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not named after the file: a long name would become too long.
    part = path.with_name(f".{secrets.token_hex(6)}.part")
    try:
        with open(part, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if new:
            _name_once(part, path)
        else:
            os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _name_once(part: Path, path: Path) -> None:
    """Give the file its name where no file has it."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        with open(path, "xb") as file:
            file.write(part.read_bytes())
