"""What a hand did on the sketchpad, as data, and the mask it makes.

The browser sends strokes, never pixels; replaying them here gives the same mask every time, so a
mask can be tested, stored and undone. Coordinates (x, y) are in pixels of the 128 × 128 photo.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from course_lib.errors import LearnerError
from course_lib.inpainting import masks
from course_lib.vision.shapes import polygon, swept_disc

GRID = masks.SIZE
TOOLS = ("pen", "eraser", "rectangle", "lasso", "preset")
MAX_STROKES = 400
MAX_POINTS = 40_000  # of all strokes together: minutes of painting
FARTHEST = 8.0 * GRID  # a pointer may leave the photo, but not the room
WIDTHS = (1.0, float(GRID))


@dataclass(frozen=True)
class Stroke:
    """One gesture.

    ``pen`` hides and ``eraser`` uncovers the union of discs of diameter ``width`` along the line
    through ``points``; ``rectangle`` hides the box between its two corner points; ``lasso`` hides
    what its closed line winds around (nonzero rule, so a line that crosses itself leaves no gap);
    ``preset`` replaces everything painted so far by ``masks.sample(family, seed)``.
    """

    tool: str
    points: tuple[tuple[float, float], ...] = ()
    width: float = 0.0
    family: str = ""
    seed: int = 0


def parse(raw: Sequence[Mapping]) -> list[Stroke]:
    """Turn what the browser sent into strokes, or raise LearnerError with one plain sentence."""
    if not isinstance(raw, list | tuple):
        raise LearnerError("Strokes come as a list, and this is not one.")
    if len(raw) > MAX_STROKES:
        raise LearnerError(
            f"This mask has more than {MAX_STROKES} strokes: clear it, or undo a few, to go on."
        )
    strokes = [_parse_one(item, number) for number, item in enumerate(raw, start=1)]
    if sum(len(stroke.points) for stroke in strokes) > MAX_POINTS:
        raise LearnerError(
            f"This mask has more than {MAX_POINTS} points: clear it, or undo a few, to go on."
        )
    return strokes


def rasterize(strokes: Iterable[Stroke], size: int = GRID) -> np.ndarray:
    """Replay ``strokes`` in order: a bool array (size, size), True = hidden.

    Coordinates and widths are scaled from the 128 grid to ``size``.
    """
    scale = size / GRID
    mask = np.zeros((size, size), bool)
    for stroke in strokes:
        if stroke.tool == "preset":
            mask = _resized(masks.sample(stroke.family, stroke.seed), size)
            continue
        points = np.asarray(stroke.points, float).reshape(-1, 2) * scale
        if stroke.tool == "eraser":
            mask &= ~swept_disc(points, stroke.width * scale / 2, size)
        elif stroke.tool == "pen":
            mask |= swept_disc(points, stroke.width * scale / 2, size)
        elif stroke.tool == "rectangle":
            (x0, y0), (x1, y1) = points
            mask |= polygon(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]), size)
        else:
            mask |= polygon(points, size)
    return mask


def _parse_one(item: object, number: int) -> Stroke:
    if not isinstance(item, Mapping) or item.get("tool") not in TOOLS:
        raise LearnerError(f"Stroke {number} is not one that the sketchpad can draw.")
    tool = item["tool"]
    if tool == "preset":
        family, seed = item.get("family"), item.get("seed")
        if not isinstance(family, str) or family not in masks.FAMILIES:
            raise LearnerError(f"Stroke {number} asks for a mask family that does not exist.")
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
            raise LearnerError(f"Stroke {number} asks for a mask sample that does not exist.")
        return Stroke("preset", (), 0.0, family, seed)
    points = _parse_points(item.get("points"), number)
    if tool == "rectangle" and len(points) != 2:
        raise LearnerError(f"Stroke {number} is a rectangle without its two corners.")
    if tool == "lasso" and len(points) < 3:
        raise LearnerError(f"Stroke {number} is a lasso with fewer than three points.")
    width = 0.0
    if tool in ("pen", "eraser"):
        width = item.get("width")
        number_like = isinstance(width, int | float) and not isinstance(width, bool)
        if not number_like or not WIDTHS[0] <= width <= WIDTHS[1]:  # NaN fails both
            raise LearnerError(f"Stroke {number} has a brush that is not 1 to {GRID} pixels wide.")
    return Stroke(tool, points, float(width))


def _parse_points(raw: object, number: int) -> tuple[tuple[float, float], ...]:
    bad = LearnerError(f"Stroke {number} has points that are not places on the photo.")
    if not isinstance(raw, list | tuple) or not raw:
        raise bad
    if len(raw) > MAX_POINTS:
        raise LearnerError(f"Stroke {number} has more than {MAX_POINTS} points: draw it in parts.")
    points = []
    for point in raw:
        if not isinstance(point, list | tuple) or len(point) != 2:
            raise bad
        x, y = point
        for value in (x, y):
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise bad
            if not math.isfinite(value) or abs(value) > FARTHEST:
                raise bad
        points.append((float(x), float(y)))
    return tuple(points)


def _resized(mask: np.ndarray, size: int) -> np.ndarray:
    """The mask on a grid of another size, each pixel taken from where its centre falls."""
    if size == mask.shape[0]:
        return mask.copy()
    nearest = ((np.arange(size) + 0.5) * mask.shape[0] / size).astype(int)
    return mask[np.ix_(nearest, nearest)]


__all__ = ["GRID", "MAX_POINTS", "MAX_STROKES", "TOOLS", "Stroke", "parse", "rasterize"]
