"""How many files and sockets this server may hold: most systems give 1024 until they are asked."""

from __future__ import annotations

import sys

MOST = 2**16  # of files; some systems allow a billion, which slows whoever closes them all
UNLIMITED = sys.maxsize


def allow_many() -> int:
    """Ask for as many as the system gives without an administrator; how many those are."""
    try:
        import resource
    except ImportError:  # Windows counts otherwise
        return UNLIMITED
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if soft == resource.RLIM_INFINITY or soft >= most:
        return UNLIMITED if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    except (ValueError, OSError):  # macOS has a lower limit than it says
        return soft
    return most
