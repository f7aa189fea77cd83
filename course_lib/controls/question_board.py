"""A question as a card: options, a field or steps to order, a button, and what is said to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets as t

from course_lib.controls.base import CourseWidget, script


class QuestionBoard(CourseWidget):
    """``on_answer`` hears what was answered each time the button is pressed.

    ``shown`` is the question without its solution; ``answer`` what the learner has chosen;
    ``verdict`` what is said to it: ``state`` ("right", "wrong" or "error") and ``sentences``.
    ``settled`` ends answering.
    """

    _esm = script("question_board.js")
    kept = ("answer",)

    shown = t.Dict().tag(sync=True)
    answer = t.Any(None, allow_none=True).tag(sync=True)
    given = t.Dict().tag(sync=True)  # answer, and press: how often the button was pressed
    verdict = t.Dict().tag(sync=True)
    settled = t.Bool(False).tag(sync=True)

    def __init__(self, shown: dict[str, Any]) -> None:
        self._on_answer: Callable[[Any], None] = lambda answer: None
        super().__init__(shown=shown)

    def on_answer(self, callback: Callable[[Any], None]) -> None:
        """Call ``callback(answer)``, which is what the browser sends: anything that JSON holds."""
        self._on_answer = callback

    def say(self, state: str, *sentences: str) -> None:
        """Say this, and no more what was said before."""
        self.verdict = {"state": state, "sentences": list(sentences)}

    @t.observe("given")
    def _given(self, _: dict) -> None:
        if not self.settled:
            self.answer = self.given.get("answer")
            self._on_answer(self.answer)


__all__ = ["QuestionBoard"]
