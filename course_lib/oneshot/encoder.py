"""The encoder: a residual network, asked about several views of a drawing.

It learns to name every background character in every quarter turn by cosine with a margin. A
drawing is then shown to it several times, a little turned and resized; the mean of what it answers
is the drawing's place on the sphere.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from course_lib.learning.training import trained
from course_lib.oneshot.machine import refuse_bad
from course_lib.oneshot.network_input import View, embed

if TYPE_CHECKING:
    from torch import nn

# Small next to what training drew, and as few as a quick answer allows.
VIEWS = (View(rotation=-0.08, scale=0.95), View(rotation=0.08, scale=1.05))


class Encoder:
    """The cosine between the query's place and the mean of a class's places."""

    def __init__(self, network: nn.Module, views: tuple[View, ...] = VIEWS) -> None:
        self.network, self.views = network, views

    def embed(self, images: np.ndarray) -> np.ndarray:
        """Places of drawings on the sphere: (B, H, W) to (B, D) float32 of length 1."""
        return unit(sum(embed(self.network, images, view) for view in self.views))

    def score(self, support: np.ndarray, query: np.ndarray) -> np.ndarray:
        """As ``Machine.score``: from −1 to 1."""
        refuse_bad(support, query)
        ways, shots = support.shape[:2]
        z = self.embed(np.concatenate([support.reshape(-1, *query.shape), query[None]]))
        return unit(z[:-1].reshape(ways, shots, -1).mean(1)) @ z[-1]


def unit(z: np.ndarray) -> np.ndarray:
    """Vectors (…, D) made 1 long; a zero stays."""
    return z / np.maximum(np.linalg.norm(z, axis=-1, keepdims=True), 1e-6)


def from_file(file: Path) -> Encoder:
    """The machine with the weights of a file."""
    from course_lib.oneshot.encoder_network import EncoderNetwork

    return Encoder(trained(EncoderNetwork(), file))


def shipped() -> Encoder:
    """The machine that comes with the course."""
    from course_lib.files import assets

    return from_file(assets.path("one_shot_encoder"))
