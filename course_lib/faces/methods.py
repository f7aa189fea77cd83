"""One door to every method: a name in, something that embeds faces out.

Two photos are alike as the cosine of their embeddings is large: d(x, y) = 1 − cosine. torch is
imported when a method is first asked for; weights are verified, loaded once and kept.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from course_lib.faces.curves import unit

if TYPE_CHECKING:
    from torch import Tensor, nn

METHODS = {
    "pixels": "pixels",
    "eigenfaces": "eigenfaces",
    "fisherfaces": "Fisherfaces",
    "gabor": "Fisherfaces of Gabor waves",
    "siamese": "siamese network (cross-entropy)",
    "contrastive": "contrastive loss",
    "triplet": "triplet loss",
    "softmax": "softmax, then cosine",
    "drawn": "softmax network, drawn faces alone",
    "similarity": "Fisherfaces and networks together",
}
# What Fisherfaces look at; the first are the classical ones.
FISHER = {"fisherfaces": "pixels", "gabor": "gabor"}
# What "similarity" is made of, and each part's share.
SIMILARITY = {"fisherfaces": 1.0, "gabor": 1.5, "softmax": 0.4, "siamese": 0.3}
_loading = threading.Lock()


class Method(Protocol):
    """What a door looks with."""

    def embed(self, images: np.ndarray) -> np.ndarray:
        """Places of faces (n, 64, 64) uint8 on a sphere: (n, D) float32 of length 1."""


class Pixels:
    """The photo's grey values themselves, less their mean."""

    def embed(self, images: np.ndarray) -> np.ndarray:
        flat = images.reshape(len(images), -1).astype(np.float32)
        return unit(flat - flat.mean(1, keepdims=True))


@dataclass(frozen=True)
class Together:
    """Several methods as one: the cosine is Σ wᵢ cosᵢ / Σ wᵢ, so it is one place on one sphere."""

    parts: tuple[Method, ...]
    shares: tuple[float, ...]

    def embed(self, images: np.ndarray) -> np.ndarray:
        scaled = [
            np.sqrt(share) * part.embed(images)
            for part, share in zip(self.parts, self.shares, strict=True)
        ]
        return unit(np.concatenate(scaled, axis=1))


@dataclass(frozen=True, eq=False)
class Network:
    """A face network, asked about near views of a photo."""

    network: nn.Module

    def embed(self, images: np.ndarray) -> np.ndarray:
        import torch

        from course_lib.faces.network import SIDE
        from course_lib.faces.views import standard, tensor, views

        with torch.no_grad():
            seen = [self.network(standard(part, SIDE)).numpy() for part in views(tensor(images))]
        return unit(sum(seen))


def method(name: str, file: Path | None = None) -> Method:
    """The method of that name, with the weights of ``file`` or those that come with the course.

    LearnerError when they are missing, altered or another's; ValueError for an unknown name.
    """
    if name not in METHODS:
        raise ValueError(f"unknown method {name!r}; there are {', '.join(METHODS)}")
    with _loading:  # two threads must not both pay for it
        return _load(name, file)


@cache
def _load(name: str, file: Path | None) -> Method:
    if name == "pixels":
        return Pixels()
    if name == "similarity":
        return Together(tuple(_part(part, file) for part in SIMILARITY), tuple(SIMILARITY.values()))
    return _part(name, file)


@cache
def _part(name: str, file: Path | None) -> Method:
    from course_lib.faces.network import FaceNetwork
    from course_lib.learning.training import take_weights, unpack

    weights = unpack(name, _weights(file))
    if name == "eigenfaces" or name in FISHER:
        return linear(name, weights)
    network = take_weights(FaceNetwork(), weights, f"of the {name} network")
    return Network(network.eval().requires_grad_(False))


def linear(name: str, weights: dict[str, Tensor]) -> Method:
    """Eigenfaces, or one of FISHER, with what the recipe made of them. LearnerError."""
    from course_lib.faces.classical import Linear

    return Linear.from_weights(FISHER.get(name, "pixels"), weights, near_views=name in FISHER)


@cache
def _weights(file: Path | None) -> dict[str, Tensor]:
    from course_lib.files import assets
    from course_lib.learning.training import load_tensors

    return load_tensors(file or assets.path("faces"))[0]
