"""Draw it yourself: an alphabet of your own, kept and shared, and what the machines make of it."""

from __future__ import annotations

import io
from functools import partial
from html import escape
from pathlib import Path

import ipywidgets as widgets
import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.download import Download
from course_lib.controls.draw_character import DrawCharacter
from course_lib.controls.text_field import TextField
from course_lib.errors import LearnerError
from course_lib.figures.data_address import ink_address
from course_lib.files import places
from course_lib.oneshot import class_alphabet
from course_lib.oneshot.class_alphabet import ClassAlphabet, new_identity
from course_lib.oneshot.machine import MACHINES, machine
from course_lib.panels.layout import column, grid, row
from course_lib.panels.panel import Panel, Said
from course_lib.running.latest_wins import Job, Outcome

LARGEST = 8_000_000  # bytes of a shared file
NEW = "new"
HOW = (
    "<p>Draw a character, then <b>Keep</b> it. With two or more kept, draw one of them again and "
    "<b>ask the machines</b>: each has seen every character of your alphabet once, and never "
    "before today. Where a classmate has drawn a character too, the machines compare with the "
    "classmate’s drawing, so that query and support come from two hands.</p>"
)


def kept_at() -> Path:
    """Where this computer's class alphabet lies."""
    return places.data() / "class_alphabet.zip"


class OwnAlphabet(Panel):
    """The panel. ``alphabet`` is what is kept at ``path``; ``answers`` each machine's scores."""

    def __init__(self, path: Path | None = None) -> None:
        super().__init__("lwl-card", note=Said(room="1.5em"))
        self.path = path or kept_at()
        self.alphabet, sentence = class_alphabet.kept(self.path)
        self.drawer = new_identity()
        self.answers: dict[str, np.ndarray] = {}
        self._errors: dict[str, str] = {}
        self._runner = self.background("own-alphabet", self._answered)

        self.pad = DrawCharacter()
        self.person = TextField("Your name", value="", placeholder="somebody", longest=40)
        self.shelf = widgets.Box()
        self.keep = widgets.Button(description="Keep this drawing", button_style="primary")
        self.remove = widgets.Button(description="Remove mine")
        self.ask = widgets.Button(description="Ask the machines", button_style="primary")
        self.export = Download(
            "class_alphabet.zip",
            lambda: class_alphabet.pack(self.alphabet),
            hint="A zip in Omniglot's own tree, to hand to the class",
        )
        self.upload = widgets.FileUpload(
            accept=".zip", multiple=True, description="Add a classmate’s file"
        )
        self.table = widgets.HTML()
        drawing = column(self.pad, row(self.keep, self.ask, self.remove), self.note)
        files = row(self.export, self.upload)
        kept = column(self.person, self.shelf, files, self.table)
        self.children = [widgets.HTML(HOW), grid(320, drawing, kept)]
        self.keep.on_click(self._keep)
        self.remove.on_click(self._remove)
        self.ask.on_click(self._ask)
        self.upload.observe(self._uploaded, "value")
        self._show_shelf(NEW)
        self.note.error(sentence)
        self._show_table()

    @property
    def at(self) -> int | None:
        """The chosen sign, or None for a new one."""
        return None if self.choice.value in ("", NEW) else int(self.choice.value)

    def support(self) -> np.ndarray:
        """What the machines compare with: (N, 1, 105, 105) float32, another hand's where there is
        one. LearnerError for fewer than two signs."""
        if len(self.alphabet.signs) < 2:
            raise LearnerError("Keep two characters or more first: with one there is no choice.")
        chosen = []
        for sign in self.alphabet.signs:
            others = [ink for who, ink in sign.drawings.items() if who != self.drawer]
            chosen.append(others[0] if others else sign.drawings[self.drawer])
        return np.stack(chosen)[:, None].astype(np.float32)

    def _keep(self, _: object = None) -> None:
        with self.note.errors():
            ink, at = self.pad.drawing(), self.at
            self._store(self.alphabet.drawn(ink, self.drawer, self.person.value, at))
            self.pad.clear()
            self._show_shelf(NEW)
            place = len(self.alphabet.signs) if at is None else at + 1
            self.note.say(f"Character {place} is kept.")

    def _remove(self, _: object = None) -> None:
        at = self.at
        with self.note.errors():
            if at is None or self.drawer not in self.alphabet.signs[at].drawings:
                raise LearnerError("Choose a character that you drew on this page first.")
            self._store(self.alphabet.without(at, self.drawer))
            self._show_shelf(NEW)
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
                self._store(merged)
                self._show_shelf(NEW)
            if refused:
                raise LearnerError(" ".join(refused))
            drawn, people = len(self.alphabet.signs), len(self.alphabet.drawers)
            self.note.say(f"The alphabet has {drawn} characters by {people} people now.")

    def _store(self, changed: ClassAlphabet) -> None:
        """On the disk first: what the page shows is kept. LearnerError when the disk refuses."""
        if changed.signs:
            class_alphabet.keep(changed, self.path)
        else:
            try:
                self.path.unlink(missing_ok=True)
            except OSError as error:
                raise LearnerError(f"{self.path.name} cannot be removed: {error}.") from error
        self.alphabet = changed

    def _ask(self, _: object = None) -> None:
        with self.note.errors():
            query, support = self.pad.drawing(), self.support()
            self.answers, self._errors = {}, {}
            self._support, self._truth = support, self.at
            self._show_table()
            score = [Job(name, partial(_score, name, support, query)) for name in MACHINES]
            self._runner.submit(score)

    def _answered(self, outcome: Outcome) -> None:
        if outcome.error:
            self._errors[outcome.key] = outcome.error
        else:
            self.answers[outcome.key] = outcome.value
        self._show_table()

    def _show_table(self) -> None:
        rows = []
        for name, label in MACHINES.items():
            if name in self.answers:
                scores = self.answers[name]
                best = int(np.argmax(scores))
                drawn = ink_address(self._support[best, 0])
                said = f'<img alt="" width="40" height="40" src="{drawn}"> character {best + 1}'
                second = float(np.partition(scores, -2)[-2])
                sure = f"{scores[best]:.3g}, the next {second:.3g}"
                if self._truth is not None:
                    said += " ✓" if best == self._truth else f" ✗ (not {self._truth + 1})"
            else:
                said, sure = escape(self._errors.get(name, "—")), ""
            rows.append(
                f'<tr data-machine="{name}"><th scope="row">{label}</th><td>{said}</td>'
                f"<td>{sure}</td></tr>"
            )
        self.table.value = (
            '<table class="lwl-own-table"><thead><tr><th>Machine</th><th>It takes it for</th>'
            f"<th>Similarity</th></tr></thead><tbody>{''.join(rows)}</tbody></table>"
        )

    def _show_shelf(self, value: str) -> None:
        options = [Option(NEW, "A new one", hint="The drawing becomes a new character", symbol="+")]
        for place, sign in enumerate(self.alphabet.signs):
            people = [self.alphabet.drawers.get(who, "somebody") for who in sign.drawings]
            ink = sign.drawings.get(self.drawer, next(iter(sign.drawings.values())))
            picture = np.repeat((255 * ~ink).astype(np.uint8)[:, :, None], 3, axis=2)
            by = ", ".join(people)
            options.append(
                Option(str(place), f"Character {place + 1}", hint=f"by {by}", picture=picture)
            )
        self.choice = Choice("What you are drawing", options, value=value)
        self.shelf.children = [self.choice]


def _score(name: str, support: np.ndarray, query: np.ndarray) -> np.ndarray:
    return machine(name).score(support, query)


__all__ = ["OwnAlphabet"]
