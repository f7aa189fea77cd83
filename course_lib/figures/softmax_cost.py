"""What one update costs as the vocabulary grows, on log axes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from course_lib.figures.style import OBJECTIVES, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

UNITS = ((1e6, "s"), (1e3, "ms"), (1, "µs"))
LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def digits(value: float, places: int = 2) -> str:
    """``value`` > 0 with ``places`` significant digits and no exponent: 0.042, 1.3, 68,000."""
    if value <= 0:
        return "0"
    rounded = float(f"{value:.{places - 1}e}")
    after_point = places - 1 - math.floor(math.log10(rounded))
    return f"{rounded:,.{max(0, after_point)}f}"


def duration(microseconds: float) -> str:
    """Microseconds as a learner reads them: 12 µs, 1.3 ms, 2.1 s."""
    size, unit = next(((s, u) for s, u in UNITS if microseconds >= 0.995 * s), UNITS[-1])
    return f"{digits(microseconds / size)} {unit}"


def amount(count: float) -> str:
    """A large number as a learner reads it: 68,000 or 2.6 billion."""
    size, word = next(((s, w) for s, w in LARGE if count >= 0.995 * s), (1, ""))
    return f"{digits(count / size)} {word}".strip()


def _decades(values: Sequence[float], least: tuple[int, int]) -> list[float]:
    """A log axis over whole decades: ``least`` of them, and more where values lie outside."""
    logs = [math.log10(value) for value in values]
    return [min([least[0], *map(math.floor, logs)]), max([least[1], *map(math.ceil, logs)])]


def cost_chart(
    points: Mapping[str, Sequence[tuple[int, float]]], sizes: Sequence[int], k: int
) -> go.Figure:
    """Time per update over V, one line a method, both axes logarithmic.

    ``points`` maps a key of OBJECTIVES to (V, microseconds) pairs, in any order; a method with none
    is in the legend and nowhere else. ``sizes`` are the V that are measured, the axis' ticks.
    """
    import plotly.graph_objects as go

    figure = go.Figure(layout={"template": template(), "hovermode": "closest"})
    for key, method in OBJECTIVES.items():
        here = sorted(points.get(key, ()))
        name = f"{method.label}, k = {k}" if key == "negative" else method.label
        figure.add_scatter(
            x=[v for v, _ in here] or [None],
            y=[cost for _, cost in here] or [None],
            text=[duration(cost) for _, cost in here] or [None],
            name=name,
            mode="lines+markers",
            line={"color": method.colour, "width": 2.5},
            marker={"symbol": method.marker, "size": 10, "color": method.colour},
            hovertemplate="%{x:,} words: %{text}<extra>" + name + "</extra>",
        )
    costs = [cost for here in points.values() for _, cost in here]
    low, high = _decades(costs, (0, 4))
    ticks = range(int(low), int(high) + 1)
    figure.update_xaxes(
        type="log",
        title_text="words in the vocabulary, V",
        range=[math.log10(min(sizes)) - 0.12, math.log10(max(sizes)) + 0.12],
        tickvals=[v for v in sizes if math.log10(v) % 1 == 0],
        ticktext=[f"{v:,}" for v in sizes if math.log10(v) % 1 == 0],
    )
    figure.update_yaxes(
        type="log",
        title_text="time per update",
        range=[low - 0.05, high + 0.05],
        tickvals=[10.0**n for n in ticks],
        ticktext=[duration(10.0**n) for n in ticks],
    )
    return figure


__all__ = ["amount", "cost_chart", "digits", "duration"]
