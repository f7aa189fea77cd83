"""A training of the vision part in a thread of its own, with looks at held-out photos."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from course_lib.learning.training import fit
from course_lib.running import background_run
from course_lib.running.background_run import TELL_EVERY, BackgroundRun

if TYPE_CHECKING:
    import numpy as np

    from course_lib.inpainting.train_yourself import SmallTask

LOOK_EVERY = 3.0  # seconds at least between two looks at the photos held out
LOOK_SHARE = 0.1  # of the time at most: a look costs training time


@dataclass(frozen=True)
class Look:
    """What the network does on photos it was not given."""

    step: int
    samples: list[tuple[np.ndarray, np.ndarray, np.ndarray]]  # truth, with its hole, filled
    network: float  # PSNR inside the hole, dB
    mean_colour: float


@dataclass(kw_only=True)
class Progress(background_run.Progress):
    """How far the training is, the loss of every step so far, and the last look."""

    losses: list[float] = field(default_factory=list)
    look: Look | None = None


class TrainingRun(BackgroundRun):
    """Trains ``make_task()``; stopping ends the thread after the step in hand.

    Starting again goes on from there, with the same task.
    """

    def __init__(
        self, make_task: Callable[[], SmallTask], on_progress: Callable[[Progress], None]
    ) -> None:
        super().__init__(Progress(), on_progress)
        self._make_task = make_task
        self._task: SmallTask | None = None

    def work(self, stop: threading.Event) -> bool:
        """Train until the task's steps are done or ``stop`` is set."""
        if self._task is None:
            self.tell(state="loading", error="")
            self._task = self._make_task()
        task, first = self._task, self.progress.step
        steps = task.budget_steps
        paused = 0.0  # seconds spent looking, which say nothing about the next steps
        losses = self.progress.losses
        self.tell(state="running", steps=steps)
        if self.progress.look is None:
            self.tell(look=self._look(task, first))
        began = told = time.monotonic()
        next_look = began + LOOK_EVERY

        def on_step(index: int, measured: dict[str, float]) -> None:
            nonlocal told, next_look, paused
            losses.append(float(measured["loss"]))
            done, now = len(losses), time.monotonic()
            if now - told >= TELL_EVERY:
                pace = (now - began - paused) / max(1, done - first)
                self.tell(step=done, seconds_left=pace * (steps - done))
                told = now
            if now >= next_look:
                self.tell(look=self._look(task, done))
                took = time.monotonic() - now
                paused += took
                next_look = now + took + max(LOOK_EVERY, took / LOOK_SHARE)

        fit(task, steps, start=first, on_step=on_step, should_stop=stop.is_set)
        done = len(losses)
        if done < steps:  # said at once; the look takes a while
            self.tell(state="stopped", step=done, seconds_left=None)
            self.tell(look=self._look(task, done))
            return False
        look = self._look(task, done)
        self.tell(state="done", step=done, seconds_left=None, look=look)
        return True

    def _look(self, task: SmallTask, step: int) -> Look:
        network, mean_colour = task.held_out_psnr()
        return Look(step, task.samples(), network, mean_colour)
