"""Train it yourself: a small prototypical network learns by episodes while the learner watches."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import ipywidgets as widgets

from course_lib.controls.chart import Chart
from course_lib.controls.choice import Choice, Option
from course_lib.figures.episode_curve import episode_curve
from course_lib.oneshot import sources
from course_lib.oneshot.episode_run import EpisodeRun, Progress
from course_lib.panels.oneshot.characters_choice import open_characters
from course_lib.panels.progress_bar import RunButton, bar_html

if TYPE_CHECKING:
    from course_lib.oneshot.quick_training import Asked, QuickTask

WAYS = 5
KEYS = (sources.MADE, sources.BACKGROUND)
BUTTONS = {  # state: (label, tooltip, is it the main button)
    "idle": ("Start training", "Ask it episode after episode, and improve it.", True),
    "loading": ("Stop", "Getting ready.", False),
    "running": ("Stop", "Stop after the step in hand; nothing learned is lost.", False),
    "stopped": ("Resume", "Go on from the step where you stopped.", True),
    "done": ("Train again", "Forget everything and start from a new random network.", False),
    "failed": ("Try again", "Start once more.", True),
}


def make_task(key: str) -> QuickTask:
    """The task on the characters of that source; torch is imported here, and not before.

    LearnerError where the characters are not on this computer."""
    from course_lib.oneshot.quick_training import QuickTask

    return QuickTask(open_characters(key).characters)


def progress_html(progress: Progress) -> str:
    """The bar and the line below it."""
    words = {
        "idle": "Some two minutes on two cores.",
        "loading": "Getting ready: loading torch and the characters. A few seconds.",
        "running": f"step {progress.step} of {progress.steps}",
        "stopped": f"Stopped at step {progress.step} of {progress.steps}. Nothing is lost.",
        "done": f"All {progress.steps} steps done.",
        "failed": "",
    }[progress.state]
    return bar_html(progress, words, "Training")


def score_html(look: Asked | None, unseen: tuple[str, ...]) -> str:
    """How often it is right on alphabets it was not trained on, and which these are."""
    if look is None:
        return '<p class="lwl-hint">Its accuracy on alphabets it never saw appears here.</p>'
    low, high = look.interval
    return (
        f'<p class="lwl-episode-score"><b>{look.share:.0%}</b> right after {look.step} steps: '
        f"{look.right} of {look.of} trials (95 % interval {low:.0%} to {high:.0%}); guessing: "
        f'{1 / WAYS:.0%}.</p><p class="lwl-hint">5-way one-shot, unstructured, from alphabets it '
        f"is never trained on: {escape(', '.join(unseen))}.</p>"
    )


class TrainPrototypes(widgets.Box):
    """Start, stop and resume; accuracy on unseen alphabets and the loss follow it."""

    def __init__(self, make: Callable[[str], QuickTask] = make_task) -> None:
        self._make = make
        options = [Option(key, sources.LABELS[key], hint=sources.NOTES[key]) for key in KEYS]
        self.characters = Choice("Characters to learn from", options, value=sources.MADE)
        self.state = "idle"
        self.button = RunButton(BUTTONS)
        self.bar = widgets.HTML()
        self.note = widgets.HTML()
        self.score = widgets.HTML()
        self.chart = Chart(
            height=380,
            label="Accuracy and loss, step by step",
            empty="Accuracy and loss appear here, step by step.",
        )
        self.run = self._new_run()
        controls = widgets.VBox([self.characters, self.button, self.bar, self.note, self.score])
        controls.add_class("lwl-train-controls")
        work = widgets.Box([controls, self.chart])
        work.add_class("lwl-train-work")
        super().__init__([work])
        for name in ("lwl", "lwl-card", "lwl-train"):
            self.add_class(name)
        self.button.on_click(self._pressed)
        self.characters.observe(self._other, "value")
        self._still()

    def _new_run(self) -> EpisodeRun:
        return EpisodeRun(partial(self._make, self.characters.value), self.show)

    def _still(self) -> None:
        """As before the first press."""
        self.state = "idle"
        self.button.say("idle")
        self.bar.value = progress_html(Progress(state="idle"))
        self.note.value = ""
        self.score.value = score_html(None, ())

    def _other(self, _: object) -> None:
        """Other characters: a new network, when the learner starts it."""
        self.run.give_up()
        self.run = self._new_run()
        self._still()

    def _pressed(self, _: object) -> None:
        if self.state in ("loading", "running"):
            self.run.stop()
            self.button.disabled = True  # until the thread says that it has stopped
            return
        if self.state in ("done", "failed"):
            self.run = self._new_run()
        self.run.start()

    def show(self, progress: Progress) -> None:
        """Bring the page up to date with the training."""
        self.state = progress.state
        self.button.say(self.state)
        self.bar.value = progress_html(progress)
        sentence = f'<p class="lwl-error">{escape(progress.error)}</p>'
        self.note.value = sentence if progress.error else ""
        if progress.looks:
            self.score.value = score_html(progress.looks[-1], progress.unseen)
            figure = episode_curve(progress.losses, progress.looks, progress.steps, 1 / WAYS)
            self.chart.show(figure)


def train_prototypes() -> TrainPrototypes:
    """The panel, to be the last line of a cell."""
    return TrainPrototypes()


__all__ = ["TrainPrototypes", "train_prototypes"]
