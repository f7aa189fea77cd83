"""Long work in a thread of its own: start, stop, resume, and news on the way. No widget."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from course_lib.errors import LearnerError
from course_lib.running.handover import Handover
from course_lib.running.latest_wins import sentence

log = logging.getLogger(__name__)
BEHIND = 10  # how far a run stands behind what answers a press (nice)
TELL_EVERY = 0.5  # seconds between two messages to the page


@dataclass(kw_only=True)
class Progress:
    """How far the work is. ``state``: loading, running, stopped, done or failed."""

    state: str = "loading"
    step: int = 0
    steps: int = 0
    seconds_left: float | None = None
    error: str = ""


class Pace:
    """How long the rest takes, judged by the steps that were taken since this was made."""

    def __init__(self, first: int = 0) -> None:
        """``first`` steps were there before."""
        self._first, self._began = first, time.monotonic()

    def left(self, done: float, steps: float) -> float:
        """Seconds from step ``done`` to step ``steps``."""
        each = (time.monotonic() - self._began) / max(1, done - self._first)
        return each * (steps - done)

    def skip(self, seconds: float) -> None:
        """So long something else was done, which says nothing about the steps to come."""
        self._began += seconds


def give_way() -> None:
    """From now on this thread, and those it starts, let what answers presses run first.

    Thirty pages share a few cores, and some train. Only on Linux does a thread have a nice value.
    """
    if sys.platform == "linux":
        os.nice(BEHIND)


class BackgroundRun:
    """Does ``work(stop)`` in a background thread; ``on_progress(a copy of progress)`` reports.

    A subclass writes ``work``, which calls ``tell`` as it goes, ends soon after ``stop`` is set
    and returns whether everything is done; called again, it goes on from where it ended.
    ``on_progress`` runs on the loop of whoever started or resumed.
    """

    def __init__(
        self,
        progress: Progress,
        on_progress: Callable[[Progress], None],
        after: BackgroundRun | None = None,
    ) -> None:
        """``after`` is a run given up: this one starts when its thread has ended."""
        self.progress = progress
        self._before = None if after is None else after._thread or after._before
        self._given_up = False
        self._on_progress = on_progress
        self._hand_over = Handover()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def work(self, stop: threading.Event) -> bool:
        """Do what is left until all is done (True) or ``stop`` is set (False)."""
        raise NotImplementedError

    @property
    def running(self) -> bool:
        """Whether the thread is at work."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start, or resume where the last stop left it; nothing happens while it runs."""
        if self.running and not self._stop.is_set():
            return
        self._hand_over.remember()
        self._stop = threading.Event()  # a new one: the thread before may still be stopping
        self._thread = threading.Thread(
            target=self._run,
            args=(self._thread or self._before, self._stop),
            name="course-run",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end soon; returns at once."""
        self._stop.set()

    def give_up(self) -> None:
        """Stop, and report nothing any more."""
        self._given_up = True
        self._stop.set()

    def join(self, timeout: float = 10.0) -> bool:
        """Wait for the thread to end; False if it takes longer."""
        if self._thread is not None:
            self._thread.join(timeout)
        return not self.running

    def tell(self, **news: object) -> None:
        """Set fields of ``progress`` and hand a copy of it to ``on_progress``."""
        for name, value in news.items():
            setattr(self.progress, name, value)
        lists = {
            f.name: list(value)
            for f in fields(self.progress)
            if isinstance(value := getattr(self.progress, f.name), list)
        }
        self._hand_over(self._deliver, replace(self.progress, **lists))

    def _deliver(self, snapshot: Progress) -> None:
        if not self._given_up:
            self._on_progress(snapshot)

    def _run(self, before: threading.Thread | None, stop: threading.Event) -> None:
        give_way()
        if before is not None:
            before.join()  # it may have a last thing to say
        try:
            done = self.work(stop)
        except Exception as error:
            if not isinstance(error, LearnerError):  # that is for the learner, who reads it
                log.exception("the work failed")
            self.tell(state="failed", error=sentence(error), seconds_left=None)
        else:
            end = "done" if done else "stopped"
            if self.progress.state != end:
                self.tell(state=end, seconds_left=None)


__all__ = ["TELL_EVERY", "BackgroundRun", "Pace", "Progress"]
