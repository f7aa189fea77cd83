"""A picture to keep: the photo with its hole, what was imagined there, and a line that says who."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFont

EDGE, BAND = 12, 44  # pixels around the pictures; of the line's band below them
COVER = (230, 159, 0)


def composite(photo: np.ndarray, mask: np.ndarray, fill: np.ndarray) -> np.ndarray:
    """The hole of a sharp photo (S, S, 3) uint8 from a fill (n, n, 3) uint8: (S, S, 3) uint8.

    ``mask`` is (n, n) bool, True = hidden; pixels that it leaves wholly visible stay as they were.
    """
    size = photo.shape[1::-1]
    cover = Image.fromarray(mask.astype(np.uint8) * 255).resize(size, Image.Resampling.BILINEAR)
    large = Image.fromarray(fill).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(Image.composite(large, Image.fromarray(photo), cover))


def before_after(photo: np.ndarray, mask: np.ndarray, fill: np.ndarray, line: str) -> bytes:
    """A PNG: the photo (S, S, 3) uint8 with its hole covered | with its hole filled, and the line.

    ``mask`` (n, n) bool and ``fill`` (n, n, 3) uint8 as in ``composite``.
    """
    cover = np.broadcast_to(np.uint8(COVER), fill.shape).copy()
    pair = [composite(photo, mask, inside) for inside in (cover, fill)]
    side = len(photo)
    page = Image.new("RGB", (2 * side + 3 * EDGE, side + EDGE + BAND), "white")
    for number, picture in enumerate(pair):
        page.paste(Image.fromarray(picture), (EDGE + number * (side + EDGE), EDGE))
    points = 18.0
    while points > 8 and ImageFont.load_default(points).getlength(line) > page.width - 2 * EDGE:
        points -= 0.5
    middle = side + EDGE + BAND // 2
    font = ImageFont.load_default(points)
    ImageDraw.Draw(page).text((EDGE, middle), line, "#171b26", font, anchor="lm")
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


__all__ = ["BAND", "EDGE", "before_after", "composite"]
