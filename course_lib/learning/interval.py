"""How sure a share is that was counted: Wilson's interval."""

from __future__ import annotations

import math

Z = 1.959964  # 95 % of a normal distribution


def wilson(right: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, in [0, 1] (Wilson 1927); (0, 1) of no trials.

    ValueError unless 0 ≤ right ≤ of.
    """
    if not 0 <= right <= of:
        raise ValueError(f"{right} right of {of}")
    if not of:
        return 0.0, 1.0
    share, n = right / of, 1 + Z**2 / of
    middle = (share + Z**2 / (2 * of)) / n
    half = Z / n * math.sqrt(share * (1 - share) / of + Z**2 / (4 * of**2))
    return max(0.0, middle - half), min(1.0, middle + half)


__all__ = ["Z", "wilson"]
