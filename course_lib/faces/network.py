"""The face network: four convolutions from a photo to a point on a sphere."""

from __future__ import annotations

import torch.nn.functional as nnf
from torch import Tensor, nn

SIDE = 48


class FaceNetwork(nn.Module):
    """(B, 1, 48, 48), standardised, to (B, dim) of length 1.

    Group normalisation: a photo's point must not depend on who else is in the batch.
    """

    def __init__(
        self, widths: tuple[int, ...] = (16, 32, 64, 96), dim: int = 64, dropout: float = 0.3
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        inputs = 1
        for stage, width in enumerate(widths):
            size, stride = (5, 2) if stage == 0 else (3, 1)
            layers.append(nn.Conv2d(inputs, width, size, stride, size // 2, bias=False))
            if stage:
                layers.append(nn.MaxPool2d(2))
            layers += [nn.GroupNorm(8, width), nn.ReLU()]
            inputs = width
        self.features = nn.Sequential(*layers)  # (B, 96, 3, 3)
        self.dropout = nn.Dropout(dropout)
        self.project = nn.Linear(inputs * (SIDE // 16) ** 2, dim)

    def forward(self, x: Tensor) -> Tensor:
        return nnf.normalize(self.project(self.dropout(self.features(x).flatten(1))), dim=1)
