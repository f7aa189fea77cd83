"""The encoder's network: residual convolutions from a drawing to a point on a sphere."""

from __future__ import annotations

import torch.nn.functional as nnf
from torch import Tensor, nn

SIDE = 64


class Block(nn.Module):
    """relu(x + norm(conv(relu(norm(conv(x)))))); the first convolution may halve the side."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(outputs)
        self.second = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(outputs)
        nn.init.zeros_(self.second_norm.weight)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.AvgPool2d(stride), nn.Conv2d(inputs, outputs, 1, bias=False)
            )

    def forward(self, x: Tensor) -> Tensor:
        y = nnf.relu(self.first_norm(self.first(x)))
        return nnf.relu(self.shortcut(x) + self.second_norm(self.second(y)))


class EncoderNetwork(nn.Module):
    """(B, 1, 64, 64) in [0, 1] to (B, dim) of length 1.

    The last 4×4 places each keep weights of their own (a depthwise 4×4 convolution), because where
    a stroke is tells characters apart.
    """

    side = SIDE

    def __init__(
        self,
        widths: tuple[int, int, int, int] = (24, 48, 96, 192),
        blocks: tuple[int, int, int, int] = (1, 2, 2, 2),
        dim: int = 192,
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = [
            nn.Conv2d(1, widths[0], 5, 2, 2, bias=False),  # (B, 24, 32, 32)
            nn.BatchNorm2d(widths[0]),
            nn.ReLU(),
        ]
        inputs = widths[0]
        for stage, (width, count) in enumerate(zip(widths, blocks, strict=True)):
            for number in range(count):
                layers.append(Block(inputs, width, 2 if stage and not number else 1))
                inputs = width
        self.features = nn.Sequential(*layers)  # (B, 192, 4, 4)
        self.late = blocks[-1]  # how many of these come after the maps
        self.places = nn.Conv2d(inputs, inputs, 4, groups=inputs, bias=False)
        self.places_norm = nn.BatchNorm2d(inputs)
        self.project = nn.Linear(inputs, dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.point(self.maps(x))

    def maps(self, x: Tensor) -> Tensor:
        """What it sees at each of 8×8 places, before its last stage: (B, 96, 8, 8)."""
        return self.features[: -self.late](2 * x - 1)

    def point(self, maps: Tensor) -> Tensor:
        """The rest of the way from the maps: (B, dim) of length 1."""
        h = self.features[-self.late :](maps)
        h = self.places_norm(self.places(h)).flatten(1)
        return nnf.normalize(self.project(h).float(), dim=1)
