"""What the classical methods look at: grey values, or Gabor's wavelets.

Each takes (n, 1, 64, 64) float in [0, 1] to (n, F) float32; nothing here is learned.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import torch
import torch.nn.functional as nnf
from torch import Tensor

from course_lib.faces.views import standard


def pixels(x: Tensor) -> np.ndarray:
    """Grey values, each photo with mean 0 and deviation 1: (n, 4096)."""
    return standard(x).flatten(1).numpy()


def gabor(x: Tensor) -> np.ndarray:
    """How strongly waves of three lengths in six directions are felt, whatever their phase, over
    overlapping cells (Gabor 1946; Liu and Wechsler 2002)."""
    x = nnf.avg_pool2d(x, 2)
    local = nnf.avg_pool2d(nnf.pad(x, (8, 8, 8, 8), mode="replicate"), 17, 1)
    x = standard(x - local)
    waves = _waves()
    edge = waves.shape[-1] // 2
    found = []
    for part in x.split(256):
        part = nnf.pad(part, (edge,) * 4, mode="replicate")
        cosine, sine = nnf.conv2d(part, waves).chunk(2, 1)
        size = (cosine**2 + sine**2).sqrt()  # (n, 18, 32, 32)
        found.append(nnf.avg_pool2d(size, 4, 3).flatten(1))
    return torch.cat(found).sqrt().numpy()


@cache
def _waves(lengths: tuple[float, ...] = (2.5, 4.0, 6.0), turns: int = 6, edge: int = 7) -> Tensor:
    """Cosines, then sines, under a bell half a wave wide: (2 · 18, 1, 15, 15)."""
    place = np.arange(-edge, edge + 1)
    down, right = np.meshgrid(place, place, indexing="ij")
    cosines, sines = [], []
    for length in lengths:
        bell = np.exp(-(down**2 + right**2) / (2 * (0.5 * length) ** 2))
        bell /= bell.sum()
        for turn in range(turns):
            angle = turn * np.pi / turns
            phase = 2 * np.pi / length * (right * np.cos(angle) + down * np.sin(angle))
            wave = bell * np.cos(phase)
            cosines.append(wave - bell * wave.sum())  # flat grey is not felt
            sines.append(bell * np.sin(phase))
    return torch.tensor(np.array(cosines + sines), dtype=torch.float32)[:, None]


FEATURES: dict[str, Callable[[Tensor], np.ndarray]] = {
    "pixels": pixels,
    "gabor": gabor,
}
