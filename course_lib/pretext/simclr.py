"""SimCLR (Chen et al. 2020), what came after: which of all other views is of the same photo?"""

from __future__ import annotations

import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

from course_lib.pretext import views
from course_lib.pretext.task import SIDE, Items, PretextTask
from course_lib.pretext.trunk import WIDTHS

TEMPERATURE = 0.2


class SimCLR(PretextTask):
    """Two views of every photo, a class for every other view of the batch.

    As many inputs as another task's batch, so half as many photos.
    """

    name = "simclr"
    classes = 0  # as many as views in the batch
    side = 144  # crops are taken from the larger photo
    views = 2

    def make(self, photos: Tensor, generator: torch.Generator) -> Items:
        """Photos (B, 3, S, S) → 2·B views of 96 pixels; view i's label is its partner's number."""
        pair = [views.crop(photos, generator, SIDE, smallest=0.45) for _ in range(2)]
        x = views.recolour(torch.cat(pair), generator, strength=0.5)
        own = torch.arange(len(x), device=x.device)
        return Items(x, (own + len(photos)) % len(x))

    def head(self) -> nn.Module:
        return SimilarityHead()


class SimilarityHead(nn.Module):
    """Cosines of all pairs of views over the temperature, (N, N); no view is its own answer."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.project = nn.Sequential(
            nn.Linear(WIDTHS[-1], WIDTHS[-1]), nn.ReLU(), nn.Linear(WIDTHS[-1], width)
        )

    def forward(self, stages: list[Tensor]) -> Tensor:
        z = nnf.normalize(self.project(stages[-1].mean((2, 3))).float(), dim=1)
        own = torch.eye(len(z), dtype=torch.bool, device=z.device)
        with torch.autocast(z.device.type, enabled=False):  # half precision blurs near answers
            return (z @ z.T / TEMPERATURE).masked_fill(own, -1e4)
