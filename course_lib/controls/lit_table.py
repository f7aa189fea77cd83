"""A table of examples that scrolls in its own frame; the rows on the learner's mind are lit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import traitlets

from course_lib.controls.base import CourseWidget, script

MOST_ROWS = 600  # more cannot be read, and makes a page slow


class LitTable(CourseWidget):
    """``table.show(rows, lit)``: rows of texts below ``columns``, ``lit`` row numbers marked.

    The first lit row is scrolled into the frame, never the page. ``caption`` says what the table
    holds; rows beyond ``MOST_ROWS`` are left out, and a last line says how many.
    """

    _esm = script("lit_table.js")

    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    lit = traitlets.List(traitlets.Int()).tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)
    empty = traitlets.Unicode("No rows yet.").tag(sync=True)

    def __init__(self, columns: Sequence[str], **traits: object) -> None:
        super().__init__(columns=list(columns), **traits)

    def show(
        self, rows: Iterable[Sequence[str]], lit: Iterable[int] = (), caption: str = ""
    ) -> None:
        """Put rows on the page; each has as many texts as there are columns."""
        rows = [list(row) for row in rows]
        left_out = len(rows) - MOST_ROWS
        rows = rows[:MOST_ROWS]
        if left_out > 0:
            rows.append([f"… and {left_out} more", *[""] * (len(self.columns) - 1)])
        with self.hold_sync():
            self.caption = caption
            self.rows = rows
            self.lit = [number for number in lit if number < MOST_ROWS]


__all__ = ["MOST_ROWS", "LitTable"]
