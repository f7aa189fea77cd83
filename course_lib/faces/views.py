"""The same face taken again: a little turned, shifted, sized, lit otherwise, partly covered.

Whole batches by torch, (B, 1, H, W) in [0, 1]; chance comes from a generator.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as nnf
from torch import Tensor

# Near views of a photo, each also mirrored: shifts to the right, in half sides.
VIEWS = (0.0, 0.04, -0.04)
MORPH = (0.12, 0.08, 0.12, 0.08)  # how far proportions go, as half widths


@dataclass(frozen=True)
class Strength:
    """Half widths of uniform changes: ``rotation`` in radians, ``scale``, ``stretch`` and ``gamma``
    as logarithms, ``shift`` in half sides, ``side_light`` and ``top_light`` at the edge."""

    rotation: float = 0.12
    scale: float = 0.10
    shift: float = 0.08
    stretch: float = 0.05
    gamma: float = 0.3
    side_light: float = 0.3
    top_light: float = 0.15


SMALL = Strength(0.08, 0.06, 0.05, 0.03)


def tensor(images: np.ndarray) -> Tensor:
    """(n, H, W) uint8 to (n, 1, H, W) float in [0, 1]."""
    return torch.from_numpy(images).float()[:, None] / 255


def look_up(x: Tensor, theta: Tensor) -> Tensor:
    """Read pictures at places moved by (B, 2, 3); beyond the edge, the edge goes on."""
    grid = nnf.affine_grid(theta, list(x.shape), align_corners=False)
    return nnf.grid_sample(x, grid, padding_mode="border", align_corners=False)


def retake(x: Tensor, strength: Strength, generator: torch.Generator) -> Tensor:
    """Another photo of each face: moved, and lit from elsewhere."""

    def spread(width: float, *shape: int) -> Tensor:
        return (2 * torch.rand(len(x), *shape, generator=generator) - 1) * width

    angle, size, wide = spread(strength.rotation), spread(strength.scale), spread(strength.stretch)
    right, down = spread(strength.shift), spread(strength.shift)
    c, s = torch.cos(angle) * size.exp(), torch.sin(angle) * size.exp()
    wide = wide.exp()
    rows = torch.stack([c * wide, -s, right], -1), torch.stack([s, c / wide, down], -1)
    moved = look_up(x, torch.stack(rows, 1).to(x.device))
    gamma = spread(strength.gamma, 1, 1, 1).exp().to(x.device)
    across = spread(strength.side_light, 1, 1, 1).to(x.device)
    above = spread(strength.top_light, 1, 1, 1).to(x.device)
    line = torch.linspace(-1, 1, x.shape[-1], device=x.device)
    light = 1 + across * line + above * line[:, None]
    return (moved.clamp(1e-4, 1) ** gamma * light).clamp(0, 1)


def cover(x: Tensor, generator: torch.Generator, share: float = 0.5) -> Tensor:
    """Zero a rectangle of up to half the side in a ``share`` of the pictures (cutout)."""
    count, _, height, width = x.shape

    def band(length: int) -> Tensor:
        size = torch.randint(length // 6, length // 2, (count, 1), generator=generator)
        first = torch.rand(count, 1, generator=generator) * (length - size + 1)
        place = torch.arange(length)
        return (place >= first.floor()) & (place < first.floor() + size)  # (B, length)

    chosen = torch.rand(count, 1, 1, generator=generator) < share
    hidden = chosen & band(height)[:, :, None] & band(width)[:, None, :]
    return x.masked_fill(hidden[:, None].to(x.device), 0.0)


def morphs(count: int, seed: int = 1) -> Tensor:
    """Ways of making another person's face of one, (count, 4); the first changes nothing."""
    drawn = np.random.default_rng(seed).uniform(-1, 1, (count, 4)) * MORPH
    drawn[0] = 0
    return torch.from_numpy(drawn).float()


def morph(x: Tensor, how: Tensor) -> Tensor:
    """Other proportions: x (B, 1, H, W) by ``how`` (B, 4), smoothly.

    In turn: the logarithm of width over height; the middle lower; the middle narrower than the
    sides; both halves moved apart. Unlike pose and light, these are what tells people apart.
    """
    height, width = x.shape[-2:]
    down = ((torch.arange(height) + 0.5) * 2 / height - 1)[None, :, None]
    right = ((torch.arange(width) + 0.5) * 2 / width - 1)[None, None, :]
    wide, lower, narrow, apart = how.reshape(-1, 4, 1, 1).unbind(1)
    across = right * wide.exp() * (1 + narrow * (1 - right**2))  # (B, 1, W)
    along = down / wide.exp() + (lower + apart * down) * (1 - down**2)  # (B, H, 1)
    grid = torch.stack(torch.broadcast_tensors(across, along), -1).to(x)
    return nnf.grid_sample(x, grid, padding_mode="border", align_corners=False)


def views(x: Tensor) -> list[Tensor]:
    """Six near views of each photo: what is asked of all of them depends less on the cut."""
    found = []
    for right in VIEWS:
        theta = torch.tensor([[1.0, 0.0, right], [0.0, 1.0, 0.0]], device=x.device)
        seen = look_up(x, theta.expand(len(x), -1, -1))
        found += [seen, seen.flip(3)]
    return found


def standard(x: Tensor, side: int | None = None) -> Tensor:
    """Photos with mean 0 and deviation 1 each, resized to ``side``."""
    if side is not None and x.shape[-1] != side:
        x = nnf.interpolate(
            x, size=(side, side), mode="bilinear", align_corners=False, antialias=True
        )
    flat = x.flatten(1)
    return (x - flat.mean(1)[:, None, None, None]) / (flat.std(1)[:, None, None, None] + 1e-3)
