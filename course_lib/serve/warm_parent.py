"""``python -m course_lib.serve.warm_parent SOCKET NOTEBOOKS``: forks a kernel for whoever asks.

A process that has imported everything and started no thread can be copied in milliseconds, and its
copies share what it had loaded. It is never the server itself, which has threads and sockets. An
order is a line of JSON; the answer is the kernel's number and a handle of its process (pidfd) at
once, and its exit status at its end. Weights are loaded while nobody asks.

Traps, each met: a convolution by two threads here makes the child's hang, and numpy, OpenCV and
scipy start threads of their own (the server sets OPENBLAS_NUM_THREADS, and one thread is asserted);
what zmq, asyncio and a garbage collection did before the fork would be shared. Kernels outlive this
process and end with the server, whose handle all of them watch.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

NOBODY_ASKED = 0.05  # seconds after which a weight is loaded
TIDY_EVERY = 5.0  # seconds
TIDY_AFTER = 0.1  # seconds of work


def main(path: str, notebooks: str) -> None:
    """Serve until the server ends."""
    server = os.pidfd_open(os.getppid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is the server's business
    from course_lib.serve import warm_up

    for line in warm_up.import_all(Path(notebooks)):
        print(f"not loaded beforehand: {line}", file=sys.__stderr__)
    import torch

    torch.set_num_threads(1)  # whatever runs here must not make a team of threads
    order = Nursery(path, server, warm_up.loaders()).serve()
    _become_kernel(order, server)


class Nursery:
    """The listening socket, and the kernels whose end has to be told."""

    def __init__(self, path: str, server: int, loaders: list) -> None:
        self._server, self._loaders = server, loaders
        self._kernels: dict[int, tuple[int, socket.socket]] = {}  # by pidfd: pid, who asked
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path + ".making")
        os.chmod(path + ".making", 0o600)
        self._listener.listen(128)
        os.rename(path + ".making", path)  # once it is there, it answers
        self._poll = select.poll()
        for fd in (self._listener.fileno(), server):
            self._poll.register(fd, select.POLLIN)
        self._freeze()

    def serve(self) -> dict:
        """The order of a kernel, in its own process; this process never returns."""
        while True:
            events = self._poll.poll(1000 * NOBODY_ASKED if self._loaders else None)
            if not events:
                self._load()
            for fd, _ in events:
                if fd == self._server:
                    os._exit(0)
                if fd in self._kernels:
                    self._ended(fd)
                elif (order := self._forked()) is not None:
                    return order

    def _load(self) -> None:
        from course_lib.errors import LearnerError

        try:
            self._loaders.pop(0)()
        except LearnerError as error:  # a missing weight is told by the page that needs it
            print(f"not loaded beforehand: {error}", file=sys.__stderr__)
        self._freeze()

    def _freeze(self) -> None:
        """Put what there is out of the garbage collector's reach: looking would copy the page."""
        gc.collect()
        gc.disable()
        gc.freeze()
        if threading.active_count() > 1 or len(os.listdir("/proc/self/task")) > 1:
            print("kernels cannot be forked: something started a thread", file=sys.__stderr__)
            os._exit(1)

    def _forked(self) -> dict | None:
        """Fork for one who asks: the order in the child, None in this process."""
        asks, _ = self._listener.accept()
        asks.settimeout(5)  # who connects and says nothing must not stop all others
        try:
            order = json.loads(_line(asks))
        except (OSError, ValueError):
            asks.close()
            return None
        pid = os.fork()
        if pid == 0:
            for number in [self._listener.fileno(), asks.fileno(), *self._kernels]:
                os.close(number)
            for _, other in self._kernels.values():
                os.close(other.detach())
            self._listener.detach()
            asks.detach()
            return order
        handle = os.pidfd_open(pid)  # no race: only this process can reap it
        try:
            socket.send_fds(asks, [b"%d\n" % pid], [handle])
        except OSError:  # gone meanwhile: nobody would ever end this kernel
            os.kill(pid, signal.SIGKILL)
        self._kernels[handle] = pid, asks
        self._poll.register(handle, select.POLLIN)
        return None

    def _ended(self, handle: int) -> None:
        pid, asked = self._kernels.pop(handle)
        self._poll.unregister(handle)
        os.close(handle)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with suppress(OSError):  # the server may have forgotten this kernel
            asked.sendall(b"%d\n" % code)
        asked.close()


def _line(asks: socket.socket) -> bytes:
    data = b""
    while not data.endswith(b"\n"):
        got = asks.recv(1 << 16)
        if not got:
            raise OSError("half an order")
        data += got
    return data


def _become_kernel(order: dict, server: int) -> None:
    """Be what ``python -m ipykernel_launcher`` with these arguments would be."""
    os.setsid()  # a process group of its own, as every kernel has
    signal.signal(signal.SIGINT, signal.default_int_handler)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    gc.enable()
    threading.Thread(target=_end_with, args=(server,), daemon=True).start()
    import random

    import numpy as np
    import torch

    random.seed()
    np.random.seed(int.from_bytes(os.urandom(4), "little"))  # noqa: NPY002 - a cell may use it
    torch.seed()
    torch.set_num_threads(order["threads"])
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher", *order["argv"]]
    # 1: who has a parent does not greet the terminal, and this parent's end is not the kernel's.
    app = IPKernelApp.instance(parent_handle=1)
    with _modules_unseen():
        app.initialize(order["argv"])
    import ipywidgets

    ipywidgets.register_comm_target()  # what it does when a kernel imports it
    app.start()


class _NoModules(ModuleType):
    """``sys`` for who would look at every module."""

    modules: ClassVar[dict] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


@contextmanager
def _modules_unseen() -> Iterator[None]:
    """A kernel that is made lists all modules, for a debugger and a %reset that no page has.

    Looking at a thing counts as holding it, which is written beside it: twenty megabytes of what
    all kernels share would be copied for each.
    """
    from ipykernel import ipkernel
    from IPython.core import shellapp

    ipkernel.sys = shellapp.sys = _NoModules("sys")
    try:
        yield
    finally:
        ipkernel.sys = shellapp.sys = sys


def _end_with(server: int) -> None:
    """Wait for the server's end. Meanwhile what work has left behind goes back to the machine:
    glibc keeps the memory of small arrays, three megabytes a kernel."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries lack it
    before = time.process_time()
    while not select.select([server], [], [], TIDY_EVERY)[0]:
        if trim is not None and time.process_time() - before > TIDY_AFTER:
            trim(0)
            before = time.process_time()
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
