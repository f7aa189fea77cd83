"""Scripts and style sheets travel compressed: a third of what they are, packed once a server.

``Packed`` goes before a tornado handler of files: it hands out the packed copy in place of the file
where the browser unpacks it, and leaves the finding, the allowing and the caching to the handler.
"""

from __future__ import annotations

import gzip
import mimetypes
import os
import tempfile
from functools import cache
from typing import Any

from course_lib.files.temporary import own_folder

ENDINGS = (".js", ".css", ".json", ".map", ".svg", ".txt")
SMALLEST = 1000  # bytes: below that a packed file saves no packet


@cache
def _folder() -> str:
    return str(own_folder("course-packed"))


def packed(path: str) -> str:
    """The packed copy of a file, as old as the file; ``path`` itself where packing saves nothing.

    OSError where there is no such file.
    """
    told = os.stat(path)
    if not path.endswith(ENDINGS) or told.st_size < SMALLEST:
        return path
    return _packed(path, told.st_mtime_ns, told.st_size)


@cache
def _packed(path: str, changed: int, _size: int) -> str:
    handle, copy = tempfile.mkstemp(dir=_folder(), suffix=".gz")
    with open(path, "rb") as file, os.fdopen(handle, "wb") as target:
        target.write(gzip.compress(file.read(), 6, mtime=0))
    os.utime(copy, ns=(changed, changed))  # what the browser is told, and asks about
    return copy


def unpacks(accepted: str) -> bool:
    """Whether a browser that sends this Accept-Encoding header takes gzip."""
    for one in accepted.lower().split(","):
        name, _, quality = one.replace(" ", "").partition(";q=")
        if name == "gzip":
            return quality.rstrip("0") not in ("0.", "") if quality else True
    return False


class Packed:
    """Files in packed copies, for who takes them."""

    _named = ""  # the file that a packed copy stands for

    def validate_absolute_path(self: Any, root: str, absolute_path: str) -> str | None:
        found = super().validate_absolute_path(root, absolute_path)
        if found is None or not found.endswith(ENDINGS):
            return found
        self.add_header("Vary", "Accept-Encoding")
        if not unpacks(self.request.headers.get("Accept-Encoding", "")):
            return found
        copy = packed(found)
        if copy != found:
            self._named = found
            self.set_header("Content-Encoding", "gzip")
        return copy

    def get_content_size(self: Any) -> int:
        # The handler has looked at the file itself by now, and remembers its size.
        return os.path.getsize(self.absolute_path) if self._named else super().get_content_size()

    def get_content_type(self: Any) -> str:
        if self._named:
            return mimetypes.guess_type(self._named)[0] or "application/octet-stream"
        return super().get_content_type()


__all__ = ["Packed", "packed", "unpacks"]
