"""A trial's drawings at their places in the plane of two principal components."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from course_lib.figures.components import frame
from course_lib.figures.data_address import framed_address
from course_lib.figures.style import BLUE, GREEN, GREY, VERMILION, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from course_lib.oneshot.plane import Plane
    from course_lib.oneshot.trials import Trial

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXY"
SIZES = ((30, 10.0), (60, 13.0), (1000, 17.0))  # up to so many drawings, so many fit side by side
FRAMES = {"": ("#C9CED8", 3), "query": (BLUE, 12), "right": (GREEN, 12), "wrong": (VERMILION, 12)}


def letter(number: int) -> str:
    """What a class is called: A, B, … and numbers after Y."""
    return LETTERS[number] if number < len(LETTERS) else str(number + 1)


def tile(ink: np.ndarray, frame: str = "") -> str:
    """A drawing (H, W) as an address: black on white in one of FRAMES."""
    return framed_address(ink, *FRAMES[frame])


def embedding(found: Plane, trial: Trial) -> go.Figure:
    """Each drawing stands at its point, the query and its lines to two classes in front; a drawing
    that has no room (``with_room``) is a dot.

    Traces, always in this order: drawings to the mean of their class (none where K = 1), the
    query's line to the machine's answer, its line to the right class, means, and the points, which
    can be pointed at; a point's customdata is its class's letter. ValueError where the plane is
    another trial's.
    """
    import plotly.graph_objects as go

    ways, shots = found.support.shape[:2]
    if trial.support.shape[:2] != (ways, shots):
        raise ValueError(f"a plane of {ways} × {shots} drawings, {trial.support.shape[:2]} given")
    figure = go.Figure(
        layout={
            "template": template(),
            "hovermode": "closest",
            "showlegend": False,
            "margin": {"l": 40, "r": 8, "t": 8, "b": 44},
            "uirevision": f"{found.query} {found.dims}",
        }
    )
    right = found.answer == trial.truth
    spokes = np.full((ways, shots, 3, 2), np.nan)
    if shots > 1:
        spokes[:, :, 0], spokes[:, :, 1] = found.classes[:, None], found.support
    _line(figure, spokes.reshape(-1, 2), GREY, 1, "solid", 0.5)
    answered = np.stack([found.query, found.classes[found.answer]])
    _line(figure, answered, GREEN if right else VERMILION, 3, "solid", 1)
    true = np.full((2, 2), np.nan) if right else np.stack([found.query, found.classes[trial.truth]])
    _line(figure, true, GREEN, 3, "dash", 1)
    figure.add_scatter(
        x=found.classes[:, 0],
        y=found.classes[:, 1],
        mode="markers",
        marker={"symbol": "cross-thin", "size": 9, "line": {"color": GREY, "width": 2}},
        visible=shots > 1,
        hoverinfo="skip",
    )
    side, points = _side(found), np.vstack([found.support.reshape(-1, 2), found.query])
    seen = with_room(found, trial.truth, side)
    _points(figure, found, trial, seen)
    _tiles(figure, found, trial, seen, side)
    _labels(figure, found, trial, side)
    span = np.maximum(np.ptp(points, axis=0), 1e-9)
    # Drawings are as large as a side; names stand above and below.
    frame(figure, points, found.shares, room=side * np.array([0.8, 1.3]) / span)
    return figure


def with_room(found: Plane, truth: int, side: float) -> np.ndarray:
    """Which drawings (N, K) are shown as tiles of that side: (N, K) bool.

    All of the machine's class and of the right one; of the others, the most typical of each class
    first, those that cover no other. A class's only drawing is always shown.
    """
    if found.support.shape[1] == 1:
        return np.ones(found.support.shape[:2], bool)
    apart = np.linalg.norm(found.support - found.classes[:, None], axis=2)  # (N, K)
    typical = np.argsort(np.argsort(apart, axis=1, kind="stable"), axis=1)  # 0: nearest its mean
    seen = np.zeros(apart.shape, bool)
    seen[[found.answer, truth]] = True
    taken = [found.query, *found.support[seen]]
    for n, k in sorted(np.ndindex(*apart.shape), key=lambda at: (typical[at], at)):
        place = found.support[n, k]
        if not seen[n, k] and all(np.abs(place - t).max() >= side for t in taken):
            seen[n, k] = True
            taken.append(place)
    return seen


def _side(found: Plane) -> float:
    points = np.vstack([found.support.reshape(-1, 2), found.query])
    beside = next(fit for most, fit in SIZES if len(points) <= most)
    return max(float(np.ptp(points, axis=0).max()) / beside, 1e-6)


def _line(
    figure: go.Figure, points: np.ndarray, colour: str, width: float, dash: str, opacity: float
) -> None:
    figure.add_scatter(
        x=points[:, 0],
        y=points[:, 1],
        mode="lines",
        line={"color": colour, "width": width, "dash": dash},
        opacity=opacity,
        hoverinfo="skip",
    )


def _points(figure: go.Figure, found: Plane, trial: Trial, seen: np.ndarray) -> None:
    ways, shots = found.support.shape[:2]
    said, names = [], []
    for n in range(ways):
        for k in range(shots):
            drawing = f", drawing {k + 1}" if shots > 1 else ""
            said.append(f"class {letter(n)}{drawing}<br>{found.apart[n]:.3g} from the query")
            names.append(letter(n))
    figure.add_scatter(
        x=[*found.support[..., 0].ravel(), found.query[0]],
        y=[*found.support[..., 1].ravel(), found.query[1]],
        mode="markers",
        # What has no tile is a dot; under a tile lies only what is pointed at.
        marker={
            "size": [*np.where(seen, 24, 8).ravel(), 24],
            "opacity": [*np.where(seen, 0.0, 0.8).ravel(), 0.0],
            "color": GREY,
            "line": {"width": 0},
        },
        customdata=[*names, "query"],
        hovertext=[*said, f"the query, of class {letter(trial.truth)}"],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _tiles(figure: go.Figure, found: Plane, trial: Trial, seen: np.ndarray, side: float) -> None:
    frames = {found.answer: "wrong", trial.truth: "right"}  # right wins where both are one
    plain, framed = [], []
    for n, drawings in enumerate(trial.support):
        frame = frames.get(n, "")
        for ink, place in zip(drawings[seen[n]], found.support[n][seen[n]], strict=True):
            (framed if frame else plain).append((ink, place, frame))
    for ink, place, frame in [*plain, *framed, (trial.query, found.query, "query")]:
        figure.add_layout_image(
            source=tile(ink, frame),
            xref="x",
            yref="y",
            x=float(place[0]),
            y=float(place[1]),
            xanchor="center",
            yanchor="middle",
            sizex=side * (1.25 if frame else 1),
            sizey=side * (1.25 if frame else 1),
            layer="above",
            opacity=1 if frame else 0.92,
        )


def _labels(figure: go.Figure, found: Plane, trial: Trial, side: float) -> None:
    right = found.answer == trial.truth
    # The most important first: the last is left out where there is no room for it.
    classes = {found.answer: "its answer ✓" if right else "its answer ✗"}
    classes.setdefault(trial.truth, "the right one")
    classes.setdefault(found.nearest_shown, "nearest here")
    said = [(found.query, "query")]
    said += [
        (found.support[n][np.argmax(found.support[n][:, 1])], f"{letter(n)}: {words}")
        for n, words in classes.items()
    ]
    # The query's name stands on the side away from the answer, the others' away from the query.
    above = found.query[1] >= found.classes[found.answer][1]
    points = np.vstack([found.support.reshape(-1, 2), found.query])
    low, wide = points[:, 0].min(), max(float(np.ptp(points[:, 0])), 1e-9)
    written: list[np.ndarray] = []  # where names stand: no other covers them
    for number, (place, words) in enumerate(said):
        along = (place[0] - low) / wide
        up = above if number == 0 else place[1] > found.query[1]
        spots = [
            np.array([place[0], place[1] + (1 if side_up else -1) * away * side])
            for away in (0.95, 1.65)  # from a drawing's middle to the middle of its name
            for side_up in (up, not up)
        ]
        room = (0.3 * wide, 0.7 * side)
        free = (s for s in spots if all((np.abs(s - w) > room).any() for w in written))
        spot = next(free, None)
        if spot is None:
            continue
        written.append(spot)
        figure.add_annotation(
            x=float(place[0] + (along > 0.8) * 0.5 * side - (along < 0.2) * 0.5 * side),
            y=float(spot[1]),
            yanchor="middle",
            xanchor="left" if along < 0.2 else "right" if along > 0.8 else "center",
            text=f"<b>{words}</b>",
            showarrow=False,
            font={"color": "var(--lwl-ink)", "size": 15},
            bgcolor="var(--lwl-surface)",
            opacity=0.92,
            borderpad=1,
        )


__all__ = ["FRAMES", "embedding", "letter", "tile", "with_room"]
