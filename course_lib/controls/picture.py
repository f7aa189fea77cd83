"""One picture of a row of results: a title, pixels, and the numbers under them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import traitlets as t

from course_lib.controls.base import CourseWidget, script
from course_lib.errors import LearnerError


def to_rgb(array: np.ndarray) -> np.ndarray:
    """Any picture of the course as (H, W, 3) uint8.

    Takes (H, W, 3) uint8; a mask, (H, W) bool, True drawn white; or a grey picture, (H, W) uint8
    or float in [0, 1]. LearnerError for anything else.
    """
    array = np.asarray(array)
    if array.ndim == 3 and array.shape[2] == 3 and array.dtype == np.uint8:
        return array
    if array.ndim == 2 and array.dtype == bool:
        grey = array * np.uint8(255)
    elif array.ndim == 2 and np.issubdtype(array.dtype, np.floating):
        grey = np.rint(np.clip(np.nan_to_num(array), 0, 1) * 255).astype(np.uint8)
    elif array.ndim == 2 and array.dtype == np.uint8:
        grey = array
    else:
        raise LearnerError(f"A picture cannot be drawn from {array.dtype} numbers {array.shape}.")
    return np.repeat(grey[:, :, None], 3, axis=2)


class Picture(CourseWidget):
    """A cell that is empty, busy, ready or unavailable, and never changes its size between them.

    ``colour`` and ``symbol`` name the method that made the picture. ``metrics`` are lines of
    numbers, ``lines`` how many of them keep their place while there are none. With a ``truth``, a
    slider in the browser uncovers it. ``legend`` is {"low", "high", "gradient"}: two labels
    and the CSS gradient between them. Texts are shown as text: no HTML in them is run.

    When the browser has drawn a picture, its element carries ``data-revision`` (this
    ``revision``) and ``data-drawn-at`` (milliseconds on the page's clock).
    """

    _esm = script("picture.js")

    title = t.Unicode("").tag(sync=True)
    colour = t.Unicode("").tag(sync=True)
    symbol = t.Unicode("").tag(sync=True)
    image = t.Bytes(b"").tag(sync=True)  # raw RGB, row by row
    width = t.Int(128).tag(sync=True)
    height = t.Int(128).tag(sync=True)
    truth = t.Bytes(b"").tag(sync=True)  # what the slider uncovers: raw RGB of the same size
    caption = t.Unicode("").tag(sync=True)
    metrics = t.List(t.Unicode()).tag(sync=True)
    lines = t.Int(0, min=0).tag(sync=True)
    legend = t.Dict(t.Unicode()).tag(sync=True)
    crisp = t.Bool(False).tag(sync=True)  # show the pixels as squares
    state = t.Enum(["empty", "busy", "ready", "unavailable"], "empty").tag(sync=True)
    reason = t.Unicode("").tag(sync=True)
    revision = t.Int(0).tag(sync=True)

    def show(
        self,
        array: np.ndarray,
        metrics: Sequence[str] | None = None,
        caption: str | None = None,
        truth: np.ndarray | None = None,
    ) -> None:
        """Draw an array that ``to_rgb`` takes, all in one message to the browser."""
        rgb = to_rgb(array)
        beneath = None if truth is None else to_rgb(truth)
        if beneath is not None and beneath.shape != rgb.shape:
            raise LearnerError(f"The truth is {beneath.shape} and the picture {rgb.shape}.")
        with self.hold_sync():
            self.height, self.width = rgb.shape[:2]
            self.image = np.ascontiguousarray(rgb).tobytes()
            self.truth = b"" if beneath is None else np.ascontiguousarray(beneath).tobytes()
            self.metrics = list(metrics or ())
            if caption is not None:
                self.caption = caption
            self.reason = ""
            self.state = "ready"
            self.revision += 1

    def busy(self, sentence: str = "Computing …") -> None:
        """An answer is being computed: what is on show fades until it comes.

        The sentence stands where there is no picture to fade.
        """
        with self.hold_sync():
            self.reason = sentence
            self.state = "busy"

    def unavailable(self, sentence: str) -> None:
        """No picture, and one sentence why."""
        self._without_picture("unavailable", sentence)

    def empty(self, sentence: str = "") -> None:
        """No picture yet, and what to do to get one."""
        self._without_picture("empty", sentence)

    def _without_picture(self, state: str, sentence: str) -> None:
        with self.hold_sync():
            self.image = self.truth = b""
            self.metrics = []
            self.reason = sentence
            self.state = state
            self.revision += 1


__all__ = ["Picture", "to_rgb"]
