"""The network that a learner has trained, as a text for his browser to keep."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from course_lib.errors import LearnerError
from course_lib.oneshot.prototypical import Prototypical

if TYPE_CHECKING:
    from torch import Tensor

OWN = "own"  # among the players
PLACE = "lwl-own-network"  # in the browser


def as_text(weights: dict[str, Tensor]) -> str:
    """The weights of a ``SmallNetwork``: in half precision 0.9 million letters."""
    from safetensors.torch import save

    return base64.b64encode(save({k: v.contiguous() for k, v in weights.items()})).decode()


def from_text(text: str) -> Prototypical:
    """The machine whose network ``as_text`` made a text. LearnerError for any other text."""
    from safetensors import SafetensorError
    from safetensors.torch import load

    from course_lib.learning.training import take_weights
    from course_lib.oneshot.small_network import SmallNetwork

    try:
        weights = load(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, SafetensorError):
        raise LearnerError("What this browser kept of your network cannot be read.") from None
    network = take_weights(SmallNetwork(), weights, "a small network's")
    return Prototypical(network.eval().requires_grad_(False))


__all__ = ["OWN", "PLACE", "as_text", "from_text"]
