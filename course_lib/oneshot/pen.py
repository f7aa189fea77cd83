"""From the pen's path to ink, and back to equal steps: a stroke is a line of points.

A stroke is (n, 2) float, x to the right and y down, in pixels of a 105×105 page: Omniglot's own
stroke files have the same unit, with y upwards and so negative.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from course_lib.errors import LearnerError
from course_lib.oneshot.characters import SIDE
from course_lib.vision.shapes import swept_disc

# The disc that covers Omniglot's drawings best when it is swept along their strokes' files.
RADIUS = 2.5
MOST_STROKES, MOST_POINTS = 200, 2000  # of one drawing from a browser


def ink(strokes: Sequence[np.ndarray], radius: float = RADIUS, side: int = SIDE) -> np.ndarray:
    """What a round pen leaves on the page: strokes to (side, side) float32, ink = 1.

    A pixel is ink if its centre is within ``radius`` of a stroke; what leaves the page is lost.
    """
    page = np.zeros((side, side), dtype=bool)
    for stroke in strokes:
        if len(stroke):
            page |= swept_disc(np.asarray(stroke, dtype=float) + 0.5, radius, side)
    return page.astype(np.float32)


def checked(value: object) -> list[np.ndarray]:
    """Strokes as a browser sends them, lists of [x, y], as (n, 2) float arrays.

    LearnerError for anything else, too many of them, and places far from the page.
    """
    try:
        if len(value) > MOST_STROKES:
            raise ValueError
        taken = [[[float(x), float(y)] for x, y in stroke] for stroke in value]
        if not all(1 <= len(stroke) <= MOST_POINTS for stroke in taken):
            raise ValueError
        numbers = [n for stroke in taken for point in stroke for n in point]
        # A path that passes over the page's edge is drawn in part; one from elsewhere is junk.
        if not all(math.isfinite(n) and -SIDE <= n <= 2 * SIDE for n in numbers):
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise LearnerError("These strokes cannot be drawn: the page is as it was.") from None
    return [np.array(stroke) for stroke in taken]


def length(stroke: np.ndarray) -> float:
    """How far the pen travels, in pixels."""
    return float(np.linalg.norm(np.diff(stroke, axis=0), axis=1).sum())


def even_steps(stroke: np.ndarray, count: int) -> np.ndarray:
    """The same line as ``count`` points at equal distances along it: (n, 2) to (count, 2)."""
    stroke = np.asarray(stroke, dtype=float)
    travelled = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(stroke, axis=0), axis=1))])
    at = np.linspace(0, travelled[-1], count)
    return np.stack([np.interp(at, travelled, stroke[:, axis]) for axis in (0, 1)], axis=1)


def up_to(strokes: Sequence[np.ndarray], share: float) -> list[np.ndarray]:
    """What has been drawn when the pen has gone ``share`` (0 to 1) of its whole way on paper."""
    left = share * sum(length(stroke) for stroke in strokes)
    drawn = []
    for stroke in strokes:
        if left <= 0:
            break
        own = length(stroke)
        if own > left:
            travelled = np.cumsum(np.linalg.norm(np.diff(stroke, axis=0), axis=1))
            whole = int(np.searchsorted(travelled, left))
            before = travelled[whole - 1] if whole else 0.0
            part = (left - before) / max(travelled[whole] - before, 1e-9)
            end = stroke[whole] + part * (stroke[whole + 1] - stroke[whole])
            drawn.append(np.vstack([stroke[: whole + 1], end]))
        else:
            drawn.append(np.asarray(stroke, dtype=float))
        left -= own
    return drawn


def read(text: str) -> list[np.ndarray]:
    """Omniglot's stroke file: lines ``x,y,milliseconds`` with BREAK after each stroke, as (n, 3).

    y is turned to point down. LearnerError for another kind of text.
    """
    strokes: list[list[list[float]]] = [[]]
    for line in text.split():
        if line == "START":
            continue
        if line == "BREAK":
            strokes.append([])
            continue
        try:
            x, y, time = (float(number) for number in line.split(","))
        except ValueError:
            raise LearnerError(f"“{line[:40]}” is no line of a stroke file: x,y,time.") from None
        strokes[-1].append([x, -y, time])
    return [np.array(stroke) for stroke in strokes if stroke]
