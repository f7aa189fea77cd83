"""A photo by the webcam: asked for when pressed, seen live, taken by hand, switched off again."""

from __future__ import annotations

from course_lib.controls.base import script
from course_lib.controls.photo_upload import PhotoUpload


class Webcam(PhotoUpload):
    """Hands each photo that the learner takes to the callbacks of ``on_photo``.

    A webcam that is refused, absent or in use is one sentence in ``error``; nothing else changes.
    """

    _esm = script("webcam.js")


__all__ = ["Webcam"]
