"""A plane picture of vectors that learn, in which nothing turns or flips between two looks.

PCA's axes have no direction of their own: from one look to the next they may flip or swap though
the vectors hardly moved. Each new picture is therefore turned (and mirrored, where that is nearer)
onto the last one: min_R ‖P R − Q‖_F over orthogonal R, solved by R = U Vᵀ with U S Vᵀ = Pᵀ Q
(Schönemann 1966). Distances within the picture, and the share of variance that it shows, are those
of the PCA.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Plane:
    """``points`` (N, 2) float64, centred; ``shown``: share of the variance in the plane, [0, 1]."""

    points: np.ndarray
    shown: float


def principal_plane(vectors: np.ndarray) -> Plane:
    """The first two principal components of ``vectors`` (N, D), N ≥ 1."""
    x = np.asarray(vectors, dtype=np.float64)
    x = x - x.mean(axis=0)
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    points = np.zeros((len(x), 2))
    points[:, : len(s[:2])] = (u * s)[:, :2]
    total = float((s**2).sum())
    return Plane(points, float((s[:2] ** 2).sum() / total) if total else 1.0)


def turn(points: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The rotation or reflection R, (2, 2), for which ``points @ R`` is nearest to ``last``."""
    u, _, vt = np.linalg.svd(points.T @ last)
    return u @ vt


def unit(vectors: np.ndarray) -> np.ndarray:
    """Each row with length 1, (N, D) float64; a row of zeros stays. So distance follows cosine."""
    x = np.asarray(vectors, dtype=np.float64)
    length = np.linalg.norm(x, axis=1, keepdims=True)
    return x / np.where(length == 0, 1, length)


class MovingPicture:
    """``place(words, vectors)`` again and again; words may come and go between two looks."""

    def __init__(self) -> None:
        self._last: dict[str, np.ndarray] = {}

    def place(self, words: list[str], vectors: np.ndarray) -> Plane:
        """The plane of the words' directions (N, D), turned onto the picture before."""
        plane = principal_plane(unit(vectors))
        points = plane.points
        known = [i for i, word in enumerate(words) if word in self._last]
        if known:
            onto = np.array([self._last[words[i]] for i in known])
            points = points @ turn(points[known], onto)
        self._last = dict(zip(words, points, strict=True))
        return Plane(points, plane.shown)


__all__ = ["MovingPicture", "Plane", "principal_plane", "turn", "unit"]
