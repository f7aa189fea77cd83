"""Rotation (Gidaris et al. 2018): by how many quarter turns was this photo turned?

Quarter turns only: they move pixels and change none. Any other angle must interpolate, and leaves
corners, and both give the answer away.
"""

from __future__ import annotations

import torch
from torch import Tensor

from course_lib.pretext.task import Items, PretextTask


class Rotation(PretextTask):
    """Four classes: 0, 1, 2 or 3 quarter turns against the clock."""

    name = "rotation"
    classes = 4

    def make(self, photos: Tensor, generator: torch.Generator) -> Items:
        label = torch.randint(4, (len(photos),), generator=generator, device=photos.device)
        return Items(turn(photos, label), label)


def turn(photos: Tensor, quarters: Tensor) -> Tensor:
    """Each of (B, 3, n, n) by its own number of quarter turns (B,); negative ones turn back."""
    turns = (quarters % 4)[:, None, None, None]
    half = torch.where(turns >= 2, photos.flip(2, 3), photos)
    return torch.where(turns % 2 == 1, half.rot90(1, (2, 3)), half)
