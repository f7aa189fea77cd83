"""The distribution that noise words are drawn from, over the rank of a word, on log axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from course_lib.figures.style import BLUE, GREY, ORANGE, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

POINTS = 160  # a line, whatever the vocabulary: the page stays light


def ranks_to_draw(count: int, most: int = POINTS) -> np.ndarray:
    """At most ``most`` ranks from 0 to count − 1, closer together among the frequent words."""
    return np.unique(np.rint(np.geomspace(1, count, most)).astype(int)) - 1


def noise_chart(
    lines: Mapping[float, np.ndarray], alpha: float, words: Sequence[tuple[str, int]]
) -> go.Figure:
    """P_noise over rank for each α of ``lines``, α → (V,) probabilities, most frequent word first.

    The line of ``alpha`` stands out, and ``words`` (text, rank from 0) are marked on it.
    """
    import plotly.graph_objects as go

    figure = go.Figure(layout={"template": template(), "hovermode": "closest"})
    dashes = {0.0: "dot", 0.75: "dash", 1.0: "solid"}
    for value, probabilities in sorted(lines.items()):
        ranks = ranks_to_draw(len(probabilities))
        chosen = value == alpha
        figure.add_scatter(
            x=ranks + 1,
            y=probabilities[ranks],
            name=f"α = {value:g}",
            mode="lines",
            line={
                "color": BLUE if chosen else GREY,
                "width": 3.5 if chosen else 1.75,
                "dash": dashes.get(value, "solid"),
            },
            hovertemplate="rank %{x}: %{y:.2g}<extra>α = " + f"{value:g}</extra>",
        )
    at = lines[alpha]
    figure.add_scatter(
        x=[rank + 1 for _, rank in words],
        y=[at[rank] for _, rank in words],
        text=[word for word, _ in words],
        name="words of the table",
        mode="markers+text",
        textposition=["top center", "bottom center"] * ((len(words) + 1) // 2),
        textfont={"color": "var(--lwl-ink)"},
        marker={"color": ORANGE, "size": 10, "line": {"color": "var(--lwl-ink)", "width": 1}},
        hovertemplate="%{text}, rank %{x}: %{y:.2g}<extra></extra>",
    )
    count = len(at)
    figure.update_xaxes(
        type="log",
        title_text="rank (1 = most frequent)",
        range=[-0.3, np.log10(count) + 0.25],
        dtick=1,
    )
    figure.update_yaxes(
        type="log", title_text="chance in one draw", exponentformat="power", dtick=1
    )
    return figure


__all__ = ["noise_chart", "ranks_to_draw"]
