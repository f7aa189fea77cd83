"""Which port of this computer a server listens on."""

from __future__ import annotations

import argparse
import errno
import os
import socket

from course_lib.errors import LearnerError

HERE = "127.0.0.1"
LAST = 65535


def port(text: str) -> int:
    """``--port``: 1 to 65535, or 0 for any that is free. argparse.ArgumentTypeError otherwise."""
    if text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) <= LAST:
        return int(text)
    raise argparse.ArgumentTypeError(
        f"a port is a number from 1 to {LAST}, or 0 for any that is free, not “{text[:20]}”"
    )


def settle(wanted: int) -> int:
    """``wanted``, or a free port for 0. LearnerError where it is taken or not allowed."""
    with socket.socket() as asking, socket.socket() as probe:
        asking.settimeout(1)
        if os.name == "posix":  # what a server that has just ended left behind holds no port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            if wanted and asking.connect_ex((HERE, wanted)) == 0:
                raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
            probe.bind((HERE, wanted))
            probe.listen()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise LearnerError(
                    f"Something already listens on {HERE}:{wanted}: it may be this course, started "
                    f"before; else choose another port with --port {wanted % LAST + 1}."
                ) from None
            raise LearnerError(
                f"Port {wanted} cannot be used here ({error.strerror or error}): choose another, "
                "or --port 0 for any that is free."
            ) from None
        return probe.getsockname()[1]


def next_free(first: int) -> int:
    """The first port from ``first`` on that can be had, of fifty. LearnerError if none."""
    for number in range(first, first + 50):
        try:
            return settle(number)
        except LearnerError:
            continue
    return settle(0)
