"""Averaged weights: a slow copy that follows the network that learns, and answers better than it.

The last steps' weights still swing around a place; their mean lies nearer to it (Polyak and
Juditsky 1992).
"""

from __future__ import annotations

import copy
from typing import TypeVar

from torch import nn
from torch.optim.swa_utils import get_ema_multi_avg_fn

Network = TypeVar("Network", bound=nn.Module)


def slow_copy(network: Network) -> Network:
    """A copy of a network as it is now, ready to answer, to be moved by ``follow`` alone."""
    return copy.deepcopy(network).eval().requires_grad_(False)


def follow(slow: nn.Module, network: nn.Module, step: int, keep: float = 0.999) -> None:
    """slow ← k · slow + (1 − k) · network after step ``step`` (from 0), buffers as weights.

    k = min(keep, (1 + step) / (10 + step)), so that the first weights are soon forgotten. Whole
    numbers stay as they are.
    """
    k = min(keep, (1 + step) / (10 + step))
    theirs = network.state_dict()
    pairs = [(v, theirs[name]) for name, v in slow.state_dict().items() if v.is_floating_point()]
    get_ema_multi_avg_fn(k)([own for own, _ in pairs], [new for _, new in pairs], None)


__all__ = ["follow", "slow_copy"]
