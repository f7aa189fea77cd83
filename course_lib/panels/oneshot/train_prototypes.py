"""Train it yourself: a small prototypical network learns by episodes while the learner watches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import ipywidgets as widgets

from course_lib.controls.chart import Chart
from course_lib.controls.choice import Choice, Option
from course_lib.controls.kept_text import KeptText
from course_lib.figures.episode_curve import episode_curve
from course_lib.oneshot import sources
from course_lib.oneshot.episode_run import EpisodeRun
from course_lib.oneshot.own_network import PLACE
from course_lib.panels.get_data import is_here
from course_lib.panels.layout import beside, column
from course_lib.panels.oneshot.choices import get_omniglot, open_characters
from course_lib.panels.run_panel import TRAINING, RunPanel
from course_lib.running.fit_run import FitProgress

if TYPE_CHECKING:
    from course_lib.oneshot.quick_training import Asked, QuickTask

WAYS = 5
KEYS = (sources.MADE, sources.BACKGROUND)
KEPT = "Kept in this browser: your network sits down with the machines in the arena."


def make_task(key: str) -> QuickTask:
    """The task on the characters of that source; torch is imported here, and not before.

    LearnerError where the characters are not on this computer."""
    from course_lib.oneshot.quick_training import QuickTask

    return QuickTask(open_characters(key).characters)


def score_html(look: Asked | None, unseen: tuple[str, ...]) -> str:
    """How often it is right on alphabets it was not trained on, and which these are."""
    if look is None:
        return '<p class="lwl-hint">Its accuracy on alphabets it never saw appears here.</p>'
    low, high = look.interval
    return (
        f'<p class="lwl-episode-score"><b>{look.share:.0%}</b> right after '
        f"{look.step} steps: "
        f"{look.right} of {look.of} trials (95 % interval {low:.0%} to {high:.0%}); guessing: "
        f'{1 / WAYS:.0%}.</p><p class="lwl-hint">5-way one-shot, unstructured, from alphabets it '
        f"is never trained on: {escape(', '.join(unseen))}.</p>"
    )


def untrained_html(first: Asked | None) -> str:
    """Why a network that has learned nothing answers better than by guessing."""
    if first is None:
        return ""
    return (
        f'<p class="lwl-hint">Before it had learned anything, at step {first.step}, it was right '
        f"in {first.share:.0%}. That is no mistake: convolutions of random weights keep much of a "
        "drawing’s shape, so drawings that look alike lie close to each other. Learning is what "
        "comes on top.</p>"
    )


class TrainPrototypes(RunPanel):
    """Start, stop and resume; accuracy on unseen alphabets and the loss follow it."""

    texts = replace(
        TRAINING,
        start=("Start training", "Ask it episode after episode, and improve it."),
        idle="Some two minutes on two cores.",
        loading="Getting ready: loading torch and the characters. A few seconds.",
    )

    def __init__(self, make: Callable[[str], QuickTask] = make_task) -> None:
        super().__init__("lwl-card")
        self._make = make
        options = [Option(key, sources.LABELS[key], hint=sources.NOTES[key]) for key in KEYS]
        first = sources.BACKGROUND if is_here(sources.BACKGROUND) else sources.MADE
        self.characters = Choice("Characters to learn from", options, value=first)
        self.score = widgets.HTML(score_html(None, ()))
        self.chart = Chart(
            height=380,
            label="Accuracy and loss, step by step",
            empty="Accuracy and loss appear here, step by step.",
        )
        asked = column(self.characters, get_omniglot(self.characters), self.controls, self.score)
        self.untrained = widgets.HTML()
        self.kept = KeptText(PLACE)
        self.children = [beside(asked, column(self.chart, self.untrained)), self.kept]
        self.hear(self._other, self.characters)

    def new_run(self, before: EpisodeRun | None) -> EpisodeRun:
        """A new network."""
        return EpisodeRun(partial(self._make, self.characters.value), self.show, before)

    def _other(self) -> None:
        """Other characters: a new network, when the learner starts it."""
        self.show_idle(self.texts.idle)
        self.score.value = score_html(None, ())
        self.untrained.value = untrained_html(None)

    def show(self, progress: FitProgress) -> None:
        """Bring the page up to date with the training."""
        super().show(progress)
        if progress.looks:
            self.score.value = score_html(progress.look, self.run.task.unseen)
            figure = episode_curve(progress.losses, progress.looks, progress.steps, 1 / WAYS)
            self.chart.show(figure)
            self.untrained.value = untrained_html(progress.looks[0])
        if progress.state in ("stopped", "done"):
            self.kept.keep(self.run.text())
            self.note.say(KEPT)


def train_prototypes() -> TrainPrototypes:
    """The panel, to be the last line of a cell."""
    return TrainPrototypes()


__all__ = ["TrainPrototypes", "train_prototypes"]
