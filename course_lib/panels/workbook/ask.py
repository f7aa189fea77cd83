"""``ask("name")``: a question in a chapter, marked at once, and there again as it was left."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import ipywidgets as widgets

from course_lib.controls.question_board import QuestionBoard
from course_lib.errors import LearnerError
from course_lib.exercises.asking import question
from course_lib.exercises.question import Question
from course_lib.panels.panel import Panel
from course_lib.progress import attempts, record

Then = Callable[[], widgets.Widget | Iterable[str]]


class Ask(Panel):
    """One question. ``then()`` makes what a prediction hides until it is made: a widget, or
    lines of text.

    Every answer is kept; the last one is there again when the page is made anew.
    """

    def __init__(self, chapter: str, asked: Question, then: Then | None = None) -> None:
        super().__init__()
        self.asked = asked
        self._chapter, self._then = chapter, then
        self.board = QuestionBoard(asked.shown())
        self.children = (self.board, self.note)
        self._restore()
        self.board.on_answer(self._answered)

    def _answered(self, answer: Any) -> None:
        with self.note.errors():
            if self._mark(answer):
                right, said = self.board.verdict["state"] == "right", self.board.verdict
                message = "" if right else " ".join(said["sentences"])
                # A guess before one could know is never wrong: made, it is done.
                outcome = "passed" if right or self.asked.predicts else "wrong"
                kept = json.dumps(answer)
                name = self.asked.name
                self.note.error(record(self._chapter, name, "question", outcome, message, kept))
                self._reveal()

    def _mark(self, answer: Any) -> bool:
        """Show what there is to say to ``answer``; whether it was one."""
        try:
            marked = self.asked.mark(answer)
        except LearnerError as error:
            self.board.say("error", str(error))
            return False
        self.board.say("right" if marked.right else "wrong", *marked.sentences)
        return True

    def _restore(self) -> None:
        kept = attempts(self.asked.name, "question").last_answer
        if not kept:
            return
        try:
            answer = json.loads(kept)
        except ValueError:  # of an edited file: the question is simply asked anew
            return
        if self._mark(answer):
            self.board.answer = answer
            self._reveal()
        else:
            self.board.verdict = {}

    def _reveal(self) -> None:
        if not self.asked.predicts or self.board.settled:
            return
        self.board.settled = True
        if self._then is not None:
            shown = self._then()
            if not isinstance(shown, widgets.Widget):
                text = escape("\n".join(shown))
                shown = widgets.HTML(f'<pre class="lwl-ask-text" tabindex="0">{text}</pre>')
            self.children = (*self.children, shown)


def ask(name: str, then: Then | None = None) -> Ask:
    """The question of this name, for the last line of a cell. LearnerError for an unknown name.

    ``then`` makes what is shown after the guess of a question that predicts.
    """
    chapter, asked = question(name)
    return Ask(chapter, asked, then)


__all__ = ["Ask", "ask"]
