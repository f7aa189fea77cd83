"""The eight turns and mirror images of a drawing: each of a character's is a class of its own.

Number ``s`` of them is read bit by bit: 1 swaps rows and columns, then 2 turns it upside down and
4 swaps left and right. Quarter turns are 3 and 5, the half turn is 6, and 0 leaves it as it is.
"""

from __future__ import annotations

import torch
from torch import Tensor

COUNT = 8


def seen(x: Tensor, number: Tensor) -> Tensor:
    """Every drawing in a symmetry of its own: (B, C, S, S) and (B,) whole numbers below 8."""
    s = number[:, None, None, None]
    x = torch.where((s & 1).bool(), x.transpose(2, 3), x)
    x = torch.where((s & 2).bool(), x.flip(2), x)
    return torch.where((s & 4).bool(), x.flip(3), x)


def undone(number: Tensor) -> Tensor:
    """The symmetries that bring these back: ``seen(seen(x, s), undone(s))`` is ``x``."""
    # After a swap of rows and columns, upside down is what left and right was before it.
    swapped = 1 | (number & 2) << 1 | (number & 4) >> 1
    return torch.where((number & 1).bool(), swapped, number)


__all__ = ["COUNT", "seen", "undone"]
