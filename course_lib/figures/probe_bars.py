"""Accuracies of trunks as bars, with the spread over seeds and every seed as a dot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from course_lib.figures.style import BLUE, GREEN, GREY, ORANGE, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

KINDS = {"beside": GREY, "alone": BLUE, "together": ORANGE, "named": GREEN}


@dataclass(frozen=True)
class Bar:
    """``seeds``: an accuracy in [0, 1] each; ``kind`` a key of ``KINDS``."""

    title: str
    seeds: Sequence[float]
    kind: str


def probe_bars(bars: Sequence[Bar], chance: float) -> go.Figure:
    """Horizontal bars in their order, the first on top; the dashed line is ``chance``."""
    import plotly.graph_objects as go

    figure = go.Figure(
        layout={"template": template(), "hovermode": "closest", "showlegend": False, "bargap": 0.35}
    )
    names = [bar.title for bar in bars]
    means = [100 * float(np.mean(bar.seeds)) for bar in bars]
    figure.add_bar(
        y=names,
        x=means,
        orientation="h",
        marker_color=[KINDS[bar.kind] for bar in bars],
        text=[f"{mean:.1f} %" for mean in means],
        textposition="inside",
        insidetextanchor="start",
        hovertemplate="%{y}: %{x:.1f} %<extra></extra>",
    )
    figure.add_scatter(
        y=[bar.title for bar in bars for _ in bar.seeds],
        x=[100 * seed for bar in bars for seed in bar.seeds],
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 14, "line": {"width": 2}, "color": "#7A7F87"},
        hovertemplate="%{y}, one seed: %{x:.1f} %<extra></extra>",
    )
    figure.add_vline(x=100 * chance, line={"dash": "dash", "width": 1, "color": "#7A7F87"})
    figure.update_xaxes(title="named rightly by a straight cut (%)", range=[0, 80])
    figure.update_yaxes(autorange="reversed", automargin=True, showgrid=False, ticks="")
    figure.update_layout(margin={"l": 8, "r": 16, "t": 8, "b": 48})
    return figure


__all__ = ["Bar", "probe_bars"]
