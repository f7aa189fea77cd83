"""Words to press: neighbours with their cosines, the trail behind you, spellings to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import traitlets

from course_lib.controls.base import CourseWidget, script


class WordList(CourseWidget):
    """``WordList("Nearest")``; ``show([("apple", 0.8), …])``; ``on_pick`` hears which is pressed.

    A row of buttons, or with ``bars`` a list with a bar for each number in [0, 1]. One of them
    takes the focus with Tab; the arrow keys move among them, Enter presses. ``empty`` stands in the
    place of no words; ``rows`` reserves height for so many.
    """

    _esm = script("word_list.js")

    label = traitlets.Unicode().tag(sync=True)
    items = traitlets.List().tag(sync=True)  # [{"word", "number"}]
    bars = traitlets.Bool(False).tag(sync=True)
    rows = traitlets.Int(1).tag(sync=True)
    empty = traitlets.Unicode("").tag(sync=True)
    current = traitlets.Int(-1).tag(sync=True)  # the item that the learner stands on

    def __init__(self, label: str, **traits: object) -> None:
        self._callbacks: list[Callable[[int, str], None]] = []
        super().__init__(label=label, **traits)
        self.on_msg(self._told)

    def show(self, items: Iterable[tuple[str, float | None]], current: int = -1) -> None:
        """Put words on the page, each with a number to show or None."""
        with self.hold_sync():
            self.items = [{"word": word, "number": number} for word, number in items]
            self.current = current

    def on_pick(self, callback: Callable[[int, str], None]) -> None:
        """Call ``callback(place in the list, word)`` when a word is pressed."""
        self._callbacks.append(callback)

    def _told(self, _: object, content: dict, _buffers: object) -> None:
        place, word = content.get("place"), content.get("word")
        # The list may have changed while the press was on its way: the word decides.
        if not isinstance(place, int) or not 0 <= place < len(self.items):
            return
        if self.items[place]["word"] != word:
            return
        for callback in self._callbacks:
            callback(place, word)


__all__ = ["WordList"]
