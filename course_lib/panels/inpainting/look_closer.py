"""One method under the glass: its fill against the truth, where it errs, and its loss."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.picture import Picture
from course_lib.figures.error_map import FULL_SCALE, css_gradient, paint_errors
from course_lib.figures.style import METHODS
from course_lib.inpainting.metrics import error_map
from course_lib.panels.inpainting.answer_grid import Scored
from course_lib.panels.inpainting.loss_row import LossRow


class LookCloser:
    """A method is chosen; its reveal, its error map and its loss row follow.

    ``choice``, ``reveal``, ``errors`` and ``loss`` are for a panel to lay out.
    """

    def __init__(self, methods: tuple[str, ...], chosen: str) -> None:
        options = [
            Option(m.key, m.label, symbol=m.symbol, colour=m.colour)
            for m in (METHODS[key] for key in methods)
        ]
        self.choice = Choice("Whose answer is shown large", options, value=chosen)
        self.reveal = Picture(title="Its fill, and the truth behind it")
        self.errors = Picture(
            title="Error map",
            caption="Mean |e| of each hidden pixel over its three colours.",
            legend={"low": "0", "high": f"{FULL_SCALE:.1f} or more", "gradient": css_gradient()},
        )
        self.loss = LossRow()

    @property
    def method(self) -> str:
        """The chosen method's key."""
        return self.choice.value

    def on_choice(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` whenever the learner chooses another method."""
        self.choice.observe(lambda _: callback(), "value")

    def nothing(self) -> None:
        """Nothing is hidden, so nothing can be revealed."""
        self._name()
        self.reveal.empty("Hide something first.")
        self.errors.empty("Hide something first.")
        self.loss.nothing(self.method)

    def waiting(self, reason: str | None = None) -> None:
        """The chosen method has not answered yet, or cannot for this ``reason``."""
        self._name()
        for cell in (self.reveal, self.errors):
            if reason is None:
                cell.busy()
            else:
                cell.unavailable(reason)
        self.loss.waiting(self.method, reason)

    def show(self, scored: Scored, photo: np.ndarray, mask: np.ndarray) -> None:
        """Show the chosen method's answer."""
        self._name()
        fill = scored.answer.fill
        self.reveal.show(fill, truth=photo)
        self.errors.show(paint_errors(np.where(mask, error_map(photo, fill), 0.0)))
        self.loss.show(self.method, scored, photo, mask)

    def _name(self) -> None:
        shown = METHODS[self.method]
        for cell in (self.reveal, self.errors):
            cell.colour, cell.symbol = shown.colour, shown.symbol
