"""Accuracy of each machine over the number of ways or shots, with its interval and chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course_lib.figures.style import GREY, PLAYERS, template

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class Measured:
    """Accuracy at one place of the axis: ``share`` in [0, 1] of ``of`` trials, low ≤ share ≤ high
    its interval."""

    at: int
    share: float
    low: float
    high: float
    of: int


def accuracy_curve(
    points: Mapping[str, Sequence[Measured]],
    places: Sequence[int],
    chance: Sequence[float],
    title: str,
) -> go.Figure:
    """One line and one band a machine, keys of PLAYERS; a machine may have no points yet.

    ``places`` are the ticks, ``chance`` (as many, in [0, 1]) what guessing scores at each;
    ``title`` is the axis's. Traces: each machine's band and line in turn, then chance. ValueError
    where places and chances do not match.
    """
    import plotly.graph_objects as go

    if len(places) != len(chance):
        raise ValueError(f"{len(places)} places and {len(chance)} chances")
    figure = go.Figure(layout={"template": template(), "hovermode": "closest", "showlegend": False})
    for key, found in points.items():
        look, here = PLAYERS[key], sorted(found, key=lambda m: m.at)
        red, green, blue = (int(look.colour[i : i + 2], 16) for i in (1, 3, 5))
        at = [m.at for m in here]
        figure.add_scatter(
            x=[*at, *reversed(at)] or [None],
            y=[100 * y for y in [*(m.high for m in here), *(m.low for m in reversed(here))]]
            or [None],
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=f"rgba({red}, {green}, {blue}, 0.16)",
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=at or [None],
            y=[100 * m.share for m in here] or [None],
            text=[f"{m.low:.0%} to {m.high:.0%}, {m.of} trials" for m in here] or [None],
            name=look.label,
            mode="lines+markers",
            line={"color": look.colour, "width": 2.5},
            marker={"symbol": look.marker, "size": 10, "color": look.colour},
            hovertemplate="%{y:.0f} % (95 %: %{text})<extra>" + look.label + "</extra>",
        )
    figure.add_scatter(
        x=list(places),
        y=[100 * share for share in chance],
        name="guessing",
        mode="lines",
        line={"color": GREY, "width": 2, "dash": "dash"},
        hovertemplate="guessing: %{y:.0f} %<extra></extra>",
    )
    room = 0.04 * (max(places) - min(places))
    figure.update_xaxes(
        title_text=title, tickvals=list(places), range=[min(places) - room, max(places) + room]
    )
    figure.update_yaxes(title_text="right answers", range=[0, 103], ticksuffix=" %", dtick=20)
    return figure


__all__ = ["Measured", "accuracy_curve"]
