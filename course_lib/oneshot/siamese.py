"""The siamese machine (Koch, Zemel and Salakhutdinov 2015): are these two the same character?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from course_lib.learning.training import trained
from course_lib.oneshot.machine import refuse_bad
from course_lib.oneshot.network_input import embed

if TYPE_CHECKING:
    from course_lib.oneshot.siamese_network import SiameseNetwork


class Siamese:
    """p(same) = sigmoid(Σ_k α_k |f_k(a) − f_k(b)| + β), averaged over a class's K drawings."""

    def __init__(self, network: SiameseNetwork) -> None:
        self.network = network

    def embed(self, images: np.ndarray) -> np.ndarray:
        """f of each drawing: (B, H, W) to (B, D) float32 in (0, 1)."""
        return embed(self.network, images)

    def score(self, support: np.ndarray, query: np.ndarray) -> np.ndarray:
        """As ``Machine.score``: mean log-odds of p(same), whose order is that of p itself."""
        import torch

        refuse_bad(support, query)
        ways, shots = support.shape[:2]
        f = self.embed(np.concatenate([support.reshape(-1, *query.shape), query[None]]))
        f = torch.from_numpy(f)
        with torch.inference_mode():
            logits = self.network.compare(f[:-1], f[-1:])  # (N · K, 1)
        return logits.reshape(ways, shots).mean(1).numpy()


def from_file(file: Path) -> Siamese:
    """The machine with the weights of a file."""
    from course_lib.oneshot.siamese_network import SiameseNetwork

    return Siamese(trained(SiameseNetwork(), file))


def shipped() -> Siamese:
    """The machine that comes with the course."""
    from course_lib.files import assets

    return from_file(assets.path("one_shot_siamese"))
