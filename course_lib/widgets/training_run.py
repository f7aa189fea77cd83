"""A training in a thread of its own: start, stop, resume, and snapshots on the way. No widget."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from course_lib.training import fit
from course_lib.widgets.handover import Handover
from course_lib.widgets.jobs import sentence

if TYPE_CHECKING:
    import numpy as np

    from course_lib.vision.train_yourself import SmallTask

log = logging.getLogger(__name__)
TELL_EVERY = 0.5  # seconds between two messages to the page
LOOK_EVERY = 3.0  # seconds at least between two looks at the photos held out
LOOK_SHARE = 0.1  # of the time at most: a look costs training time


@dataclass(frozen=True)
class Look:
    """What the network does on photos it was not given."""

    step: int
    samples: list[tuple[np.ndarray, np.ndarray, np.ndarray]]  # truth, with its hole, filled
    network: float  # PSNR inside the hole, dB
    mean_colour: float


@dataclass
class Progress:
    """How far the training is. ``state``: loading, running, stopped, done or failed."""

    state: str = "loading"
    step: int = 0
    steps: int = 0
    seconds_left: float | None = None
    losses: list[float] = field(default_factory=list)
    look: Look | None = None
    error: str = ""


class TrainingRun:
    """Trains ``make_task()`` in a background thread; ``on_progress(Progress)`` reports.

    ``on_progress`` runs on the loop of whoever started or resumed. Stopping ends the thread after
    the step in hand; starting again goes on from there, with the same task.
    """

    def __init__(
        self, make_task: Callable[[], SmallTask], on_progress: Callable[[Progress], None]
    ) -> None:
        self._make_task = make_task
        self._on_progress = on_progress
        self._hand_over = Handover()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._task: SmallTask | None = None
        self.progress = Progress()

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
            target=self._run, args=(self._thread, self._stop), name="train-yourself", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end after the step in hand; returns at once."""
        self._stop.set()

    def join(self, timeout: float = 10.0) -> bool:
        """Wait for the thread to end; False if it takes longer."""
        if self._thread is not None:
            self._thread.join(timeout)
        return not self.running

    def _run(self, before: threading.Thread | None, stop: threading.Event) -> None:
        if before is not None:
            before.join()  # it takes a last look at the photos held out
        try:
            self._train(stop)
        except Exception as error:
            log.exception("training failed")
            self._tell(state="failed", error=sentence(error), seconds_left=None)

    def _train(self, stop: threading.Event) -> None:
        if self._task is None:
            self._tell(state="loading")
            self._task = self._make_task()
        task, first = self._task, self.progress.step
        steps = task.budget_steps
        paused = 0.0  # seconds spent looking, which say nothing about the next steps
        losses = self.progress.losses
        self._tell(state="running", steps=steps)
        if self.progress.look is None:
            self._tell(look=self._look(task, first))
        began = told = time.monotonic()
        next_look = began + LOOK_EVERY

        def on_step(index: int, measured: dict[str, float]) -> None:
            nonlocal told, next_look, paused
            losses.append(float(measured["loss"]))
            done, now = len(losses), time.monotonic()
            if now - told >= TELL_EVERY:
                pace = (now - began - paused) / max(1, done - first)
                self._tell(step=done, seconds_left=pace * (steps - done))
                told = now
            if now >= next_look:
                self._tell(look=self._look(task, done))
                took = time.monotonic() - now
                paused += took
                next_look = now + took + max(LOOK_EVERY, took / LOOK_SHARE)

        fit(task, steps, start=first, on_step=on_step, should_stop=stop.is_set)
        done = len(losses)
        if done < steps:  # said at once; the look takes a while
            self._tell(state="stopped", step=done, seconds_left=None)
            self._tell(look=self._look(task, done))
        else:
            look = self._look(task, done)
            self._tell(state="done", step=done, seconds_left=None, look=look)

    def _look(self, task: SmallTask, step: int) -> Look:
        network, mean_colour = task.held_out_psnr()
        return Look(step, task.samples(), network, mean_colour)

    def _tell(self, **news: object) -> None:
        for name, value in news.items():
            setattr(self.progress, name, value)
        p = self.progress
        snapshot = Progress(
            p.state, p.step, p.steps, p.seconds_left, list(p.losses), p.look, p.error
        )
        self._hand_over(self._on_progress, snapshot)
