"""A jigsaw put together by a network that was never shown one.

A network of context prediction says where one patch lies around another. An order of nine patches
says the same of every two that become neighbours in it, so the network's answers about pairs make
one order likelier than another.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from torch import Tensor

from course_lib.pretext.context_prediction import CENTRE
from course_lib.pretext.patches import GRID
from course_lib.pretext.shipped import Network

PATCHES = GRID * GRID


def pairs(network: Network, x: Tensor) -> Tensor:
    """How likely each place of each patch around each other one is, as logarithms.

    ``x`` (k, 9, 3, h, w): k puzzles. (k, 9, 9, 8): ``[:, i, j, d]`` of patch j lying at place d
    around patch i, d in reading order without the centre.
    """
    head = network.heads["context_prediction"]
    flat = x.flatten(0, 1).contiguous(memory_format=torch.channels_last)
    z = head.embed(network.trunk(flat)).reshape(len(x), PATCHES, -1)
    around = z[:, :, None].expand(-1, -1, PATCHES, -1).flatten(1, 2)
    lying = z[:, None].expand(-1, PATCHES, -1, -1).flatten(1, 2)
    said = head.pairs(around, lying).log_softmax(1)
    return said.reshape(len(x), PATCHES, PATCHES, -1)


@cache
def neighbours() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every cell u and neighbour v of it, and v's place around u: three int arrays (40,)."""
    row, column = np.divmod(np.arange(PATCHES), GRID)
    down, right = row - row[:, None], column - column[:, None]
    u, v = np.nonzero(np.maximum(abs(down), abs(right)) == 1)
    place = (down[u, v] + 1) * GRID + right[u, v] + 1
    return u, v, place - (place > CENTRE)


def scores(said: Tensor, orders: np.ndarray) -> Tensor:
    """The logarithm of each order's likelihood: (k, 9, 9, 8) of ``pairs`` and (n, 9) to (k, n).

    In an order patch i belongs to cell ``order[i]``.
    Each patch has one vote, the mean of what is said of it and its neighbours: pairs with one patch
    in common are no facts of their own, and their sum would be far too sure.
    """
    u, v, place = neighbours()
    share = torch.from_numpy(1 / np.bincount(u)[u]).to(said)
    patch = np.argsort(orders, 1)  # which belongs to a cell
    return (said[:, patch[:, u], patch[:, v], place] * share).sum(2)
