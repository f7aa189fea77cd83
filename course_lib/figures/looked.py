"""Pictures of pretext items: patches in their places, and where a network looked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course_lib.figures.style import BLUE, ORANGE, VERMILION

SCALE = 4  # a pixel of a small picture is so many on the page: squares stay squares


def _rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float)


def large(picture: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8 with every pixel ``SCALE`` wide and high."""
    return picture.repeat(SCALE, 0).repeat(SCALE, 1)


def framed(
    picture: np.ndarray, corners: Sequence[Sequence[int]], side: int, width: int = 4
) -> np.ndarray:
    """``large``, with a frame inside each square of ``side`` pixels at these top left corners: the
    first blue, the others orange."""
    shown = large(picture)
    for number, (top, left) in enumerate(corners):
        square = shown[top * SCALE : (top + side) * SCALE, left * SCALE : (left + side) * SCALE]
        inner = square[width:-width, width:-width].copy()
        square[:] = _rgb(ORANGE if number else BLUE)
        square[width:-width, width:-width] = inner
    return shown


def side_by_side(pictures: np.ndarray, columns: int, gap: int = 2) -> np.ndarray:
    """(n, h, w, 3) uint8 in reading order, white between them: one picture."""
    n, height, width, _ = pictures.shape
    rows = -(-n // columns)
    page = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap, 3), 255, np.uint8)
    for number, one in enumerate(pictures):
        top, left = number // columns * (height + gap), number % columns * (width + gap)
        page[top : top + height, left : left + width] = one
    return page


def looked(picture: np.ndarray, drop: np.ndarray, most: float | None = None) -> np.ndarray:
    """``large`` in grey, under the colours of ``drop`` (c, c): what a network's answer loses.

    Vermilion where it loses its confidence, blue where it gains; ``most`` is drawn strongest.
    """
    shown = large(picture).astype(float).mean(2, keepdims=True).repeat(3, 2) * 0.6 + 90
    most = most or max(float(np.abs(drop).max()), 1e-9)
    height, width = shown.shape[:2]
    rows = np.arange(height) * drop.shape[0] // height
    columns = np.arange(width) * drop.shape[1] // width
    share = (drop / most).clip(-1, 1)[rows[:, None], columns][..., None]
    colour = np.where(share > 0, _rgb(VERMILION), _rgb(BLUE))
    alpha = 0.75 * np.abs(share)
    return np.rint(shown * (1 - alpha) + colour * alpha).clip(0, 255).astype(np.uint8)


__all__ = ["framed", "large", "looked", "side_by_side"]
