"""A panel that drives one long run: one button, a bar with the time left, and what goes wrong."""

from __future__ import annotations

from dataclasses import dataclass

import ipywidgets as widgets

from course_lib.panels.layout import row
from course_lib.panels.panel import Panel, Said
from course_lib.running.background_run import BackgroundRun, Progress

BUSY = ("loading", "running")


@dataclass(frozen=True)
class RunWords:
    """What the button says: (label, tooltip) before, after a stop, when all is done and after a
    failure; while it runs, "Stop" with one of two tooltips. Below the bar stands ``idle`` before
    the first press ("" for no bar) and then ``loading``; ``doing`` names it to screen readers."""

    start: tuple[str, str]
    resume: tuple[str, str]
    again: tuple[str, str]
    stop: str
    stop_loading: str = "Getting ready."
    retry: tuple[str, str] = ("Try again", "Start once more.")
    idle: str = ""
    loading: str = "Getting ready."
    doing: str = "Training"


# Of every panel that trains a network step by step.
TRAINING = RunWords(
    start=("Start training", "Let the network guess, measure its loss, and improve."),
    resume=("Resume", "Go on from the step where you stopped."),
    again=("Train again", "Forget everything and start from a new random network."),
    stop="Stop after the step in hand; nothing learned is lost.",
)


class RunPanel(Panel):
    """Start, stop, go on, begin again. ``controls`` is for the subclass to lay out.

    The subclass names its ``texts``, makes a run that has not begun in ``new_run``, and shows in
    ``show`` what it has found; ``below`` may say in other words how far it is. ``run`` is the run
    on show, or None; ``state`` is that run's as the page shows it, "idle" before the first.
    """

    texts: RunWords

    def __init__(self, *looks: str, note: Said | None = None) -> None:
        super().__init__(*looks, note=note)
        self.state = "idle"
        self.run: BackgroundRun | None = None
        self._before: BackgroundRun | None = None  # given up: the next one waits for its end
        self.button = widgets.Button()
        self.button.on_click(lambda _: self.pressed())
        self.bar = widgets.HTML()
        self.buttons = row(self.button)
        self.controls = widgets.Box([self.buttons, self.bar, self.note])
        self.controls.add_class("lwl-column")
        self.show_idle(self.texts.idle)

    def new_run(self, before: BackgroundRun | None) -> BackgroundRun | None:
        """A run with what the page says now, to begin when ``before`` has ended; None: there is
        nothing to run, and the learner has been told why."""
        raise NotImplementedError

    def below(self, progress: Progress) -> str:
        """The line below the bar (HTML of ours)."""
        return {
            "loading": self.texts.loading,
            "running": f"step {progress.step} of {progress.steps}",
            "stopped": f"Stopped at step {progress.step} of {progress.steps}. Nothing is lost.",
            "done": f"All {progress.steps} steps done.",
        }.get(progress.state, "")

    def show(self, progress: Progress) -> None:
        """Bring the page up to date with the run."""
        self.state = progress.state
        # The bar first: where the button says that a run has stopped, its last step stands there.
        self.bar.value = bar_html(progress, self.below(progress), self.texts.doing)
        self.show_button()
        self.note.error(progress.error)

    def pressed(self) -> None:
        """Stop what runs, go on with what was stopped, else begin anew."""
        if self.state in BUSY:
            self.run.stop()
            self.button.disabled = True  # until the thread says that it has stopped
        elif self.state == "stopped" and self.run is not None:
            self.run.start()
        else:
            self.begin()

    def begin(self) -> None:
        """Give up the run before, and start a new one."""
        run = self.new_run(self.run or self._before)
        if run is None:
            return
        self.give_up()
        self.run = run
        run.start()

    def give_up(self) -> None:
        """End the run; it tells nothing any more."""
        if self.run is not None:
            self.run.give_up()
            self._before, self.run = self.run, None

    def show_idle(self, below: str) -> None:
        """As before the first press: give up the run, and say ``below`` under an empty bar."""
        self.give_up()
        self.state = "idle"
        self.show_button()
        self.note.error()
        self.bar.value = bar_html(Progress(), below, self.texts.doing) if below else ""

    def show_button(self) -> None:
        """What a press does in this state; presses are taken again."""
        texts, state = self.texts, self.state
        look = {
            "idle": (*texts.start, True),
            "loading": ("Stop", texts.stop_loading, False),
            "running": ("Stop", texts.stop, False),
            "stopped": (*texts.resume, True),
            "done": (*texts.again, False),
            "failed": (*texts.retry, True),
        }
        self.button.description, self.button.tooltip, primary = look[state]
        self.button.button_style = "primary" if primary else ""
        self.button.disabled = False


def trusted(progress: Progress) -> bool:
    """Whether enough is done to say how long the rest takes: the first steps are slower."""
    return progress.step >= 10 and progress.step >= 0.02 * progress.steps


def time_left(seconds: float) -> str:
    """A duration as a learner says it: rounded more coarsely the longer it is."""
    if seconds >= 5400:
        return f"about {round(seconds / 3600)} h left"
    if seconds >= 90:
        return f"about {round(seconds / 60)} min left"
    if seconds >= 10:
        return f"about {round(seconds / 5) * 5} s left"
    return "a few seconds left"


def bar_html(progress: Progress, words: str, label: str) -> str:
    """The bar and a line of ``words`` below it (HTML of ours, never the learner's)."""
    share = 100 * progress.step / progress.steps if progress.steps else 0
    if progress.state == "running" and progress.seconds_left is not None and trusted(progress):
        words += f" · {time_left(progress.seconds_left)}"
    return (
        f'<div class="lwl-progress" role="progressbar" aria-label="{label}" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{share:.0f}"><div style="width:{share:.1f}%"></div>'
        f'</div><p class="lwl-hint" data-step="{progress.step}">{words}</p>'
    )


__all__ = ["TRAINING", "RunPanel", "RunWords", "bar_html", "time_left"]
