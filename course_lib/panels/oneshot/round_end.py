"""The end of a round of ten: who found how many, the hardest trial again, the same for a friend."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import ipywidgets as widgets

from course_lib.controls.share_link import ShareLink
from course_lib.figures.data_address import ink_address
from course_lib.figures.style import PLAYERS
from course_lib.game.score import YOU, Score, Tally
from course_lib.oneshot.protocols import HUMAN_RATE, published
from course_lib.oneshot.rounds import Round
from course_lib.oneshot.trials import Trial
from course_lib.panels.layout import beside, column, row
from course_lib.panels.oneshot.scoreboard import time_words
from course_lib.panels.panel import Panel

HARDER = 20  # ways, once the learner has won with fewer
PLAIN = {  # what a player does, for who has not met its name yet
    "pixels": "Pixel by pixel",
    "hausdorff": "Stroke by stroke",
    "convnet": "Learned from names",
    "siamese": "Learned from pairs",
    "prototypical": "Learned from trials",
    "encoder": "Learned longest",
    "pair_judge": "Looks back and forth",
}


class RoundEnd(Panel):
    """The end screen; ``show`` fills it. It calls ``next_ten()`` and ``harder_ten()``."""

    def __init__(self, next_ten: Callable[[], None], harder_ten: Callable[[], None]) -> None:
        super().__init__()
        self.table, self.hardest = widgets.HTML(), widgets.HTML()
        self.next = widgets.Button(description="Next ten", button_style="primary")
        self.harder = widgets.Button(description=f"Ten with {HARDER} to choose from")
        self.share = ShareLink("The same ten for a friend")
        self.next.on_click(lambda _: next_ten())
        self.harder.on_click(lambda _: harder_ten())
        more = column(self.hardest, row(self.next, self.harder), self.share)
        self.children = [beside(self.table, more, narrow=1, width=360)]

    def show(self, score: Score, played: Round, names: list[str], hardest: Trial) -> None:
        """The round whose trials have these ``names``; ``hardest``: as ``hardest_of`` them."""
        tallies = tallied(score, played, names)
        place = names.index(hardest_of(score, played, names))
        self.table.value = _words(tallies) + _table(score, played, names, tallies)
        self.hardest.value = _hardest(score, played, names[place], place, hardest)
        offered = won(tallies) and played.setting.ways < HARDER and played.setting.shots == 1
        self.harder.layout.display = "" if offered else "none"
        self.harder.button_style, self.next.button_style = ("primary", "")[:: 1 if offered else -1]
        self.share.code = played.code

    def go(self) -> None:
        """The keyboard's focus to what comes next: Enter is enough."""
        (self.harder if self.harder.layout.display == "" else self.next).focus()


def tallied(score: Score, played: Round, names: list[str]) -> dict[str, Tally]:
    """Of everybody who plays, who missed least first, the learner before equals; at the end who is
    still thinking."""
    found = {key: score.tally(played.setting, key, names) for key in PLAYERS}
    sat = {key: tally for key, tally in found.items() if tally.trials}
    most = max(tally.trials for tally in sat.values())

    def rank(item: tuple[str, Tally]) -> tuple[bool, int, bool]:
        key, tally = item
        return tally.trials < most, tally.errors, key != YOU

    return dict(sorted(sat.items(), key=rank))


def thinking(tallies: dict[str, Tally]) -> bool:
    """Whether a machine has not answered all that the learner has."""
    return any(tally.trials < tallies[YOU].trials for tally in tallies.values())


def won(tallies: dict[str, Tally]) -> bool:
    """Whether everybody has answered, and nobody erred less than the learner."""
    least = min(tally.errors for tally in tallies.values())
    return not thinking(tallies) and tallies[YOU].errors == least


def hardest_of(score: Score, played: Round, names: list[str]) -> str:
    """The trial that most players missed; of several the one the learner took longest over."""

    def missed(name: str) -> tuple[int, float]:
        given = score.answers[played.setting, name]
        return sum(not right for right, _ in given.values()), given[YOU][1]

    return max(names, key=missed)


def marks(score: Score, played: Round, names: list[str]) -> dict[str, list[int]]:
    """Of each player and each trial: 1 right, 0 wrong, −1 not answered, or not yet by you."""
    rows = [score.answers.get((played.setting, name), {}) for name in names]
    return {
        key: [int(row[key][0]) if YOU in row and key in row else -1 for row in rows]
        for key in PLAYERS
    }


def _words(tallies: dict[str, Tally]) -> str:
    mine, of = tallies[YOU].errors, tallies[YOU].trials
    better = [PLAYERS[key].label for key, tally in tallies.items() if tally.errors < mine]
    if thinking(tallies):
        said = "The machines are still thinking …"
    elif not better:
        said = "Nobody did better."
    elif len(better) == 1:
        said = f"Only one did better: {better[0]}."
    else:
        said = f"{len(better)} machines did better."
    return f'<h3 class="lwl-title" role="status">You found {of - mine} of {of}. {said}</h3>'


def _table(score: Score, played: Round, names: list[str], tallies: dict[str, Tally]) -> str:
    drawn = {1: "●", 0: "×", -1: "·"}
    rows, all_marks = [], marks(score, played, names)
    for key, tally in tallies.items():
        player = PLAYERS[key]
        colour = "var(--lwl-ink)" if key == YOU else player.colour
        symbol = f'<span class="lwl-trial-symbol" style="--lwl-method:{colour}">'
        gloss = f' <span class="lwl-hint">{PLAIN[key].lower()}</span>' if key in PLAIN else ""
        row = "".join(drawn[mark] for mark in all_marks[key])
        rows.append(
            f'<tr data-player="{key}"><th scope="row">{symbol}{player.symbol}</span> '
            f'{player.label}{gloss}</th><td class="lwl-trial-marks" aria-hidden="true">{row}</td>'
            f"<td>{_found(tally, len(names))}</td><td>{time_words(tally.seconds)}</td></tr>"
        )
    if published(played.setting) is not None:
        found = len(names) * (1 - HUMAN_RATE)
        rows.append(
            '<tr data-player="people"><th scope="row">People (Lake et al. 2015)</th><td></td>'
            f"<td>{found:.1f}</td><td>—</td></tr>"
        )
        people = ""
    else:
        people = (
            f'<p class="lwl-hint">People were measured with 20 to choose from: they find '
            f"{10 * (1 - HUMAN_RATE):.1f} of 10.</p>"
        )
    return (
        '<table class="lwl-scoreboard"><thead><tr><th scope="col">Player</th><th scope="col">'
        f'Trials</th><th scope="col">Found</th><th scope="col">Mean time</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>{people}"
    )


def _found(tally: Tally, of: int) -> str:
    found = str(tally.trials - tally.errors)
    return found if tally.trials == of else f"{found} of {tally.trials} so far"


def _hardest(score: Score, played: Round, name: str, place: int, trial: Trial) -> str:
    given = score.answers[played.setting, name]
    missed = [PLAYERS[key].label for key, (right, _) in given.items() if not right]
    if missed:
        who = f"{len(missed)} of {len(given)} missed it: {escape(', '.join(missed))}."
    else:
        who = "Nobody missed any; over this one you took longest."
    pictures = "".join(
        f'<figure><img src="{ink_address(ink)}" alt=""><figcaption>{said}</figcaption></figure>'
        for ink, said in ((trial.query, "this"), (trial.support[trial.truth, 0], "is this"))
    )
    return (
        f'<p class="lwl-eyebrow">The hardest, trial {place + 1}</p>'
        f'<div class="lwl-round-pair">{pictures}</div><p class="lwl-hint">{who}</p>'
    )


__all__ = ["HARDER", "PLAIN", "RoundEnd", "hardest_of", "marks", "tallied", "thinking", "won"]
