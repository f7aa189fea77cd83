"""Get one file from the network: checked, resumable, and complete or not there at all."""

from __future__ import annotations

import hashlib
import http.client
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from course_lib.errors import LearnerError

BLOCK = 1 << 20
LOOK_EVERY = 0.5  # seconds between two looks at what another program fetches


def digest(file: Path, algorithm: str) -> str:
    """Hexadecimal sum of a file, read in blocks; ``algorithm`` as hashlib names it."""
    with open(file, "rb") as stream:
        return hashlib.file_digest(stream, algorithm).hexdigest()


def fetch(
    url: str,
    to: Path,
    *,
    sha256: str | None = None,
    md5: str | None = None,
    on_bytes: Callable[[int, int | None], None] | None = None,
    timeout: float = 20,
) -> Path:
    """Download ``url`` to ``to`` and return ``to``; at least one sum must be given.

    A file that is already there and has the right sum is kept. What has arrived lies beside it as
    ``NAME.part``, and the next call goes on from there (HTTP Range). Only a whole file with the
    right sum is renamed to ``to``, so a kill or a full disk never leaves a wrong one. An MD5 is
    taken where a source publishes nothing better: it finds damage, not a forger.

    ``on_bytes(arrived, total or None)`` is called after each block; what it raises ends the
    download, and the next call goes on from there. Of several programs that want the same file one
    fetches it and the others wait for it. LearnerError: unreachable, refused, a wrong sum, no room
    on the disk.
    """
    sums = {name: value for name, value in (("sha256", sha256), ("md5", md5)) if value}
    if not sums:
        raise ValueError("fetch needs a sha256 or an md5 to check the file against")
    if to.exists() and _right(to, sums):
        return to
    part = to.with_name(to.name + ".part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with _alone(part, on_bytes):
            if to.exists() and _right(to, sums):  # another program was first
                return to
            _receive(url, part, on_bytes, timeout)
            if not _right(part, sums):
                part.unlink()
                raise LearnerError(
                    f"What came from {url} is not the file that was published there "
                    f"(its {'/'.join(sums)} differs), so it was thrown away: try again later."
                )
            os.replace(part, to)
    except (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException) as e:
        reason = getattr(e, "reason", None) or e
        raise LearnerError(
            f"{url} cannot be reached ({reason}): check the network and run the same command "
            "again, it goes on where it stopped; or get the file elsewhere and name its folder."
        ) from None
    except OSError as error:
        raise LearnerError(f"{to} cannot be written: {error.strerror or error}.") from None
    return to


@contextmanager
def _alone(part: Path, on_bytes: Callable | None) -> Iterator[None]:
    """Wait until no other program fetches the same file, telling what has arrived meanwhile."""
    lock = FileLock(part.with_name(part.name + ".lock"))
    while True:
        try:
            lock.acquire(timeout=LOOK_EVERY)
            break
        except Timeout:
            if on_bytes:
                on_bytes(part.stat().st_size if part.exists() else 0, None)
    try:
        yield
    finally:
        # Before it is given back: who waits holds the old file, and finds the whole download.
        with suppress(OSError):
            os.unlink(lock.lock_file)
        lock.release()


def _right(file: Path, sums: dict[str, str]) -> bool:
    return all(digest(file, name) == value.lower() for name, value in sums.items())


def _receive(url: str, part: Path, on_bytes: Callable | None, timeout: float) -> None:
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"User-Agent": "learning-without-labels"})
    if have:
        request.add_header("Range", f"bytes={have}-")
    try:
        reply = urllib.request.urlopen(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        if error.code == 416:  # nothing after what we have: it is whole, or wrong; the sum tells
            return
        raise
    with reply:
        if have and reply.status != 206:  # the server sends everything again
            have = 0
        rest = reply.headers.get("Content-Length")
        total = have + int(rest) if rest else None
        if rest and shutil.disk_usage(part.parent).free < int(rest):
            raise LearnerError(
                f"{part.parent} has no room for {int(rest) / 1e6:.0f} MB: make room and try again."
            )
        with open(part, "ab" if have else "wb") as stream:
            while block := reply.read1(BLOCK):
                stream.write(block)
                have += len(block)
                if on_bytes:
                    on_bytes(have, total)
        if total is not None and have < total:
            raise ConnectionError(f"the connection ended after {have} of {total} bytes")
