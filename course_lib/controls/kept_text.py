"""A text that the learner's browser keeps, out of sight: it is there again in another page."""

from __future__ import annotations

from collections.abc import Callable

import traitlets as t

from course_lib.controls.base import CourseWidget, script


class KeptText(CourseWidget):
    """``keep(text)`` puts a text under ``place`` in the browser's own storage; "" removes it.

    ``on_stored(text)`` is called with what the browser has kept, once it has said so, and again
    when another page of the same browser keeps something else. Nothing is written before that, so
    an early ``keep`` never overwrites an older text; nor does a late one overwrite what another
    page has written meanwhile: then ``unsaved`` is True and ``on_stored`` called with the other
    page's text, to put both together. ``refused`` is True where the browser keeps nothing: it may
    not, or has no room.
    """

    _esm = script("kept_text.js")

    place = t.Unicode().tag(sync=True)
    stored = t.Unicode("").tag(sync=True)
    told = t.Int(0).tag(sync=True)  # how often the browser has said what it keeps
    text = t.Unicode("").tag(sync=True)
    loaded = t.Bool(False).tag(sync=True)
    unsaved = t.Bool(False).tag(sync=True)
    refused = t.Bool(False).tag(sync=True)

    def __init__(self, place: str) -> None:
        self._on_stored: Callable[[str], None] = lambda text: None
        super().__init__(place=place)

    def on_stored(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(text)`` with what the browser kept, "" for nothing."""
        self._on_stored = callback

    def keep(self, text: str) -> None:
        """Keep ``text`` in place of what was kept."""
        self.text = text

    @t.observe("told")
    def _told(self, _: dict) -> None:
        with self.hold_sync():
            self.unsaved = self.unsaved or bool(self.text and not self.loaded)
            if not self.unsaved:
                self.text = self.stored
            self._on_stored(self.stored)
            self.loaded, self.unsaved = True, False


__all__ = ["KeptText"]
