"""What a served course takes of its machine, and what others take meanwhile (Linux)."""

from __future__ import annotations

import os
import time

import psutil

from course_lib.bench.memory import pss_mb


class Cores:
    """How many cores everybody else keeps busy, from now on."""

    def __init__(self, server: int) -> None:
        self._server, self._began = server, time.monotonic()
        self._busy, self._own = self._seconds()

    def of_others(self) -> float:
        """The mean since it was made; what ended meanwhile counts to who waited for it."""
        busy, own = self._seconds()
        passed = time.monotonic() - self._began
        return max(0.0, busy - self._busy - (own - self._own)) / passed

    def _seconds(self) -> tuple[float, float]:
        """Processor seconds of everybody, and of this benchmark with its server."""
        every, own = psutil.cpu_times(), 0.0
        for process in [os.getpid(), self._server, *_children(self._server)]:
            try:
                own += sum(psutil.Process(process).cpu_times()[:4])
            except psutil.Error:
                continue  # it ended just now
        return sum(every) - every.idle - every.iowait - every.guest - every.guest_nice, own


def total_mb(server: int) -> float:
    """Everything of the server's: itself, its warm process, all kernels."""
    told = [server, *_children(server)]
    found = 0.0
    for process in told:
        try:
            found += pss_mb(process)
        except OSError:
            continue  # it ended just now
    return found


def _children(process: int) -> list[int]:
    """All processes below one, whoever started them."""
    return [below.pid for below in psutil.Process(process).children(recursive=True)]
