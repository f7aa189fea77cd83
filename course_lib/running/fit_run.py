"""A training in a thread of its own, with looks at what it was not trained on. No widget."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from course_lib.learning import training
from course_lib.running.background_run import TELL_EVERY, BackgroundRun, Pace, Progress

LOOK_EVERY = 3.0  # seconds at least between two looks
LOOK_SHARE = 0.1  # of the time at most: a look costs training time


class FitTask(training.Task, Protocol):
    """A task that knows how many steps it is to take."""

    budget_steps: int


@dataclass(kw_only=True)
class FitProgress(Progress):
    """How far the training is, the loss of every step so far, and the looks, the first at 0."""

    losses: list[float] = field(default_factory=list)
    looks: list[Any] = field(default_factory=list)

    @property
    def look(self) -> Any:
        """The last look, or None."""
        return self.looks[-1] if self.looks else None


class FitRun(BackgroundRun):
    """Trains ``make_task()``; stopping ends the thread after the step in hand.

    Starting again goes on from there, with the same task. A subclass says what a look is.
    """

    def __init__(
        self,
        make_task: Callable[[], FitTask],
        on_progress: Callable[[FitProgress], None],
        after: BackgroundRun | None = None,
    ) -> None:
        super().__init__(FitProgress(), on_progress, after)
        self._make_task = make_task
        self.task: FitTask | None = None

    def look(self, step: int, last: bool) -> object:
        """What the task does after ``step`` steps (``last``: all) with what it never saw."""
        raise NotImplementedError

    def work(self, stop: threading.Event) -> bool:
        """Train until the task's steps are done or ``stop`` is set."""
        if self.task is None:
            self.tell(state="loading", error="")
            self.task = self._make_task()
        losses, steps = self.progress.losses, self.task.budget_steps
        self.tell(state="running", steps=steps, error="")
        if not self.progress.looks:
            self._look(0)
        pace = Pace(len(losses))
        told = time.monotonic()
        next_look = told + LOOK_EVERY

        def on_step(_: int, measured: dict[str, float]) -> None:
            nonlocal told, next_look
            losses.append(float(measured["loss"]))
            done, now = len(losses), time.monotonic()
            if now - told >= TELL_EVERY:
                self.tell(step=done, seconds_left=pace.left(done, steps))
                told = now
            if now >= next_look:
                self._look(done)
                took = time.monotonic() - now
                pace.skip(took)
                next_look = now + took + max(LOOK_EVERY, took / LOOK_SHARE)

        training.fit(self.task, steps, start=len(losses), on_step=on_step, should_stop=stop.is_set)
        done = len(losses)
        if done < steps:  # said at once; the look takes a while
            self.tell(state="stopped", step=done, seconds_left=None)
            self._look(done)
            return False
        self._look(done, last=True)
        self.tell(state="done", seconds_left=None)
        return True

    def _look(self, step: int, last: bool = False) -> None:
        self.progress.looks.append(self.look(step, last))
        self.tell(step=step)


__all__ = ["FitProgress", "FitRun", "FitTask"]
