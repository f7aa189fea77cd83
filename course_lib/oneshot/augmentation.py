"""The same character as another hand might have drawn it: strokes' width, slant, size and tremor.

Everything is done to a whole batch by torch, on the batch's own device and from a generator there,
so a batch can be drawn again.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
import torch.nn.functional as nnf
from torch import Tensor

PLAIN_LEVEL = 0.32  # where an unchanged stroke's edge is set
STEEPNESS = 4.0


@dataclass(frozen=True)
class Strength:
    """How far drawings are changed, as the half width of a uniform or the deviation of a normal.

    ``rotation`` and ``shear`` in radians; ``scale`` as a logarithm, for each axis anew and for both
    together; ``shift`` in half sides, as ``elastic`` (hands bend whole parts) and ``tremor`` (and
    shake); ``level``: lowest and highest stroke edge.
    """

    rotation: float = 0.26
    shear: float = 0.3
    scale: float = 0.2
    stretch: float = 0.12
    shift: float = 0.12
    elastic: float = 0.05
    tremor: float = 0.015
    level: tuple[float, float] = (0.12, 0.55)

    def times(self, factor: float) -> Strength:
        """All of it ``factor`` times as far from a drawing that stays as it is."""
        changed = {
            field.name: factor * getattr(self, field.name)
            for field in fields(self)
            if field.name != "level"
        }
        low, high = (PLAIN_LEVEL + factor * (end - PLAIN_LEVEL) for end in self.level)
        return Strength(**changed, level=(low, high))


def soften(x: Tensor, level: Tensor | float = PLAIN_LEVEL) -> Tensor:
    """Blur ink by a 3×3 window and set its edge anew: a low level thickens, a high one thins.

    (B, 1, H, W) in [0, 1] to the same; ``level`` a number or (B, 1, 1, 1).
    """
    blurred = nnf.avg_pool2d(x, 3, stride=1, padding=1)
    return ((blurred - level) * STEEPNESS + 0.5).clamp_(0, 1)


def grid(theta: Tensor, side: int) -> Tensor:
    """Where each pixel of a (side, side) picture is read: (B, 2, 3) to (B, side, side, 2)."""
    return nnf.affine_grid(theta, [len(theta), 1, side, side], align_corners=False)


def view(x: Tensor, side: int, *, rotation: float = 0.0, scale: float = 1.0) -> Tensor:
    """Drawings (B, 1, H, W) as a network sees them: softened, turned and resized, (B, 1, s, s)."""
    c, s = torch.cos(torch.tensor(rotation)).item(), torch.sin(torch.tensor(rotation)).item()
    theta = torch.tensor([[c, -s, 0.0], [s, c, 0.0]]) / scale
    lookup = grid(theta.expand(len(x), -1, -1), side)
    return nnf.grid_sample(soften(x), lookup, align_corners=False)


def redraw(x: Tensor, side: int, strength: Strength, generator: torch.Generator) -> Tensor:
    """A new drawing of each character, (B, 1, H, W) in [0, 1] to (B, 1, side, side).

    ``generator`` is of the same device as ``x``.
    """
    count, device = len(x), x.device

    def spread(width: float, *shape: int) -> Tensor:
        return (2 * torch.rand(count, *shape, generator=generator, device=device) - 1) * width

    low, high = strength.level
    level = (low + high) / 2 + spread((high - low) / 2, 1, 1, 1)
    angle, shear = spread(strength.rotation), spread(strength.shear)
    size = torch.exp(spread(strength.scale))
    wide, tall = torch.exp(spread(strength.stretch)), torch.exp(spread(strength.stretch))
    c, s = torch.cos(angle), torch.sin(angle)
    # Rotation · shear · size: read backwards, from the new picture into the old.
    theta = (
        torch.stack(
            [
                torch.stack([c * wide, (c * shear - s) * tall, spread(strength.shift) / size], -1),
                torch.stack([s * wide, (s * shear + c) * tall, spread(strength.shift) / size], -1),
            ],
            1,
        )
        * size[:, None, None]
    )  # (B, 2, 3)
    lookup = grid(theta, side)
    # Smooth fields: random arrows on a few points, bent through between them.
    for points, width in ((5, strength.elastic), (9, strength.tremor)):
        if width:
            arrows = torch.randn(count, 2, points, points, generator=generator, device=device)
            arrows = nnf.interpolate(
                arrows * width, size=(side, side), mode="bicubic", align_corners=True
            )
            lookup = lookup + arrows.permute(0, 2, 3, 1)
    return nnf.grid_sample(soften(x, level), lookup, align_corners=False)
