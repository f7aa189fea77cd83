"""The mean face and the directions that eigenfaces and Fisherfaces look along, as pictures."""

from __future__ import annotations

from functools import partial

import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.picture import Picture
from course_lib.faces.methods import METHODS
from course_lib.panels.layout import grid, hint
from course_lib.panels.panel import Panel
from course_lib.running.latest_wins import Job, Outcome

KINDS = ("eigenfaces", "fisherfaces")
SHOWN = 7


def faces_of(name: str, count: int = SHOWN) -> np.ndarray:
    """The mean and the first components of one of KINDS as pictures (1 + count, 64, 64) in [0, 1];
    in a component 0.5 is zero."""
    from course_lib.faces.methods import method
    from course_lib.faces.photos import SIDE

    linear = method(name)
    mean, axes = linear.mean, linear.axes.T[:count]
    low, high = np.quantile(mean, [0.01, 0.99])
    largest = np.quantile(np.abs(axes), 0.99, axis=1, keepdims=True)
    pictures = [(mean[None] - low) / (high - low), 0.5 + 0.5 * axes / largest]
    return np.clip(np.concatenate(pictures), 0, 1).reshape(-1, SIDE, SIDE)


class FaceComponents(Panel):
    """Choose eigenfaces or Fisherfaces."""

    def __init__(self) -> None:
        super().__init__("lwl-card")
        options = [Option(name, METHODS[name].capitalize()) for name in KINDS]
        self.kind = Choice("Method", options, value=KINDS[0])
        titles = ["mean", *(f"component {k}" for k in range(1, SHOWN + 1))]
        self.pictures = [Picture(title=title, width=64, height=64) for title in titles]
        self.children = [
            self.kind,
            hint("Learned from photos of thirty people; light is plus, dark is minus."),
            grid(120, *self.pictures),
            self.note,
        ]
        self._worker = self.background("components", self._came)
        self.hear(self._ask, self.kind)
        self.once_shown(self._ask)

    def _ask(self) -> None:
        name = self.kind.value
        self._worker.submit([Job(name, partial(faces_of, name))])

    def _came(self, outcome: Outcome) -> None:
        self.note.error(outcome.error or "")
        if not outcome.error:
            for picture, face in zip(self.pictures, outcome.value, strict=True):
                picture.show(face)


__all__ = ["FaceComponents", "faces_of"]
