"""Supervised learning, the row to compare with: somebody has told what every photo shows."""

from __future__ import annotations

import torch
from torch import Tensor

from course_lib.pretext.task import Items, PretextTask


class Supervised(PretextTask):
    """The folders' names as classes; the only task that is given them."""

    name = "supervised"
    needs_classes = True

    def __init__(self, classes: int = 10) -> None:
        self.classes = classes

    def make(self, photos: Tensor, generator: torch.Generator, shown: Tensor) -> Items:
        """``shown`` (B,): the class of each photo."""
        return Items(photos, shown)
