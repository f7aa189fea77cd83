"""Train it yourself: a small context encoder learns before the learner's eyes."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

import ipywidgets as widgets

from course_lib.controls.chart import Chart
from course_lib.controls.picture import Picture
from course_lib.figures.loss_curve import loss_curve
from course_lib.figures.loss_terms import mosaic
from course_lib.figures.style import METHODS
from course_lib.inpainting.training_run import Look, Progress, TrainingRun
from course_lib.panels.progress_bar import RunButton, bar_html, time_left

if TYPE_CHECKING:
    from course_lib.inpainting.train_yourself import SmallTask

SHOWN = 6  # photos in the sample grid
ROWS = (
    ("x", "Photos it is never trained on", ""),
    ("seen", "What it is given: (1 − M̂) ⊙ x", ""),
    ("fill", "What it makes of them now", METHODS["context_encoder_l2"].colour),
)
BUTTONS = {  # state: (label, tooltip, is it the main button)
    "idle": ("Start training", "Let the network guess, measure its loss, and improve.", True),
    "loading": ("Stop", "Getting ready.", False),
    "running": ("Stop", "Stop after the step in hand; nothing learned is lost.", False),
    "stopped": ("Resume", "Go on from the step where you stopped.", True),
    "done": ("Train again", "Forget everything and start from a new random network.", False),
    "failed": ("Try again", "Start once more.", True),
}


def default_task() -> SmallTask:
    """The task of the panel; torch is imported here, when training starts, and not before."""
    from course_lib.inpainting.train_yourself import default_task as make

    return make()


def progress_html(progress: Progress) -> str:
    """The bar and the line below it."""
    words = {
        "loading": "Getting ready: loading torch and cutting the photos. A few seconds.",
        "running": f"step {progress.step} of {progress.steps}",
        "stopped": f"Stopped at step {progress.step} of {progress.steps}. Nothing is lost.",
        "done": f"All {progress.steps} steps done.",
        "failed": "",
    }[progress.state]
    return bar_html(progress, words, "Training")


def score_html(look: Look) -> str:
    """PSNR inside the hole on photos held out, the network's beside the mean colour's."""
    gain = look.network - look.mean_colour
    stands = f"{abs(gain):.1f} dB {'ahead of' if gain > 0 else 'behind'}"
    if abs(gain) < 0.05:
        stands = "level with"
    return "".join(
        f'<div class="lwl-score" data-method="{m.key}"><span class="lwl-picture-symbol" '
        f'style="--lwl-method:{m.colour}">{m.symbol}</span> {name} <b>{psnr:.1f} dB</b></div>'
        for m, name, psnr in (
            (METHODS["context_encoder_l2"], "Your network", look.network),
            (METHODS["mean"], METHODS["mean"].label, look.mean_colour),
        )
    ) + (
        f'<p class="lwl-hint">PSNR inside the hole, photos held out, after {look.step} steps: '
        f"{stands} the mean colour.</p>"
    )


class TrainYourself(widgets.Box):
    """Start, stop and resume a small training; the loss, the samples and the score follow it."""

    def __init__(self, make_task: Callable[[], SmallTask] = default_task) -> None:
        self._make_task = make_task
        self.run = TrainingRun(make_task, self.show)
        self.state = "idle"
        self.button = RunButton(BUTTONS)
        self.bar = widgets.HTML()
        self.note = widgets.HTML()
        self.score = widgets.HTML()
        self.chart = Chart(
            height=300,
            label="The loss, step by step",
            empty="The loss appears here, step by step.",
        )
        self.rows = {
            # as wide and as high as the samples will be, so that the page does not jump
            name: Picture(title=title, colour=colour, width=SHOWN * 68 - 4, height=64)
            for name, title, colour in ROWS
        }
        controls = widgets.VBox([self.button, self.bar, self.note, self.score])
        controls.add_class("lwl-train-controls")
        work = widgets.Box([controls, self.chart])
        work.add_class("lwl-train-work")
        grid = widgets.Box(list(self.rows.values()))
        grid.add_class("lwl-train-samples")
        super().__init__([work, grid])
        for name in ("lwl", "lwl-card", "lwl-train"):
            self.add_class(name)
        self.button.on_click(self._pressed)
        self._looked_at = -1
        for row in self.rows.values():
            row.empty("Press Start: the photos come first, then the first guesses.")

    def _pressed(self, _: object) -> None:
        if self.state in ("loading", "running"):
            self.run.stop()
            self.button.disabled = True  # until the thread says that it has stopped
            return
        if self.state in ("done", "failed"):
            self.run = TrainingRun(self._make_task, self.show)
            self._looked_at = -1
        self.run.start()

    def show(self, progress: Progress) -> None:
        """Bring the page up to date with the training."""
        self.state = progress.state
        self.button.say(self.state)
        self.bar.value = progress_html(progress)
        sentence = f'<p class="lwl-error">{escape(progress.error)}</p>'
        self.note.value = sentence if progress.error else ""
        if progress.losses:
            self._draw(progress)
        if progress.look is not None and progress.look.step != self._looked_at:
            self._looked_at = progress.look.step
            self._show_look(progress.look)

    def _show_look(self, look: Look) -> None:
        self.score.value = score_html(look)
        for (name, _, _), pictures in zip(
            ROWS, zip(*look.samples[:SHOWN], strict=True), strict=True
        ):
            self.rows[name].show(mosaic(list(pictures)))

    def _draw(self, progress: Progress) -> None:
        self.chart.show(loss_curve(range(1, len(progress.losses) + 1), progress.losses))


__all__ = ["TrainYourself", "progress_html", "time_left"]
