"""Train a combination, or a task of one's own, for a minute: its scores before and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

import ipywidgets as widgets

from course_lib.controls.chart import Chart
from course_lib.errors import LearnerError
from course_lib.figures.loss_curve import loss_curve
from course_lib.panels.get_data import GetData
from course_lib.panels.layout import beside, column
from course_lib.panels.run_panel import TRAINING, RunPanel
from course_lib.running.fit_run import FitProgress

if TYPE_CHECKING:
    from course_lib.pretext.task import PretextTask
    from course_lib.pretext.train_here import HereRun


class TrainHere(RunPanel):
    """``tasks()`` gives the tasks to train on, when the learner presses Start."""

    texts = replace(TRAINING, loading="Getting ready: loading torch and the photos. A few seconds.")

    def __init__(
        self, tasks: Callable[[], Sequence[PretextTask]], steps: int | None = None
    ) -> None:
        super().__init__()
        self._tasks, self._steps = tasks, steps
        self._where = ""
        self.score = widgets.HTML()
        self.chart = Chart(height=220, label="The mean of the tasks’ losses, step by step",
                           empty="The loss appears here, step by step.")  # fmt: skip
        self.data = GetData(("imagenette",), "Imagenette, 99 MB", lambda: None)
        self.children = [
            beside(column(self.controls, self.score, self.data), self.chart, width=420)
        ]

    def new_run(self, before: HereRun | None) -> HereRun | None:
        """A new trunk; None, and a sentence, where no task is ticked."""
        from course_lib.pretext import train_here

        try:
            tasks = list(self._tasks())
            if not tasks:
                raise LearnerError("No task is ticked: a trunk needs at least one to learn from.")
        except LearnerError as error:
            self.note.error(str(error))
            return None

        def make() -> train_here.HereTask:
            split, self._where = train_here.here()
            return train_here.HereTask(tasks, split, self._steps or train_here.STEPS)

        return train_here.HereRun(make, self.show, before)

    def show(self, progress: FitProgress) -> None:
        """Bring the page up to date with the training."""
        super().show(progress)
        if progress.losses:
            self.chart.show(
                loss_curve(range(1, len(progress.losses) + 1), progress.losses, title="loss")
            )
        looks = [look for look in progress.looks if look is not None]
        if looks:
            self.score.value = self._table(looks)

    def _table(self, looks: list) -> str:
        measures = {task.name: task.measure for task in self.run.task.tasks}
        rows = {
            f"{name.replace('_', ' ')} ({measures[name]})": [look.scores[name] for look in looks]
            for name in looks[0].scores
        }
        if looks[0].accuracy is not None:
            rows["ten kinds of things, by a straight cut"] = [look.accuracy for look in looks]
        head = "".join(f'<th scope="col">after {look.step} steps</th>' for look in looks)
        body = "".join(
            f'<tr><th scope="row">{escape(name)}</th>'
            + "".join(f"<td>{value:.1f}</td>" if "dB" in name else f"<td>{value:.1%}</td>"
                      for value in values)
            + "</tr>"
            for name, values in rows.items()
        )  # fmt: skip
        return (
            '<div class="lwl-table-scroll" tabindex="0"><table class="lwl-detective-table">'
            f"<caption>On photos it was not given ({escape(self._where)})</caption>"
            f"<thead><tr><th></th>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table></div>"
        )


__all__ = ["TrainHere"]
