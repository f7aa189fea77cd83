"""Scores of a learner and of machines on the same trials, kept apart for every kind of trial.

What a kind of trial is, a game says: a frozen dataclass of strings and whole numbers. As text a
score is JSON lines, a trial a line: of a file that broke off, the whole lines remain.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import astuple, dataclass, field
from typing import Protocol

from course_lib.errors import LearnerError
from course_lib.learning.interval import wilson

YOU = "you"
MOST = 2000  # trials; a browser keeps some megabytes for a page
LONGEST = 80  # letters of a name in a file
SLOWEST = 86_400.0  # seconds


class Kind(Protocol):
    """A kind of trial: error rates of two kinds are never added up.

    Making one of other values is a ValueError, so that nothing else is read from a file.
    """

    def columns(self) -> dict[str, object]:
        """Its cells in a table for a spreadsheet, by the columns' names."""


@dataclass(frozen=True)
class Tally:
    """A player's errors of a number of trials, and the mean seconds an answer took."""

    errors: int
    trials: int
    seconds: float

    @property
    def rate(self) -> float:
        """Errors per trial, nan of none."""
        return self.errors / self.trials if self.trials else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the error rate."""
        return wilson(self.errors, self.trials)


Answers = Mapping[str, tuple[bool, float]]  # player -> right?, seconds


@dataclass(frozen=True)
class Score:
    """Every trial's answers, by (kind, the trial's name). Never changed: ``answered`` and
    ``merged`` give a new one."""

    answers: Mapping[tuple[Kind, str], Answers] = field(default_factory=dict)

    def answered(self, kind: Kind, trial: str, player: str, right: bool, seconds: float) -> Score:
        """With one more answer. A player's first answer to a trial is the one that counts.

        LearnerError when there is no room for another trial; ValueError for impossible seconds.
        """
        if not 0 <= seconds <= SLOWEST:
            raise ValueError(f"{seconds} seconds")
        key = (kind, trial)
        before = self.answers.get(key, {})
        if player in before:
            return self
        if key not in self.answers and len(self.answers) >= MOST:
            raise LearnerError(
                f"The score is full ({MOST:,} trials): export it, then clear it to go on counting."
            )
        return Score({**self.answers, key: {**before, player: (bool(right), float(seconds))}})

    def merged(self, other: Score) -> Score:
        """Both together; where both have a player's answer to a trial, this one's counts."""
        together = {key: dict(given) for key, given in self.answers.items()}
        for key, given in other.answers.items():
            if key in together:
                together[key] = {**given, **together[key]}
            elif len(together) < MOST:
                together[key] = dict(given)
        return Score(together)

    def has(self, kind: Kind, trial: str) -> bool:
        """Whether the learner has answered this trial."""
        return YOU in self.answers.get((kind, trial), {})

    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of trials that the learner has answered, in the order they were met."""
        met = (kind for (kind, _), given in self.answers.items() if YOU in given)
        return tuple(dict.fromkeys(met))

    def tally(self, kind: Kind, player: str, among: Collection[str] | None = None) -> Tally:
        """A player's tally over the trials of a kind that the learner has answered too, or over
        those of them whose names are ``among`` these."""
        given = [
            answers[player]
            for (met, trial), answers in self.answers.items()
            if met == kind and YOU in answers and player in answers
            if among is None or trial in among
        ]
        errors = sum(not right for right, _ in given)
        mean = sum(seconds for _, seconds in given) / len(given) if given else math.nan
        return Tally(errors, len(given), mean)

    def to_json(self) -> str:
        """JSON lines, a trial a line."""
        lines = []
        for (kind, trial), given in self.answers.items():
            players = {who: [int(right), round(sec, 4)] for who, (right, sec) in given.items()}
            row = [*astuple(kind), trial, players]
            lines.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
        return "".join(lines)

    def to_csv(self) -> bytes:
        """A table for a spreadsheet: a line for each answer that counts."""
        file = io.StringIO()
        lines = [
            {
                **kind.columns(),
                "trial": trial,
                "player": player,
                "right": int(right),
                "seconds": f"{seconds:.4f}",
            }
            for (kind, trial), given in self.answers.items()
            if YOU in given
            for player, (right, seconds) in given.items()
        ]
        names = list(lines[0]) if lines else ["trial", "player", "right", "seconds"]
        table = csv.DictWriter(file, names, lineterminator="\n")
        table.writeheader()
        table.writerows(lines)
        return file.getvalue().encode()


def from_json(text: str, kind: Callable[..., Kind]) -> tuple[Score, str]:
    """The score of trials of this ``kind`` in a text, and a sentence, "" when all could be read.

    Lines that are damaged, broken off or of another kind are left out; nothing is raised.
    """
    answers: dict[tuple[Kind, str], Answers] = {}
    lost = 0
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            key, given = _row(json.loads(line), kind)
        except (ValueError, TypeError, RecursionError, AttributeError):
            lost += 1
            continue
        if len(answers) < MOST and key not in answers:
            answers[key] = given
    if not lost:
        return Score(answers), ""
    trials = "1 trial" if lost == 1 else f"{lost} trials"
    return Score(answers), f"{trials} of the kept score could not be read; the others are here."


def _row(row: object, kind: Callable[..., Kind]) -> tuple[tuple[Kind, str], Answers]:
    *fields, trial, players = row
    met = kind(*fields)
    if not isinstance(trial, str) or not 0 < len(trial) <= LONGEST or not 0 < len(players) <= 20:
        raise ValueError(row)
    given = {}
    for player, (right, seconds) in players.items():
        if right not in (0, 1) or not 0 <= seconds <= SLOWEST or len(player) > LONGEST:
            raise ValueError(row)
        given[player] = (bool(right), float(seconds))
    return (met, trial), given


__all__ = ["YOU", "Kind", "Score", "Tally", "from_json"]
