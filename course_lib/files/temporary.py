"""A folder for temporary files that ends with the program; if that is killed, with the next one."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import time
from pathlib import Path

from filelock import FileLock, Timeout

HELD = "held"  # locked for as long as the folder's program lives, however it ends
YOUNG = 60.0  # seconds in which a folder may not be locked yet


def own_folder(kind: str) -> Path:
    """A new folder for this program alone; ``kind`` begins its name. OSError where there is no
    room. Folders of this kind that a killed program left behind are deleted."""
    for left in Path(tempfile.gettempdir()).glob(f"{kind}-*"):
        _delete_left(left)
    folder = Path(tempfile.mkdtemp(prefix=f"{kind}-"))
    lock = FileLock(folder / HELD)
    lock.acquire()
    atexit.register(_end, folder, lock)
    return folder


def _end(folder: Path, lock: FileLock) -> None:
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)


def _delete_left(folder: Path) -> None:
    try:
        if folder.is_symlink() or time.time() - (folder / HELD).stat().st_mtime < YOUNG:
            return
        lock = FileLock(folder / HELD)
        lock.acquire(timeout=0)
    except (Timeout, OSError):  # its program lives, or it is somebody else's
        return
    _end(folder, lock)


__all__ = ["own_folder"]
