"""The modified Hausdorff distance between the inks of two drawings (Dubuisson & Jain 1994).

    d(A, B) = mean over a ∈ A of the distance from a to the nearest b ∈ B
    MHD(A, B) = max(d(A, B), d(B, A))

A and B are the coordinates of ink pixels, each set centred on its mean (Lake et al. 2015).
"""

from __future__ import annotations

import numpy as np

from course_lib.oneshot.machine import refuse_bad


class Hausdorff:
    """− MHD to the nearest of a class's K drawings."""

    def score(self, support: np.ndarray, query: np.ndarray) -> np.ndarray:
        """As ``Machine.score``."""
        refuse_bad(support, query)
        ways, shots = support.shape[:2]
        ink = points(query)
        apart = [distance(points(image), ink) for image in support.reshape(-1, *query.shape)]
        return -np.reshape(apart, (ways, shots)).min(1)


def points(image: np.ndarray) -> np.ndarray:
    """Coordinates of the ink of (H, W), centred on their mean: (P, 2) float32."""
    places = np.argwhere(image > 0.5).astype(np.float32)
    return places - places.mean(0)


def distance(a: np.ndarray, b: np.ndarray) -> float:
    """MHD of two sets of points, (P, 2) and (Q, 2)."""
    # Every pair at once, but not as one matrix product: NumPy's threads for it go on spinning for
    # a while, and the network that is asked next would share its cores and take twice as long.
    squares = np.subtract.outer(a[:, 0], b[:, 0]) ** 2  # (P, Q)
    squares += np.subtract.outer(a[:, 1], b[:, 1]) ** 2
    there = np.sqrt(squares.min(1)).mean()
    back = np.sqrt(squares.min(0)).mean()
    return float(max(there, back))


def shipped() -> Hausdorff:
    """The machine; there is nothing to load."""
    return Hausdorff()
