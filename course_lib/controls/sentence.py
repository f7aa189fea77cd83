"""A sentence whose words can be chosen, marked and annotated: radio buttons, one a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import traitlets

from course_lib.controls.base import CourseWidget, script

# What a word is in the example on show. The stylesheet gives each a colour and a shape of its own.
MARKS = ("", "chosen", "context", "target", "blank", "dropped", "faint")


@dataclass(frozen=True)
class Mark:
    """How a word is shown: ``kind`` out of ``MARKS``; below it ``tag`` (“+5”), then ``note``."""

    kind: str = ""
    tag: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.kind not in MARKS:
            raise ValueError(f"{self.kind!r} is none of the marks {MARKS}")


class Sentence(CourseWidget):
    """``Sentence(label="The blank")``; ``show(words, marks)`` puts words on the page.

    ``chosen`` is the position that the learner picked (by a click, or with the arrow keys), −1
    where there are no words. ``show`` keeps it where it can and moves it inside where it cannot.
    Words of right-to-left scripts run from right to left, and so do the arrow keys.
    """

    _esm = script("sentence.js")
    kept = ("chosen",)

    label = traitlets.Unicode("The sentence").tag(sync=True)
    words = traitlets.List(traitlets.Unicode()).tag(sync=True)
    marks = traitlets.List(traitlets.Dict()).tag(sync=True)  # one {"kind", "tag", "note"} a word
    chosen = traitlets.Int(-1).tag(sync=True)
    empty = traitlets.Unicode("Type a sentence above: its words appear here.").tag(sync=True)

    @traitlets.validate("chosen")
    def _inside(self, proposal: dict) -> int:
        return max(-1, min(proposal["value"], len(self.words) - 1))

    def show(
        self,
        words: Sequence[str],
        marks: Mapping[int, Mark] | None = None,
        chosen: int | None = None,
    ) -> None:
        """Put ``words`` on the page, with ``marks`` by position; ``chosen`` moves the choice."""
        with self.hold_trait_notifications(), self.hold_sync():
            self.words = list(words)
            wanted = self.chosen if chosen is None else chosen
            self.chosen = max(0, min(wanted, len(words) - 1)) if words else -1
            self.mark(marks or {})

    def mark(self, marks: Mapping[int, Mark]) -> None:
        """New marks for the words on show; positions left out have none."""
        plain = Mark()
        found = [marks.get(position, plain) for position in range(len(self.words))]
        self.marks = [{"kind": mark.kind, "tag": mark.tag, "note": mark.note} for mark in found]


__all__ = ["MARKS", "Mark", "Sentence"]
