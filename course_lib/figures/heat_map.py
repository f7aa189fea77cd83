"""Cosines of every word with every other, as colours and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from course_lib.figures.style import BLUE, VERMILION, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

NUMBERS_UP_TO = 12  # words; more would not leave the numbers room


def heat_map(words: Sequence[str], cosines: np.ndarray) -> go.Figure:
    """``cosines`` (N, N) in [−1, 1]; blue is alike, vermilion opposite, the page's ground is 0."""
    import plotly.graph_objects as go

    words = list(words)
    figure = go.Figure(
        layout={
            "template": template(),
            "hovermode": "closest",
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        }
    )
    figure.add_heatmap(
        x=words,
        y=words,
        z=np.round(cosines, 3),
        zmin=-1,
        zmax=1,
        colorscale=[[0, VERMILION], [0.5, "var(--lwl-sunken)"], [1, BLUE]],
        texttemplate="%{z:.2f}" if len(words) <= NUMBERS_UP_TO else None,
        xgap=2,
        ygap=2,
        hovertemplate="%{y} and %{x}: %{z:.2f}<extra></extra>",
        colorbar={"title": {"text": "cosine"}, "thickness": 10, "tickvals": [-1, 0, 1]},
    )
    figure.update_xaxes(type="category", showgrid=False, ticks="", automargin=True)
    figure.update_yaxes(
        type="category", showgrid=False, ticks="", automargin=True, autorange="reversed"
    )
    return figure


__all__ = ["heat_map"]
