"""What an answer may not do while it is graded, kept by an audit hook that nothing takes off.

It may compute, and read the libraries that it imports. It reads no other file (the solutions lie
in one), writes only into a folder of its own, starts no program and reaches no network. That stops
what a learner would think of; it is no prison for whoever knows CPython inside out. Where that
matters, grade in a container.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from course_lib.files import places

MEMORY = 2 << 30  # bytes that an answer may take beside what was there
FILE = 16 << 20  # bytes of a file that it writes
CPU = 60  # seconds of processor time
FILES = 256  # open at once

SAYS = "While it is graded, your code may not {what}."
# The first words of the names of what Python tells its audit hooks (Audit events table).
REFUSED = {
    (
        "subprocess.",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.spawn",
        "pty.spawn",
        "os.start",
    ): ("start another program"),
    ("os.fork", "os.kill", "signal.pthread_kill"): "touch other processes",
    ("socket.", "urllib.Request", "ftplib.", "smtplib.", "imaplib.", "http.client."): (
        "reach a network"
    ),
    ("ctypes.dlopen", "ctypes.dlsym", "ctypes.call_function"): "call into other libraries",
    ("resource.", "sys.addaudithook", "fcntl."): "change its limits",
}
CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate",
           "os.chmod", "os.chown", "os.utime", "os.setxattr", "shutil.")  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def limit() -> None:
    """Memory, processor time and files: what the system itself can refuse (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    have = 0
    if os.path.exists("/proc/self/statm"):
        have = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limits = [
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, FILES),
    ]
    if have:
        limits.append((resource.RLIMIT_AS, have + MEMORY))
    for which, most in limits:
        hard = resource.getrlimit(which)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (most, most))


def close(scratch: Path) -> None:
    """From now on, in this process, only ``scratch`` can be written, and the libraries read."""
    course = places.project() / "course_lib"
    secret = [
        str(course / "exercises"),
        str(course / "grading"),
        str(places.project() / "notebooks"),
    ]
    secret = [os.path.realpath(place) for place in secret]
    mine = os.path.realpath(scratch)
    readable = [mine, str(course), str(places.project() / "assets"), sys.prefix, sys.base_prefix]
    readable += [str(place) for place in map(Path, sys.path) if place.name.endswith("-packages")]
    readable += ["/usr/share/zoneinfo", "/dev/null", "/dev/urandom"]
    readable = [os.path.realpath(place) for place in readable]
    known = set(sys.modules)

    def within(path: str, folders: list[str]) -> bool:
        return any(path == folder or path.startswith(folder + os.sep) for folder in folders)

    def refuse(what: str) -> None:
        raise PermissionError(SAYS.format(what=what))

    def look(event: str, told: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = told
            if isinstance(path, int) or path is None:
                return
            real = os.path.realpath(os.fsdecode(path))
            if os.path.isdir(real):  # a path could be told from it, and would not be seen here
                refuse("open folders")
            if (flags or 0) & WRITING or (isinstance(mode, str) and set(mode) & set("wax+")):
                if not within(real, [mine]) and real != "/dev/null":
                    refuse("write to other folders")
            elif within(real, secret) or not within(real, readable):
                refuse("read files")
        elif event == "import":
            name = str(told[0])
            if name.startswith("course_lib.exercises.") and name not in known:
                refuse("look at the course's own answers")
        elif event.startswith(CHANGES):
            # All its paths: a file may as little be moved out as it may be written there.
            paths = [one for one in told if isinstance(one, (str, bytes, os.PathLike))]
            touched = [os.path.realpath(os.fsdecode(path)) for path in paths]
            links = event.startswith(("os.link", "os.symlink"))
            if links or not touched or not all(within(place, [mine]) for place in touched):
                refuse("change other folders")
        else:
            for names, what in REFUSED.items():
                if event.startswith(names):
                    refuse(what)

    sys.addaudithook(look)


__all__ = ["close", "limit"]
