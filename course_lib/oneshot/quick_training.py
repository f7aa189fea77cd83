"""A small prototypical network, trained from nothing within minutes on a learner's processor.

It learns by episodes on some alphabets and is asked 5-way one-shot trials of others that it is
never trained on (Snell, Swersky and Zemel 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.learning.interval import wilson
from course_lib.oneshot import curves, trials
from course_lib.oneshot.characters import CharacterSet, held_out
from course_lib.oneshot.drawings import Drawings
from course_lib.oneshot.learning import Plan, PrototypicalTask
from course_lib.oneshot.prototypical import Prototypical
from course_lib.oneshot.trials import Trial

WAYS = 5
STEPS = 600
ASKED = 400  # trials at the end; a look on the way takes the first 100 of them
OUT = {"many": 5, "few": 2}  # alphabets never trained on, of 20 or more and of fewer


@dataclass(frozen=True)
class Asked:
    """``right`` of ``of`` trials after ``step`` steps."""

    step: int
    right: int
    of: int

    @property
    def share(self) -> float:
        """Accuracy, from 0 to 1."""
        return self.right / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the accuracy."""
        return wilson(self.right, self.of)


class QuickTask(PrototypicalTask):
    """A training of ``steps`` steps, and what it is measured on. LearnerError for a set with too
    few alphabets."""

    ways = 16
    episodes = 2  # 64 drawings: as many as a step should take on a laptop

    def __init__(self, characters: CharacterSet, seed: int = 0, steps: int = STEPS) -> None:
        few = len(characters.alphabets) < 20
        self.unseen = held_out(characters, OUT["few" if few else "many"], at_least=WAYS)
        self._test = characters.only(list(self.unseen))
        self.budget_steps = steps
        super().__init__(Drawings(characters.without(self.unseen)), Plan(steps, seed=seed))

    def ask(self, step: int, count: int = 100) -> Asked:
        """5-way one-shot trials, unstructured, of the unseen alphabets: the same ones each time."""
        machine = Prototypical(self.average["prototypical"])
        return Asked(step, curves.right_answers(machine, self._trials(count)), count)

    def _trials(self, count: int) -> list[Trial]:
        drawn = trials.sample_many(self._test, count, WAYS, within_alphabet=False, seed=11)
        return list(drawn)


__all__ = ["ASKED", "STEPS", "WAYS", "Asked", "QuickTask"]
