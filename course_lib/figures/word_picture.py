"""Chosen words in the plane of their two principal components, with the way they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from course_lib.figures.components import name_points
from course_lib.figures.style import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILION, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

# A group of words has a colour and a shape of its own; a seventh group begins again.
GROUPS = (
    (BLUE, "circle"),
    (VERMILION, "square"),
    (GREEN, "triangle-up"),
    (PURPLE, "diamond"),
    (ORANGE, "cross"),
    (SKY, "star"),
)
REACH = 0.6  # of the axes; vectors of length 1 seldom lie further out


def word_picture(
    groups: Sequence[Sequence[str]],
    points: Mapping[str, np.ndarray],
    trails: Mapping[str, np.ndarray],
    shown: float | None,
    reach: float = REACH,
) -> go.Figure:
    """Each word at ``points[word]`` (2,), in its group's colour and shape.

    ``trails[word]`` (M, 2) are its last places, drawn as a faint line; ``shown`` is the share of
    the variance that the plane shows, None while there is no picture. Both axes go from −``reach``
    to ``reach``.
    """
    import plotly.graph_objects as go

    figure = go.Figure(
        layout={
            "template": template(),
            "hovermode": "closest",
            "showlegend": False,
            "margin": {"l": 8, "r": 8, "t": 8, "b": 40},
        }
    )
    gap = np.full((1, 2), np.nan)
    path = np.concatenate([gap, *(np.vstack([t, gap]) for t in trails.values())])
    figure.add_scatter(
        x=path[:, 0],
        y=path[:, 1],
        mode="lines",
        line={"color": GREY, "width": 1.25},
        opacity=0.35,
        hoverinfo="skip",
    )
    # The first word of every group before the second ones.
    turns = sorted((place, word) for group in groups for place, word in enumerate(group))
    name_points(figure, [word for _, word in turns if word in points])
    for number, group in enumerate(groups):
        words = [word for word in group if word in points]
        if not words:
            continue
        colour, shape = GROUPS[number % len(GROUPS)]
        place = np.array([points[word] for word in words])
        figure.add_scatter(
            x=place[:, 0],
            y=place[:, 1],
            text=words,
            hovertext=words,
            mode="markers+text",
            textposition="top center",
            textfont={"color": "var(--lwl-ink)"},
            marker={"color": colour, "symbol": shape, "size": 10},
            hovertemplate="%{hovertext}<extra></extra>",
        )
    axis = {"range": [-reach, reach], "showticklabels": False, "ticks": ""}
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis, scaleanchor="x", constrain="domain")
    said = (
        "" if shown is None else f"the plane of PC 1 and PC 2: {100 * shown:.0f} % of the variance"
    )
    figure.update_xaxes(title_text=said)
    return figure


__all__ = ["GROUPS", "REACH", "word_picture"]
