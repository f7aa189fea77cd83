"""A page of paper for one character: the pen's paths, and the ink they leave."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import traitlets as t

from course_lib.controls.base import CourseWidget, script
from course_lib.errors import LearnerError
from course_lib.oneshot import pen
from course_lib.oneshot.class_alphabet import refuse_drawing


class PenStrokes(t.List):
    """A list of strokes, each a list of [x, y] on the page; anything else leaves the old list."""

    def validate(self, obj: DrawCharacter, value: object) -> list:
        try:
            return [stroke.tolist() for stroke in pen.checked(value)]
        except LearnerError as error:
            obj.error = str(error)
            raise t.TraitError(obj.error) from None


class DrawCharacter(CourseWidget):
    """Draw with mouse, finger, stylus or arrow keys; ``strokes`` holds the paths in drawing order.

    A stroke is a list of [x, y], x to the right and y down, in pixels of a 105×105 page. ``act``
    labels a button beside the paper; ``on_act(callback)`` hears of a press, and then ``strokes``
    are those that stood there: they travel in one message, and no press overtakes a stroke.
    """

    _esm = script("draw_character.js")
    kept = ("strokes",)

    strokes = PenStrokes().tag(sync=True)
    error = t.Unicode("").tag(sync=True)
    act = t.Unicode("").tag(sync=True)
    hint = t.Unicode("").tag(sync=True)  # of that button
    acted = t.Int(0).tag(sync=True)

    def on_act(self, callback: Callable[[], None]) -> None:
        """Call ``callback()`` when the learner presses the button."""
        self.observe(lambda _: callback(), "acted")

    @property
    def paths(self) -> list[np.ndarray]:
        """The strokes as (n, 2) float arrays."""
        return [np.array(stroke) for stroke in self.strokes]

    def drawing(self) -> np.ndarray:
        """The ink, (105, 105) float32, 1 = ink. LearnerError, also shown below the page, for a
        blank page, a dot or a scribble that fills it."""
        ink = pen.ink(self.paths)
        try:
            refuse_drawing(ink)
        except LearnerError as error:
            self.error = str(error)
            raise
        self.error = ""
        return ink

    def clear(self) -> None:
        """An empty page."""
        with self.hold_sync():
            self.strokes, self.error = [], ""


__all__ = ["DrawCharacter"]
