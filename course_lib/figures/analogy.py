"""a is to b as c is to …: the parallelogram and the words nearest to its fourth corner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course_lib.figures.components import frame, name_points
from course_lib.figures.style import BLUE, GREEN, GREY, ORANGE, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from course_lib.words.neighbourhood import Parallelogram

ROOM = 0.16  # beside the points, as a share of what they span


def analogy(found: Parallelogram) -> go.Figure:
    """Three traces: the words given, the fourth corner (a cross), the words found (best first).

    Arrows run from a to b and from c to the corner; dotted lines close the parallelogram.
    """
    import plotly.graph_objects as go

    (a, b, c, corner), near = found.points[:4], found.points[4:]
    figure = go.Figure(
        layout={
            "template": template(),
            "hovermode": "closest",
            "margin": {"l": 8, "r": 8, "t": 8, "b": 40},
            "showlegend": True,
            "legend": {"font": {"size": 15}},
        }
    )
    # The words given first, then the best answers.
    name_points(figure, [*found.words[:3], *found.words[4:]])
    looks = (
        ("given", found.words[:3], found.points[:3], BLUE, "circle", 11),
        ("ê_b − ê_a + ê_c", ("",), corner[None], ORANGE, "x", 12),
        ("found", found.words[4:], near, GREEN, "diamond", 9),
    )
    for name, words, points, colour, symbol, size in looks:
        figure.add_scatter(
            x=points[:, 0],
            y=points[:, 1],
            mode="markers+text",
            name=name,
            text=list(words),
            hovertext=list(words),
            customdata=list(words),
            textposition="top center",
            textfont={"color": "var(--lwl-ink)"},
            marker={"color": colour, "symbol": symbol, "size": size},
            hovertemplate="%{hovertext}<extra></extra>",
        )
    for start, end in ((a, b), (c, corner)):
        figure.add_annotation(
            x=end[0],
            y=end[1],
            ax=start[0],
            ay=start[1],
            axref="x",
            ayref="y",
            showarrow=True,
            arrowhead=3,
            arrowwidth=2,
            arrowcolor=BLUE,
            text="",
            standoff=6,
            startstandoff=6,
        )
    for start, end in ((a, c), (b, corner)):
        figure.add_shape(
            type="line",
            x0=start[0],
            y0=start[1],
            x1=end[0],
            y1=end[1],
            line={"color": GREY, "width": 1.5, "dash": "dot"},
        )
    frame(figure, found.points, found.shares, room=ROOM)
    return figure


__all__ = ["analogy"]
