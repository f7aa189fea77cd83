"""How often a machine errs as ways and shots grow, trial by trial, and its worst mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from course_lib.oneshot import trials
from course_lib.oneshot.characters import CharacterSet
from course_lib.oneshot.machine import Machine, answer
from course_lib.oneshot.trials import Trial


def right_answers(machine: Machine, asked: Iterable[Trial]) -> int:
    """How many of the trials the machine answers rightly."""
    return sum(answer(machine, t.support, t.query) == t.truth for t in asked)


@dataclass(frozen=True, eq=False)
class Mistake:
    """A trial answered wrongly: ``chosen`` in place of the truth, ``margin`` > 0 by how much."""

    trial: Trial
    chosen: int
    margin: float


def mistakes(
    machine: Machine, characters: CharacterSet, count: int, ways: int = 20, seed: int = 0
) -> Iterator[Mistake | None]:
    """What becomes of ``count`` within-alphabet one-shot trials: None where the answer is right.

    ``margin`` is the wrong choice's similarity less the truth's, over the spread (standard
    deviation) of the trial's similarities, so that it means the same for every machine.
    """
    for trial in trials.sample_many(characters, count, ways, seed=seed):
        scores = np.asarray(machine.score(trial.support, trial.query), float)
        chosen = int(np.argmax(scores))
        spread = max(float(scores.std()), 1e-9)
        margin = float(scores[chosen] - scores[trial.truth]) / spread
        yield None if chosen == trial.truth else Mistake(trial, chosen, margin)
