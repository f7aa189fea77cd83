"""Train it yourself: a small context encoder learns before the learner's eyes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import ipywidgets as widgets

from course_lib.controls.chart import Chart
from course_lib.controls.picture import Picture
from course_lib.figures.loss_curve import loss_curve
from course_lib.figures.loss_terms import mosaic
from course_lib.figures.style import METHODS
from course_lib.inpainting.training_run import SHOWN, Look, TrainingRun
from course_lib.panels.layout import beside, column
from course_lib.panels.run_panel import TRAINING, RunPanel
from course_lib.running.fit_run import FitProgress

if TYPE_CHECKING:
    from course_lib.inpainting.train_yourself import SmallTask

ROWS = (
    ("x", "Photos it is never trained on", ""),
    ("seen", "What it is given: (1 − M̂) ⊙ x", ""),
    ("fill", "What it makes of them now", METHODS["context_encoder_l2"].colour),
)


def default_task() -> SmallTask:
    """The task of the panel; torch is imported here, when training starts, and not before."""
    from course_lib.inpainting.train_yourself import default_task as make

    return make()


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


class TrainYourself(RunPanel):
    """Start, stop and resume a small training; the loss, the samples and the score follow it."""

    texts = replace(
        TRAINING, loading="Getting ready: loading torch and cutting the photos. A few seconds."
    )

    def __init__(self, make_task: Callable[[], SmallTask] = default_task) -> None:
        super().__init__("lwl-card")
        self._make_task = make_task
        self._shown: Look | None = None
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
        for row in self.rows.values():
            row.empty("Press Start: the photos come first, then the first guesses.")
        self.children = [
            beside(column(self.controls, self.score), self.chart),
            column(*self.rows.values()),
        ]

    def new_run(self, before: TrainingRun | None) -> TrainingRun:
        """A new network."""
        if self._shown is None:
            for row in self.rows.values():
                row.empty("The photos come first, then the first guesses.")
        return TrainingRun(self._make_task, self.show, before)

    def show(self, progress: FitProgress) -> None:
        """Bring the page up to date with the training."""
        super().show(progress)
        losses, look = progress.losses, progress.look
        if losses:
            self.chart.show(loss_curve(range(1, len(losses) + 1), losses))
        if look is not None and look is not self._shown:
            self._shown = look
            self.score.value = score_html(look)
            for row, pictures in zip(
                self.rows.values(), zip(*look.samples, strict=True), strict=True
            ):
                row.show(mosaic(list(pictures)))


__all__ = ["TrainYourself"]
