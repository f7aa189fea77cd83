"""A trial in a machine's own space: support and query where principal components put them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import ipywidgets as widgets

from course_lib.controls.chart import Chart
from course_lib.figures.embedding import FRAMES, embedding, letter
from course_lib.figures.style import PLAYERS
from course_lib.oneshot import plane as planes
from course_lib.oneshot import trials
from course_lib.oneshot.machine import machine
from course_lib.oneshot.plane import Plane
from course_lib.oneshot.trials import Trial
from course_lib.panels.layout import beside, column, hint, row
from course_lib.panels.number_field import next_number, number_field
from course_lib.panels.oneshot.browser_alphabet import browser_alphabet
from course_lib.panels.oneshot.choices import (
    characters_choice,
    get_omniglot,
    machine_choice,
    numbers_choice,
    open_characters,
)
from course_lib.panels.panel import Panel, Said
from course_lib.running.latest_wins import Job, Outcome

WAYS, SHOTS = (5, 10, 20), (1, 5)
RULES = {
    "pixels": "It takes the class of the nearest drawing. A point is the {d:,} pixels themselves.",
    "convnet": "It takes the class with the smallest angle to the mean of its points; they have "
    "length 1, so that a small angle is a small distance.",
    "siamese": "Between two points it adds up |difference| of each number, weighted as it learned, "
    "and not the straight distance: its answer need not be the nearest point.",
    "prototypical": "It takes the class with the nearest prototype, the mean of its points.",
    "encoder": "It takes the class with the smallest angle to the mean of its points, on a sphere.",
}
NO_SPACE = {
    "hausdorff": "The modified Hausdorff distance has no space: it says how far two drawings are "
    "apart, and gives no drawing a place. There are no axes to draw; any picture here would be "
    "made up.",
    "pair_judge": "The pair judge has no space: it looks at two drawings at once and says how "
    "alike they are. It finds its six candidates in the encoder’s space; look at that one.",
}


@dataclass(frozen=True, eq=False)
class Pictured:
    """What is on show: a machine, a trial, a word about its characters; plane None: no space."""

    machine: str
    trial: Trial
    note: str
    plane: Plane | None


class MachineSpaces(Panel):
    """The panel. ``pictured`` is what it shows, or None; it begins when a page shows it."""

    def __init__(self) -> None:
        super().__init__("lwl-card", note=Said(room="4.5em", code=True))
        self.pictured: Pictured | None = None
        self._runner = self.background("machine-spaces", self._found)
        self.machine = machine_choice("encoder")
        self.characters = characters_choice()
        self.ways = numbers_choice("Ways: classes", WAYS, 20)
        self.shots = numbers_choice("Shots: drawings of each", SHOTS, 1)
        self.seed = number_field("Trial", 0, 0, "The same number gives the same trial again")
        self.next = widgets.Button(
            description="Next trial", tooltip="Another query and other classes"
        )
        self.result = widgets.HTML()
        self.chart = Chart(height=460, label="The trial in the plane of two principal components")
        controls = column(
            hint("A machine turns a drawing into a list of numbers: a point. Close means alike."),
            self.machine,
            self.characters,
            get_omniglot(self.characters),
            row(self.ways, self.shots),
            row(self.seed, self.next),
            self.note,
        )
        picture = column(self.chart, widgets.HTML(_legend()), self.result)
        self.children = [beside(controls, picture), *browser_alphabet().keepers]
        self.hear(self.start, self.machine, self.characters, self.ways, self.shots, self.seed)
        self.next.on_click(lambda _: next_number(self.seed))
        self.note.say("Getting ready …")
        self._tell("")
        self.once_shown(self.start)

    def start(self) -> None:
        """Compute and show what the controls ask for."""
        self.note.say("Computing …")
        asked = partial(
            _picture,
            self.machine.value,
            self.characters.value,
            int(self.ways.value),
            int(self.shots.value),
            self.seed.value,
        )
        self._runner.submit([Job("plane", asked)])

    def _found(self, outcome: Outcome) -> None:
        if outcome.error:
            self.pictured = None
            self.note.error(outcome.error)
            self._tell("")
            self.chart.empty = "No picture: see the sentence beside it."
            self.chart.show(None)
            return
        self.pictured = shown = outcome.value
        self.note.say(shown.note)
        if shown.plane is None:
            self.chart.empty = NO_SPACE[shown.machine]
            self.chart.show(None)
            self._tell("")
            return
        label = PLAYERS[shown.machine].label
        words = f"{label}: {len(shown.trial.support)} classes and a query as points of a plane"
        self.chart.show(embedding(shown.plane, shown.trial), label=words)
        self._tell(_result(shown))

    def _tell(self, said: str) -> None:
        self.result.value = f'<div class="lwl-spaces-result" role="status">{said}</div>'


def _picture(name: str, characters: str, ways: int, shots: int, seed: int) -> Pictured:
    source = open_characters(characters)
    trial = trials.sample(source.characters, ways, shots, seed=(seed, 0))
    asked = machine(name)
    found = planes.plane(asked, trial) if planes.has_space(asked) else None
    return Pictured(name, trial, source.note, found)


def _result(shown: Pictured) -> str:
    found, truth = shown.plane, shown.trial.truth
    count = shown.trial.labels.size + 1
    verdict = "right ✓" if found.answer == truth else f"wrong ✗: it is {letter(truth)}"
    here, there = letter(found.nearest_shown), letter(found.nearest)
    if here == there:
        honest = f"<b>{there}</b> is the nearest class in the plane and in the whole space"
    else:
        honest = (
            f"In the plane <b>{here}</b> is nearest, in the whole space <b>{there}</b>: "
            "the picture misleads here"
        )
    both = sum(found.shares)
    rule = RULES[shown.machine].format(d=found.dims)
    return (
        f"<p>{PLAYERS[shown.machine].label} answers <b>{letter(found.answer)}</b>, {verdict}. "
        f"{rule}</p>"
        f"<p>{honest}. The two axes keep (λ₁ + λ₂) / Σ λᵢ = <b>{both:.0%}</b> of the variance "
        f"of points with {found.dims:,} numbers each. Of {count} drawings, "
        f"{round(found.kept * count)} ({found.kept:.0%}) have the same nearest neighbour in the "
        "plane as in the space.</p>"
    )


def _legend() -> str:
    marks = (
        ("query", "solid", "the query"),
        ("right", "solid", "the right class; a dashed line leads to it where the answer is wrong"),
        ("wrong", "solid", "the machine’s answer where it is wrong"),
    )
    items = "".join(
        f'<li><i style="border:3px {line} {FRAMES[key][0]}"></i>{said}</li>'
        for key, line, said in marks
    )
    return (
        f'<ul class="lwl-spaces-legend">{items}</ul>'
        '<p class="lwl-hint">With 5 shots a cross is the mean of a class’s drawings, where the '
        "query’s lines end, and a dot a drawing that has no room. Point at either for its distance "
        "from the query in the whole space.</p>"
    )


def machine_spaces() -> MachineSpaces:
    """The panel, to be the last line of a cell."""
    return MachineSpaces()


__all__ = ["MachineSpaces", "machine_spaces"]
