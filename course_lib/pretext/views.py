"""Random views of photos: crops, colours, a lens error. All at once, on the photos' device."""

from __future__ import annotations

import torch
import torch.nn.functional as nnf
from torch import Tensor

LUMA = (0.299, 0.587, 0.114)  # the weights of red, green and blue in brightness


def uniform(shape, low: float, high: float, like: Tensor, generator: torch.Generator) -> Tensor:
    """Uniform numbers on the device of ``like``."""
    drawn = torch.rand(shape, generator=generator, device=like.device)
    return low + (high - low) * drawn


def whole(photos: Tensor, side: int) -> Tensor:
    """(B, 3, S, S) uint8 or float photos → (B, 3, side, side) float in [0, 1], antialiased."""
    x = photos.float() / 255 if photos.dtype == torch.uint8 else photos
    if x.shape[-1] == side and x.shape[-2] == side:
        return x
    return nnf.interpolate(x, (side, side), mode="bilinear", antialias=True).clamp(0, 1)


def crop(photos: Tensor, generator: torch.Generator, side: int, smallest: float = 2 / 3) -> Tensor:
    """A random square of every photo, half of them mirrored: (B, 3, side, side) float in [0, 1].

    The square is ``smallest`` to 1 of the photo's side (B, 3, S, S), anywhere inside it.
    """
    x = photos.float() / 255 if photos.dtype == torch.uint8 else photos
    batch = len(x)
    scale = uniform((batch,), smallest, 1.0, x, generator)
    shift = uniform((batch, 2), -1.0, 1.0, x, generator) * (1 - scale)[:, None]
    mirror = uniform((batch,), -1.0, 1.0, x, generator).sign()
    line = (torch.arange(side, device=x.device) * 2 + 1) / side - 1  # (side,) in (-1, 1)
    columns = (mirror * scale)[:, None] * line + shift[:, :1]  # (B, side)
    rows = scale[:, None] * line + shift[:, 1:]
    grid = torch.stack(
        [columns[:, None].expand(-1, side, -1), rows[:, :, None].expand(-1, -1, side)], -1
    )
    return nnf.grid_sample(x, grid, "bilinear", "border", align_corners=False)


def grey(x: Tensor) -> Tensor:
    """The brightness of (N, 3, h, w), three times: (N, 3, h, w)."""
    red, green, blue = x.unbind(1)
    brightness = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue
    return brightness[:, None].expand(-1, 3, -1, -1)


def recolour(
    x: Tensor, generator: torch.Generator, strength: float = 0.3, grey_share: float = 0.2
) -> Tensor:
    """Each picture's own brightness, contrast and colours: (N, 3, h, w) in [0, 1].

    A share of ``grey_share`` loses all colour. ``strength`` is how far brightness and contrast may
    go; 0 leaves them alone.
    """
    n = len(x)
    without = grey(x)
    colourful = uniform((n, 1, 1, 1), 1 - strength, 1 + strength, x, generator)
    colourful = colourful * (uniform((n, 1, 1, 1), 0, 1, x, generator) >= grey_share)
    gain = uniform((n, 3, 1, 1), -0.3 * strength, 0.3 * strength, x, generator)
    contrast = uniform((n, 1, 1, 1), 1 - strength, 1 + strength, x, generator)
    light = uniform((n, 1, 1, 1), -0.3 * strength, 0.3 * strength, x, generator)
    x = torch.lerp(without, x, colourful) * (1 + gain * (colourful > 0))
    return ((x - 0.5) * contrast + 0.5 + light).clamp(0, 1)


def lens_error(x: Tensor, strength: float) -> Tensor:
    """Photos as a poor lens draws them: red larger and blue smaller by ``strength`` than green.

    The shift grows with the distance from the middle, so every place shows where it is.
    """
    side = x.shape[-1]
    line = (torch.arange(side, device=x.device) * 2 + 1) / side - 1
    grid = torch.stack([line.expand(side, side), line[:, None].expand(side, side)], -1)
    grid = grid.expand(len(x), -1, -1, -1)
    red = nnf.grid_sample(
        x[:, :1], grid / (1 + strength), "bilinear", "border", align_corners=False
    )
    blue = nnf.grid_sample(
        x[:, 2:], grid * (1 + strength), "bilinear", "border", align_corners=False
    )
    return torch.cat([red, x[:, 1:2], blue], 1)
