"""``help_with("name")``: an exercise's hints, one by one, and the solution when it is earned."""

from __future__ import annotations

import re
from html import escape

import ipywidgets as widgets

from course_lib.errors import LearnerError
from course_lib.exercises.checking import catalogue, chapter_of
from course_lib.exercises.comparing import ENOUGH, honest_tries, solution
from course_lib.exercises.exercise import Exercise
from course_lib.panels.layout import row
from course_lib.panels.panel import Panel
from course_lib.progress import hints_opened, record

NAMES = ("where to look", "which shapes", "how to begin")


class HelpWith(Panel):
    """Help with one exercise. What was opened is open again when the page is made anew."""

    def __init__(self, chapter: str, exercise: Exercise) -> None:
        super().__init__()
        self._chapter, self._exercise = chapter, exercise
        self.opened = 0
        self.hints = widgets.HTML()
        self.more = widgets.Button(tooltip="Hints open one by one; none gives the answer away")
        self.compare = widgets.Button(
            description="Compare solutions",
            tooltip=f"The course's own solution, once you have solved it or after {ENOUGH} tries",
        )
        self.solution = widgets.HTML()
        self.children = (self.hints, row(self.more, self.compare), self.note, self.solution)
        self._show(hints_opened(exercise.name))
        self.more.on_click(lambda _: self._next())
        self.compare.on_click(lambda _: self._show_solution())

    def _show(self, opened: int) -> None:
        hints = self._exercise.hints
        self.opened = min(opened, len(hints))
        items = "".join(
            f"<li><strong>{name.capitalize()}.</strong> {_marked(hint)}</li>"
            for name, hint in list(zip(NAMES, hints, strict=True))[: self.opened]
        )
        told = f'<div role="status"><ol class="lwl-help-hints">{items}</ol></div>'
        self.hints.value = told if items else ""
        left = self.opened < len(hints)
        self.more.description = (
            f"Hint {self.opened + 1} of {len(hints)}: {NAMES[self.opened]}" if left else "No more"
        )
        self.more.layout.display = None if left else "none"

    def _next(self) -> None:
        self._show(self.opened + 1)
        name = self._exercise.name
        self.note.error(record(self._chapter, name, "hint", "opened", answer=str(self.opened)))

    def _show_solution(self) -> None:
        with self.note.errors():
            tries = honest_tries(self._exercise.name)
            if tries < ENOUGH:
                self.note.say(
                    "The course's solution opens once you have solved this exercise, or after "
                    f"{ENOUGH} tries that differ. So far: {tries}.",
                    look="note",
                )
                return
            code = escape(solution(self._chapter, self._exercise.name))
            self.solution.value = (
                '<p class="lwl-hint">The course’s own solution. Yours may be another and as good: '
                f'what counts is what it returns.</p><pre class="lwl-ask-text" tabindex="0">{code}'
                "</pre>"
            )
            self.note.error(record(self._chapter, self._exercise.name, "solution", "opened"))


def _marked(hint: str) -> str:
    return re.sub(r"`(.+?)`", r"<code>\1</code>", escape(hint))


def help_with(name: str) -> HelpWith:
    """Help with the exercise of this name. LearnerError for an unknown one."""
    if name not in catalogue():
        raise LearnerError(f"There is no exercise “{name}” to help with.")
    return HelpWith(chapter_of(name), catalogue()[name])


__all__ = ["NAMES", "HelpWith", "help_with"]
