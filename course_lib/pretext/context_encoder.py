"""The context encoder (Pathak et al. 2016) as a pretext task: what was in this hole?"""

from __future__ import annotations

import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

from course_lib.pretext.task import Items, PretextTask
from course_lib.pretext.trunk import WIDTHS

HOLE = 40  # pixels a side, anywhere in the photo


class ContextEncoder(PretextTask):
    """A hole of 40 × 40 pixels, painted in the mean colour of what is left, is to be filled.

    The label is (B, 7, 48, 48), at half the size: photo, mean colour, and where the hole is.
    """

    name = "context_encoder"
    classes = 3
    measure = "PSNR in the hole (dB)"

    def make(self, photos: Tensor, generator: torch.Generator) -> Items:
        batch, side = len(photos), photos.shape[-1]
        corner = torch.randint(
            (side - HOLE) // 2 + 1, (batch, 2, 1), generator=generator, device=photos.device
        )
        line = torch.arange(side, device=photos.device) - 2 * corner  # (B, 2, side)
        inside = (line >= 0) & (line < HOLE)
        hole = (inside[:, 0, :, None] & inside[:, 1, None, :])[
            :, None
        ].float()  # (B, 1, side, side)
        mean = (photos * (1 - hole)).sum((2, 3), keepdim=True) / (side**2 - HOLE**2)
        x = torch.where(hole > 0, mean, photos)
        small = nnf.avg_pool2d(torch.cat([photos, mean.expand_as(photos), hole], 1), 2)
        return Items(x, small)

    def head(self) -> nn.Module:
        return Decoder()

    def loss(self, output: Tensor, label: Tensor) -> Tensor:
        """Squared error in the holes over that of the mean colour: 1 is a guess, 0 is perfect."""
        truth, mean, hole = label.split([3, 3, 1], 1)
        wrong = (hole * (mean + output - truth) ** 2).sum()
        return wrong / (hole * (mean - truth) ** 2).sum().clamp_min(1e-6)

    def score(self, output: Tensor, label: Tensor) -> Tensor:
        """PSNR in the holes of all photos together, in dB."""
        truth, mean, hole = label.split([3, 3, 1], 1)
        wrong = (hole * (mean + output - truth) ** 2).sum() / (3 * hole.sum())
        return -10 * wrong.clamp_min(1e-10).log10()


class Decoder(nn.Module):
    """The last stage, doubled three times: what to add to the mean colour, (N, 3, 48, 48)."""

    def __init__(self, widths: tuple[int, int, int] = (48, 24, 16)) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for inputs, outputs in zip((WIDTHS[-1], *widths[:-1]), widths, strict=True):
            layers += [nn.ConvTranspose2d(inputs, outputs, 4, 2, 1), nn.ReLU()]
        self.grow = nn.Sequential(*layers, nn.Conv2d(widths[-1], 3, 3, padding=1))

    def forward(self, stages: list[Tensor]) -> Tensor:
        return self.grow(stages[-1])
