"""What a hand did on the sketchpad, as data, and the mask it makes.

The browser sends strokes, never pixels; replaying them here gives the same mask every time, so a
mask can be tested, stored and undone. Coordinates (x, y) are in pixels of the 128 × 128 photo: the
centre of pixel (row i, column j) lies at (j + 0.5, i + 0.5).

Every shape is filled row by row: what a shape covers of one row of pixel centres is an interval
(or a few, for a lasso), and all intervals of a stroke are found in one vectorised step.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from course_lib.errors import LearnerError
from course_lib.vision import masks

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
            mask &= ~_swept_disc(points, stroke.width * scale / 2, size)
        elif stroke.tool == "pen":
            mask |= _swept_disc(points, stroke.width * scale / 2, size)
        elif stroke.tool == "rectangle":
            (x0, y0), (x1, y1) = points
            mask |= _polygon(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]), size)
        else:
            mask |= _polygon(points, size)
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


def _swept_disc(points: np.ndarray, radius: float, size: int) -> np.ndarray:
    """Pixels whose centre is within ``radius`` of the line through ``points`` (N, 2).

    A disc swept along one segment is convex, so it meets a row in one interval: the hull of what
    the two end discs and the rectangle between them cover.
    """
    start, end = (points[:-1], points[1:]) if len(points) > 1 else (points, points)
    x0, y0 = start[:, 0, None], start[:, 1, None]  # (N, 1)
    x1, y1 = end[:, 0, None], end[:, 1, None]
    top = max(0, math.floor(points[:, 1].min() - radius - 0.5))
    rows = np.arange(top, min(size, math.ceil(points[:, 1].max() + radius + 0.5)))  # those reached
    centre = rows + 0.5  # (R,)
    length = np.hypot(x1 - x0, y1 - y0)
    still = length < 1e-9
    ux = np.where(still, 1.0, (x1 - x0) / np.where(still, 1.0, length))
    uy = np.where(still, 0.0, (y1 - y0) / np.where(still, 1.0, length))

    left0, right0 = _disc_slice(x0, y0, radius, centre)  # (N, R)
    left1, right1 = _disc_slice(x1, y1, radius, centre)
    dy = centre - y0
    along = _between(ux, uy * dy, 0.0, length)  # 0 ≤ along ≤ length
    across = _between(-uy, ux * dy, -radius, radius)
    left2 = x0 + np.maximum(along[0], across[0])
    right2 = x0 + np.minimum(along[1], across[1])
    missed = left2 > right2  # the row does not meet the rectangle
    left2 = np.where(missed, np.inf, left2)
    right2 = np.where(missed, -np.inf, right2)
    left = np.minimum(np.minimum(left0, left1), left2)
    right = np.maximum(np.maximum(right0, right1), right2)
    return _from_intervals(left, right, rows, size)


def _disc_slice(
    x: np.ndarray, y: np.ndarray, radius: float, centre: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Where the discs around (x, y), each (N, 1), meet the rows at ``centre`` (R,): two (N, R)."""
    square = radius**2 - (centre - y) ** 2
    half = np.sqrt(np.maximum(square, 0.0))
    missed = square < 0
    return np.where(missed, np.inf, x - half), np.where(missed, -np.inf, x + half)


def _between(
    slope: np.ndarray, offset: np.ndarray, low: float, high: float | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The t with low ≤ slope · t + offset ≤ high, as (least, greatest)."""
    slope = np.where(np.abs(slope) < 1e-12, 1e-12, slope)  # then all t or none, as it should be
    a, b = (low - offset) / slope, (high - offset) / slope
    return np.minimum(a, b), np.maximum(a, b)


def _from_intervals(left: np.ndarray, right: np.ndarray, rows: np.ndarray, size: int) -> np.ndarray:
    """The union, row by row, of intervals [left, right], each (N, R), of pixel centres."""
    first = np.ceil(np.clip(left, 0, size) - 0.5).astype(int)
    last = np.floor(np.clip(right, 0, size) - 0.5).astype(int) + 1
    kept = (left <= right) & (first < last)
    row = np.broadcast_to(rows * (size + 1), left.shape)[kept]
    cells = size * (size + 1)
    begins = np.bincount(row + first[kept], minlength=cells)
    ends = np.bincount(row + last[kept], minlength=cells)
    return np.cumsum((begins - ends).reshape(size, size + 1), axis=1)[:, :size] > 0


def _polygon(corners: np.ndarray, size: int) -> np.ndarray:
    """Pixels whose centre the closed line through ``corners`` (N, 2) winds around."""
    x0, y0 = corners[:, 0, None], corners[:, 1, None]
    x1, y1 = np.roll(x0, -1, axis=0), np.roll(y0, -1, axis=0)
    centre = np.arange(size) + 0.5
    crosses = (y0 <= centre) != (y1 <= centre)  # (N, R): half open, so a corner counts once
    with np.errstate(divide="ignore", invalid="ignore"):
        x = x0 + (centre - y0) * (x1 - x0) / (y1 - y0)
    edge, row = np.nonzero(crosses)
    column = np.ceil(np.clip(x[edge, row], 0, size) - 0.5).astype(int)  # first centre at or after
    turn = np.where(y1[edge, 0] > y0[edge, 0], 1, -1)
    turns = np.bincount(row * (size + 1) + column, weights=turn, minlength=size * (size + 1))
    return np.cumsum(turns.reshape(size, size + 1), axis=1)[:, :size] != 0


__all__ = ["GRID", "MAX_POINTS", "MAX_STROKES", "TOOLS", "Stroke", "parse", "rasterize"]
