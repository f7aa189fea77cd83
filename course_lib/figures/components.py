"""The honest frame of pictures on principal axes: equal scales, and what the axes leave out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import plotly.graph_objects as go

ORDINALS = ("first", "second", "third")
LABEL = np.array([0.12, 0.05])  # width and height that a word takes, as shares of the picture


def titles(shares: Sequence[float]) -> list[str]:
    """What each axis is called: which component it is, and its share of the variance."""
    return [
        f"{which} component, {100 * share:.0f} % of the variance"
        for which, share in zip(ORDINALS, shares, strict=False)
    ]


def with_room(points: np.ndarray, span: float) -> np.ndarray:
    """Which of ``points`` (N, 2) can carry their word, first come first served: (N,) bool.

    ``span`` is the picture's width in the points' unit. The others are read by pointing at them.
    """
    written: list[np.ndarray] = []
    free = np.zeros(len(points), bool)
    for i, point in enumerate(points):
        free[i] = all((np.abs(point - other) > LABEL * span).any() for other in written)
        if free[i]:
            written.append(point)
    return free


def frame(
    figure: go.Figure,
    points: np.ndarray,
    shares: Sequence[float],
    room: float | Sequence[float] = 0.14,
) -> None:
    """Name a flat picture's axes, and let them reach past ``points`` (N, 2) by ``room``.

    ``shares`` are the axes' shares of the variance in [0, 1]; ``room`` is a share of what an axis
    spans, one for both or one each. A component's numbers mean nothing by themselves and are not
    shown; its length does, so both axes have one scale.
    """
    low, span = points.min(axis=0), np.ptp(points, axis=0)
    edge = np.broadcast_to(room, 2) * span + 1e-3
    updates = (figure.update_xaxes, figure.update_yaxes)
    for update, title, start, end in zip(
        updates, titles(shares), low - edge, low + span + edge, strict=True
    ):
        update(title_text=title, range=[float(start), float(end)], showticklabels=False, ticks="")
    figure.update_yaxes(scaleanchor="x")


__all__ = ["frame", "titles", "with_room"]
