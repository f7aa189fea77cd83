"""Distances of same and different pairs, and what a threshold makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from course_lib.figures.style import BLUE, ORANGE, VERMILION, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from course_lib.faces.curves import Curve

BINS = 30
TICKS = (0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6)  # of a DET's axes


def face_curves(
    same: np.ndarray, different: np.ndarray, curve: Curve, tau: float, kind: str = "roc"
) -> go.Figure:
    """Left, shares of pairs (n,) and (m,) by distance with τ; right, the curve with τ's point.

    ``kind`` "roc": who is let in; "det" (Martin et al. 1997): both errors on normal deviates, where
    two bell curves would make a straight line, and the small errors have room.
    """
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
    draw = _det if kind == "det" else _roc
    draw(figure, curve, *curve.at(tau))
    percent = {"tickformat": ".0%"}
    figure.update_xaxes(title="distance d", row=1, col=1)
    figure.update_yaxes(title="share of pairs", row=1, col=1, **percent)
    return figure


def _roc(figure: go.Figure, curve: Curve, far: float, frr: float) -> None:
    figure.add_scatter(
        x=curve.far, y=1 - curve.frr, mode="lines", line={"color": BLUE}, showlegend=False,
        hovertemplate="%{x:.1%} strangers, %{y:.1%} colleagues let in<extra></extra>", row=1, col=2,
    )  # fmt: skip
    _point(figure, far, 1 - frr)
    percent = {"tickformat": ".0%", "row": 1, "col": 2}
    figure.update_xaxes(title="two people let in", range=[0, 1], **percent)
    figure.update_yaxes(title="one person let in", range=[0, 1.02], **percent)


def _det(figure: go.Figure, curve: Curve, far: float, frr: float) -> None:
    from scipy.stats import norm

    least, most = TICKS[0], TICKS[-1]
    shown = (curve.far <= most + 0.2) & (curve.frr <= most + 0.2)
    x, y = (norm.ppf(np.clip(e[shown], least, 1 - least)) for e in (curve.far, curve.frr))
    figure.add_scatter(
        x=x, y=y, mode="lines", line={"color": BLUE}, showlegend=False, row=1, col=2,
        customdata=np.stack([curve.far[shown], curve.frr[shown]], 1),
        hovertemplate="%{customdata[0]:.1%} strangers let in, %{customdata[1]:.1%} colleagues "
        "locked out<extra></extra>",
    )  # fmt: skip
    _point(figure, *(float(norm.ppf(np.clip(e, least, 1 - least))) for e in (far, frr)))
    ends = [float(norm.ppf(least)), float(norm.ppf(most))]
    axis = {
        "tickvals": norm.ppf(TICKS).tolist(),
        "ticktext": [f"{100 * tick:g} %" for tick in TICKS],
        "range": ends,
        "row": 1,
        "col": 2,
    }
    figure.update_xaxes(title="strangers let in", **axis)
    figure.update_yaxes(title="colleagues locked out", **axis)


def _point(figure: go.Figure, x: float, y: float) -> None:
    figure.add_scatter(
        x=[x], y=[y], mode="markers", name="your τ",
        marker={"color": VERMILION, "size": 13, "symbol": "diamond"}, row=1, col=2,
    )  # fmt: skip


__all__ = ["face_curves"]
