"""The loss while a network learns: every step faint, its running mean in front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from course_lib.figures.style import METHODS, OBJECTIVES, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST_POINTS = 400  # a long run is thinned to this many points: the page stays light


def thin(
    steps: Sequence[float], losses: Sequence[float], most: int = MOST_POINTS
) -> tuple[np.ndarray, np.ndarray]:
    """At most ``most`` points of a curve: means of equal stretches, so no peak moves the eye.

    ``steps`` and ``losses`` are equally long; returns two float arrays (N,), N ≤ ``most``, with the
    last step always kept as the end of its stretch.
    """
    x, y = np.asarray(steps, float), np.asarray(losses, float)
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError(f"{x.shape} steps cannot go with {y.shape} losses")
    if len(x) <= most:
        return x, y
    edges = np.linspace(0, len(x), most + 1).astype(int)
    means = np.add.reduceat(y, edges[:-1]) / np.diff(edges)
    return x[edges[1:] - 1], means


def running_mean(losses: Sequence[float], share: float = 0.05, least: int = 10) -> np.ndarray:
    """Mean of the last ``share`` of the steps so far, but of ``least`` where there are so many.

    Returns a float array (N,), one mean a step.
    """
    y = np.asarray(losses, float)
    if not len(y):
        return y
    total = np.concatenate([[0.0], np.cumsum(y)])
    here = np.arange(1, len(y) + 1)
    width = np.minimum(here, np.maximum(least, np.ceil(here * share))).astype(int)
    return (total[here] - total[here - width]) / width


def loss_curve(
    steps: Sequence[float],
    losses: Sequence[float],
    baseline: float | None = None,
    title: str = "masked L2",
) -> go.Figure:
    """A figure of a loss over steps, log scale, with the mean colour's loss as a dashed line.

    ``losses`` are mean squares over hidden pixels, > 0; ``baseline`` is the same measure for the
    mean colour; ``title`` is the axis's. Three traces, always in this order: every step, running
    mean, mean colour.
    """
    import plotly.graph_objects as go

    blue, grey = METHODS["context_encoder_l2"].colour, METHODS["mean"].colour
    x, y = thin(steps, losses)
    _, mean = thin(steps, running_mean(losses))
    figure = go.Figure(layout={"template": template(), "height": 300, "autosize": True})
    figure.add_scatter(
        x=x, y=y, name="each step", line={"color": blue, "width": 1}, opacity=0.35, hoverinfo="skip"
    )
    figure.add_scatter(x=x, y=mean, name="running mean", line={"color": blue, "width": 3})
    ends = [float(x[0]), float(x[-1])] if len(x) and baseline is not None else []
    figure.add_scatter(
        x=ends,
        y=[baseline] * len(ends),
        name="mean colour",
        showlegend=bool(ends),
        mode="lines",
        line={"color": grey, "width": 2, "dash": "dash"},
    )
    figure.update_xaxes(title_text="training step")
    figure.update_yaxes(title_text=title, type="log", nticks=6)
    return figure


def pair_loss_curve(
    words: Sequence[float], losses: Sequence[float], of: float, nothing: float
) -> go.Figure:
    """The mean loss of a pair over the number of words read, up to ``of``, from the start on.

    ``nothing`` is the loss of vectors that know nothing, drawn as a dashed line.
    """
    import plotly.graph_objects as go

    x, y = thin(words, losses)
    _, mean = thin(words, running_mean(losses, share=0.03, least=5))
    end = max(of, 1)
    colour = OBJECTIVES["negative"].colour
    figure = go.Figure(layout={"template": template(), "autosize": True, "hovermode": "closest"})
    figure.add_scatter(
        x=x,
        y=y,
        showlegend=False,
        line={"color": colour, "width": 1},
        opacity=0.4,
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=x,
        y=mean,
        mode="lines",
        name="loss of a pair",
        line={"color": colour, "width": 3},
        hovertemplate="%{x:,} words: %{y:.3f}<extra></extra>",
    )
    figure.add_scatter(
        x=[0, end],
        y=[nothing, nothing],
        name="vectors that know nothing",
        mode="lines",
        line={"color": METHODS["mean"].colour, "width": 2, "dash": "dash"},
        hovertemplate="%{y:.2f}<extra></extra>",
    )
    low = min(y, default=nothing)
    figure.update_xaxes(title_text="words read", range=[0, end], nticks=6, tickformat="~s")
    figure.update_yaxes(
        title_text="loss of a pair", range=[min(low, nothing / 2) - 0.05, nothing * 1.05], nticks=6
    )
    return figure
