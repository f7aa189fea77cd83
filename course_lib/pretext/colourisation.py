"""Colourisation (Zhang et al. 2016): which colour had each place of this grey photo?

A colour is one of 17 names: grey, or one of eight hues, pale or strong. As names, not as numbers:
a ball may be red or blue, and the mean of both, a dull violet, would be the safest number.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

from course_lib.pretext import views
from course_lib.pretext.task import Items, PretextTask
from course_lib.pretext.trunk import WIDTHS

CELLS = 12  # places a side, of 8 × 8 pixels each
HUES = ("red", "orange", "yellow", "green", "turquoise", "blue", "violet", "pink")
NAMES = ("grey", *(f"{how} {hue}" for how in ("pale", "strong") for hue in HUES))
STARTS = (-15, 15, 45, 80, 155, 195, 260, 290)  # where each hue begins, in degrees
PALE, STRONG = 0.06, 0.2  # the least spread of red, green and blue to be called so


class Colourisation(PretextTask):
    """17 classes at each of 12 × 12 places: the mean colour of its 8 × 8 pixels."""

    name = "colourisation"
    classes = len(NAMES)

    def make(self, photos: Tensor, generator: torch.Generator) -> Items:
        return Items(views.grey(photos), colours(nnf.avg_pool2d(photos, photos.shape[-1] // CELLS)))

    def head(self) -> nn.Module:
        return PlaceHead(self.classes)

    def why_not(self, photos: Tensor) -> str | None:
        refused = super().why_not(photos)
        if refused is None and not bool(colours(views.whole(photos, CELLS)).any()):
            return "This photo is grey all over: there is no colour to ask for."
        return refused


def colours(x: Tensor) -> Tensor:
    """The number in ``NAMES`` of each colour of (N, 3, h, w) in [0, 1]: (N, h, w) int64."""
    red, green, blue = x.unbind(1)
    spread = x.amax(1) - x.amin(1)
    hue = torch.atan2(math.sqrt(3) * (green - blue), 2 * red - green - blue).rad2deg()
    beyond_red = (hue - STARTS[0]) % 360
    number = sum((beyond_red >= start - STARTS[0]).long() for start in STARTS[1:])
    named = 1 + number + len(HUES) * (spread >= STRONG)
    return torch.where(spread < PALE, 0, named)


class PlaceHead(nn.Module):
    """Stages 3 and 4, brought to 12 × 12 places, through one hidden layer: (N, 17, 12, 12)."""

    def __init__(self, classes: int, width: int = 96) -> None:
        super().__init__()
        self.hidden = nn.Conv2d(WIDTHS[2] + WIDTHS[3], width, 1)
        self.answer = nn.Conv2d(width, classes, 1)

    def forward(self, stages: list[Tensor]) -> Tensor:
        coarse = nnf.interpolate(stages[3], scale_factor=2.0, mode="nearest")
        return self.answer(nnf.relu(self.hidden(torch.cat([stages[2], coarse], 1))))
