"""The bar of everything that takes a while, the time left, and the one button that drives it."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets as widgets

from course_lib.running.background_run import Progress


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
    if progress.state == "running" and progress.seconds_left is not None:
        words += f" · {time_left(progress.seconds_left)}"
    return (
        f'<div class="lwl-progress" role="progressbar" aria-label="{label}" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{share:.0f}"><div style="width:{share:.1f}%"></div>'
        f'</div><p class="lwl-hint" data-step="{progress.step}">{words}</p>'
    )


class RunButton(widgets.Button):
    """Start, Stop, Resume, Again: what a press does follows from the state on show.

    ``words`` maps a state (idle and those of ``Progress``) to (label, tooltip, is it the main
    button).
    """

    def __init__(self, words: Mapping[str, tuple[str, str, bool]]) -> None:
        super().__init__()
        self._words = words
        self.say("idle")

    def say(self, state: str) -> None:
        """Show what a press does in this state, and take presses again."""
        self.description, self.tooltip, primary = self._words[state]
        self.button_style = "primary" if primary else ""
        self.disabled = False


__all__ = ["RunButton", "bar_html", "time_left"]
