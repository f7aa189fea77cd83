"""A training by episodes in a thread of its own, with looks at alphabets it is not trained on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from course_lib.running import background_run
from course_lib.running.background_run import TELL_EVERY, BackgroundRun

if TYPE_CHECKING:
    from course_lib.oneshot.quick_training import Asked, QuickTask

LOOK_EVERY = 4.0  # seconds at least between two looks
LOOK_SHARE = 0.1  # of the time at most: a look costs training time


@dataclass(kw_only=True)
class Progress(background_run.Progress):
    """How far the training is, every step's loss, and the looks so far."""

    losses: list[float] = field(default_factory=list)
    looks: list[Asked] = field(default_factory=list)
    unseen: tuple[str, ...] = ()


class EpisodeRun(BackgroundRun):
    """Trains ``make_task()``; started again it goes on from where it stopped."""

    def __init__(
        self, make_task: Callable[[], QuickTask], on_progress: Callable[[Progress], None]
    ) -> None:
        super().__init__(Progress(), on_progress)
        self._make_task = make_task
        self._task: QuickTask | None = None

    def work(self, stop: threading.Event) -> bool:
        """Train until the task's steps are done or ``stop`` is set."""
        from course_lib.learning.training import fit
        from course_lib.oneshot.quick_training import ASKED

        if self._task is None:
            self.tell(state="loading", error="")
            self._task = self._make_task()
        task, losses = self._task, self.progress.losses
        first, steps = len(losses), task.budget_steps
        self.tell(state="running", steps=steps, unseen=task.unseen)
        if not self.progress.looks:
            self._look(0)
        began = told = time.monotonic()
        next_look, paused = began + LOOK_EVERY, 0.0

        def on_step(_: int, measured: dict[str, float]) -> None:
            nonlocal told, next_look, paused
            losses.append(float(measured["loss"]))
            done, now = len(losses), time.monotonic()
            if now - told >= TELL_EVERY:
                pace = (now - began - paused) / max(1, done - first)
                self.tell(step=done, seconds_left=pace * (steps - done))
                told = now
            if now >= next_look:
                self._look(done)
                took = time.monotonic() - now
                paused += took
                next_look = now + took + max(LOOK_EVERY, took / LOOK_SHARE)

        fit(task, steps, start=first, on_step=on_step, should_stop=stop.is_set)
        done = len(losses)
        if done < steps:
            self.tell(state="stopped", step=done, seconds_left=None)
            return False
        self._look(done, ASKED)
        self.tell(state="done", step=done, seconds_left=None)
        return True

    def _look(self, step: int, count: int = 100) -> None:
        self.progress.looks.append(self._task.ask(step, count))
        self.tell(step=step)


__all__ = ["EpisodeRun", "Progress"]
