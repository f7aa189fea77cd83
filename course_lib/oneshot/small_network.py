"""Four convolutions: the network that the ConvNet, siamese and prototypical machines share."""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

SIDE = 48


class SmallNetwork(nn.Module):
    """(B, 1, 48, 48) in [0, 1] to features (B, dim): four times convolve, normalise, rectify, pool.

    The network of Vinyals et al. 2016 and Snell et al. 2017, wider and on larger pictures, with a
    linear layer behind it.
    """

    side = SIDE

    def __init__(self, widths: tuple[int, int, int, int] = (32, 64, 96, 128), dim: int = 128):
        super().__init__()
        layers: list[nn.Module] = []
        for inputs, outputs in pairwise((1, *widths)):
            layers += [
                nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
                nn.BatchNorm2d(outputs),
                nn.ReLU(),
                nn.MaxPool2d(2),
            ]
        self.features = nn.Sequential(*layers)  # (B, 128, 3, 3)
        self.project = nn.Linear(9 * widths[-1], dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.project(self.features(2 * x - 1).flatten(1))
