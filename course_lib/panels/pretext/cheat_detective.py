"""The cheat detective: two networks, one of which reads a fault of the lens, not the photo."""

from __future__ import annotations

from functools import partial

import ipywidgets as widgets
import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.picture import Picture
from course_lib.panels.layout import beside, card, column, grid, row
from course_lib.panels.panel import Panel, Said
from course_lib.running.latest_wins import Job, Outcome
from course_lib.vision import photos

PLAYED = ("chelsea", "coffee", "china", "astronaut", "flower", "rocket", "motorcycle", "camera")
NAMES = ("A", "B")
KEPT = 6  # tries that the table shows
SWITCHES = {
    "gap": "A gap between the patches",
    "jitter": "Jitter: no fixed distance",
    "drop_colours": "Each patch has colours of its own",
    "lens": "A poor lens: red larger, blue smaller",
}
LEGEND = "<p>Covered there, a network’s answer loses (orange) or gains (blue) confidence.</p>"
OPENING = {"gap": False, "jitter": False, "drop_colours": False, "lens": True}


class CheatDetective(Panel):
    """Set the conditions, ask both networks, look where they looked, and accuse one.

    ``order`` says which network is A and which is B; ``asked`` is the last answer of both.
    """

    def __init__(self, seed: int | None = None) -> None:
        super().__init__()
        rows = ("context_prediction", "shortcut")
        drawn = np.random.default_rng(seed).integers(2)
        self.order = rows[::-1] if drawn else rows
        self.asked = None
        self.accused = ""
        self._seed = 0
        self._tries: list[str] = []
        self._worker = self.background("cheat-detective", self._came)
        self.switches = {
            key: widgets.Checkbox(value=OPENING[key], description=label, indent=False)
            for key, label in SWITCHES.items()
        }
        self.go = widgets.Button(description="Ask both networks")
        self.go.add_class("lwl-primary")
        self.table = widgets.HTML()
        self.pictures = [Picture(crisp=True) for _ in range(3)]
        self.verdict = Choice(
            "Which one cheats?", [Option(name, f"Network {name}") for name in NAMES]
        )
        self.said = Said(room="9em")
        self.children = [
            card(
                beside(
                    column(
                        widgets.HTML('<h3 class="lwl-title">What keeps a network honest</h3>'),
                        *self.switches.values(),
                        row(self.go),
                        self.note,
                        self.verdict,
                    ),
                    column(self.table, grid(150, *self.pictures), widgets.HTML(LEGEND), self.said),
                    width=330,
                ),
            ),
        ]
        self.go.on_click(lambda _: self.ask())
        self.hear(self.ask, *self.switches.values())
        self.hear(self._accuse, self.verdict)
        self.note.say("PyTorch is being loaded.")
        self._show_table()
        self.once_shown(self.ask)

    def ask(self) -> None:
        """Ask both under the conditions that are set, about other pairs than before."""
        self._seed += 1
        conditions = {key: switch.value for key, switch in self.switches.items()}
        self._worker.submit([Job("ask", partial(_asked, conditions, self._seed))])

    def _came(self, outcome: Outcome) -> None:
        if outcome.error:
            self.note.error(outcome.error)
            return
        self.note.say()
        self.asked = outcome.value
        self._tries = [self._row(), *self._tries][:KEPT]
        with self.hold_sync():
            self._show_table()
            self._show_pair()

    def _row(self) -> str:
        from course_lib.learning.interval import wilson

        found, conditions = self.asked, self.asked.conditions
        cells = "".join(f"<td>{'✓' if getattr(conditions, key) else '–'}</td>" for key in SWITCHES)
        for name in self.order:
            right = found.right[name]
            low, high = wilson(right, found.pairs)
            cells += f"<td><b>{right / found.pairs:.0%}</b> ({low:.0%} to {high:.0%})</td>"
        return f"<tr>{cells}</tr>"

    def _show_table(self) -> None:
        names = ("Gap", "Jitter", "Own colours", "Poor lens", "Network A", "Network B")
        head = "".join(f'<th scope="col">{name}</th>' for name in names)
        rows = "".join(self._tries) or '<tr><td colspan="6">No answers yet.</td></tr>'
        self.table.value = (
            '<div class="lwl-table-scroll" tabindex="0"><table class="lwl-detective-table">'
            "<caption>How often each network places the second patch rightly (guessing: 12 %)"
            f"</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )

    def _show_pair(self) -> None:
        from course_lib.figures.looked import large, looked, side_by_side
        from course_lib.panels.pretext.pictures import pixels
        from course_lib.pretext.guesses import PLACES

        guess, shown = self.asked.guess, pixels(self.asked.guess.x)
        self.pictures[0].title = "The two patches"
        self.pictures[0].show(side_by_side(np.stack([large(one) for one in shown]), 2, 8))
        self.pictures[0].caption = f"The second lay {PLACES[guess.truth]}."
        for cell, name, key in zip(self.pictures[1:], NAMES, self.order, strict=True):
            answer = self.asked.answers[key]
            most = float(np.abs(answer.drop).max()) or 1.0
            maps = [looked(one, drop, most) for one, drop in zip(shown, answer.drop, strict=True)]
            cell.title = f"Where {name} looked"
            cell.show(side_by_side(np.stack(maps), 2, 8))
            right = "✓" if answer.choice == guess.truth else "✗"
            share = f"{answer.shares[answer.choice]:.0%} sure"
            cell.caption = f"{right} {name} says {PLACES[answer.choice]}, {share}."

    def _accuse(self) -> None:
        if not self.verdict.value:
            self.said.say()
            return
        self.accused = self.verdict.value
        cheat = NAMES[self.order.index("shortcut")]
        right = self.accused == cheat
        first = "Yes" if right else "No"
        told = f"{first}: network {cheat} cheats. {_told()}"
        self.said.say(told, look="success" if right else "note")


def _asked(conditions: dict[str, bool], seed: int):
    from course_lib.pretext import shortcuts

    gallery = photos.gallery()
    full = [gallery[name].full() for name in PLAYED]
    return shortcuts.ask(full, shortcuts.Conditions(**conditions), seed)


def _told() -> str:
    """What the two networks are worth, from the table's figures at equal steps."""
    from course_lib.pretext import results
    from course_lib.pretext.probe import difference

    rows = results.read().rows
    honest, cheat = rows["context_prediction"], rows["shortcut"]
    own = [np.mean(row.pretext["context_prediction"]) for row in (honest, cheat)]
    found = difference(list(cheat.hits), list(honest.hits))
    points = [f"{100 * x:+.1f}".replace("-", "−") for x in (found.mean, found.low, found.high)]
    return (
        "It was trained with every safeguard off and the poor lens on, where red is shifted "
        "outward and blue inward: the shift alone says where a patch lies. On held-back "
        f"photos it was right {own[1]:.0%} of the time, the honest one {own[0]:.0%}; switch the "
        "lens off, and it is lost. And what is it worth? A straight cut through its features names "
        f"{cheat.mean:.1%} of held-back photos, through the honest one’s {honest.mean:.1%}: "
        f"{points[0]} points ({points[1]} to {points[2]}). An easier task taught it less."
    )


__all__ = ["CheatDetective"]
