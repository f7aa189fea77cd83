"""The label factory: five tasks, each making an input and a label out of one photo."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import ipywidgets as widgets
import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.photo_upload import PhotoUpload
from course_lib.controls.picture import Picture
from course_lib.errors import LearnerError
from course_lib.panels.layout import beside, card, column, grid, row
from course_lib.panels.panel import Panel, Said
from course_lib.running.latest_wins import Job, Outcome
from course_lib.vision import photos

OWN = "own"
FIRST = "chelsea"


@dataclass(frozen=True)
class Ware:
    """A task as the factory tells it. ``makes``: input and label in words. ``learned``: what must
    be seen to answer, among the wrong ones ``colour`` and ``names``."""

    title: str
    makes: str
    learned: str


WARES: dict[str, Ware] = {
    "context_prediction": Ware(
        "Context prediction",
        "Input: two patches of 28 × 28 pixels. Label: where the second lay around the first, 1 of "
        "8. Gaps and a jitter of up to 4 pixels keep lines from running from one into the other.",
        "An eye has another eye beside it and a nose below: who can place the patches knows parts "
        "of things and how they lie.",
    ),
    "rotation": Ware(
        "Rotation",
        "Input: the photo, turned. Label: by how many quarter turns, 1 of 4. Quarter turns only: "
        "other angles must interpolate, and blurred corners would give them away.",
        "Ears are above a chin and the sky above the ground: who knows which way is up has found "
        "things in the photo.",
    ),
    "jigsaw": Ware(
        "Jigsaw",
        "Input: nine patches, mixed. Label: which of 72 orders mixed them. Any two of these orders "
        "differ in eight places or nine, so that no single patch decides.",
        "As in context prediction, and all nine patches must fit together at once.",
    ),
    "colourisation": Ware(
        "Colourisation",
        "Input: the photo without its colours. Label: the colour of each of 12 × 12 places, 1 of "
        "17. A class and not a number, since the mean of two good answers is a muddy one.",
        "Grass is green and a tomato red: who can tell a colour from grey knows what stands there.",
    ),
    "context_encoder": Ware(
        "Context encoder",
        "Input: the photo with a hole of 40 × 40 pixels in the mean colour. Label: the pixels that "
        "were in the hole. Chapter 2 is about it.",
        "Half a wheel asks for the other half: who can fill the hole knows what it is a part of.",
    ),
}
WHO = {
    "people": (
        "People who looked at it",
        "Nobody looked. The label was known the moment the photo was cut, turned or covered.",
    ),
    "photo": (
        "The photo itself",
        "Yes: the program that made the input knows its label. So labels cost nothing, and every "
        "photo of the world is a training set. That is the first property of a pretext task.",
    ),
    "network": (
        "Another network",
        "No network was asked: the program that made the input knows its label already.",
    ),
}
SEE = {
    "colour": (
        "Its mean colour",
        "That would be a shortcut, and a good task is built so that it does not suffice: see "
        "whether you can answer from the mean colour alone.",
    ),
    "names": (
        "The name of what it shows",
        "No name is ever told, and none is asked: a network can place a cat's eye without knowing "
        "the word “cat”.",
    ),
    "features": (
        "Parts of things, and how they lie",
        "Yes: visual features must be captured to solve it. That is the second property.",
    ),
}


class LabelFactory(Panel):
    """Choose a task and a photo; each press makes another input and its label.

    ``made`` is the last item: pictures by title, and the label in words.
    """

    def __init__(self, task: str = "context_prediction") -> None:
        super().__init__()
        self._gallery = photos.gallery()
        self._photo: np.ndarray | None = None
        self._seed = 0
        self.made: Made | None = None
        self._worker = self.background("label-factory", self._came)
        tasks = [Option(key, ware.title) for key, ware in WARES.items()]
        self.task = Choice("The task", tasks, value=task)
        thumbs = [
            Option(key, photo.title, picture=photo.load(96)) for key, photo in self._gallery.items()
        ]
        self.picker = Choice("The photo", thumbs, value=FIRST)
        self.upload = PhotoUpload()
        self.again = widgets.Button(description="Make another", button_style="primary")
        self.again.add_class("lwl-primary")
        self.pictures = [Picture(crisp=True) for _ in range(3)]
        self.label, self.told = widgets.HTML(), widgets.HTML()
        self.who = Choice("Who wrote this label?", [Option(k, t) for k, (t, _) in WHO.items()])
        self.see = Choice(
            "What must a network see to answer it?", [Option(k, t) for k, (t, _) in SEE.items()]
        )
        self.who_said, self.see_said = Said(room="4.5em"), Said(room="4.5em")
        self.children = [
            card(
                self.task,
                row(self.again, self.label),
                beside(
                    column(grid(150, *self.pictures), self.note, self.told),
                    column(self.who, self.who_said, self.see, self.see_said),
                    narrow=1,
                    width=380,
                ),
            ),
            card(self.picker, self.upload),
        ]
        self.again.on_click(lambda _: self.make())
        self.upload.on_photo(self._uploaded)
        self.hear(self._other_task, self.task)
        self.hear(self._pick, self.picker)
        self.hear(lambda: self._tell(self.who, self.who_said, WHO), self.who)
        self.hear(lambda: self._tell(self.see, self.see_said, SEE), self.see)
        self.note.say("PyTorch is being loaded.")
        self.once_shown(self.make)

    def make(self) -> None:
        """Another input and label, of the task and photo that are chosen."""
        self._seed += 1
        photo = self._photo
        if photo is None:
            photo = self._gallery[self.picker.value].full()
        self._worker.submit([Job("item", partial(made, self.task.value, photo, self._seed))])

    def _came(self, outcome: Outcome) -> None:
        if outcome.error:
            self.note.error(outcome.error)
            return
        self.note.say()
        self.made = outcome.value
        with self.hold_sync():
            for cell, (title, pixels) in zip(
                self.pictures, self.made.pictures.items(), strict=True
            ):
                cell.title = title
                cell.show(pixels)
            self.label.value = f'<p class="lwl-factory-label">Label: <b>{self.made.label}</b></p>'
            self.told.value = f'<p class="lwl-hint">{WARES[self.task.value].makes}</p>'

    def _other_task(self) -> None:
        with self.quietly():
            self.see.value = ""
        self.see_said.say()
        self.make()

    def _pick(self) -> None:
        if self.picker.value:
            self._photo = None
            self.make()

    def _uploaded(self, photo: np.ndarray) -> None:
        self._photo = photo
        with self.quietly():
            self.picker.value = ""
        self.make()

    def _tell(self, asked: Choice, said: Said, answers: dict[str, tuple[str, str]]) -> None:
        if not asked.value:
            said.say()
            return
        right = asked.value in ("photo", "features")
        sentence = answers[asked.value][1]
        if asked.value == "features":
            sentence += f" {WARES[self.task.value].learned}"
        said.say(sentence, look="success" if right else "note")


@dataclass(frozen=True, eq=False)
class Made:
    """An item: (H, W, 3) uint8 ``pictures`` by their titles, and the ``label`` in words."""

    pictures: dict[str, np.ndarray]
    label: str


def made(task: str, photo: np.ndarray, seed: int) -> Made:
    """What a task makes of a photo (H, W, 3) uint8. LearnerError where it can ask nothing of it."""
    import torch

    from course_lib.panels.pretext.factory_items import ITEMS
    from course_lib.pretext.photos import as_input
    from course_lib.pretext.tasks import TASKS

    x = as_input(photo)
    if refused := TASKS[task]().why_not(x):
        raise LearnerError(refused)
    return Made(*ITEMS[task](x, torch.Generator().manual_seed(seed)))


__all__ = ["WARES", "LabelFactory", "Made", "made"]
