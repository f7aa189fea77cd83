"""The mask studio: hide part of a photo, and see what networks and classical methods put there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from html import escape

import ipywidgets as widgets
import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.download import Download
from course_lib.controls.imagined import Imagined
from course_lib.controls.mask_buttons import MaskButtons
from course_lib.controls.photo_upload import PhotoUpload
from course_lib.controls.picture import Picture
from course_lib.controls.sketchpad import Sketchpad
from course_lib.errors import LearnerError
from course_lib.figures.before_after import before_after
from course_lib.figures.data_address import jpeg
from course_lib.figures.loss_terms import holed
from course_lib.figures.style import METHODS as LOOKS
from course_lib.inpainting import answers, fills, masks
from course_lib.inpainting.methods import CLASSICAL, NETWORKS
from course_lib.panels.inpainting.answer_grid import (
    AnswerGrid,
    Scored,
    answer_and_score,
    metric_lines,
)
from course_lib.panels.inpainting.look_closer import LookCloser
from course_lib.panels.layout import box, card, column, grid, heading, row
from course_lib.panels.panel import Panel
from course_lib.running.latest_wins import Job, Outcome
from course_lib.vision import photos

# The sharp free-form network first: it always answers, and the learner's eye is on it.
DEFAULT = "free_form_adversarial"
ORDER = (*reversed(NETWORKS), *CLASSICAL)
LIVE = "live"  # the key of an answer to a stroke that is still being painted
SHARPEST = 768  # pixels of the photo's side: more than a page shows it large
# What is hidden when the page opens, where learning visibly wins: the upper half of an eye.
OPENING = ({"tool": "pen", "points": [[20, 62], [54, 44], [106, 44]], "width": 12},)
WAKING = "The networks are waking up: PyTorch is being loaded."
NOW_FAIL = (
    "It fails, too. Now try the central region on the astronaut: what is around a face does not "
    "say whose it is, so the networks guess, and one sees it."
)
BUSY_AFTER = 0.3  # seconds: a quick answer replaces the one before without a flicker
THUMBNAIL = 96  # pixels: sharp at 64 on a screen of 1.5 pixels a point
# How to read the numbers under the fills; e is a fill's error, values from 0 to 1.
READING = (
    '<dl class="lwl-reading">'
    "<dt>e</dt><dd>fill − truth, over the hidden pixels alone, with values from 0 to 1.</dd>"
    "<dt>L1</dt><dd>100 · mean |e|: how far off, on average, in percent. Lower is better.</dd>"
    "<dt>L2</dt><dd>100 · mean e²: the same, but large errors weigh more. "
    "Lower is better.</dd>"
    "<dt>PSNR</dt><dd>10 · log₁₀(1 / mean e²): 10 dB more is a tenth of the squared error. "
    "Higher is better.</dd></dl>"
    '<p class="lwl-hint">A blurred guess can score well: it is never far off, and never '
    "right. Slide between answer and truth, and judge with your eyes too.</p>"
)


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked: ``photo`` (128, 128, 3) uint8, ``mask`` (128, 128) bool, True = hidden."""

    photo: np.ndarray
    mask: np.ndarray


class MaskStudio(Panel):
    """The panel. It opens on a cat and a stroke; a ``photo`` named from the gallery opens with
    its central region hidden.

    Networks are loaded in the background once a page has been painted, so the page comes first.
    ``results`` maps a method's key to its Scored answer to the question now on the page.
    """

    def __init__(self, photo: str | None = None) -> None:
        super().__init__()
        self._gallery = photos.gallery()
        first = photo or next(iter(self._gallery))
        self._title = ""
        self._live = 0  # the last question about an unfinished stroke
        self.results: dict[str, Scored] = {}
        self._errors: dict[str, str] = {}
        self._networks_ready = False
        self._loader = self.background("mask-studio-networks", self._networks_loaded)
        self._runner = self.background("mask-studio", self._answered)

        self.pad = Sketchpad()
        self.picker = Choice("Photos", self._thumbnails(), value=first)
        self.upload = PhotoUpload()
        self.upload.kept = ("photo_png", "name", "given")  # no face to be forgotten, as elsewhere
        self.mask_buttons = MaskButtons()
        self.credit = widgets.HTML()
        self.seen = Picture(title="The photo with its hole", caption="(1 − M̂) ⊙ x")
        self.networks = AnswerGrid(NETWORKS)
        self.classical = AnswerGrid(CLASSICAL)
        self.closer = LookCloser(ORDER, chosen=DEFAULT)
        self.imagined = Imagined()
        self.folded = widgets.HTML()
        self.save = Download(
            "before_after.png",
            self._kept,
            "A picture of both, to show around.",
            "Save before | after",
        )
        self.children = self._cards()

        self._show_gallery(first)
        if photo is None:
            self.pad.strokes = list(OPENING)
        else:
            self.mask_buttons.picked = {"family": "central_region", "seed": 1, "click": 0}
            self.pad.preset("central_region", 1)
        self.pad.observe(self._painted, "strokes")
        self.pad.on_live(self._painting)
        self.picker.observe(self._picked_photo, "value")
        self.upload.on_photo(self._uploaded)
        self.mask_buttons.on_pick(self.pad.preset)
        self.closer.on_choice(self._look_closer)
        self.once_shown(self.load_networks)
        self.ask()

    # ---- What the learner does --------------------------------------------------------------

    @property
    def question(self) -> Question:
        """The photo and the mask now on the page."""
        return self._question

    def ask(self) -> None:
        """Ask every method about the photo and the mask on the sketchpad."""
        mask = self.pad.mask
        self._question = Question(self._photo, mask)
        self._question_shown = False
        self.results, self._errors = {}, {}
        self.pad.answered = self._live  # an older question is not answered any more
        if not mask.any():
            self._runner.cancel()
            self._show_question()
            self.networks.nothing()
            self.classical.nothing()
            self._fold()
            self._look_closer()
            return
        self._errors = self._reasons()
        self._refuse()
        first = self.closer.method
        jobs = [
            Job(key, partial(answer_and_score, key, self._photo, mask))
            for key in (first, *(key for key in ORDER if key != first))
            if key not in self._errors and (self._networks_ready or key in CLASSICAL)
        ]
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # a plain script: nobody is waiting for the first fill
            self._show_pending(self._question)
            self._runner.submit(jobs)
        else:
            self._runner.submit(jobs)
            loop.call_later(BUSY_AFTER, self._show_pending, self._question)

    def load_networks(self) -> None:
        """Import torch and the networks in the background; then they answer too."""
        if not self._networks_ready:
            self._loader.submit([Job("networks", _warm_up)])

    def _painted(self, change: dict) -> None:
        self.ask()  # first: an answer is being waited for
        last = change["new"][-1] if change["new"] else {}
        if last.get("tool") != "preset":
            self.mask_buttons.forget()

    def _painting(self, mask: np.ndarray | None, number: int) -> None:
        """Ask the chosen method about a stroke under the hand; without a mask it was dropped."""
        self._live = number
        key, photo = self.closer.method, self._photo
        if mask is None:
            self.ask()
        elif not mask.any() or mask.all() or not self._answers(key, mask):
            self.pad.answered = number
        else:
            self._runner.submit([Job(LIVE, lambda: (mask, answer_and_score(key, photo, mask)))])

    def _answers(self, key: str, mask: np.ndarray) -> bool:
        ready = self._networks_ready or key in CLASSICAL
        return ready and answers.why_not(key, mask) is None

    def _picked_photo(self, change: dict) -> None:
        if change["new"]:
            self._show_gallery(change["new"])
            self.ask()

    def _uploaded(self, picture: np.ndarray) -> None:
        self.picker.value = ""
        self._show_photo(picture, "Your own photo", "Your own photo: it stays on this computer.")
        self.ask()

    def _kept(self) -> bytes:
        """Before and after as one PNG, with a line that says what made it."""
        key, question = self.closer.method, self._question
        if key not in self.results:
            raise LearnerError("There is no answer to keep yet: hide something, and wait for it.")
        line = (
            f"{LOOKS[key].label} was given “{self._title}” without {100 * question.mask.mean():.0f}"
            " % of its pixels, and imagined those.  Learning Without Labels"
        )
        return before_after(self._sharp, question.mask, self.results[key].answer.fill, line)

    # ---- What comes back --------------------------------------------------------------------

    def _answered(self, outcome: Outcome) -> None:
        key = outcome.key
        if key == LIVE:
            self._answered_live(outcome)
            return
        grid = self.networks if key in NETWORKS else self.classical
        if outcome.error:
            self._errors[key] = outcome.error
            grid.cells[key].unavailable(outcome.error)
        else:
            self.results[key] = outcome.value
        if key == self.closer.method:  # what is looked at goes to the page first
            self._look_closer()
        if not outcome.error:
            grid.show(key, outcome.value)
        self._show_question()

    def _answered_live(self, outcome: Outcome) -> None:
        if outcome.error is None:
            mask, scored = outcome.value
            self._imagine(scored, mask, final=False)
        self.pad.answered = self._live

    def _imagine(self, scored: Scored, mask: np.ndarray, final: bool = True) -> None:
        look = LOOKS[self.closer.method]
        with self.imagined.hold_sync():
            self.imagined.title, self.imagined.symbol = look.label, look.symbol
            self.imagined.colour = look.colour
            self.imagined.show(
                scored.answer.fill, mask, " · ".join(metric_lines(scored)), final=final
            )

    def _networks_loaded(self, _: Outcome) -> None:
        self._networks_ready = True  # even after an error: each cell then says its own
        self.ask()

    def _look_closer(self) -> None:
        key, question = self.closer.method, self._question
        look = LOOKS[key]
        with self.imagined.hold_sync():
            self.imagined.title, self.imagined.symbol = look.label, look.symbol
            self.imagined.colour = look.colour
        if not question.mask.any():
            self.closer.nothing()
            self.imagined.without(
                "empty", question.mask, "Paint over the photo: it is filled as you go."
            )
        elif key in self.results:
            self._imagine(self.results[key], question.mask)
            self.closer.show(self.results[key], question.photo, question.mask)
        else:
            reason = self._errors.get(key)
            self.closer.waiting(reason)
            if reason:
                self.imagined.without("unavailable", question.mask, reason)
            elif self._networks_ready or key in CLASSICAL:
                self.imagined.busy("Computing …")
            else:
                self.imagined.without("busy", question.mask, WAKING)

    def _reasons(self) -> dict[str, str]:
        """Who cannot answer the question, and why: one sentence each."""
        photo, mask = self._question.photo, self._question.mask
        try:
            fills.refuse_bad(photo, mask)
        except LearnerError as error:  # everything is hidden: the same for all
            return dict.fromkeys(ORDER, str(error))
        return {key: reason for key in ORDER if (reason := answers.why_not(key, mask))}

    def _refuse(self) -> None:
        """Say at once who does not answer this mask, and why."""
        self.networks.refuse(self._errors)
        self.classical.refuse(self._errors)
        self._fold()
        if self.closer.method in self._errors:
            self._look_closer()

    def _fold(self) -> None:
        """Who cannot answer this hole is folded away, its reason with it."""
        away = list(self._errors) if len(self._errors) < len(ORDER) else []
        self.closer.choice.folded = away
        if self.closer.method in away:
            self.closer.choice.value = DEFAULT if DEFAULT not in away else CLASSICAL[0]
        reasons = "".join(
            f"<li><b>{escape(LOOKS[key].label)}</b>: {escape(self._errors[key])}</li>"
            for key in away
        )
        cannot = f"{len(away)} cannot answer this" if away else ""
        self.folded.value = (
            f'<details class="lwl-folded"><summary>{cannot}</summary><ul>{reasons}</ul></details>'
            if away
            else ""
        )

    def _show_pending(self, question: Question) -> None:
        """Show as busy what has not been answered by now, unless the learner has gone on."""
        if question is not self._question:
            return
        self._show_question()
        waiting = [key for key in ORDER if key not in self.results and key not in self._errors]
        self.networks.busy(waiting)
        self.classical.busy(waiting)
        if self.closer.method in waiting:
            self._look_closer()

    def _show_question(self) -> None:
        """Show the hole and the mask: once a question, and after its first answer."""
        if self._question_shown:
            return
        self._question_shown = True
        photo, mask = self._question.photo, self._question.mask
        share = f"{100 * mask.mean():.1f} % hidden"
        self.seen.show(holed(photo, mask), metrics=[share, f"{mask.sum()} of {mask.size} pixels"])
        self.closer.loss.begin(photo, mask)

    def _show_gallery(self, name: str) -> None:
        photo = self._gallery[name]
        self._show_photo(photo.full(), photo.title, f"{photo.title}. {photo.credit}")

    def _show_photo(self, picture: np.ndarray, title: str, credit: str) -> None:
        """Take a photo (H, W, 3) uint8: small for the networks, sharp for the eye."""
        self._title, self._photo = title, photos.square(picture)
        self._sharp = photos.square(picture, max(masks.SIZE, min(SHARPEST, *picture.shape[:2])))
        sharp = jpeg(self._sharp, quality=92)
        self.pad.show(self._photo, sharp)
        with self.imagined.hold_sync():
            self.imagined.photo, self.imagined.fill = sharp, b""
        self.credit.value = f'<p class="lwl-caption">{escape(credit)}</p>'

    # ---- The page ---------------------------------------------------------------------------

    def _cards(self) -> list[widgets.Widget]:
        """In the order in which the page is read."""
        reading = widgets.HTML(READING)
        return [
            card(
                box("lwl-studio-pair", column(self.mask_buttons, self.pad), self.imagined),
                box("lwl-studio-photos", self.picker, self.upload),
                row(self.closer.choice, self.folded, self.save),
                self.credit,
                widgets.HTML(f'<p class="lwl-note">{NOW_FAIL}</p>'),
            ),
            card(
                heading(
                    1,
                    "What everybody answers",
                    "They are given the photo with its hole and nothing else: no label, no name. "
                    "The classical ones know nothing of the world: they spread what surrounds it.",
                ),
                _cells(self.seen, *self.networks.cells.values(), *self.classical.cells.values()),
            ),
            card(
                heading(2, "How good is it?", "Of the answer that is shown large above."),
                grid(260, self.closer.reveal, self.closer.errors, reading),
            ),
            card(
                heading(
                    3,
                    "The loss follows your brush",
                    "What training makes small. Point at a symbol to find its picture.",
                ),
                self.closer.loss,
            ),
        ]

    def _thumbnails(self) -> list[Option]:
        return [
            Option(name, photo.title, hint=photo.title, picture=photo.load(THUMBNAIL))
            for name, photo in self._gallery.items()
        ]


def _cells(*cells: widgets.Widget) -> widgets.Box:
    made = grid(112, *cells)
    made.add_class("lwl-cells")
    return made


def _warm_up() -> None:
    """Load torch, every network, and run each once: the first run is the slow one."""
    photo, mask = np.zeros((masks.SIZE, masks.SIZE, 3), np.uint8), masks.central_region()
    for key in NETWORKS:
        try:
            answers.answer(key, photo, mask)
        except LearnerError:
            continue  # its cell will say so, when it is asked


__all__ = ["MaskStudio", "Question"]
