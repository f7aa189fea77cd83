"""Shapes as pixels: what a round pen covers along a line, and what a closed line winds around.

The centre of pixel (row i, column j) lies at (x, y) = (j + 0.5, i + 0.5). Every shape is filled row
by row: what it covers of one row of pixel centres is an interval (or a few, for a polygon), and all
intervals are found in one vectorised step.
"""

import math

import numpy as np


def swept_disc(points: np.ndarray, radius: float, size: int) -> np.ndarray:
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


def polygon(corners: np.ndarray, size: int) -> np.ndarray:
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
