"""A server that a class may fill: as many files and sockets as the system gives when asked."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest
import zmq

from course_lib.serve.open_files import allow_many
from course_lib.serve.page_kernels import PageKernelManager

resource = pytest.importorskip("resource")


def test_a_low_limit_is_raised_as_far_as_the_system_gives():
    """Tried in a process of its own, with the oracle of files that are really opened."""
    code = """
import os, resource
from course_lib.serve.open_files import allow_many
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 512))
most = allow_many()
kept = []
try:
    while True:
        kept.append(os.open(os.devnull, os.O_RDONLY))
except OSError:
    pass
print(most, max(kept))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["512", "511"]


def test_asking_twice_changes_nothing():
    assert allow_many() == allow_many()


def test_kernels_of_a_large_class_have_sockets():
    """The library's own limit is 1023 for a whole server: six a page."""
    if allow_many() < 2000:
        pytest.skip("this system lets nobody open so many files")

    async def open_all() -> None:
        manager = PageKernelManager()
        manager._looking.stop()
        sockets = [manager.context.socket(zmq.DEALER) for _ in range(1200)]
        assert len({socket.FD for socket in sockets}) == 1200
        for socket in sockets:
            socket.close(0)

    asyncio.run(open_all())
