"""Context prediction (Doersch et al. 2015): which of the eight neighbours of the centre is this?

   0 1 2
   3 ■ 4
   5 6 7

All nine patches go through the trunk at once, and the head sees each of the eight pairs alone, so
the order in which they come tells it nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from course_lib.pretext import patches, views
from course_lib.pretext.task import Items, PatchEmbedding, PretextTask

CENTRE = 4  # in reading order
PATCH = 28


@dataclass(frozen=True)
class ContextPrediction(PretextTask):
    """Eight classes. The settings keep a network honest, or let it cheat.

    ``gap``: patches of 28 pixels in cells of 32, so lines do not run from one into the next.
    ``jitter``: each lies anywhere in its cell, so no fixed distance can be relied on.
    ``drop_colours``: each patch has colours of its own, so a lens error tells nothing.
    ``lens``: by how much red is larger and blue smaller than green.
    """

    gap: bool = True
    jitter: bool = True
    drop_colours: bool = True
    lens: float = 0.0

    name = "context_prediction"
    classes = 8

    def make(self, photos: Tensor, generator: torch.Generator) -> Items:
        """Nine patches a photo in reading order; the labels of the eight pairs are 0 to 7."""
        if self.lens:
            photos = views.lens_error(photos, self.lens)
        x = patches.cut(photos, self.places(photos, generator), self.patch)
        if self.drop_colours:
            x = views.recolour(x, generator)
        label = torch.arange(8, device=photos.device).repeat(len(photos))
        return Items(x, label)

    @property
    def patch(self) -> int:
        """A patch's side in pixels."""
        return PATCH if self.gap else patches.CELL

    def places(self, photos: Tensor, generator: torch.Generator) -> Tensor:
        """Top left corners (B, 9, 2) of the patches; without jitter amid their cells."""
        slack = patches.CELL - self.patch
        drawn = patches.corners(len(photos), slack, photos.device, generator)
        if self.jitter:
            return drawn
        return drawn // patches.CELL * patches.CELL + slack // 2

    def head(self) -> nn.Module:
        return PairHead(self.classes)


class PairHead(nn.Module):
    """Centre and neighbour, each as 96 numbers, through one hidden layer: (B·8, 8)."""

    def __init__(self, classes: int, width: int = 96) -> None:
        super().__init__()
        self.embed = PatchEmbedding(width)
        self.hidden = nn.Linear(2 * width, width)
        self.answer = nn.Linear(width, classes)

    def forward(self, stages: list[Tensor]) -> Tensor:
        z = self.embed(stages)  # (B, 9, width)
        neighbours = torch.cat([z[:, :CENTRE], z[:, CENTRE + 1 :]], 1)
        return self.pairs(z[:, CENTRE : CENTRE + 1].expand(-1, 8, -1), neighbours)

    def pairs(self, centre: Tensor, neighbour: Tensor) -> Tensor:
        """Logits (B·n, 8) of pairs of embedded patches, each (B, n, width)."""
        both = torch.cat([centre, neighbour], 2).flatten(0, 1)
        return self.answer(nn.functional.relu(self.hidden(both)))
