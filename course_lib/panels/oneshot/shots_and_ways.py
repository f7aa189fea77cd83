"""What becomes of accuracy as there are more classes, or more drawings of each: asked live."""

from __future__ import annotations

from functools import partial

import ipywidgets as widgets

from course_lib.controls.chart import Chart
from course_lib.controls.choice import Choice, Option
from course_lib.figures.accuracy_curve import Measured, accuracy_curve
from course_lib.figures.style import PLAYERS
from course_lib.learning.interval import wilson
from course_lib.oneshot.characters import CharacterSet
from course_lib.oneshot.curve_run import CurveProgress, CurveRun
from course_lib.oneshot.machine import MACHINES
from course_lib.panels.layout import beside, box, column, hint, row
from course_lib.panels.oneshot.browser_alphabet import browser_alphabet
from course_lib.panels.oneshot.choices import (
    characters_choice,
    get_omniglot,
    numbers_choice,
    open_characters,
)
from course_lib.panels.panel import Said
from course_lib.panels.run_panel import BUSY, RunPanel, RunWords

WAYS, SHOTS = "ways", "shots"
PLACES = {WAYS: (2, 3, 5, 10, 15, 20), SHOTS: (1, 2, 3, 5, 7, 10)}
FIXED = {WAYS: (1, 5), SHOTS: (5, 10, 20)}  # shots of the curve over ways, and the reverse
TITLES = {WAYS: "ways N: classes to choose from", SHOTS: "shots K: drawings of each class"}
EACH = 60  # trials of a kind for each machine


class ShotsAndWays(RunPanel):
    """The panel. ``counts`` maps (characters, machine, ways, shots) to (right answers, trials)."""

    texts = RunWords(
        start=("Measure", "Put trials to the machines; the curves grow as they answer."),
        resume=("Go on", "Ask what is left."),
        again=("Measured", "All trials are through; choose other settings for more."),
        stop="Stop; what has been counted stays.",
        loading="Machines and characters are being made ready …",
        doing="Trials",
    )

    def __init__(self, each: int = EACH) -> None:
        super().__init__("lwl-card", note=Said(code=True))
        self._each = each
        self.counts: dict[tuple[str, str, int, int], tuple[int, int]] = {}
        self.over = Choice(
            "What grows",
            [
                Option(WAYS, "Ways", hint="More classes to choose from"),
                Option(SHOTS, "Shots", hint="More drawings of each class"),
            ],
            value=WAYS,
        )
        self.fixed = {
            WAYS: numbers_choice("Shots, fixed", FIXED[WAYS], 1),
            SHOTS: numbers_choice("Ways, fixed", FIXED[SHOTS], 5),
        }
        self.characters = characters_choice()
        self.ticks = {
            key: widgets.Checkbox(
                value=True, description=f"{PLAYERS[key].symbol} {PLAYERS[key].label}", indent=False
            )
            for key in MACHINES
        }
        self.chart = Chart(height=460, label="Accuracy of each machine")
        self.legend, self.result, self.table = widgets.HTML(), widgets.HTML(), widgets.HTML()
        controls = column(
            hint(
                f"Each point: {each} trials within one alphabet, the same for all machines. A band "
                "is Wilson’s 95 % interval."
            ),
            row(self.over, *self.fixed.values()),
            self.characters,
            get_omniglot(self.characters),
            box("lwl-ticks", *self.ticks.values()),
            self.controls,
        )
        picture = column(self.legend, self.chart, self.result, self.table)
        self.children = [beside(controls, picture), *browser_alphabet().keepers]
        asked = (self.over, self.characters, *self.fixed.values(), *self.ticks.values())
        self.hear(self._other, *asked)
        self._other()

    @property
    def machines(self) -> list[str]:
        """The machines that are asked."""
        return [key for key, tick in self.ticks.items() if tick.value]

    def kind(self, place: int) -> tuple[int, int]:
        """(ways, shots) at a place of the axis."""
        fixed = int(self.fixed[self.over.value].value)
        return (place, fixed) if self.over.value == WAYS else (fixed, place)

    def new_run(self, before: CurveRun | None) -> CurveRun:
        """What is left of the curves on show."""
        key = self.characters.value
        mine = {asked[1:]: count for asked, count in self.counts.items() if asked[0] == key}
        return CurveRun(
            partial(_characters, key),
            [self.kind(place) for place in PLACES[self.over.value]],
            self.machines,
            self._each,
            partial(self._counted, key),
            mine,
            before,
        )

    def _other(self) -> None:
        """Other settings: what was counted under them before comes back."""
        for over, control in self.fixed.items():
            control.layout.display = "" if over == self.over.value else "none"
        below = "Press the button: the first points are here within seconds."
        if not self.machines:
            below = "Tick a machine to ask it."
        elif self._complete():
            below = "All trials of this kind are through."
        self.show_idle(below)
        self._allow()
        self._draw()

    def _complete(self) -> bool:
        asked = [self._count(m, p) for m in self.machines for p in PLACES[self.over.value]]
        return all(of >= self._each for _, of in asked)

    def _count(self, machine: str, place: int) -> tuple[int, int]:
        return self.counts.get((self.characters.value, machine, *self.kind(place)), (0, 0))

    def _allow(self) -> None:
        """Nothing is measured without a machine, nor what is measured already."""
        if self.state not in BUSY:
            self.button.disabled = not self.machines or self._complete()

    def _counted(self, characters: str, progress: CurveProgress) -> None:
        new = {(characters, *asked): count for asked, count in progress.counts.items()}
        grown = any(self.counts.get(key) != count for key, count in new.items())
        self.counts.update(new)
        self.show(progress)
        self._allow()
        if not progress.error:
            self.note.error(*progress.refused)
        if grown or progress.state == "done":
            self._draw()

    def below(self, progress: CurveProgress) -> str:
        """Who is asked what."""
        if progress.state == "running" and progress.now is not None:
            name, ways, shots = progress.now
            return f"{PLAYERS[name].label}: {ways} ways, {_shots(shots)}"
        return {
            "loading": self.texts.loading,
            "failed": "Nothing could be asked.",
            "stopped": "Stopped: what was counted stays.",
        }.get(progress.state, "All trials are through.")

    def measured(self, machine: str) -> list[Measured]:
        """A machine's accuracy wherever it has been asked."""
        found = []
        for place in PLACES[self.over.value]:
            right, of = self._count(machine, place)
            if of:
                found.append(Measured(place, right / of, *wilson(right, of), of))
        return found

    def _draw(self) -> None:
        over = self.over.value
        places = PLACES[over]
        chance = [1 / self.kind(place)[0] for place in places]
        points = {key: self.measured(key) for key in self.machines}
        figure = accuracy_curve(points, places, chance, TITLES[over])
        fixed = self.fixed[over].value
        kept = _shots(int(fixed)) if over == WAYS else f"{fixed} ways"
        self.chart.show(figure, label=f"Right answers over {over}, with {kept}")
        self.legend.value = _legend(list(points))
        self.table.value = _table(points, places, over, kept)
        self.result.value = f'<p class="lwl-live-result">{_result(points, over, chance)}</p>'


def _characters(key: str) -> CharacterSet:
    return open_characters(key).characters


def _shots(number: int) -> str:
    return "1 shot" if number == 1 else f"{number} shots"


def _legend(machines: list[str]) -> str:
    looks = "".join(
        f'<li><span class="lwl-picture-symbol" style="--lwl-method:{PLAYERS[key].colour}">'
        f"{PLAYERS[key].symbol}</span>{PLAYERS[key].label}</li>"
        for key in machines
    )
    return f'<ul class="lwl-spaces-legend">{looks}<li>┄┄ guessing</li></ul>'


def _result(points: dict[str, list[Measured]], over: str, chance: list[float]) -> str:
    """One sentence on the machines that err most and least at the last place, once it is there."""
    last = PLACES[over][-1]
    ends = {
        key: (found[0], found[-1])
        for key, found in points.items()
        if found and found[0].at == PLACES[over][0] and found[-1].at == last
    }
    if not ends:
        return "Guessing is right in 1 of N trials, however many shots there are: the dashed line."
    order = sorted(ends, key=lambda key: ends[key][1].share)
    said = [
        f"<b>{PLAYERS[key].label}</b> from {first.share:.0%} to {then.share:.0%}"
        for key in dict.fromkeys([order[-1], order[0]])
        for first, then in [ends[key]]
    ]
    guess = f"guessing from {chance[0]:.0%} to {chance[-1]:.0%}"
    if over == SHOTS:
        guess = f"guessing stays at {chance[0]:.0%}"
    return f"From {PLACES[over][0]} to {last} {over}: {', '.join(said)}; {guess}."


def _table(points: dict[str, list[Measured]], places: tuple[int, ...], over: str, kept: str) -> str:
    head = "".join(f'<th scope="col">{place}</th>' for place in places)
    rows = ""
    for key, found in points.items():
        look, at = PLAYERS[key], {m.at: m for m in found}
        cells = ""
        for place in places:
            m = at.get(place)
            said = '<span class="lwl-soft">–</span>'
            if m is not None:
                interval = f"{100 * m.low:.0f}–{100 * m.high:.0f}"
                said = f"<b>{m.share:.0%}</b><span class='lwl-soft'>{interval}</span>"
            cells += f"<td>{said}</td>"
        rows += (
            f'<tr><th scope="row" class="lwl-left"><span class="lwl-picture-symbol" '
            f'style="--lwl-method:{look.colour}">{look.symbol}</span> {look.label}</th>{cells}</tr>'
        )
    return (
        '<div class="lwl-table-scroll" tabindex="0"><table class="lwl-table">'
        f"<caption class='lwl-hint'>Right answers by {over}, {kept}; below, the 95 % interval."
        f'</caption><thead><tr><th scope="col" class="lwl-left">{over}</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def shots_and_ways() -> ShotsAndWays:
    """The panel, to be the last line of a cell."""
    return ShotsAndWays()


__all__ = ["ShotsAndWays", "shots_and_ways"]
