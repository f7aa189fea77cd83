"""A network learning by episodes: its loss, and how often it is right on alphabets never seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from course_lib.figures.loss_curve import running_mean, thin
from course_lib.figures.style import GREY, PLAYERS, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from course_lib.oneshot.quick_training import Asked


def episode_curve(
    losses: Sequence[float], looks: Sequence[Asked], steps: int, chance: float
) -> go.Figure:
    """Two panels above one axis of steps: accuracy with its 95 % interval (%), and the loss.

    ``losses``: one a step so far; ``chance`` in [0, 1] is drawn as a dashed line.
    """
    from plotly.subplots import make_subplots

    colour = PLAYERS["prototypical"].colour
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.6, 0.4])
    figure.update_layout(template=template(), showlegend=False, hovermode="closest")
    share = [100 * look.share for look in looks]
    figure.add_scatter(
        x=[look.step for look in looks],
        y=share,
        mode="lines+markers",
        line={"color": colour, "width": 3},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [100 * look.interval[1] - y for look, y in zip(looks, share, strict=True)],
            "arrayminus": [
                y - 100 * look.interval[0] for look, y in zip(looks, share, strict=True)
            ],
            "thickness": 1,
        },
        text=[f"{look.right} of {look.of} right" for look in looks],
        hovertemplate="step %{x}: %{text}<extra></extra>",
        row=1,
        col=1,
    )
    figure.add_scatter(
        x=[0, steps],
        y=[100 * chance] * 2,
        mode="lines",
        line={"color": GREY, "width": 2, "dash": "dash"},
        hovertemplate="guessing<extra></extra>",
        row=1,
        col=1,
    )
    x, y = thin(range(1, len(losses) + 1), losses)
    _, mean = thin(range(1, len(losses) + 1), running_mean(losses))
    for values, width, opacity in ((y, 1, 0.35), (mean, 3, 1.0)):
        figure.add_scatter(
            x=x,
            y=values,
            mode="lines",
            line={"color": colour, "width": width},
            opacity=opacity,
            hoverinfo="skip",
            row=2,
            col=1,
        )
    figure.update_xaxes(range=[0, steps])
    figure.update_xaxes(title_text="training step", row=2, col=1)
    figure.update_yaxes(title_text="right, %", range=[0, 102], row=1, col=1)
    figure.update_yaxes(title_text="loss", rangemode="tozero", row=2, col=1)
    return figure


__all__ = ["episode_curve"]
