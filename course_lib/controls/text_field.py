"""A labelled field for a word or a sentence, with examples to press and room for one sentence."""

from __future__ import annotations

from collections.abc import Sequence

import traitlets

from course_lib.controls.base import CourseWidget, script

LONGEST = 20_000  # characters that reach Python: more than any panel shows


class TextField(CourseWidget):
    """``TextField("A sentence", value=…, examples=[…])``; ``value`` follows the learner's typing.

    ``error`` is a sentence for the learner below the field, in a place that is kept for it; so is
    ``hint``, which stands there while there is no error. ``value`` is at most ``longest``
    characters; where the learner gives more, the rest stays in the page and ``cut`` is True.
    """

    _esm = script("text_field.js")
    kept = ("value",)

    label = traitlets.Unicode().tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)
    placeholder = traitlets.Unicode().tag(sync=True)
    examples = traitlets.List(traitlets.Unicode()).tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)
    longest = traitlets.Int(LONGEST).tag(sync=True)
    cut = traitlets.Bool(False).tag(sync=True)
    patience = traitlets.Int(120).tag(sync=True)  # milliseconds after the last key

    def __init__(
        self, label: str, value: str = "", examples: Sequence[str] = (), **traits: object
    ) -> None:
        super().__init__(label=label, value=value, examples=list(examples), **traits)

    @traitlets.validate("value")
    def _short(self, proposal: dict) -> str:
        return proposal["value"][: self.longest]


__all__ = ["LONGEST", "TextField"]
