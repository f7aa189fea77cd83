"""The mask families of Pathak et al. as buttons, each with a button for a new sample."""

from __future__ import annotations

from collections.abc import Callable

import traitlets

from course_lib.controls.base import CourseWidget, script

FAMILIES = (
    {
        "family": "central_region",
        "label": "Central region",
        "hint": "Hide the middle 64 × 64 pixels: the same hole for every photo.",
    },
    {
        "family": "random_block",
        "label": "Random block",
        "hint": "Hide several overlapping squares, 20–25 % of the photo.",
    },
    {
        "family": "random_region",
        "label": "Random region",
        "hint": "Hide an irregular shape, 20–25 % of the photo.",
    },
)


class MaskButtons(CourseWidget):
    """Each click sets ``picked`` to {"family", "seed", "click"}; ``click`` counts all clicks."""

    _esm = script("mask_buttons.js")
    kept = ("picked",)

    families = traitlets.List(list(FAMILIES)).tag(sync=True)
    picked = traitlets.Dict({"family": "", "seed": 0, "click": 0}).tag(sync=True)

    def on_pick(self, callback: Callable[[str, int], None]) -> None:
        """Call ``callback(family, seed)`` at every click; junk from the page is ignored."""
        known = {entry["family"] for entry in FAMILIES}

        def picked(change: dict) -> None:
            family, seed = change["new"].get("family"), change["new"].get("seed")
            if family in known and isinstance(seed, int) and 0 <= seed < 2**31:
                callback(family, seed)

        self.observe(picked, "picked")

    def forget(self) -> None:
        """No family is on show any more: the learner has painted."""
        self.picked = {**self.picked, "family": ""}
