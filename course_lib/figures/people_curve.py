"""What is named rightly, by how many people a method learned from: a plot a kind of face."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from course_lib.figures.style import BLUE, GREEN, GREY, ORANGE, PURPLE, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from course_lib.faces.people_needed import PeopleNeeded

LOOKS = {  # colour, marker, dash
    "pixels": (GREY, "square", "dash"),
    "eigenfaces": (PURPLE, "diamond", "solid"),
    "fisherfaces": (ORANGE, "triangle-up", "solid"),
    "gabor": (GREEN, "star", "solid"),
    "softmax": (BLUE, "circle", "solid"),
}


def people_curve(one: PeopleNeeded, labels: Mapping[str, str]) -> go.Figure:
    """A line of means over splits for each method, every split a dash; people on a logarithmic
    axis. ``labels`` by method, whose keys are in LOOKS."""
    import plotly.graph_objects as go

    figure = go.Figure(layout={"template": template(), "hovermode": "closest"})
    for name, splits in one.shares.items():
        colour, marker, dash = LOOKS[name]
        figure.add_scatter(
            x=one.sizes, y=[100 * mean for mean in one.mean(name)], name=labels[name],
            mode="lines+markers", line={"color": colour, "width": 2.5, "dash": dash},
            marker={"symbol": marker, "size": 10, "color": colour},
            hovertemplate="learned from %{x}: %{y:.1f} %<extra>" + labels[name] + "</extra>",
        )  # fmt: skip
        pairs = [(size, 100 * share) for size, found in zip(one.sizes, splits, strict=True)
                 for share in found]  # fmt: skip
        figure.add_scatter(
            x=[size for size, _ in pairs], y=[share for _, share in pairs], mode="markers",
            marker={"symbol": "line-ew-open", "size": 8, "color": colour},
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    figure.update_xaxes(type="log", title=f"{one.faces} people learned from",
                        tickvals=one.sizes, ticktext=[str(size) for size in one.sizes])  # fmt: skip
    title = f"of {one.asked} others, named rightly"
    figure.update_yaxes(range=[0, 102], ticksuffix=" %", dtick=20, title=title)
    figure.update_layout(
        legend={"orientation": "h", "y": -0.24, "yanchor": "top", "x": 0},
        margin={"l": 72, "r": 8, "t": 8, "b": 120},
    )
    return figure


__all__ = ["people_curve"]
