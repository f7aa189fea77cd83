"""A square frame on a photo, moved and sized by hand: what lies inside is the face.

The page sends where the frame is, and Python cuts.
"""

from __future__ import annotations

import cv2
import numpy as np
import traitlets as t

from course_lib.controls.base import CourseWidget, script

LONGEST = 480  # pixels of the photo on the page: a face needs 64
OFFERED = 0.7  # of the shorter side


class FaceFrame(CourseWidget):
    """``left``, ``top`` and ``side`` of the frame, in pixels of the photo on show.

    Nothing finds the face: the frame is offered in the middle, and the learner moves it.
    """

    _esm = script("face_frame.js")

    image = t.Bytes(b"").tag(sync=True)  # raw RGB
    width = t.Int(0).tag(sync=True)
    height = t.Int(0).tag(sync=True)
    left = t.Int(0).tag(sync=True)
    top = t.Int(0).tag(sync=True)
    side = t.Int(0).tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self._photo: np.ndarray | None = None

    def show(self, photo: np.ndarray) -> None:
        """Put a photo (H, W, 3) uint8 under a frame in its middle."""
        height, width = photo.shape[:2]
        factor = min(1.0, LONGEST / max(height, width))
        if factor < 1:
            size = max(1, round(width * factor)), max(1, round(height * factor))
            photo = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
        self._photo = photo = np.ascontiguousarray(photo)
        height, width = photo.shape[:2]
        side = round(OFFERED * min(height, width))
        with self.hold_sync():
            self.width, self.height, self.image = width, height, photo.tobytes()
            self.side, self.left, self.top = side, (width - side) // 2, (height - side) // 2

    def cut(self) -> np.ndarray | None:
        """What is inside the frame, (side, side, 3) uint8; None without a photo."""
        if self._photo is None:
            return None
        height, width = self._photo.shape[:2]
        side = int(np.clip(self.side, 1, min(height, width)))
        left = int(np.clip(self.left, 0, width - side))
        top = int(np.clip(self.top, 0, height - side))
        return self._photo[top : top + side, left : left + side].copy()

    def forget(self) -> None:
        """No photo any more."""
        self._photo = None
        with self.hold_sync():
            self.image, self.width, self.height = b"", 0, 0


__all__ = ["FaceFrame"]
