"""Distances of same and different pairs, and what a threshold makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from course_lib.figures.style import BLUE, ORANGE, VERMILION, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from course_lib.faces.curves import Curve

BINS = 30


def face_curves(same: np.ndarray, different: np.ndarray, curve: Curve, tau: float) -> go.Figure:
    """Left, shares of pairs (n,) and (m,) by distance with τ; right, the ROC with its point."""
    from plotly.subplots import make_subplots

    figure = make_subplots(1, 2, horizontal_spacing=0.14)
    figure.update_layout(template=template(), hovermode="closest", barmode="overlay")
    edges = np.linspace(0, max(same.max(), different.max()) + 1e-6, BINS + 1)
    looks = ((same, "one person", BLUE, ""), (different, "two people", ORANGE, "/"))
    for d, name, colour, pattern in looks:
        height = np.histogram(d, edges)[0] / len(d)
        figure.add_bar(
            x=(edges[1:] + edges[:-1]) / 2, y=height, width=edges[1], name=name, opacity=0.65,
            marker={"color": colour, "pattern": {"shape": pattern}}, row=1, col=1,
        )  # fmt: skip
    figure.add_vline(tau, line={"color": VERMILION, "width": 3}, row=1, col=1)
    far, frr = curve.at(tau)
    figure.add_scatter(
        x=curve.far, y=1 - curve.frr, mode="lines", line={"color": BLUE}, showlegend=False,
        hovertemplate="%{x:.1%} strangers, %{y:.1%} colleagues let in<extra></extra>", row=1, col=2,
    )  # fmt: skip
    figure.add_scatter(
        x=[far], y=[1 - frr], mode="markers", name="your τ",
        marker={"color": VERMILION, "size": 13, "symbol": "diamond"}, row=1, col=2,
    )  # fmt: skip
    percent = {"tickformat": ".0%"}
    figure.update_xaxes(title="distance d", row=1, col=1)
    figure.update_yaxes(title="share of pairs", row=1, col=1, **percent)
    figure.update_xaxes(title="two people let in", range=[0, 1], row=1, col=2, **percent)
    figure.update_yaxes(title="one person let in", range=[0, 1.02], row=1, col=2, **percent)
    return figure


__all__ = ["face_curves"]
