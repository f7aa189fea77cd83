"""A link and a code for somebody else, and the code that this page's own address brought."""

from __future__ import annotations

from collections.abc import Callable

import traitlets as t

from course_lib.controls.base import CourseWidget, script


class ShareLink(CourseWidget):
    """Shows this page's address with ``code`` behind it, ``#ten=CODE``, and copies it at a press.

    ``on_given(code)`` is called with the code that came with the address, once, if one did, and
    again when the address gets another.
    """

    _esm = script("share_link.js")

    code = t.Unicode("").tag(sync=True)
    given = t.Unicode("").tag(sync=True)
    label = t.Unicode("").tag(sync=True)

    def __init__(self, label: str) -> None:
        self._on_given: Callable[[str], None] = lambda code: None
        super().__init__(label=label)

    def on_given(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(code)`` with the address's code."""
        self._on_given = callback

    @t.observe("given")
    def _came(self, _: dict) -> None:
        if self.given:
            self._on_given(self.given)


__all__ = ["ShareLink"]
