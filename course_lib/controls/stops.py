"""A slider over stops of any spacing (1,000 … 1,000,000, say), as a native range input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from course_lib.controls.base import CourseWidget, script


class Stops(CourseWidget):
    """``Stops("Window", range(1, 11), value=5)``: ``value`` is the stop that the learner chose.

    ``shown`` says each stop in words for the learner (str of it, if left out); ``hint`` says what
    moving it does to the idea. Observe ``index`` for changes.
    """

    _esm = script("stops.js")
    kept = ("index",)

    label = traitlets.Unicode().tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    shown = traitlets.List(traitlets.Unicode()).tag(sync=True)
    index = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        label: str,
        stops: Sequence[Any],
        value: Any = None,
        shown: Sequence[str] | None = None,
        hint: str = "",
    ) -> None:
        self.stops = list(stops)
        words = [str(stop) for stop in self.stops] if shown is None else list(shown)
        if len(words) != len(self.stops) or not words:
            raise ValueError(f"{len(self.stops)} stops cannot be shown as {len(words)} texts")
        start = 0 if value is None else self.stops.index(value)
        super().__init__(label=label, hint=hint, shown=words, index=start)

    @property
    def value(self) -> Any:
        """The chosen stop; setting it to something that is not a stop is a ValueError."""
        return self.stops[self.index]

    @value.setter
    def value(self, stop: Any) -> None:
        self.index = self.stops.index(stop)

    @traitlets.validate("index")
    def _inside(self, proposal: dict) -> int:
        return max(0, min(proposal["value"], len(self.stops) - 1))


__all__ = ["Stops"]
