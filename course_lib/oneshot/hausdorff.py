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
    # Every pair at once: ‖a − b‖² = ‖a‖² − 2 a·b + ‖b‖², one matrix product.
    squares = (a**2).sum(1)[:, None] - 2 * (a @ b.T) + (b**2).sum(1)  # (P, Q)
    there = np.sqrt(np.maximum(squares.min(1), 0)).mean()
    back = np.sqrt(np.maximum(squares.min(0), 0)).mean()
    return float(max(there, back))


def shipped() -> Hausdorff:
    """The machine; there is nothing to load."""
    return Hausdorff()
