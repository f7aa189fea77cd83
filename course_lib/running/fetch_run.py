"""Data sets fetched in a thread of its own; a stop keeps what has arrived. No widget."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from course_lib.files import fetch
from course_lib.running.background_run import TELL_EVERY, BackgroundRun, Pace, Progress


class Stopped(Exception):
    """The learner stopped the download."""


@dataclass(kw_only=True)
class FetchProgress(Progress):
    """``step`` and ``steps`` are bytes of the file in hand, which is number ``file`` of ``files``.

    ``steps`` is 0 where its size is not known.
    """

    file: int = 1
    files: int = 1


class FetchRun(BackgroundRun):
    """Fetches the data sets of these names (of ``fetch.DATA_SETS``), one after the other."""

    def __init__(
        self,
        names: Sequence[str],
        on_progress: Callable[[FetchProgress], None],
        after: BackgroundRun | None = None,
    ) -> None:
        super().__init__(FetchProgress(files=len(names)), on_progress, after)
        self.names = tuple(names)

    def work(self, stop: threading.Event) -> bool:
        """Fetch what is not there yet; False when stopped."""
        for number, name in enumerate(self.names, 1):
            self.tell(state="running", file=number, step=0, steps=0, seconds_left=None, error="")
            try:
                fetch.get(name, on_bytes=self._listener(stop))
            except Stopped:
                return False
        return True

    def _listener(self, stop: threading.Event) -> Callable[[int, int | None], None]:
        told, pace = 0.0, None

        def on_bytes(arrived: int, total: int | None) -> None:
            nonlocal told, pace
            if stop.is_set():
                raise Stopped
            pace = pace or Pace(arrived)
            now = time.monotonic()
            if now - told >= TELL_EVERY:
                left = pace.left(arrived, total) if total else None
                self.tell(step=arrived, steps=total or 0, seconds_left=left)
                told = now

        return on_bytes


__all__ = ["FetchProgress", "FetchRun", "Stopped"]
