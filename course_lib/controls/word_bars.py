"""Likely words as bars of their probabilities; pressing one picks it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import traitlets

from course_lib.controls.base import CourseWidget, script


def percent(p: float) -> str:
    """A probability with two digits: 0.1234 → “12 %”, 0.00123 → “0.12 %”, at last “< 0.01 %”."""
    if p < 0.0001:
        return "<\u00a00.01\u00a0%"
    return (f"{100 * p:.0f}" if p >= 0.0995 else f"{100 * p:.2g}") + "\u00a0%"


class WordBars(CourseWidget):
    """``bars.show([("and", 0.09), …])``; the longest bar is as wide as there is room.

    ``revision`` counts what was shown, and stands on the element as ``data-revision``.
    """

    _esm = script("word_bars.js")

    label = traitlets.Unicode("The likeliest words").tag(sync=True)
    hint = traitlets.Unicode("Add this word and ask for the next one.").tag(sync=True)
    items = traitlets.List().tag(sync=True)  # [word, share of the longest bar, text]
    revision = traitlets.Int(0).tag(sync=True)

    def __init__(self, on_pick: Callable[[str], None], **traits: object) -> None:
        self._on_pick = on_pick
        super().__init__(**traits)
        self.on_msg(self._told)

    def show(self, words: Sequence[tuple[str, float]]) -> None:
        """Draw words with their probabilities in this order."""
        most = max((p for _, p in words), default=0) or 1
        with self.hold_sync():
            self.items = [[word, p / most, percent(p)] for word, p in words]
            self.revision += 1

    def _told(self, _: object, content: dict, _buffers: object) -> None:
        number = content.get("number")
        if isinstance(number, int) and 0 <= number < len(self.items):
            self._on_pick(self.items[number][0])


__all__ = ["WordBars", "percent"]
