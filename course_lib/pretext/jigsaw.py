"""Jigsaw puzzles (Noroozi and Favaro 2016): in which order are these nine patches?

Of the 362,880 orders of nine patches, 72 are used: x → a·x + b over the field of nine elements.
Two of these maps agree on at most one x, so any two orders differ in at least eight of nine places,
and no larger set does.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from course_lib.pretext import patches, views
from course_lib.pretext.context_prediction import PATCH
from course_lib.pretext.task import Items, PatchEmbedding, PretextTask


def permutations() -> np.ndarray:
    """The 72 orders, (72, 9) int64; the first leaves all patches in their places.

    Element 3u + v stands for u·i + v with u and v modulo 3 and i² = −1.
    """

    def times(x: int, y: int) -> int:
        (a, b), (c, d) = divmod(x, 3), divmod(y, 3)
        return (a * d + b * c) % 3 * 3 + (b * d - a * c) % 3

    def plus(x: int, y: int) -> int:
        return (x // 3 + y // 3) % 3 * 3 + (x + y) % 3

    orders = [[plus(times(a, x), b) for x in range(9)] for a in range(1, 9) for b in range(9)]
    return np.array(orders)


class Jigsaw(PretextTask):
    """72 classes: place k of order p shows patch ``permutations()[p, k]``.

    Patches have gaps, jitter and colours of their own, as in context prediction.
    """

    name = "jigsaw"
    classes = 72

    def __init__(self) -> None:
        self._orders = torch.from_numpy(permutations())

    def make(self, photos: Tensor, generator: torch.Generator) -> Items:
        batch, device = len(photos), photos.device
        if self._orders.device != device:
            self._orders = self._orders.to(device)
        places = patches.corners(batch, patches.CELL - PATCH, device, generator)
        label = torch.randint(self.classes, (batch,), generator=generator, device=device)
        order = self._orders[label]  # (B, 9)
        shuffled = places.gather(1, order[..., None].expand(-1, -1, 2))
        return Items(views.recolour(patches.cut(photos, shuffled, PATCH), generator), label)

    def head(self) -> nn.Module:
        return OrderHead(self.classes)


class OrderHead(nn.Module):
    """All nine patches, each as 48 numbers, side by side through one hidden layer: (B, 72)."""

    def __init__(self, classes: int, width: int = 48, hidden: int = 192) -> None:
        super().__init__()
        self.embed = PatchEmbedding(width)
        self.answer = nn.Sequential(
            nn.Linear(9 * width, hidden), nn.ReLU(), nn.Linear(hidden, classes)
        )

    def forward(self, stages: list[Tensor]) -> Tensor:
        return self.answer(self.embed(stages).flatten(1))
