"""Chapter 6: the modified Hausdorff distance (Dubuisson and Jain 1994)."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays


def _points(n: int, m: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 5, (n, 2)), rng.normal(1, 4, (m, 2))


def _nearest(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """From each point of a to the nearest of b, and from each of b to the nearest of a."""
    far = np.sqrt(((a[:, None] - b[None]) ** 2).sum(-1))
    return far.min(1), far.min(0)


def _of(both: Any) -> Any:
    return lambda a, b: both(*_nearest(a, b))


def _squared(a: np.ndarray, b: np.ndarray) -> float:
    there, back = _nearest(a, b)
    return max((there**2).mean(), (back**2).mean())


def _city(a: np.ndarray, b: np.ndarray) -> float:
    far = np.abs(a[:, None] - b[None]).sum(-1)
    return max(far.min(1).mean(), far.min(0).mean())


def _all_pairs(a: np.ndarray, b: np.ndarray) -> float:
    return np.sqrt(((a[:, None] - b[None]) ** 2).sum(-1)).mean()


MODIFIED_HAUSDORFF = formula_exercise(
    name="modified_hausdorff",
    signature="modified_hausdorff(a, b)",
    asks="Return the larger of two means: how far the points of a (n, 2) are from their nearest "
    "points of b (m, 2), and the other way round.",
    cases=lambda salt: [
        _points(5, 8, 61 + salt),
        _points(9, 4, 62 + salt),
        _points(1, 6, 63 + salt),
        _points(7, 2, 64 + salt),
    ],
    small=lambda: [(np.array([[0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 4.0]]))],
    call=on_arrays(lambda value: expect.number(value, "the distance")),
    right=_of(lambda there, back: max(there.mean(), back.mean())),
    mistakes=(
        (
            _of(lambda there, back: max(there.max(), back.max())),
            "This is the Hausdorff distance itself: one stray point decides everything. The "
            "modified one takes the mean of the nearest distances, not their maximum.",
        ),
        (
            _of(lambda there, back: there.mean()),
            "Only the way from a to b is there: a short stroke that is part of a long one would be "
            "at distance 0.",
        ),
        (
            _of(lambda there, back: back.mean()),
            "Only the way from b to a is there. Take the other way too, and the larger of both.",
        ),
        (
            _of(lambda there, back: min(there.mean(), back.mean())),
            "You took the smaller of the two means: then a part is as near as the whole.",
        ),
        (
            _of(lambda there, back: (there.mean() + back.mean()) / 2),
            "You took the mean of both ways: the formula takes the larger.",
        ),
        (
            _of(lambda there, back: there.mean() + back.mean()),
            "You added both ways: the formula takes the larger.",
        ),
        (
            _of(lambda there, back: max(there.sum(), back.sum())),
            "You added the nearest distances up: a drawing with more ink would be farther from "
            "everything. Take their mean.",
        ),
        (_squared, "These are squared distances: the root is missing."),
        (
            _city,
            "These are steps along the axes, |Δx| + |Δy|: the distance of two points is "
            "√(Δx² + Δy²).",
        ),
        (
            _all_pairs,
            "You took the mean over all pairs of points: first each point looks for its nearest.",
        ),
    ),
    otherwise="Begin with the table of all distances, (n, m). Its smallest entry in each row is "
    "one way, its smallest in each column the other. Which of the two means differs?",
    shows="No weights, no training, and still a machine: among the published results it is the "
    "one to begin with.",
)

EXERCISES = (MODIFIED_HAUSDORFF,)
