"""Measures what an update costs, one method and one vocabulary at a time. No widget."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from course_lib.errors import LearnerError
from course_lib.running import background_run
from course_lib.running.background_run import BackgroundRun, Pace
from course_lib.running.latest_wins import sentence

SECONDS = 0.3  # one measurement


class Measure(Protocol):
    """``words.softmax_cost.time_update``, or what stands in for it in a test."""

    def __call__(self, method: str, vocabulary: int, **settings: object) -> object: ...


def time_update(method: str, vocabulary: int, **settings: object) -> object:
    """The real measurement, on one core.

    More cores wait for each other, and on a busy machine that says nothing about the method.
    """
    from threadpoolctl import threadpool_limits

    from course_lib.words import softmax_cost

    with threadpool_limits(1):
        return softmax_cost.time_update(method, vocabulary, **settings)


@dataclass(frozen=True)
class Measured:
    """One measurement: microseconds per update, or one sentence why there is none."""

    method: str
    vocabulary: int
    microseconds: float | None
    vectors: float = 0.0  # output vectors that one update touches, on average
    refused: str = ""


@dataclass(kw_only=True)
class CostProgress(background_run.Progress):
    """How far the measuring is; ``now`` is what is being measured."""

    now: tuple[str, int] | None = None
    measured: list[Measured] = field(default_factory=list)


class CostRun(BackgroundRun):
    """Measures every (method, vocabulary) of ``plan`` in turn; k is negative sampling's."""

    def __init__(
        self,
        plan: Sequence[tuple[str, int]],
        k: int,
        on_progress: Callable[[CostProgress], None],
        measure: Measure = time_update,
        after: BackgroundRun | None = None,
    ) -> None:
        super().__init__(CostProgress(steps=len(plan)), on_progress, after)
        self._plan, self._k, self._measure = list(plan), k, measure

    def work(self, stop: threading.Event) -> bool:
        """Measure what is left of the plan; a size that does not fit is a sentence, not the end."""
        pace, steps = Pace(self.progress.step), len(self._plan)
        self.tell(state="running" if self.progress.step else "loading", error="")
        while self.progress.step < steps:
            if stop.is_set():
                return False
            method, vocabulary = self._plan[self.progress.step]
            self.tell(now=(method, vocabulary))
            found = self._one(method, vocabulary, stop)
            if found is None:
                return False
            self.progress.measured.append(found)
            done = self.progress.step + 1
            self.tell(state="running", step=done, seconds_left=pace.left(done, steps))
        return True

    def _one(self, method: str, vocabulary: int, stop: threading.Event) -> Measured | None:
        """None when it was stopped before there was an answer."""
        try:
            cost = self._measure(
                method, vocabulary, k=self._k, seconds=SECONDS, should_stop=stop.is_set
            )
        except (LearnerError, MemoryError) as error:
            return Measured(method, vocabulary, None, refused=sentence(error))
        if cost is None or stop.is_set():
            return None
        return Measured(method, vocabulary, float(cost.microseconds), float(cost.vectors))


__all__ = ["CostProgress", "CostRun", "Measured", "time_update"]
