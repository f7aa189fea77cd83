"""Draw it yourself: an alphabet of your own, and machines that read it while you draw."""

from __future__ import annotations

import io
from functools import partial
from html import escape

import ipywidgets as widgets
import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.download import Download
from course_lib.controls.draw_character import DrawCharacter
from course_lib.controls.text_field import TextField
from course_lib.errors import LearnerError
from course_lib.figures.data_address import ink_address
from course_lib.figures.style import PLAYERS
from course_lib.oneshot import class_alphabet, pen
from course_lib.oneshot.class_alphabet import ClassAlphabet
from course_lib.oneshot.machine import MACHINES, machine
from course_lib.panels.layout import beside, column, put, row
from course_lib.panels.oneshot.browser_alphabet import BrowserAlphabet, browser_alphabet
from course_lib.panels.panel import Panel, Said
from course_lib.running.latest_wins import Job, Outcome

LARGEST = 8_000_000  # bytes of a shared file
NEW = "new"
SHOWN = 3  # likeliest characters of a machine
CLOSE, FAR = 0.15, 0.6  # of the way from the surest to the least sure
FIRST = (
    "Draw a character and <b>keep</b> it; then another. With two kept, draw one of them again: "
    "each machine has seen every character of your alphabet once, and never before today, and "
    "answers while you draw."
)
HANDS = (
    "Where a classmate has drawn a character too, the machines compare with the classmate’s "
    "drawing: then query and support come from two hands."
)


class OwnAlphabet(Panel):
    """The panel. ``alphabet`` is what ``own`` keeps in this browser; ``answers`` holds each
    machine's scores of what is on the paper."""

    def __init__(self, own: BrowserAlphabet | None = None) -> None:
        super().__init__("lwl-card", note=Said(room="1.5em"))
        self.own = own or browser_alphabet()
        self.answers: dict[str, np.ndarray] = {}
        self._errors: dict[str, str] = {}
        self._runner = self.background("own-alphabet", self._answered)

        self.pad = DrawCharacter(act="Keep it", hint="It becomes part of your alphabet")
        self.person = TextField("Your name, for the file", placeholder="somebody", longest=40)
        self.person.layout.width = "min(100%, 300px)"
        self.shelf = widgets.Box()
        self.remove = widgets.Button(
            description="Remove mine", tooltip="Remove your drawing of the chosen character"
        )
        self.export = Download(
            "class_alphabet.zip",
            lambda: class_alphabet.pack(self.alphabet),
            hint="A zip in Omniglot's own tree, to hand to the class",
        )
        self.upload = widgets.FileUpload(
            accept=".zip",
            multiple=True,
            description="Add a classmate’s file",
            tooltip="Puts its characters and drawings beside yours",
        )
        self.table = widgets.HTML(layout=widgets.Layout(min_height="370px"))
        self.children = [
            beside(
                column(self.pad, self.note),
                column(self.shelf, self.table),
                width=350,
            ),
            row(self.person, self.export, self.upload, self.remove),
            *self.own.keepers,
        ]
        self.pad.on_act(self._keep)
        self.remove.on_click(self._remove)
        self.upload.observe(self._uploaded, "value")
        self.hear(self._look, self.pad, of="strokes")
        self.hear(lambda: self.own.call(self.person.value), self.person)
        self.own.on_change(self._refresh)
        self._refresh()

    @property
    def alphabet(self) -> ClassAlphabet:
        """What is kept."""
        return self.own.alphabet

    @property
    def at(self) -> int | None:
        """The chosen sign, or None for a new one."""
        return None if self.choice.value in ("", NEW) else int(self.choice.value)

    def support(self) -> np.ndarray:
        """What the machines compare with: (N, 1, 105, 105) float32, another hand's where there is
        one. LearnerError for fewer than two signs."""
        if len(self.alphabet.signs) < 2:
            raise LearnerError("Keep two characters or more first: with one there is no choice.")
        mine, chosen = self.own.identity, []
        for sign in self.alphabet.signs:
            others = [ink for who, ink in sign.drawings.items() if who != mine]
            chosen.append(others[0] if others else sign.drawings[mine])
        return np.stack(chosen)[:, None].astype(np.float32)

    # ---- What is kept

    def _refresh(self) -> None:
        """Bring the page up to date with what the browser keeps."""
        with self.quietly():
            self.person.value = self.own.name
        at = self.at if self.shelf.children else None
        kept = at is not None and at < len(self.alphabet.signs)
        self._show_shelf(str(at) if kept else NEW)
        self.note.error(self.own.trouble)
        self._look()

    def _keep(self) -> None:
        with self.note.errors():
            ink, at = self.pad.drawing(), self.at
            self.own.store(self.alphabet.drawn(ink, self.own.identity, self.person.value, at))
            self._show_shelf(NEW)
            self.pad.clear()
            place = len(self.alphabet.signs) if at is None else at + 1
            self.note.say(f"Character {place} is kept.")

    def _remove(self, _: object = None) -> None:
        at, mine = self.at, self.own.identity
        with self.note.errors():
            if at is None or mine not in self.alphabet.signs[at].drawings:
                raise LearnerError("Choose a character that you drew in this browser first.")
            self.own.store(self.alphabet.without(at, mine))
            self._show_shelf(NEW)
            self._look()
            self.note.say(f"Your drawing of character {at + 1} is removed.")

    def _uploaded(self, change: dict) -> None:
        files = list(change["new"])
        if not files:
            return
        merged, added, refused = self.alphabet, 0, []
        for file in files:
            try:
                data = bytes(file["content"])
                if len(data) > LARGEST:
                    raise LearnerError(f"{file['name']} is too large for a class alphabet.")
                theirs = class_alphabet.read(io.BytesIO(data), file["name"])
                together = [merged, theirs] if merged.signs else [theirs]
                merged = class_alphabet.merge(together)
                added += 1
            except LearnerError as error:
                refused.append(str(error))
        self.upload.value = ()
        with self.note.errors():
            if added:
                self.own.store(merged)
                self._show_shelf(NEW)
                self._look()
            if refused:
                raise LearnerError(" ".join(refused))
            drawn, people = len(self.alphabet.signs), len(self.alphabet.drawers)
            self.note.say(f"The alphabet has {drawn} characters by {people} people now.")

    def _show_shelf(self, value: str) -> None:
        options = [Option(NEW, "A new one", hint="The drawing becomes a new character", symbol="+")]
        for place, sign in enumerate(self.alphabet.signs):
            people = [self.alphabet.drawers.get(who, "somebody") for who in sign.drawings]
            ink = sign.drawings.get(self.own.identity, next(iter(sign.drawings.values())))
            picture = np.repeat((255 * ~ink).astype(np.uint8)[:, :, None], 3, axis=2)
            by = ", ".join(people)
            options.append(
                Option(str(place), f"Character {place + 1}", hint=f"by {by}", picture=picture)
            )
        self.choice = Choice("What you are drawing", options, value=value)
        self.hear(self._show_answers, self.choice)
        put(self.shelf, self.choice)

    # ---- What the machines make of the drawing

    def _look(self) -> None:
        """Ask the machines about what is on the paper now, if they could say anything."""
        ink = pen.ink(self.pad.paths)
        try:
            class_alphabet.refuse_drawing(ink)
            self._support = support = self.support()
        except LearnerError:  # nothing to say yet: no mistake of the learner's
            self._runner.cancel()
            self.answers, self._errors = {}, {}
        else:
            asked = [Job(name, partial(_score, name, support, ink)) for name in MACHINES]
            self._runner.submit(asked)
        self._show_answers()

    def _answered(self, outcome: Outcome) -> None:
        if outcome.error:
            self._errors[outcome.key] = outcome.error
            self.answers.pop(outcome.key, None)
        else:
            self.answers[outcome.key] = outcome.value
            self._errors.pop(outcome.key, None)
        self._show_answers()

    def _show_answers(self) -> None:
        if not self.answers and not self._errors:
            self.table.value = f'<p>{FIRST}</p><p class="lwl-hint">{HANDS}</p>'
            return
        rows = []
        for name in MACHINES:
            player = PLAYERS[name]
            symbol = f'<span class="lwl-trial-symbol" style="--lwl-method:{player.colour}">'
            if name in self.answers:
                said = "".join(self._bars(self.answers[name], player.colour))
            else:
                said = f"<td>{escape(self._errors.get(name, '…'))}</td>"
            rows.append(
                f'<tr data-machine="{name}"><th scope="row">{symbol}{player.symbol}</span> '
                f"{player.label}</th>{said}</tr>"
            )
        self.table.value = f'<table class="lwl-own-table"><tbody>{"".join(rows)}</tbody></table>'

    def _bars(self, scores: np.ndarray, colour: str) -> list[str]:
        """The likeliest characters as cells of a table, a bar of similarity below each."""
        cells, words = [], in_words(scores)
        for place, (number, share) in enumerate(ranked(scores)[:SHOWN]):
            drawn = ink_address(self._support[number, 0])
            mark = ""
            if place == 0 and self.at is not None:
                mark = " ✓" if number == self.at else " ✗"
            cells.append(
                f'<td><img alt="character {number + 1}" width="36" height="36" src="{drawn}">'
                f'<span>{words[place]}{mark}</span><i class="lwl-own-bar" aria-hidden="true">'
                f'<b style="width:{100 * share:.0f}%;background:{colour}"></b></i></td>'
            )
        return cells


def ranked(scores: np.ndarray) -> list[tuple[int, float]]:
    """The classes, the likeliest first, each with its similarity from 0 (least) to 1 (most)."""
    low, high = float(scores.min()), float(scores.max())
    shares = (scores - low) / (high - low) if high > low else np.ones(len(scores))
    return [(int(n), float(shares[n])) for n in np.argsort(-scores, kind="stable")]


def in_words(scores: np.ndarray) -> list[str]:
    """What a machine holds of its likeliest classes, in words, as ``ranked``."""
    shares = [share for _, share in ranked(scores)]
    gaps = [1 - share for share in shares]
    if len(shares) > 1 and gaps[1] == 0:
        return ["as sure"] * gaps.count(0) + ["behind"] * (len(gaps) - gaps.count(0))
    said = ["surest"]
    for place, gap in enumerate(gaps[1:]):
        if len(shares) == 2:  # with two there is no scale to call one near or far by
            said.append("second")
        elif gap <= CLOSE:
            said.append("close second" if place == 0 else "close too")
        else:
            said.append("far behind" if gap >= FAR else "behind")
    return said


def _score(name: str, support: np.ndarray, query: np.ndarray) -> np.ndarray:
    return machine(name).score(support, query)


__all__ = ["OwnAlphabet", "in_words", "ranked"]
