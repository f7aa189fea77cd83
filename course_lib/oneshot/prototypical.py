"""The prototypical machine (Snell, Swersky and Zemel 2017): the nearest class mean wins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from course_lib.learning.training import trained
from course_lib.oneshot.machine import refuse_bad
from course_lib.oneshot.network_input import embed

if TYPE_CHECKING:
    from torch import nn


class Prototypical:
    """− ‖f(query) − c‖², c the prototype of a class: the mean of its K embeddings."""

    def __init__(self, network: nn.Module) -> None:
        self.network = network

    def embed(self, images: np.ndarray) -> np.ndarray:
        """f of each drawing: (B, H, W) to (B, D) float32."""
        return embed(self.network, images)

    def score(self, support: np.ndarray, query: np.ndarray) -> np.ndarray:
        """As ``Machine.score``; its softmax is the network's p(class | query)."""
        refuse_bad(support, query)
        ways, shots = support.shape[:2]
        f = self.embed(np.concatenate([support.reshape(-1, *query.shape), query[None]]))
        return scores(f[:-1].reshape(ways, shots, -1), f[-1])


def prototypes(support: np.ndarray) -> np.ndarray:
    """The mean of each class's embeddings: (N, K, D) to (N, D)."""
    return support.mean(1)


def scores(support: np.ndarray, query: np.ndarray) -> np.ndarray:
    """−‖q − c_n‖² of embeddings (N, K, D) and (D,): (N,)."""
    return -((query - prototypes(support)) ** 2).sum(1)


def from_file(file: Path) -> Prototypical:
    """The machine with the weights of a file."""
    from course_lib.oneshot.small_network import SmallNetwork

    return Prototypical(trained(SmallNetwork(), file))


def shipped() -> Prototypical:
    """The machine that comes with the course."""
    from course_lib.files import assets

    return from_file(assets.path("one_shot_prototypical"))
