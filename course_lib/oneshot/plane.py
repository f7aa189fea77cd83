"""A trial in a machine's own space, flattened: the two directions in which it is spread most.

The points z of all drawings, query included, are centred and turned so that the first axes carry
most of their variance (principal component analysis). A plane of two axes keeps the share

    (λ₁ + λ₂) / Σ λᵢ

of it, λᵢ the variances along the axes; what lies near in the plane may be far apart in the space.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.errors import LearnerError
from course_lib.oneshot.machine import Machine
from course_lib.oneshot.trials import Trial


@dataclass(frozen=True, eq=False)
class Plane:
    """Where a trial's drawings lie on two principal axes.

    ``support``: (N, K, 2) and ``query``: (2,); ``shares``: the two axes' shares of the variance, in
    [0, 1]; ``dims``: how many numbers a point has in the space. ``answer`` is the class that the
    machine chooses. ``apart``: (N,) Euclidean distance in the space from the query to the mean of
    each class's points, and ``apart_shown``: (N,) the same in the plane. ``kept``: the share of all
    drawings whose nearest other drawing in the plane is also the nearest in the space.
    """

    support: np.ndarray
    query: np.ndarray
    shares: tuple[float, float]
    dims: int
    answer: int
    apart: np.ndarray
    apart_shown: np.ndarray
    kept: float

    @property
    def classes(self) -> np.ndarray:
        """The mean of each class's points, (N, 2): the plane of a mean is the mean in the plane."""
        return self.support.mean(1)

    @property
    def nearest(self) -> int:
        """The class whose mean is nearest to the query in the space."""
        return int(np.argmin(self.apart))

    @property
    def nearest_shown(self) -> int:
        """The class whose mean is nearest to the query in the plane."""
        return int(np.argmin(self.apart_shown))


def has_space(machine: Machine) -> bool:
    """Whether the machine gives each drawing a place, or knows only how alike two are."""
    return hasattr(machine, "embed")


def plane(machine: Machine, trial: Trial) -> Plane:
    """The trial in the plane of its first two principal components.

    LearnerError for a machine without a space, and for drawings that it cannot compare.
    """
    from sklearn.decomposition import PCA

    if not has_space(machine):
        raise LearnerError(
            "This machine has no space to look at: it says how far two drawings are apart, and "
            "gives no drawing a place."
        )
    answer = int(np.argmax(machine.score(trial.support, trial.query)))
    ways, shots, *size = trial.support.shape
    drawings = np.concatenate([trial.support.reshape(-1, *size), trial.query[None]])
    z = np.asarray(machine.embed(drawings), float)  # (N · K + 1, D)
    axes = PCA(min(2, *z.shape), svd_solver="full")
    with np.errstate(invalid="ignore", divide="ignore"):  # all alike: no variance to share out
        found = axes.fit_transform(z)
        ratios = np.nan_to_num(axes.explained_variance_ratio_)
    flat, shares = np.zeros((len(z), 2)), np.zeros(2)
    flat[:, : found.shape[1]], shares[: len(ratios)] = found, ratios
    return Plane(
        support=flat[:-1].reshape(ways, shots, 2),
        query=flat[-1],
        shares=(float(shares[0]), float(shares[1])),
        dims=z.shape[1],
        answer=answer,
        apart=_to_means(z, ways, shots),
        apart_shown=_to_means(flat, ways, shots),
        kept=float(np.mean(_neighbour(z) == _neighbour(flat))),
    )


def _to_means(points: np.ndarray, ways: int, shots: int) -> np.ndarray:
    means = points[:-1].reshape(ways, shots, -1).mean(1)
    return np.linalg.norm(means - points[-1], axis=1)


def _neighbour(points: np.ndarray) -> np.ndarray:
    """The nearest other point of each: (B,) int."""
    square = (points**2).sum(1)
    apart = square[:, None] - 2 * points @ points.T + square
    np.fill_diagonal(apart, np.inf)
    return apart.argmin(1)


__all__ = ["Plane", "has_space", "plane"]
