"""A question with pictures and a few answers: the learner guesses, then sees truth and network."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import traitlets as t

from course_lib.controls.base import CourseWidget, script
from course_lib.figures.data_address import photo_address

LONGEST = 3600.0  # seconds: who comes back after an hour has not been thinking for longer


@dataclass(frozen=True)
class Shown:
    """A picture's address and what it is; ``at``: "row / column" of a grid, from 1."""

    label: str
    src: str = ""
    at: str = ""


def picture(label: str, pixels: np.ndarray, at: str = "") -> Shown:
    """Of (H, W, 3) uint8."""
    return Shown(label, photo_address(pixels), at)


class GuessBoard(CourseWidget):
    """``ask`` shows a question; the learner's answer comes to ``on_answer`` once for each ``ask``.

    ``given`` is what the browser says: the question's number, the choice and the seconds it took.
    Anything that is no answer to the question on show, or a second one, changes nothing. ``truth``
    is −1 until there is an answer: the browser does not know it before.
    """

    _esm = script("guess_board.js")

    number = t.Int(0).tag(sync=True)  # rises with each question
    question = t.Unicode("").tag(sync=True)
    notice = t.Unicode("").tag(sync=True)  # in place of a question
    bad = t.Bool(False).tag(sync=True)  # whether the notice is an error
    pictures = t.List().tag(sync=True)
    answers = t.List().tag(sync=True)
    middle = t.Dict().tag(sync=True)  # a picture among the answers that is none
    columns = t.Int(1).tag(sync=True)
    given = t.Dict().tag(sync=True)
    choice = t.Int(-1).tag(sync=True)
    truth = t.Int(-1).tag(sync=True)
    machine = t.Dict().tag(sync=True)  # choice, shares, said
    after = t.List().tag(sync=True)  # pictures that show more, once there is an answer
    asked_next = t.Int(0).tag(sync=True)

    def __init__(self) -> None:
        self._on_answer: Callable[[int, float], None] = lambda choice, seconds: None
        self._on_next: Callable[[], None] = lambda: None
        super().__init__()

    def on_answer(self, callback: Callable[[int, float], None]) -> None:
        """Call ``callback(choice, seconds)`` at the learner's answer."""
        self._on_answer = callback

    def on_next(self, callback: Callable[[], None]) -> None:
        """Call ``callback()`` when the learner wants the next question."""
        self._on_next = callback

    def ask(
        self,
        question: str,
        pictures: Sequence[Shown],
        answers: Sequence[Shown],
        columns: int,
        middle: Shown | None = None,
    ) -> None:
        """Show a question with at most nine answers in so many columns."""
        with self.hold_sync():
            self.notice, self.bad, self.question = "", False, question
            self.pictures = [asdict(one) for one in pictures]
            self.answers = [asdict(one) for one in answers]
            self.middle = asdict(middle) if middle else {}
            self.columns = columns
            self._new()

    def say(self, notice: str, bad: bool = False) -> None:
        """A sentence in place of a question."""
        with self.hold_sync():
            self.notice, self.bad, self.question = notice, bad, ""
            self.pictures, self.answers, self.middle = [], [], {}
            self._new()

    def reveal(self, truth: int) -> None:
        """Show the right answer."""
        self.truth = truth

    def show_machine(
        self, choice: int, shares: Sequence[float], said: str, after: Sequence[Shown] = ()
    ) -> None:
        """Show the network's choice, its probability of each answer, a sentence and pictures."""
        with self.hold_sync():
            self.after = [asdict(one) for one in after]
            rounded = [round(float(share), 4) for share in shares]
            self.machine = {"choice": choice, "shares": rounded, "said": said}

    def _new(self) -> None:
        self.choice = self.truth = -1
        self.machine, self.after = {}, []
        self.number += 1

    @t.observe("given")
    def _answered(self, _: dict) -> None:
        said = self.given
        try:
            number, choice, seconds = said["number"], said["choice"], float(said["seconds"])
        except (KeyError, TypeError, ValueError):
            return
        known = type(choice) is int and 0 <= choice < len(self.answers)
        if number != self.number or not known or self.choice >= 0 or not math.isfinite(seconds):
            return
        self.choice = choice
        self._on_answer(choice, min(max(seconds, 0.0), LONGEST))

    @t.observe("asked_next")
    def _next(self, _: dict) -> None:
        self._on_next()


__all__ = ["GuessBoard", "Shown", "picture"]
