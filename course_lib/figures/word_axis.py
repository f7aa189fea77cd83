"""Words on one line between two words that the learner chose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from course_lib.figures.style import BLUE, ORANGE, template

if TYPE_CHECKING:
    import plotly.graph_objects as go


def word_axis(
    low: str, high: str, words: Sequence[str], places: np.ndarray, ends: Sequence[float]
) -> go.Figure:
    """Each word at its place, a line a word, lowest first; ``ends`` are the two words' own places.

    Two traces: the words, the two ends (diamonds).
    """
    import plotly.graph_objects as go

    order = np.argsort(places)
    names = [words[i] for i in order]
    figure = go.Figure(
        layout={
            "template": template(),
            "hovermode": "closest",
            "margin": {"l": 8, "r": 16, "t": 8, "b": 48},
            "showlegend": False,
        }
    )
    rows = [low, *names, high]
    figure.add_scatter(
        x=places[order],
        y=list(range(1, len(names) + 1)),
        mode="markers",
        text=names,
        customdata=names,
        marker={"color": BLUE, "size": 11},
        hovertemplate="%{text}: %{x:.2f}<extra></extra>",
    )
    figure.add_scatter(
        x=list(ends),
        y=[0, len(rows) - 1],
        mode="markers",
        text=[low, high],
        marker={"color": ORANGE, "size": 12, "symbol": "diamond"},
        hovertemplate="%{text}: %{x:.2f}<extra></extra>",
    )
    middle = (ends[0] + ends[1]) / 2
    figure.add_vline(x=middle, line={"color": "rgba(128, 128, 128, 0.6)", "dash": "dot"})
    figure.update_xaxes(title_text=f"← {low}      ê_w · û      {high} →", zeroline=False)
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=rows,
        ticks="",
        automargin=True,
        range=[-0.7, len(rows) - 0.3],
    )
    return figure


__all__ = ["word_axis"]
