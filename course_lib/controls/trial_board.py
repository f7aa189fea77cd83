"""A one-shot trial to be answered: the query, the support set, and then the machines' answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import traitlets as t

from course_lib.controls.base import CourseWidget, script
from course_lib.figures.data_address import ink_address
from course_lib.figures.style import PLAYERS
from course_lib.oneshot.answers import MachineAnswer
from course_lib.oneshot.trials import Trial

MOST_WAYS = 25  # the letters A to Y
LONGEST = 3600.0  # seconds: who comes back after an hour has not been thinking for longer


class TrialBoard(CourseWidget):
    """``ask`` shows a trial; the learner's answer comes to ``on_answer`` once for each ``ask``.

    ``given`` is what the browser says: the trial's number, the cell and the seconds it took.
    Anything that is no answer to the trial on show, or a second one, changes nothing. ``truth`` is
    −1 until there is an answer: the browser does not know it before.
    """

    _esm = script("trial_board.js")

    number = t.Int(0).tag(sync=True)  # rises with each trial
    title = t.Unicode("").tag(sync=True)
    notice = t.Unicode("").tag(sync=True)  # in place of a trial
    bad = t.Bool(False).tag(sync=True)  # whether the notice is an error
    query = t.Unicode("").tag(sync=True)
    support = t.List().tag(sync=True)  # N lists of K addresses
    given = t.Dict().tag(sync=True)
    choice = t.Int(-1).tag(sync=True)
    truth = t.Int(-1).tag(sync=True)
    players = t.List().tag(sync=True)
    marks = t.Dict().tag(
        sync=True
    )  # player -> of each trial of the round: 1 right, 0 wrong, -1 not
    shown = t.Unicode("").tag(sync=True)  # the machine whose similarities are drawn
    asked_next = t.Int(0).tag(sync=True)

    def __init__(self, machines: list[str]) -> None:
        self._on_answer: Callable[[int, float], None] = lambda choice, seconds: None
        self._on_next: Callable[[], None] = lambda: None
        self._machines = list(machines)
        self._labels: dict[str, str] = {}
        super().__init__(shown=machines[-1] if machines else "", players=self._waiting(machines))

    def on_answer(self, callback: Callable[[int, float], None]) -> None:
        """Call ``callback(cell, seconds)`` at the learner's answer."""
        self._on_answer = callback

    def on_next(self, callback: Callable[[], None]) -> None:
        """Call ``callback()`` when the learner wants the next trial."""
        self._on_next = callback

    def seat(self, machine: str) -> None:
        """One more machine plays, from the next trial on."""
        if machine not in self._machines:
            self._machines.append(machine)

    def call(self, labels: Mapping[str, str]) -> None:
        """Name these players so, in place of their own names; {} for their own."""
        self._labels = dict(labels)
        self.players = [{**p, "label": self._label(p["key"])} for p in self.players]

    def ask(self, trial: Trial, title: str) -> None:
        """Show a trial of at most 25 ways. ValueError for more."""
        if len(trial.support) > MOST_WAYS:
            raise ValueError(f"{len(trial.support)} ways: the board has {MOST_WAYS} cells")
        with self.hold_sync():
            self.notice, self.bad, self.title = "", False, title
            self.query = ink_address(trial.query)
            self.support = [[ink_address(ink) for ink in row] for row in trial.support]
            self.choice = self.truth = -1
            self.players = self._waiting(self._machines)
            self.number += 1

    def say(self, notice: str, bad: bool = False) -> None:
        """A sentence in place of a trial."""
        with self.hold_sync():
            self.notice, self.bad = notice, bad
            self.query, self.support, self.title = "", [], ""
            self.choice = self.truth = -1
            self.players = self._waiting(self._machines)
            self.number += 1

    def reveal(self, truth: int) -> None:
        """Show the right answer."""
        self.truth = truth

    def show_machine(self, name: str, answer: MachineAnswer | str) -> None:
        """Show a machine's answer, or the sentence that says why there is none."""
        told = next(player for player in self._waiting([name]))
        if isinstance(answer, str):
            told["error"] = answer
        else:
            told["choice"] = answer.choice
            told["bars"] = [[round(float(x), 3) for x in row] for row in answer.shares()]
            ms = 1000 * answer.seconds
            whole = f"{ms:.0f} ms" if ms < 1000 else f"{answer.seconds:.1f} s"
            told["took"] = whole if ms >= 1 else "<1 ms"
            if (found := answer.matches) is not None:
                lines = np.column_stack([found.here, found.there, found.share])
                told["lines"] = lines.round(3).tolist()
        self.players = [told if p["key"] == name else p for p in self.players]

    @t.observe("given")
    def _answered(self, _: dict) -> None:
        said = self.given
        try:
            number, cell, seconds = said["number"], said["cell"], float(said["seconds"])
        except (KeyError, TypeError, ValueError):
            return
        known = type(cell) is int and 0 <= cell < len(self.support)
        if number != self.number or not known or self.choice >= 0 or not math.isfinite(seconds):
            return
        self.choice = cell
        self._on_answer(cell, min(max(seconds, 0.0), LONGEST))

    @t.observe("asked_next")
    def _next(self, _: dict) -> None:
        self._on_next()

    def _label(self, key: str) -> str:
        return self._labels.get(key, PLAYERS[key].label)

    def _waiting(self, machines: list[str]) -> list[dict]:
        return [
            {
                "key": key,
                "label": self._label(key),
                "symbol": PLAYERS[key].symbol,
                "colour": PLAYERS[key].colour,
                "choice": -1,
                "bars": [],
                "lines": [],  # x, y in the query, x, y in the choice's first drawing, share
                "took": "",
                "error": "",
            }
            for key in machines
        ]


__all__ = ["TrialBoard"]
