"""Where a network looked (Zeiler and Fergus 2014): cover a part, and see how its answer changes."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Probability = Callable[[Tensor], Tensor]


@torch.inference_mode()
def occlusion(probability: Probability, x: Tensor, cells: int) -> Tensor:
    """How much of the probability goes when a cell is covered, (n, cells, cells) float.

    ``x`` (n, 3, h, w) are the pictures of one question, one or several. ``probability`` takes
    (k, n, 3, h, w), the question asked k times with something covered, and gives (k,): that of the
    answer that is looked into. Each of ``cells`` × ``cells`` parts of each picture is painted in
    the picture's mean colour. Negative where the network is surer without.
    ValueError for more cells than pixels.
    """
    pictures, _, height, width = x.shape
    if not 1 <= cells <= min(height, width):
        raise ValueError(f"{cells} cells a side for pictures of {height} × {width} pixels")
    rows = torch.arange(height) * cells // height  # the cell that each row of pixels lies in
    columns = torch.arange(width) * cells // width
    cell = rows[:, None] * cells + columns  # (h, w)
    covers = cell == torch.arange(cells**2)[:, None, None]  # (cells², h, w)
    mean = x.mean((2, 3), keepdim=True)  # (n, 3, 1, 1)
    asked = x.repeat(pictures * cells**2 + 1, 1, 1, 1, 1)  # the last one has nothing covered
    for number in range(pictures):
        for part, cover in enumerate(covers):
            covered = asked[number * cells**2 + part, number]
            covered[:] = torch.where(cover, mean[number], x[number])
    answered = probability(asked)
    return (answered[-1] - answered[:-1]).reshape(pictures, cells, cells)
