"""A door for the learner's own text: pasted, dropped or chosen, checked for size in the browser."""

from __future__ import annotations

from collections.abc import Callable

import traitlets as t

from course_lib.controls.base import CourseWidget, script

LARGEST = 8_000_000  # bytes; web servers drop messages over 10 MB without a word


class TextUpload(CourseWidget):
    """Hands what the learner gives to the callbacks of ``on_text``: (bytes, name of the text).

    Pasted text arrives as UTF-8 with the name "". What is larger than ``largest`` bytes never
    leaves the page: ``error`` then says why. A callback may set ``error`` or ``note``, sentences
    that stand below the field.
    """

    _esm = script("text_upload.js")

    data = t.Bytes(b"").tag(
        sync=True,
        echo_update=False,  # too large to send back again
        from_json=lambda value, _: bytes(value or b""),  # it arrives as a memoryview
    )
    name = t.Unicode("").tag(sync=True)
    given = t.Int(0).tag(sync=True)  # rises with each text, so that the same one can come twice
    error = t.Unicode("").tag(sync=True)
    note = t.Unicode("").tag(sync=True)
    label = t.Unicode("Paste a text, or choose a file").tag(sync=True)
    instead = t.Unicode(  # what to do with more than goes through a page
        "Choose “A file or folder” and type where it lies: any size is read from there."
    ).tag(sync=True)
    largest = t.Int(LARGEST).tag(sync=True)

    def __init__(self, **traits: object) -> None:
        self._callbacks: list[Callable[[bytes, str], None]] = []
        super().__init__(**traits)

    def on_text(self, callback: Callable[[bytes, str], None]) -> None:
        """Call ``callback(data, name)`` with every text."""
        self._callbacks.append(callback)

    @t.observe("given")
    def _received(self, _: dict) -> None:
        data, self.data = self.data, b""  # whoever wants it keeps it: one copy is enough
        for callback in self._callbacks:
            callback(data, self.name)


__all__ = ["LARGEST", "TextUpload"]
