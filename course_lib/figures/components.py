"""The honest frame of pictures on principal axes: equal scales, and what the axes leave out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import plotly.graph_objects as go

ORDINALS = ("first", "second", "third")


def titles(shares: Sequence[float]) -> list[str]:
    """What each axis is called: which component it is, and its share of the variance."""
    return [
        f"{which} component, {100 * share:.0f} % of the variance"
        for which, share in zip(ORDINALS, shares, strict=False)
    ]


def name_points(figure: go.Figure, words: Sequence[str]) -> None:
    """``words`` are the names of points, the most important first: where names would cover each
    other, the page writes the first of them (the control ``chart`` does it, for its own width)."""
    figure.update_layout(meta={"names": list(dict.fromkeys(words))})


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


__all__ = ["frame", "name_points", "titles"]
