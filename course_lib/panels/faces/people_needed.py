"""Guess from how many people on the network wins, then see it measured."""

from __future__ import annotations

import ipywidgets as widgets

from course_lib.controls.chart import Chart
from course_lib.controls.choice import Choice, Option
from course_lib.faces import people_needed
from course_lib.faces.methods import METHODS
from course_lib.figures.people_curve import people_curve
from course_lib.panels.layout import grid
from course_lib.panels.panel import Panel

NETWORK, NEVER = "softmax", "never"


def first_win(one: people_needed.PeopleNeeded) -> str:
    """The number of people from which on the network is best to the end; NEVER if it is not."""
    won = NEVER
    for size, best in zip(reversed(one.sizes), reversed(one.best()), strict=True):
        if best != NETWORK:
            break
        won = str(size)
    return won


def said(one: people_needed.PeopleNeeded, guess: str) -> str:
    """One sentence about one kind of faces, by whether the guess was right."""
    won, last = first_win(one), one.sizes[-1]
    best = METHODS[one.best()[-1]]
    if won == NEVER:
        told = f"up to {last} people the network never comes first; {best} does"
    else:
        told = f"from {won} people on the network comes first"
    return f"{'As you guessed: ' if guess == won else ''}{told}."


class PeopleNeeded(Panel):
    """A guess about photographed people, then both plots."""

    def __init__(self) -> None:
        super().__init__("lwl-card")
        measured = people_needed.read()
        sizes = [str(size) for size in measured[0].sizes]
        self.guess = Choice(
            "Photographed people: from how many on does the network beat every classical method?",
            [*(Option(size, size) for size in sizes), Option(NEVER, f"not by {sizes[-1]}")],
            value="",
        )
        self.charts = [
            Chart(height=400, label=f"Named rightly, by {one.faces} people learned from",
                  empty="Guess first.")
            for one in measured
        ]  # fmt: skip
        self.answer = widgets.HTML()
        self.children = [self.guess, self.answer, grid(320, *self.charts), self.note]
        self.hear(self._reveal, self.guess)

    def _reveal(self) -> None:
        measured = people_needed.read()
        for chart, one in zip(self.charts, measured, strict=True):
            chart.show(people_curve(one, METHODS))
        told = (f"<b>{one.faces.capitalize()}</b>: {said(one, self.guess.value)}"
                for one in measured)  # fmt: skip
        self.answer.value = f"<p>{' '.join(told)}</p>"


__all__ = ["PeopleNeeded", "first_win"]
