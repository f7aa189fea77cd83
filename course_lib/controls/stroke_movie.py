"""A character drawn stroke after stroke in the browser: each stroke has a number and a colour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import traitlets as t

from course_lib.controls.base import CourseWidget, script
from course_lib.figures.style import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILION

COLOURS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK, GREY)


def colour(number: int) -> str:
    """The colour of a stroke, numbered from 0; the ninth begins again."""
    return COLOURS[number % len(COLOURS)]


class StrokeMovie(CourseWidget):
    """``show`` puts a drawing on the page. ``share``: how much of the pen's way is drawn, 0 to 1.

    ``strokes``: lists of [x, y] in pixels of a 105×105 page, in drawing order. Each rise of
    ``plays`` makes the page draw it from the start (at once, where the reader wants no motion).
    """

    _esm = script("stroke_movie.js")

    strokes = t.List().tag(sync=True)
    title = t.Unicode("").tag(sync=True)
    share = t.Float(1.0).tag(sync=True)
    plays = t.Int(0).tag(sync=True)
    colours = t.List(list(COLOURS)).tag(sync=True)

    def show(self, strokes: Sequence[np.ndarray], title: str, play: bool = False) -> None:
        """Put strokes (n, 2) on the page; ``play`` draws them one after the other.

        ValueError for what is no stroke: another shape, no point, or numbers that are not finite.
        """
        arrays = [np.asarray(stroke, float) for stroke in strokes]
        for array in arrays:
            if array.ndim != 2 or array.shape[1] != 2 or not len(array):
                raise ValueError(f"a stroke is (n, 2) points, not {array.shape}")
            if not np.isfinite(array).all():
                raise ValueError("a stroke's points are finite numbers")
        with self.hold_sync():
            self.strokes = [array.round(2).tolist() for array in arrays]
            self.title = title
            self.share = 1.0
            self.plays += play

    @t.validate("share")
    def _inside(self, proposal: dict) -> float:
        share = proposal["value"]
        return min(1.0, max(0.0, share)) if share == share else 1.0


__all__ = ["COLOURS", "StrokeMovie", "colour"]
