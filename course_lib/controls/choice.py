"""One out of several, as native radio buttons: a photo by its thumbnail, a method by its symbol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import traitlets

from course_lib.controls.base import CourseWidget, script
from course_lib.figures.data_address import photo_address


@dataclass(frozen=True)
class Option:
    """``value`` is for Python, the rest for the learner; ``picture`` is (H, W, 3) uint8."""

    value: str
    label: str
    hint: str = ""
    symbol: str = ""
    colour: str = ""
    picture: np.ndarray | None = None


class Choice(CourseWidget):
    """Radio buttons; ``value`` is the chosen option's, or "" while none is.

    With ``commit``, a button of that name below: ``on_commit`` hears the value that was chosen when
    it was pressed. Both travel in one message, for a button of its own may overtake the choice on
    the way. ``settled`` ends all pressing.
    """

    _esm = script("choice.js")
    kept = ("value",)

    label = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)
    value = traitlets.Unicode("").tag(sync=True)
    commit = traitlets.Unicode("").tag(sync=True)
    committed = traitlets.Dict().tag(sync=True)  # value, and press: how often it was pressed
    settled = traitlets.Bool(False).tag(sync=True)
    folded = traitlets.List(traitlets.Unicode()).tag(sync=True)  # options that are not offered now

    def __init__(
        self, label: str, options: Sequence[Option], value: str = "", commit: str = ""
    ) -> None:
        self._on_commit: Callable[[str], None] = lambda value: None
        self._values = {option.value for option in options}
        shown = [
            {
                "value": o.value,
                "label": o.label,
                "hint": o.hint,
                "symbol": o.symbol,
                "colour": o.colour,
                "picture": "" if o.picture is None else photo_address(o.picture),
            }
            for o in options
        ]
        super().__init__(label=label, options=shown, value=value, commit=commit)

    def on_commit(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(value)`` when the button is pressed; "" while nothing is chosen."""
        self._on_commit = callback

    @traitlets.observe("committed")
    def _pressed(self, _: dict) -> None:
        value = self.committed.get("value")
        if not self.settled and (value == "" or value in self._values):
            self.value = value
            self._on_commit(value)

    @traitlets.validate("value")
    def _only_options(self, proposal: dict) -> str:
        if proposal["value"] and proposal["value"] not in self._values:
            raise traitlets.TraitError(f"{proposal['value']!r} is not among the options")
        return proposal["value"]
