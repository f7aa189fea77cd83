"""Scores of a learner and of machines on the same trials, kept apart for every kind of trial.

As text a score is JSON lines, a trial a line: of a file that broke off, the whole lines remain.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from course_lib.errors import LearnerError
from course_lib.oneshot.curves import wilson

YOU = "you"
WITHIN, UNSTRUCTURED = "within", "unstructured"
PROTOCOLS = {WITHIN: "within one alphabet", UNSTRUCTURED: "unstructured"}
HUMAN_RATE = 0.045  # Lake, Salakhutdinov and Tenenbaum 2015
MOST = 2000  # trials; a browser keeps some megabytes for a page
LONGEST = 80  # letters of a name in a file
SLOWEST = 86_400.0  # seconds


@dataclass(frozen=True)
class Setting:
    """A kind of trial: ``characters`` is their source's key, ``protocol`` one of PROTOCOLS.

    Error rates of two settings are never added up. ValueError for what is no setting.
    """

    characters: str
    protocol: str
    ways: int
    shots: int

    def __post_init__(self) -> None:
        whole = all(type(n) is int for n in (self.ways, self.shots))
        if not whole or self.ways < 2 or self.shots < 1 or self.protocol not in PROTOCOLS:
            raise ValueError(f"no kind of trial: {self}")
        if not isinstance(self.characters, str) or not 0 < len(self.characters) <= LONGEST:
            raise ValueError(f"no characters' name: {self.characters!r}")

    @property
    def title(self) -> str:
        """For people: "20-way 1-shot, within one alphabet"."""
        return f"{self.ways}-way {self.shots}-shot, {PROTOCOLS[self.protocol]}"


def published(setting: Setting) -> float | None:
    """People's published error rate, 4.5 %, where it was measured: 20-way one-shot trials within
    one alphabet. None for every other kind, for which nobody measured it."""
    same = (setting.protocol, setting.ways, setting.shots) == (WITHIN, 20, 1)
    return HUMAN_RATE if same else None


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
    """Every trial's answers, by (setting, the trial's name). Never changed: ``answered`` and
    ``merged`` give a new one."""

    answers: Mapping[tuple[Setting, str], Answers] = field(default_factory=dict)

    def answered(
        self, setting: Setting, trial: str, player: str, right: bool, seconds: float
    ) -> Score:
        """With one more answer. A player's first answer to a trial is the one that counts.

        LearnerError when there is no room for another trial; ValueError for impossible seconds.
        """
        if not 0 <= seconds <= SLOWEST:
            raise ValueError(f"{seconds} seconds")
        key = (setting, trial)
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

    def has(self, setting: Setting, trial: str) -> bool:
        """Whether the learner has answered this trial."""
        return YOU in self.answers.get((setting, trial), {})

    def settings(self) -> tuple[Setting, ...]:
        """The kinds of trials that the learner has answered, in the order he met them."""
        met = (setting for (setting, _), given in self.answers.items() if YOU in given)
        return tuple(dict.fromkeys(met))

    def tally(self, setting: Setting, player: str) -> Tally:
        """A player's tally over the trials of a kind that the learner has answered too."""
        given = [
            answers[player]
            for (kind, _), answers in self.answers.items()
            if kind == setting and YOU in answers and player in answers
        ]
        errors = sum(not right for right, _ in given)
        mean = sum(seconds for _, seconds in given) / len(given) if given else math.nan
        return Tally(errors, len(given), mean)

    def to_json(self) -> str:
        """JSON lines, a trial a line."""
        lines = []
        for (s, trial), given in self.answers.items():
            players = {who: [int(right), round(sec, 4)] for who, (right, sec) in given.items()}
            row = [s.characters, s.protocol, s.ways, s.shots, trial, players]
            lines.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
        return "".join(lines)

    def to_csv(self) -> bytes:
        """A table for a spreadsheet: a line for each answer that counts."""
        file = io.StringIO()
        table = csv.writer(file, lineterminator="\n")
        names = ("characters", "protocol", "ways", "shots", "trial", "player", "right", "seconds")
        table.writerow(names)
        for (s, trial), given in self.answers.items():
            if YOU not in given:
                continue
            for player, (right, seconds) in given.items():
                kind = (s.characters, PROTOCOLS[s.protocol], s.ways, s.shots)
                table.writerow([*kind, trial, player, int(right), f"{seconds:.4f}"])
        return file.getvalue().encode()


def from_json(text: str) -> tuple[Score, str]:
    """The score in a text, and a sentence, "" when all of it could be read.

    Lines that are damaged, broken off or of another kind are left out; nothing is raised.
    """
    answers: dict[tuple[Setting, str], Answers] = {}
    lost = 0
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            key, given = _row(json.loads(line))
        except (ValueError, TypeError, RecursionError, AttributeError):
            lost += 1
            continue
        if len(answers) < MOST and key not in answers:
            answers[key] = given
    if not lost:
        return Score(answers), ""
    trials = "1 trial" if lost == 1 else f"{lost} trials"
    return Score(answers), f"{trials} of the kept score could not be read; the others are here."


def _row(row: object) -> tuple[tuple[Setting, str], Answers]:
    characters, protocol, ways, shots, trial, players = row
    setting = Setting(characters, protocol, ways, shots)
    if not isinstance(trial, str) or not 0 < len(trial) <= LONGEST or not 0 < len(players) <= 20:
        raise ValueError(row)
    given = {}
    for player, (right, seconds) in players.items():
        if right not in (0, 1) or not 0 <= seconds <= SLOWEST or len(player) > LONGEST:
            raise ValueError(row)
        given[player] = (bool(right), float(seconds))
    return (setting, trial), given
