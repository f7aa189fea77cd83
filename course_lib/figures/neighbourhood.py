"""Words where principal components put them, their true neighbours linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from course_lib.figures.components import frame, name_points, titles
from course_lib.figures.style import BLUE, GREY, ORANGE, VERMILION, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from course_lib.words.neighbourhood import WordMap


def neighbourhood(found: WordMap, asked: int) -> go.Figure:
    """The first ``asked`` words as diamonds, the others as dots; 2-D or 3-D as the points are.

    Four traces, always in this order: links that the picture keeps (solid), links that it does not
    (dashed), neighbours, words asked about. A point's customdata is its word.
    """
    import plotly.graph_objects as go

    dims = found.points.shape[1]
    solid = dims == 3
    figure = go.Figure(layout=_layout(found, solid))
    add = figure.add_scatter3d if solid else figure.add_scatter
    for kept, dash, colour, name in (
        (True, "solid", GREY, "near, and near in the picture"),
        (False, "dash", VERMILION, "near, but not in the picture"),
    ):
        lines = _lines(found, kept)
        add(
            **dict(zip("xyz", lines.T, strict=False)),
            mode="lines",
            name=name,
            line={"color": colour, "width": 2 if solid else 1.2, "dash": dash},
            opacity=0.6 if kept else 0.4,
            hoverinfo="skip",
        )
    name_points(figure, found.words)  # those asked about come first
    for part, colour, symbol, size, name in (
        (slice(asked, None), BLUE, "circle", 8, "neighbours"),
        (slice(asked), ORANGE, "diamond", 13, "asked about"),
    ):
        words, points = found.words[part], found.points[part]
        add(
            **dict(zip("xyz", points.T, strict=False)),
            mode="markers+text",
            name=name,
            text=list(words),
            hovertext=list(words),
            customdata=list(words),
            textposition="top center",
            textfont={"color": "var(--lwl-ink)", "size": 15},
            marker={
                "color": colour,
                "symbol": symbol,
                "size": size * 0.55 if solid else size,
                "line": {"color": "var(--lwl-surface)", "width": 1},
            },
            hovertemplate="%{hovertext}<extra></extra>",
        )
    if not solid:
        frame(figure, found.points, found.shares)  # words reach beyond their dots
    return figure


def _lines(found: WordMap, kept: bool) -> np.ndarray:
    """Ends of links with a gap after each, (3 L, dims); a link that runs both ways once."""
    pairs = {tuple(sorted((link.start, link.end))) for link in found.links if link.kept == kept}
    if not kept:
        pairs -= {tuple(sorted((link.start, link.end))) for link in found.links if link.kept}
    rows = np.full((3 * len(pairs), found.points.shape[1]), np.nan)
    for i, (start, end) in enumerate(sorted(pairs)):
        rows[3 * i : 3 * i + 2] = found.points[[start, end]]
    return rows


def _layout(found: WordMap, solid: bool) -> dict:
    layout: dict = {
        "template": template(),
        "hovermode": "closest",
        "uirevision": " ".join(found.words[:8]) + str(solid),
        "margin": {"l": 8, "r": 8, "t": 8, "b": 40},
        "legend": {"y": 1.0, "yanchor": "bottom", "font": {"size": 15}},
        "showlegend": True,
    }
    if solid:
        plain = {
            "showticklabels": False,
            "showbackground": False,
            "gridcolor": "rgba(128, 128, 128, 0.35)",
            "zeroline": False,
            "showspikes": False,
        }
        layout["scene"] = {
            f"{axis}axis": {**plain, "title": {"text": f"{title.split()[0]}, {100 * share:.0f} %"}}
            for axis, title, share in zip("xyz", titles(found.shares), found.shares, strict=True)
        } | {
            "dragmode": "orbit",
            "aspectmode": "cube",
            "camera": {
                "eye": {"x": 1.3, "y": 1.3, "z": 0.6},
                "center": {"x": 0, "y": 0, "z": -0.15},  # so that the titles below are whole
            },
        }
        layout["margin"] = {"l": 0, "r": 0, "t": 8, "b": 0}
    return layout


__all__ = ["neighbourhood"]
