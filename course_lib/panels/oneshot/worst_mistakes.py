"""The gallery of a machine's worst mistakes: the query, its wrong choice, and the right one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from course_lib.controls.picture import Picture
from course_lib.learning.interval import wilson
from course_lib.oneshot.characters import CharacterSet
from course_lib.oneshot.curves import Mistake, mistakes
from course_lib.oneshot.machine import machine
from course_lib.panels.layout import box, grid
from course_lib.panels.oneshot.choices import machine_choice, made_up
from course_lib.panels.run_panel import RunPanel, RunWords
from course_lib.running import background_run
from course_lib.running.background_run import BackgroundRun

TRIALS, WAYS, SHOWN = 100, 20, 6


@dataclass(kw_only=True)
class Progress(background_run.Progress):
    """How far the search is, and what was found, worst first."""

    found: list[Mistake] = field(default_factory=list)


class Search(BackgroundRun):
    """Asks one machine ``steps`` trials; each start begins anew."""

    def __init__(
        self,
        name: str,
        characters: Callable[[], CharacterSet],
        steps: int,
        tell: Callable[[Progress], None],
        after: BackgroundRun | None = None,
    ) -> None:
        super().__init__(Progress(steps=steps), tell, after)
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


class WorstMistakes(RunPanel):
    """``WorstMistakes()``; ``characters`` gives another set to draw the trials from."""

    texts = RunWords(
        start=("Look for mistakes", "Ask the machine a hundred trials."),
        resume=("Start again", "From the first trial."),
        again=("Start again", "The same trials once more."),
        stop="What was found stays.",
        idle="Press the button: the first mistakes are here within seconds.",
        loading="The machine and the characters are being made ready …",
        doing="Trials",
    )

    def __init__(
        self, characters: Callable[[], CharacterSet] = made_up, trials: int = TRIALS
    ) -> None:
        super().__init__("lwl-card")
        self._characters, self._trials = characters, trials
        self.machine = machine_choice("pixels")
        self.rows = [
            [
                Picture(title=title, width=105, height=105, lines=1)
                for title in ("Query", "Its choice ✗", "Right ✓")
            ]
            for _ in range(SHOWN)
        ]
        self.children = [
            self.machine,
            self.controls,
            grid(330, *(box("lwl-mistake", *row) for row in self.rows)),
        ]
        self._show_found([])
        self.hear(self._other, self.machine)

    def new_run(self, before: BackgroundRun | None) -> Search:
        """A search from the first trial on."""
        return Search(self.machine.value, self._characters, self._trials, self.show, before)

    def _other(self) -> None:
        self.show_idle(self.texts.idle)
        self._show_found([])

    def below(self, progress: Progress) -> str:
        """How many trials it was asked, and how many it got wrong."""
        if progress.state == "loading":
            return self.texts.loading
        wrong, of = len(progress.found), progress.step
        words = f"{of} of {progress.steps} trials, {WAYS} ways, one shot, within one alphabet"
        if of:
            low, high = wilson(wrong, of)
            words += f": {wrong} wrong, {wrong / of:.0%} (95 %: {low:.0%} to {high:.0%})"
        return words

    def show(self, progress: Progress) -> None:
        """Bring the page up to date with the search."""
        super().show(progress)
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
