"""The multi-task bench: do tasks together teach a trunk more than the best of them alone?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ipywidgets as widgets
import numpy as np

from course_lib.controls.chart import Chart
from course_lib.controls.choice import Choice, Option
from course_lib.errors import LearnerError
from course_lib.panels.layout import beside, card, column, heading
from course_lib.panels.panel import Panel, Said
from course_lib.panels.pretext.train_here import TrainHere

if TYPE_CHECKING:
    from course_lib.pretext.task import PretextTask

TASKS = {
    "context_prediction": "Context prediction",
    "rotation": "Rotation",
    "jigsaw": "Jigsaw",
    "colourisation": "Colourisation",
    "context_encoder": "Context encoder",
}
OPENING = ("context_prediction", "rotation")
BUDGETS = {
    "steps": ("Equal steps a task", "Two tasks together cost twice as much."),
    "computing": ("Equal computing", "Two tasks together get half the steps."),
    "longer": ("Four times as long", "Some single tasks were trained longer, too."),
}
STAGES = {"best": "Best", "stage1": "1", "stage2": "2", "stage3": "3", "stage4": "4", "all": "All"}
GUESSES = {"better": "It helps", "worse": "It hurts", "undecided": "One cannot tell"}
READS = {
    "better": "together is <b>better</b>",
    "worse": "together is <b>worse</b>",
    "undecided": "the interval holds 0: <b>no difference can be told</b>",
}
PAPER = (
    "Doersch and Zisserman (2017), who say that combining always improves, on ImageNet with a "
    "ResNet-101, five guesses allowed: motion 48.3 %, exemplar 53.1 %, relative position 59.2 %, "
    "colour 62.5 %, all four 69.3 % (as quoted by van den Oord et al. 2018). There, with far more "
    "photos and computing than here, it held."
)
CHANCE = 0.1  # ten kinds of things


class MultitaskBench(Panel):
    """Guess, then see the table's bars; train what was not trained, ``own`` tasks included.

    ``own`` are ``PretextTask`` classes or objects of the learner's.
    """

    def __init__(self, own: Sequence[type[PretextTask] | PretextTask] = ()) -> None:
        super().__init__()
        self._own = list(own)
        self.ticks = {
            key: widgets.Checkbox(value=key in OPENING, description=title, indent=False)
            for key, title in TASKS.items()
        }
        self.own_ticks = [
            widgets.Checkbox(value=True, description=_name(task), indent=False)
            for task in self._own
        ]
        self.guess = Choice(
            "Your guess: does training on both teach more than the better one alone?",
            [Option(key, text) for key, text in GUESSES.items()],
        )
        self.budget = Choice(
            "The budget", [Option(key, *texts) for key, texts in BUDGETS.items()], value="steps"
        )
        self.stage = Choice(
            "Read out at stage", [Option(key, text) for key, text in STAGES.items()], value="best"
        )
        self.chart = Chart(height=400, label="What a straight cut names rightly",
                           empty="Guess first: the bars come after.")  # fmt: skip
        self.said = Said(room="5em")
        self.reading, self.cosines = widgets.HTML(), widgets.HTML()
        self.here = TrainHere(self._chosen)
        self.children = [
            card(
                beside(
                    column(
                        widgets.HTML('<h3 class="lwl-title">Train one trunk on</h3>'),
                        *self.ticks.values(),
                        self.guess,
                        self.budget,
                        self.stage,
                    ),
                    column(self.chart, self.reading, self.note),
                    width=330,
                )
            ),
            card(heading(2, "Do the tasks agree?"), self.cosines),
            card(
                heading(3, "Train it here", "A minute with the ticked tasks, on photos of here."),
                *self.own_ticks,
                self.here,
            ),
        ]
        self.hear(self._show, self.guess, self.budget, self.stage)
        self.hear(self._other, *self.ticks.values())
        self._other()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ticked ones of the five tasks."""
        return tuple(key for key, tick in self.ticks.items() if tick.value)

    def _chosen(self) -> list[PretextTask]:
        from course_lib.pretext.tasks import TASKS as KNOWN

        own = [
            task() if isinstance(task, type) else task
            for task, tick in zip(self._own, self.own_ticks, strict=True)
            if tick.value
        ]
        return [KNOWN[key]() for key in self.chosen] + own

    def _other(self) -> None:
        """Other tasks: their bars are to be guessed first, where there is a gain to guess."""
        with self.quietly():
            self.guess.value = ""
        titles = [TASKS[key].lower() for key in self.chosen]
        self.guess.label = (
            f"Your guess: does {' + '.join(titles)} teach more than the best of them alone?"
            if len(titles) > 1
            else "Tick a second task, and guess whether it helps."
        )
        self._show()

    def _show(self) -> None:
        with self.note.errors():
            self._bars()

    def _bars(self) -> None:
        from course_lib.figures.probe_bars import Bar, probe_bars
        from course_lib.pretext import compare, results

        table, chosen, budget = results.read(), self.chosen, self.budget.value
        if not chosen:
            raise LearnerError("No task is ticked: a trunk needs at least one to learn from.")
        self._show_cosines(table, chosen)
        if not self.guess.value and len(chosen) > 1:
            self.chart.show(None)
            self.reading.value = ""
            return
        bars = []
        for row in compare.rows_at(table, chosen, budget):
            kind = "alone" if len(row.tasks) == 1 else "together"
            if row.name in compare.BESIDE:
                kind = "named" if row.name == "supervised" else "beside"
            title = row.title.replace(", equal computing", "")
            bars.append(Bar(title, compare.accuracy(row, self.stage.value), kind))
        self.chart.show(probe_bars(bars, CHANCE))
        self.reading.value = self._reading(compare.together(table, chosen, budget), table)

    def _reading(self, found, table) -> str:
        facts = (
            f"{table.held_back:,} photos held back from all training; a mark for each of three "
            "seeds; the readout is the best on these photos, for all rows alike."
        )
        if len(self.chosen) < 2:
            return f'<p class="lwl-hint">{facts}</p>'
        if found is None:
            what = (
                "Combinations were not trained longer: choose another budget."
                if self.budget.value == "longer"
                else "This combination is not in the table. Train it below for a minute."
            )
            return f'<p class="lwl-note">{what}</p><p class="lwl-hint">{facts}</p>'
        points = [_points(x) for x in (found.gain.mean, found.gain.low, found.gain.high)]
        guessed = "You guessed so." if self.guess.value == found.reads else "You guessed otherwise."
        return (
            f'<p class="lwl-note"><span>{guessed} Against {found.best.title.lower()} alone: '
            f"{points[0]} points ({points[1]} to {points[2]}): {READS[found.reads]}.</span></p>"
            f'<p class="lwl-hint">{facts} {PAPER}</p>'
        )

    def _show_cosines(self, table, chosen: tuple[str, ...]) -> None:
        from course_lib.pretext import compare

        name = compare.row_of(chosen)
        row = table.rows["all"]
        if name is not None and len(chosen) > 1:
            row = table.rows[name]
        mean = np.nanmean(row.cosines, 0)
        titles = [TASKS[task] for task in row.tasks]
        head = "".join(f'<th scope="col">{title}</th>' for title in titles)
        body = "".join(
            f'<tr><th scope="row">{title}</th>'
            + "".join(f"<td>{_signed(x)}</td>" for x in mean[place])
            + "</tr>"
            for place, title in enumerate(titles)
        )
        steps = ", ".join(str(step) for step in row.cosine_steps)
        self.cosines.value = (
            '<div class="lwl-table-scroll" tabindex="0"><table class="lwl-detective-table">'
            f"<caption>Cosines between the tasks’ gradients ({row.title.lower()}; mean after "
            f"{steps} steps)</caption><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody>"
            '</table></div><p class="lwl-hint">1: both pull the trunk the same way. 0: they do not '
            "meet. Below 0: they quarrel.</p>"
        )


def _name(task: type[PretextTask] | PretextTask) -> str:
    return str(getattr(task, "name", getattr(task, "__name__", task)))


def _points(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


__all__ = ["MultitaskBench"]
