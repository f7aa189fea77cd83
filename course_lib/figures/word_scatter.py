"""Words on two axes, in groups: each has its colour and its symbol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from course_lib.figures.style import template

if TYPE_CHECKING:
    import plotly.graph_objects as go

SYMBOLS = ("circle", "square", "diamond", "cross", "triangle-up", "star", "x")


def word_scatter(
    groups: Mapping[str, Sequence[str]], points: np.ndarray, shares: Sequence[float]
) -> go.Figure:
    """``points`` (N, 2) holds the groups' words in their order; one trace a group.

    ``shares`` are the two shares of variance in [0, 1], written at the axes, whose scale is the
    same. ValueError if there are not as many points as words, or more groups than symbols (7).
    """
    import plotly.graph_objects as go

    count = sum(len(words) for words in groups.values())
    if points.shape != (count, 2):
        raise ValueError(f"{count} words cannot stand at points of shape {points.shape}")
    figure = go.Figure(layout={"template": template(), "hovermode": "closest"})
    first = 0
    for (name, words), symbol in zip(groups.items(), SYMBOLS[: len(groups)], strict=True):
        here = points[first : first + len(words)]
        first += len(words)
        figure.add_scatter(
            x=here[:, 0],
            y=here[:, 1],
            text=list(words),
            name=name,
            mode="markers+text",
            marker={"symbol": symbol, "size": 9},
            textposition="top center",
            hovertemplate="%{text}<extra></extra>",
            cliponaxis=False,
        )
    for update, which, share in zip(
        (figure.update_xaxes, figure.update_yaxes), ("first", "second"), shares, strict=True
    ):
        update(title_text=f"{which} component, {100 * share:.0f} % of the variance")
    figure.update_yaxes(scaleanchor="x")
    return figure
