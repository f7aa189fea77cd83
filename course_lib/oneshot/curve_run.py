"""Trials of several kinds, put to several machines in a thread: counts that grow as it goes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from course_lib.errors import LearnerError
from course_lib.oneshot import trials
from course_lib.oneshot.characters import CharacterSet
from course_lib.oneshot.curves import right_answers
from course_lib.oneshot.machine import machine
from course_lib.oneshot.trials import Trial
from course_lib.running import background_run
from course_lib.running.background_run import BackgroundRun, Pace

BLOCK = 5  # trials of a kind that a machine is asked at a time
Asked = tuple[str, int, int]  # machine, ways, shots
Counts = Mapping[Asked, tuple[int, int]]  # right answers, trials


@dataclass(kw_only=True)
class CurveProgress(background_run.Progress):
    """``counts`` so far; ``refused``: why some kinds or machines are left out."""

    counts: Counts = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    now: Asked | None = None


class CurveRun(BackgroundRun):
    """Asks every machine ``each`` trials (a multiple of BLOCK) of every kind, (ways, shots).

    It goes round: BLOCK trials of every kind first, so that whole curves are there early and grow
    surer. All machines answer the same trials, within one alphabet; ``counts`` says what is done
    already. Trial i of a kind is ``trials.sample(…, seed=(seed, i))``.
    """

    def __init__(
        self,
        characters: Callable[[], CharacterSet],
        kinds: Sequence[tuple[int, int]],
        machines: Sequence[str],
        each: int,
        tell: Callable[[CurveProgress], None],
        counts: Counts | None = None,
        after: CurveRun | None = None,
        seed: int = 0,
    ) -> None:
        counts = dict(counts or {})
        steps = len(kinds) * len(machines) * (each // BLOCK)
        super().__init__(CurveProgress(steps=steps, counts=counts), tell, after)
        self._characters, self._kinds, self._machines = characters, kinds, machines
        self._each, self._seed = each, seed
        self._left_out: set[object] = set()  # kinds and machines that were refused

    def work(self, stop: threading.Event) -> bool:
        """Ask until all is counted; a block that ``stop`` breaks off is not counted."""
        self.tell(state="loading", error="", step=self._done())
        characters = self._characters()
        pace, steps = Pace(self._done()), self.progress.steps
        for start in range(0, self._each, BLOCK):
            for kind in self._kinds:
                block: list[Trial] = []
                for name in self._machines:
                    if stop.is_set():
                        return False
                    if self.progress.counts.get((name, *kind), (0, 0))[1] > start:
                        continue
                    if kind in self._left_out or name in self._left_out:
                        continue
                    self.progress.now = (name, *kind)
                    try:
                        asked = machine(name)
                    except LearnerError as error:
                        self._leave_out(name, error)
                        continue
                    try:
                        block = block or self._block(characters, kind, start)
                    except LearnerError as error:
                        self._leave_out(kind, error)
                        continue
                    right = right_answers(asked, _until(stop, block))
                    if stop.is_set():
                        return False
                    self._count((name, *kind), right)
                    done = self._done()
                    self.tell(state="running", step=done, seconds_left=pace.left(done, steps))
        if not self.progress.counts and self.progress.refused:
            raise LearnerError(self.progress.refused[0])
        self.tell(step=steps)
        return True

    def _block(self, characters: CharacterSet, kind: tuple[int, int], start: int) -> list[Trial]:
        return [
            trials.sample(characters, *kind, seed=(self._seed, i))
            for i in range(start, start + BLOCK)
        ]

    def _count(self, asked: Asked, right: int) -> None:
        before, of = self.progress.counts.get(asked, (0, 0))
        self.progress.counts = {**self.progress.counts, asked: (before + right, of + BLOCK)}

    def _leave_out(self, what: object, error: LearnerError) -> None:
        self._left_out.add(what)
        said = dict.fromkeys([*self.progress.refused, str(error)])
        self.tell(refused=tuple(said))

    def _done(self) -> int:
        counts = self.progress.counts
        return sum(
            min(self._each, counts.get((name, *kind), (0, 0))[1]) // BLOCK
            for kind in self._kinds
            for name in self._machines
        )


def _until(stop: threading.Event, block: list[Trial]) -> Iterator[Trial]:
    for trial in block:
        if stop.is_set():
            return
        yield trial


__all__ = ["BLOCK", "Asked", "Counts", "CurveProgress", "CurveRun"]
