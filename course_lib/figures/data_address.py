"""A picture as a data: address, that a page can show without asking for a file."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image


def photo_address(picture: np.ndarray) -> str:
    """An (H, W, 3) uint8 picture as a JPEG, small enough to send many."""
    from PIL import Image

    return _address(Image.fromarray(picture), "jpeg", quality=88)


def ink_address(ink: np.ndarray) -> str:
    """A drawing (H, W), ink > 0.5, as a PNG: black on white."""
    from PIL import Image

    return _address(Image.fromarray(np.asarray(ink) <= 0.5), "png")


def framed_address(ink: np.ndarray, colour: str, width: int) -> str:
    """As ``ink_address``, in a frame of this "#rrggbb" colour, ``width`` pixels wide."""
    from PIL import Image

    cells = np.pad((np.asarray(ink) > 0.5).astype(np.uint8), width, constant_values=2)
    picture = Image.fromarray(cells, "P")
    rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    picture.putpalette([255, 255, 255, 0, 0, 0, *rgb])
    return _address(picture, "png", bits=2)


def jpeg(picture: np.ndarray, quality: int) -> bytes:
    """An (H, W, 3) uint8 picture as a JPEG's bytes, colours as fine as the rest."""
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality, subsampling=0)
    return file.getvalue()


def _address(picture: Image, kind: str, **options: object) -> str:
    file = io.BytesIO()
    picture.save(file, kind.upper(), **options)
    return f"data:image/{kind};base64," + base64.b64encode(file.getvalue()).decode()


__all__ = ["framed_address", "ink_address", "jpeg", "photo_address"]
