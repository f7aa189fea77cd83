"""Rounds of ten trials, and the code by which a friend plays the same ten."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.errors import LearnerError
from course_lib.oneshot.protocols import Setting
from course_lib.oneshot.sources import BACKGROUND, EVALUATION, MADE

TEN = 10
SHARED = (MADE, EVALUATION, BACKGROUND)  # the same characters on every computer
MOST = 999_999


@dataclass(frozen=True)
class Round:
    """Round ``number`` (from 1) of a ``seed``: its trials ``10 (number − 1)`` to
    ``10 number − 1``, counted from 0. ValueError for other numbers."""

    setting: Setting
    seed: int
    number: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.seed <= MOST or not 1 <= self.number <= MOST // TEN:
            raise ValueError(f"no round: {self}")

    @property
    def trials(self) -> range:
        """The numbers of its trials, from 0."""
        return range(TEN * (self.number - 1), TEN * self.number)

    @property
    def code(self) -> str:
        """By which ``read`` finds it again: "made-up.within.5.1.0.1"; "" where a friend lacks the
        characters."""
        kind = self.setting
        if kind.characters not in SHARED:
            return ""
        parts = kind.characters, kind.protocol, kind.ways, kind.shots, self.seed, self.number
        return ".".join(str(part) for part in parts)


def holding(setting: Setting, seed: int, trial: int) -> Round:
    """The round that trial number ``trial``, from 0, belongs to."""
    return Round(setting, seed, trial // TEN + 1)


def read(typed: str) -> Round:
    """The round of a code, or of a link that ends with one. LearnerError for anything else."""
    code = typed.strip().rpartition("ten=")[2]
    try:
        characters, protocol, *numbers = code.split(".")
        ways, shots, seed, number = (int(part) for part in numbers)
        found = Round(Setting(characters, protocol, ways, shots), seed, number)
    except ValueError:
        found = None
    if found is None or found.code != code:
        raise LearnerError("That is no code of ten trials; one looks like made-up.within.5.1.0.1.")
    return found


__all__ = ["SHARED", "TEN", "Round", "holding", "read"]
