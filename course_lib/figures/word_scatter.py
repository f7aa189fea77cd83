"""Words on two axes, in groups: each has its colour and its symbol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from course_lib.figures.components import frame, name_points
from course_lib.figures.style import template

if TYPE_CHECKING:
    import plotly.graph_objects as go

SYMBOLS = ("circle", "square", "diamond", "cross", "triangle-up", "star", "x")


def word_scatter(
    groups: Mapping[str, Sequence[str]], points: np.ndarray, shares: Sequence[float]
) -> go.Figure:
    """``points`` (N, 2) holds the groups' words in their order; one trace a group.

    Each group's first word is written before any other; every one can be pointed at. ``shares`` are
    the two shares of variance in [0, 1], written at the axes, whose scale is the same. ValueError
    if there are not as many points as words, or more groups than symbols (7).
    """
    import plotly.graph_objects as go

    count = sum(len(words) for words in groups.values())
    if points.shape != (count, 2):
        raise ValueError(f"{count} words cannot stand at points of shape {points.shape}")
    figure = go.Figure(layout={"template": template(), "hovermode": "closest"})
    starts = np.cumsum([0, *(len(words) for words in groups.values())])[:-1]
    firsts = [words[0] for words in groups.values() if words]
    name_points(figure, firsts + [word for words in groups.values() for word in words])
    for first, (name, words), symbol in zip(
        starts, groups.items(), SYMBOLS[: len(groups)], strict=True
    ):
        part = slice(first, first + len(words))
        here = points[part]
        figure.add_scatter(
            x=here[:, 0],
            y=here[:, 1],
            text=list(words),
            hovertext=list(words),
            name=name,
            mode="markers+text",
            marker={"symbol": symbol, "size": 9},
            textposition="top center",
            hovertemplate="%{hovertext}<extra></extra>",
            cliponaxis=False,
        )
    frame(figure, points, shares)
    return figure
