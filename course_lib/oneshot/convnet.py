"""Features of a ConvNet that learned to name characters, compared by the angle between them.

The network was trained as a plain softmax classifier of the background characters. Nobody asked it
to compare drawings: its last layer is dropped and what is left is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from course_lib.learning.training import trained
from course_lib.oneshot.machine import refuse_bad
from course_lib.oneshot.network_input import embed

if TYPE_CHECKING:
    from torch import nn


class ConvNet:
    """The cosine between rectified features of the query and the mean of a class's."""

    def __init__(self, network: nn.Module) -> None:
        self.network = network

    def embed(self, images: np.ndarray) -> np.ndarray:
        """Features of length 1: (B, H, W) to (B, D) float32, none negative."""
        z = np.maximum(embed(self.network, images), 0)
        return z / np.maximum(np.linalg.norm(z, axis=1, keepdims=True), 1e-6)

    def score(self, support: np.ndarray, query: np.ndarray) -> np.ndarray:
        """As ``Machine.score``: from 0 to 1."""
        refuse_bad(support, query)
        ways, shots = support.shape[:2]
        z = self.embed(np.concatenate([support.reshape(-1, *query.shape), query[None]]))
        means = z[:-1].reshape(ways, shots, -1).mean(1)  # (N, D)
        return means @ z[-1] / np.maximum(np.linalg.norm(means, axis=1), 1e-6)


def from_file(file: Path) -> ConvNet:
    """The machine with the weights of a file."""
    from course_lib.oneshot.small_network import SmallNetwork

    return ConvNet(trained(SmallNetwork(), file))


def shipped() -> ConvNet:
    """The machine that comes with the course."""
    from course_lib.files import assets

    return from_file(assets.path("one_shot_convnet"))
