"""The gallery of a machine's worst mistakes: the query, its wrong choice, and the right one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

import ipywidgets as widgets
import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.picture import Picture
from course_lib.figures.style import PLAYERS
from course_lib.oneshot.characters import CharacterSet
from course_lib.oneshot.curves import Mistake, mistakes, wilson
from course_lib.oneshot.machine import MACHINES, machine
from course_lib.panels.oneshot.characters_choice import made_up
from course_lib.panels.progress_bar import RunButton, bar_html
from course_lib.panels.studio_layout import box
from course_lib.running import background_run
from course_lib.running.background_run import BackgroundRun

TRIALS, WAYS, SHOWN = 100, 20, 6
NOTHING = "Press the button: the first mistakes are here within seconds."
BUTTONS = {
    "idle": ("Look for mistakes", "Ask the machine a hundred trials.", True),
    "loading": ("Stop", "Getting ready.", False),
    "running": ("Stop", "What was found stays.", False),
    "stopped": ("Start again", "From the first trial.", True),
    "done": ("Start again", "The same trials once more.", False),
    "failed": ("Try again", "Start once more.", True),
}


@dataclass(kw_only=True)
class Progress(background_run.Progress):
    """How far the search is, and what was found, worst first."""

    found: list[Mistake] = field(default_factory=list)


class Search(BackgroundRun):
    """Asks one machine ``steps`` trials; each start begins anew."""

    def __init__(self, name: str, characters: Callable[[], CharacterSet], steps: int, tell) -> None:
        super().__init__(Progress(steps=steps), tell)
        self._name, self._characters = name, characters

    def work(self, stop: threading.Event) -> bool:
        """All trials, or as many as there is time for before ``stop``."""
        steps = self.progress.steps
        self.tell(state="loading", step=0)
        found: list[Mistake] = []
        asked = mistakes(machine(self._name), self._characters(), steps, WAYS)
        for step, mistake in enumerate(asked, 1):
            if mistake is not None:
                found = sorted([*found, mistake], key=lambda m: -m.margin)
            if step == steps or step % 5 == 0 or stop.is_set():
                self.tell(state="running", step=step, found=found)
            if stop.is_set() and step < steps:
                return False
        return True


class WorstMistakes(widgets.Box):
    """``WorstMistakes()``; ``characters`` gives another set to draw the trials from."""

    def __init__(
        self, characters: Callable[[], CharacterSet] = made_up, trials: int = TRIALS
    ) -> None:
        self._characters, self._trials = characters, trials
        self.state = "idle"
        looks = [PLAYERS[key] for key in MACHINES]
        self.machine = Choice(
            "Machine",
            [Option(m.key, m.label, symbol=m.symbol, colour=m.colour) for m in looks],
            value="pixels",
        )
        self.button = RunButton(BUTTONS)
        self.bar, self.note = widgets.HTML(), widgets.HTML()
        self.rows = [
            [
                Picture(title=title, width=105, height=105, lines=1)
                for title in ("Query", "Its choice ✗", "Right ✓")
            ]
            for _ in range(SHOWN)
        ]
        rows = [box("lwl-mistakes-row", *row) for row in self.rows]
        said = box("lwl-mistakes-said", self.button, self.bar, self.note)
        super().__init__([self.machine, said, box("lwl-mistakes-found", *rows)])
        for name in ("lwl", "lwl-card", "lwl-mistakes"):
            self.add_class(name)
        self.run = self._new()
        self.bar.value = bar_html(self.run.progress, NOTHING, "Trials")
        self._show_found([])
        self.button.on_click(self._pressed)
        self.machine.observe(self._other, "value")

    def _new(self) -> Search:
        return Search(self.machine.value, self._characters, self._trials, self.show)

    def _other(self, _: object) -> None:
        self.run.give_up()
        self.state = "idle"
        self.button.say("idle")
        self.note.value = ""
        self.bar.value = bar_html(Progress(steps=self._trials), NOTHING, "Trials")
        self._show_found([])

    def _pressed(self, _: object) -> None:
        if self.state in ("loading", "running"):
            self.run.stop()
            self.button.disabled = True
            return
        self.run = self._new()
        self.run.start()

    def show(self, progress: Progress) -> None:
        """Bring the page up to date with the search."""
        self.state = progress.state
        self.button.say(self.state)
        wrong, of = len(progress.found), progress.step
        low, high = wilson(wrong, of)
        words = f"{of} of {progress.steps} trials, {WAYS} ways, one shot, within one alphabet"
        if of:
            words += f": {wrong} wrong, {wrong / of:.0%} (95 %: {low:.0%} to {high:.0%})"
        if self.state == "loading":
            words = "The machine and the characters are being made ready …"
        self.bar.value = bar_html(progress, words, "Trials")
        sentence = f'<p class="lwl-error">{escape(progress.error)}</p>'
        self.note.value = sentence if progress.error else ""
        self._show_found(progress.found)

    def _show_found(self, found: list[Mistake]) -> None:
        for i, row in enumerate(self.rows):
            if i >= len(found):
                for cell in row:
                    cell.empty("–")
                continue
            mistake = found[i]
            support = mistake.trial.support[:, 0]
            wrong, right = support[mistake.chosen], support[mistake.trial.truth]
            by = f"by {mistake.margin:.2f} spreads"
            for cell, ink, said in zip(
                row, (mistake.trial.query, wrong, right), ("", by, ""), strict=True
            ):
                cell.show(1 - np.asarray(ink, np.float32), metrics=[said] if said else [])


__all__ = ["WorstMistakes", "made_up"]
