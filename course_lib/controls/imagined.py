"""What a network imagines, large: the learner's own sharp photo, and only the hole filled."""

from __future__ import annotations

import numpy as np
import traitlets as t

from course_lib.controls.base import CourseWidget, script
from course_lib.errors import LearnerError
from course_lib.inpainting import masks

SIDE = masks.SIZE


class Imagined(CourseWidget):
    """The photo (a JPEG, as sharp as it is) and, in its hole, a fill of 128 × 128 pixels.

    Holding the button, the picture or a key shows the photo alone: the truth. The browser puts the
    two together, at the screen's resolution. Its element carries ``data-revision`` and
    ``data-drawn-at`` (milliseconds on the page's clock) of what it shows, and ``data-final``: false
    for an answer to a stroke that is still being painted.
    """

    _esm = script("imagined.js")

    photo = t.Bytes(b"").tag(sync=True)
    fill = t.Bytes(b"").tag(sync=True)  # raw RGB, row by row; nothing: the hole stays empty
    mask = t.Bytes(b"").tag(sync=True)  # bits, row by row, 1 = hidden
    title = t.Unicode("").tag(sync=True)
    colour = t.Unicode("").tag(sync=True)
    symbol = t.Unicode("").tag(sync=True)
    line = t.Unicode("").tag(sync=True)  # the numbers
    state = t.Enum(["empty", "busy", "ready", "unavailable"], "empty").tag(sync=True)
    reason = t.Unicode("").tag(sync=True)
    final = t.Bool(True).tag(sync=True)
    revision = t.Int(0).tag(sync=True)

    def show(self, fill: np.ndarray, mask: np.ndarray, line: str, final: bool = True) -> None:
        """Fill the hole ``mask`` (128, 128) bool from ``fill`` (128, 128, 3) uint8."""
        if fill.shape != (SIDE, SIDE, 3) or fill.dtype != np.uint8 or mask.shape != (SIDE, SIDE):
            raise LearnerError(f"A fill is {SIDE} × {SIDE} pixels of uint8, not {fill.shape}.")
        self._now("ready", mask, np.ascontiguousarray(fill).tobytes(), line=line, final=final)

    def busy(self, sentence: str) -> None:
        """An answer is on its way; what is on show stays until it comes."""
        with self.hold_sync():
            self.state, self.reason = "busy", sentence

    def without(self, state: str, mask: np.ndarray, sentence: str) -> None:
        """No fill: the hole stays empty, and one sentence says why."""
        self._now(state, mask, b"", reason=sentence)

    def _now(
        self,
        state: str,
        mask: np.ndarray,
        fill: bytes,
        line: str = "",
        reason: str = "",
        final: bool = True,
    ) -> None:
        with self.hold_sync():
            self.mask, self.fill = np.packbits(mask).tobytes(), fill
            self.state, self.line, self.reason, self.final = state, line, reason, final
            self.revision += 1


__all__ = ["Imagined"]
