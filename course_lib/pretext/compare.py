"""What the table says of a set of tasks: its row, and whether together beat the best alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from course_lib.errors import LearnerError
from course_lib.pretext.probe import Difference, difference
from course_lib.pretext.results import Results, RowResult
from course_lib.pretext.rows import COMBINED, EQUAL_COMPUTING
from course_lib.pretext.tasks import SINGLE

BEST = "best"
STEPS, COMPUTING, LONGER = "steps", "computing", "longer"
BUDGETS = {
    STEPS: "equal steps a task",
    COMPUTING: "equal computing in all",
    LONGER: "four times as long",
}
BESIDE = ("random", "colour_histogram", "kmeans", "simclr", "supervised")  # shown always


@dataclass(frozen=True)
class Together:
    """A combination's ``row``, the ``best`` single task of it, and the ``gain`` over that one in
    shares, with its 95 % interval."""

    row: RowResult
    best: RowResult
    gain: Difference

    @property
    def reads(self) -> str:
        """The interval in a word: "better", "worse" or "undecided"."""
        if self.gain.low > 0:
            return "better"
        return "worse" if self.gain.high < 0 else "undecided"


def row_of(tasks: Collection[str]) -> str | None:
    """The table's row of this set of single tasks, in any order; None where none was trained.

    LearnerError for no task, or one that is none of the five.
    """
    if not tasks:
        raise LearnerError("No task is ticked: a trunk needs at least one to learn from.")
    for name in tasks:
        if name not in SINGLE:
            raise LearnerError(f"“{name}” is none of the five tasks: {', '.join(SINGLE)}.")
    if len(tasks) == 1:
        return next(iter(tasks))
    return next((row for row, of in COMBINED.items() if set(of) == set(tasks)), None)


def rows_at(results: Results, tasks: Collection[str], budget: str) -> list[RowResult]:
    """What to show: rows to compare with, each task alone, and all together where trained.

    At ``longer`` only what was trained for longer, and what needs no training.
    """
    rows = results.rows
    if budget == LONGER:
        free = [rows[name] for name in BESIDE if rows[name].steps == 0]
        named = [name for name in (*tasks, "simclr") if name in results.longer]
        return [*free[:3], *(results.longer[name] for name in named)]
    shown = [rows[name] for name in BESIDE[:3]] + [rows[name] for name in tasks]
    row = row_of(tasks)
    if row is not None and len(tasks) > 1:
        shown.append(rows[row + EQUAL_COMPUTING * (budget == COMPUTING)])
    return shown + [rows[name] for name in BESIDE[3:]]


def accuracy(row: RowResult, stage: str) -> tuple[float, ...]:
    """A row's accuracy, a number a seed, read out at ``stage`` ("best" for its best readout).

    Features without a trunk have one readout, whatever ``stage``.
    """
    if stage == BEST or "features" in row.by_readout:
        return row.accuracy
    return max((row.by_readout[stage + how] for how in ("", "_2x2")), key=np.mean)


def together(results: Results, tasks: Collection[str], budget: str) -> Together | None:
    """Whether the tasks together beat the best of them alone; None where it was not trained."""
    row = row_of(tasks)
    if row is None or len(tasks) < 2 or budget == LONGER:
        return None
    found = results.rows[row + EQUAL_COMPUTING * (budget == COMPUTING)]
    best = max((results.rows[name] for name in tasks), key=lambda one: one.mean)
    return Together(found, best, difference(list(found.hits), list(best.hits)))


__all__ = ["BUDGETS", "Together", "accuracy", "row_of", "rows_at", "together"]
