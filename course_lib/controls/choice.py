"""One out of several, as native radio buttons: a photo by its thumbnail, a method by its symbol."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Radio buttons; ``value`` is the chosen option's, or "" while none is."""

    _esm = script("choice.js")

    label = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)
    value = traitlets.Unicode("").tag(sync=True)
    folded = traitlets.List(traitlets.Unicode()).tag(sync=True)  # options that are not offered now

    def __init__(self, label: str, options: Sequence[Option], value: str = "") -> None:
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
        super().__init__(label=label, options=shown, value=value)

    @traitlets.validate("value")
    def _only_options(self, proposal: dict) -> str:
        if proposal["value"] and proposal["value"] not in self._values:
            raise traitlets.TraitError(f"{proposal['value']!r} is not among the options")
        return proposal["value"]
