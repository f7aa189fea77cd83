"""Nine patches of a photo, one in each cell of a 3×3 grid."""

from __future__ import annotations

import torch
from torch import Tensor

GRID, CELL = 3, 32  # cells a side; pixels a cell: 3 · 32 = 96


def corners(batch: int, slack: int, device: torch.device, generator: torch.Generator) -> Tensor:
    """Where each patch's top left pixel lies, (batch, 9, 2) as (row, column), in reading order.

    A patch of 32 − ``slack`` pixels lies anywhere in its cell: jitter of 0 to ``slack`` pixels.
    """
    cells = torch.cartesian_prod(*[torch.arange(GRID, device=device) * CELL] * 2)  # (9, 2)
    jitter = torch.randint(slack + 1, (batch, GRID * GRID, 2), generator=generator, device=device)
    return cells + jitter


def cut(photos: Tensor, places: Tensor, side: int) -> Tensor:
    """The patches at ``places`` (B, 9, 2) of photos (B, 3, 96, 96): (B·9, 3, side, side)."""
    step = torch.arange(side, device=photos.device)
    rows = places[..., 0, None, None] + step[:, None]  # (B, 9, side, 1)
    columns = places[..., 1, None, None] + step  # (B, 9, 1, side)
    which = torch.arange(len(photos), device=photos.device)[:, None, None, None]
    found = photos.permute(0, 2, 3, 1)[which, rows, columns]  # (B, 9, side, side, 3)
    return found.flatten(0, 1).permute(0, 3, 1, 2)  # channels last in memory
