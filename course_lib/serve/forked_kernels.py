"""Kernels forked from one warm process, in place of processes that import everything anew.

``ForkedKernels`` gives jupyter_client's server the kernels of ``warm_parent``. Where there is none
(another system than Linux, or it cannot start) a kernel is spawned as ever: slower, larger, alike.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import pathlib
import select
import signal
import socket
import subprocess
import sys
import time
from importlib.metadata import EntryPoint
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from course_lib.files.temporary import own_folder

PROVISIONER = "course-forked"
PATIENCE = 8.0  # seconds that the first page may wait for the warm process before it is spawned
ENOUGH_DEATHS = 5  # a warm process that dies so often in a row is not started again
MOST_THREADS = 4


def possible() -> bool:
    """Whether this system can fork kernels: Linux with handles of processes."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


class WarmParent:
    """The warm process of this server: started at once, and again when it has died."""

    def __init__(self, notebooks: pathlib.Path, env: dict[str, str]) -> None:
        self._notebooks, self._env = notebooks, env
        self._folder = own_folder("course-kernels")
        atexit.register(self.end)
        self._process: subprocess.Popen | None = None
        self._path, self._started, self._served, self._deaths = "", 0.0, False, 0
        self.start()

    @property
    def pid(self) -> int:
        """The process that kernels are forked from."""
        return self._process.pid

    def start(self) -> None:
        """Start it; it can be asked as soon as its socket is there."""
        self._path = os.path.join(self._folder, f"{time.monotonic_ns()}")
        quiet = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "course_lib.serve.warm_parent", self._path, self._notebooks],
            env={**os.environ, **self._env, **quiet},
            stdin=subprocess.DEVNULL,
        )
        self._started, self._served = time.monotonic(), False

    def end(self) -> None:
        """End it; the kernels end with the server."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    async def fork(self, order: dict) -> Forked | None:
        """A kernel of this order; None where it must be spawned."""
        while not os.path.exists(self._path) or self._process.poll() is not None:
            if self._process.poll() is not None and not self._again():
                return None
            if time.monotonic() > self._started + PATIENCE:
                return None
            await asyncio.sleep(0.02)
        try:
            forked = await asyncio.to_thread(Forked, order, self._path)
        except (OSError, ValueError):  # it died just now
            return None
        self._served, self._deaths = True, 0
        return forked

    def _again(self) -> bool:
        self._deaths += not self._served
        if self._deaths >= ENOUGH_DEATHS:
            return False
        self.start()
        return True


class Forked:
    """As much of ``subprocess.Popen`` as ``LocalProvisioner`` uses, of another's child.

    OSError or ValueError where the warm process does not answer.
    """

    stdin = stdout = stderr = None

    def __init__(self, order: dict, path: str) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(20)
        try:
            self._line.connect(path)
            self._line.sendall(json.dumps(order).encode() + b"\n")
            said, handles, *_ = socket.recv_fds(self._line, 64, 1)
            self.pid = int(said)
        except BaseException:
            self._line.close()
            raise
        self._handle, self.returncode = handles[0], None

    def poll(self) -> int | None:
        """The exit status, None while it runs; −9 where who knew it is gone."""
        if self.returncode is None and self._ended():
            try:
                self._line.settimeout(1)
                self.returncode = int(self._line.recv(64))
            except (OSError, ValueError):
                self.returncode = -signal.SIGKILL
            self._line.close()
            os.close(self._handle)
        return self.returncode

    def _ended(self) -> bool:
        poll = select.poll()  # not select(): a class's server holds more than its 1024 files
        poll.register(self._handle, select.POLLIN)
        return bool(poll.poll(0))

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended; ``subprocess.TimeoutExpired`` as Popen's."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired("kernel", timeout)
            time.sleep(0.01)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """To this process and no other that later has its number."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)


class ForkedKernels(LocalProvisioner):
    """What a kernel specification names; ``use`` says which warm process it asks."""

    warm: WarmParent | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork, or spawn where that is not possible."""
        forked = None
        if self.warm is not None and "-f" in cmd:
            order = {
                "argv": cmd[cmd.index("-f") :],
                "env": dict(kwargs["env"]),
                "cwd": str(kwargs.get("cwd") or os.getcwd()),
                "threads": threads(),
            }
            forked = await self.warm.fork(order)
        if forked is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = forked
        self.pid = self.pgid = forked.pid  # it leads a group of its own
        self.cwd = kwargs.get("cwd", pathlib.Path.cwd())
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        """To its group, and never to a group whose number was used again."""
        if self.process is not None and self.process.poll() is None:
            await super().send_signal(signum)


def threads() -> int:
    """How many threads a kernel's networks may use."""
    return min(int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1), MOST_THREADS)


def use(notebooks: pathlib.Path, env: dict[str, str]) -> None:
    """Fork this server's kernels from now on, where that is possible.

    ``notebooks`` is the folder whose pages say what is loaded beforehand.
    """
    entry = EntryPoint(
        PROVISIONER, f"{__name__}:{ForkedKernels.__name__}", KernelProvisionerFactory.GROUP_NAME
    )
    KernelProvisionerFactory.provisioners[PROVISIONER] = entry
    ForkedKernels.warm = WarmParent(notebooks, env) if possible() else None
