"""Keeps a text in the learner's browser: it is there again when the page is opened anew."""

from __future__ import annotations

from collections.abc import Callable

import traitlets as t

from course_lib.controls.base import CourseWidget, script


class ScoreKeeper(CourseWidget):
    """``keep(text)`` puts a text under ``place`` in the browser's own storage.

    ``on_stored(text)`` is called with what the browser has kept, once it has said so, and again
    when another page of the same browser keeps something new. Nothing is written before that, so
    an early ``keep`` never overwrites an older text. ``on_clear()`` is called when the learner has
    pressed "clear" and then confirmed it.
    """

    _esm = script("score_keeper.js")

    place = t.Unicode().tag(sync=True)
    stored = t.Unicode(None, allow_none=True).tag(sync=True)
    text = t.Unicode("").tag(sync=True)
    loaded = t.Bool(False).tag(sync=True)
    damaged = t.Bool(False).tag(sync=True)  # the browser then keeps the old text aside
    count = t.Int(0).tag(sync=True)
    note = t.Unicode("").tag(sync=True)
    cleared = t.Int(0).tag(sync=True)

    def __init__(self, place: str) -> None:
        self._on_stored: Callable[[str], None] = lambda text: None
        self._on_clear: Callable[[], None] = lambda: None
        super().__init__(place=place)

    def on_stored(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(text)`` with what the browser kept; it then calls ``keep``."""
        self._on_stored = callback

    def on_clear(self, callback: Callable[[], None]) -> None:
        """Call ``callback()`` when everything is to be forgotten."""
        self._on_clear = callback

    def keep(self, text: str, count: int, note: str | None = None, damaged: bool = False) -> None:
        """Keep ``text``, which holds ``count`` trials; ``note`` is a sentence for the learner."""
        with self.hold_sync():
            self.text, self.count = text, count
            self.damaged = self.damaged or damaged
            if note is not None:
                self.note = note

    @t.observe("stored")
    def _told(self, _: dict) -> None:
        with self.hold_sync():
            self._on_stored(self.stored or "")
            self.loaded = True

    @t.observe("cleared")
    def _forget(self, _: dict) -> None:
        self._on_clear()


__all__ = ["ScoreKeeper"]
