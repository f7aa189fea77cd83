"""A door for the learner's own photo: dropped, pasted or chosen, and shrunk in the browser.

The browser turns the photo as its EXIF tag says, puts it on white, shrinks it to at most 1024
pixels on its longer side and sends a PNG, so a photo of 40 MB crosses the wire as one of about 1.
A picture that the browser cannot read but Pillow may (a TIFF, say), and a PNG of 16 bits, which
browsers darken, is sent as it is, up to 8 MB.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import traitlets as t

from course_lib.controls.base import CourseWidget, script
from course_lib.errors import LearnerError

LONGEST_SIDE = 1024
LARGEST_RAW = 8 * 2**20  # bytes; web servers drop messages over 10 MB without a word


class PhotoUpload(CourseWidget):
    """Hands each photo that the learner gives to the callbacks of ``on_photo``.

    A file that is no photo changes nothing but ``error``, one sentence that the widget shows.
    """

    _esm = script("photo_upload.js")

    photo_png = t.Bytes(b"").tag(
        sync=True,
        echo_update=False,  # too large to send back again
        from_json=lambda value, _: bytes(value or b""),  # it arrives as a memoryview
    )
    name = t.Unicode("").tag(sync=True)
    given = t.Int(0).tag(sync=True)  # rises with each file, so the same photo can come twice
    error = t.Unicode("").tag(sync=True)
    prompt = t.Unicode("Use your own photo").tag(sync=True)
    longest_side = t.Int(LONGEST_SIDE).tag(sync=True)
    largest_raw = t.Int(LARGEST_RAW).tag(sync=True)

    def __init__(self, **traits: object) -> None:
        self._callbacks: list[Callable[[np.ndarray], None]] = []
        self._accepted = ""
        super().__init__(**traits)

    def on_photo(self, callback: Callable[[np.ndarray], None]) -> None:
        """Call ``callback`` with every photo, (H, W, 3) uint8; its LearnerError is shown here."""
        self._callbacks.append(callback)

    @t.observe("given")
    def _received(self, _: dict) -> None:
        from course_lib.vision import photos

        self.error = ""
        try:
            photo = photos.decode(self.photo_png)
            for callback in self._callbacks:
                callback(photo)
        except LearnerError as error:
            self.error = str(error)
            self.name = self._accepted  # the photo on show is still the one before
        else:
            self._accepted = self.name


__all__ = ["PhotoUpload"]
