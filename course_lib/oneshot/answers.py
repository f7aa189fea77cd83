"""What a machine makes of a trial: its answer, how alike it finds every drawing, and how long."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from course_lib.oneshot.machine import Machine, machine
from course_lib.oneshot.pair_judge import Matches
from course_lib.oneshot.trials import Trial


@dataclass(frozen=True, eq=False)
class MachineAnswer:
    """``choice``: the row of the support it takes the query for. ``likeness``: (N, K) float, the
    query's similarity to each drawing alone, larger = more alike. ``seconds``: for the choice.
    ``matches``: which places it matched of the query and its choice's first drawing, if it did."""

    choice: int
    likeness: np.ndarray
    seconds: float
    matches: Matches | None = None

    def shares(self) -> np.ndarray:
        """``likeness`` from this trial's least (0) to its most (1); ½ where all are the same."""
        low, high = self.likeness.min(), self.likeness.max()
        if high - low < 1e-12:
            return np.full(self.likeness.shape, 0.5)
        return (self.likeness - low) / (high - low)


def ask(name: str, trial: Trial) -> MachineAnswer:
    """Ask the machine of that name; loading it is not timed. LearnerError as ``machine``'s."""
    return answered_by(machine(name), trial)


def answered_by(asked: Machine, trial: Trial) -> MachineAnswer:
    """What a machine makes of a trial. LearnerError as its ``score``'s."""
    begin = time.perf_counter()
    scores = np.asarray(asked.score(trial.support, trial.query), float)
    seconds = time.perf_counter() - begin
    ways, shots = trial.support.shape[:2]
    alone = scores
    if shots > 1:  # every drawing as a class of its own
        each = trial.support.reshape(ways * shots, 1, *trial.query.shape)
        alone = np.asarray(asked.score(each, trial.query), float)
    choice = int(np.argmax(scores))
    looks = getattr(asked, "matches", None)
    matches = looks(trial.query, trial.support[choice, 0]) if looks else None
    return MachineAnswer(choice, alone.reshape(ways, shots), seconds, matches)
