"""The reconstruction loss as a row of pictures that follows the brush.

L_rec = ‖M̂ ⊙ (x − F((1 − M̂) ⊙ x))‖₂, its symbols in the colours of the pictures they name. The
formula is MathML, which browsers draw themselves: no script, no network, and CSS colours it.
"""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from course_lib.controls.picture import Picture
from course_lib.figures import loss_terms
from course_lib.figures.style import MASK_COLOUR, METHODS
from course_lib.inpainting.losses import l_rec
from course_lib.panels.inpainting.answer_grid import Scored
from course_lib.panels.layout import grid

OPEN, CLOSE = '<mo stretchy="false">(</mo>', '<mo stretchy="false">)</mo>'
NORM = '<mo stretchy="false">‖</mo>'
X, M = '<mi class="lwl-sym-x">x</mi>', '<mover class="lwl-sym-m"><mi>M</mi><mo>^</mo></mover>'
SEEN = f'<mrow class="lwl-sym-seen">{OPEN}<mn>1</mn><mo>−</mo>{M}{CLOSE}<mo>⊙</mo>{X}</mrow>'
F = f'<mrow class="lwl-sym-f"><mi>F</mi>{OPEN}{SEEN}{CLOSE}</mrow>'
ERROR = f'<mrow class="lwl-sym-e">{M}<mo>⊙</mo>{OPEN}{X}<mo>−</mo>{F}{CLOSE}</mrow>'
FORMULA = (
    '<math display="block" style="--lwl-method:{colour}"><msub><mi>L</mi>'
    '<mpadded voffset="-0.25em"><mtext>rec</mtext></mpadded></msub><mo>=</mo>'
    f"<msub><mrow>{NORM}{ERROR}{NORM}</mrow><mn>2</mn></msub>{{value}}</math>"
)


class LossRow(widgets.VBox):
    """x, M̂, (1 − M̂) ⊙ x, F((1 − M̂) ⊙ x), M̂ ⊙ (x − F(…)) side by side, and their L_rec.

    ``value`` is the L_rec on show, None while there is none.
    """

    def __init__(self) -> None:
        self.value: float | None = None
        self.formula = widgets.HTML()
        self.x = Picture(title="x", caption="the photo: it is its own label")
        self.m = Picture(title="M̂", colour=MASK_COLOUR, caption="the mask: white = 1 = hidden")
        self.seen = Picture(title="(1 − M̂) ⊙ x", caption="all that F is given")
        self.f = Picture(title="F((1 − M̂) ⊙ x)", caption="")
        self.error = Picture(
            title="M̂ ⊙ (x − F(…))", caption="grey = right, lighter = guessed too dark"
        )
        pictures = grid(112, self.x, self.m, self.seen, self.f, self.error)
        for name, cell in zip(["x", "m", "seen", "f", "e"], pictures.children, strict=True):
            cell.add_class(f"lwl-term-{name}")
        super().__init__([self.formula, pictures])
        self.add_class("lwl-loss-row")
        self._say(None)

    def begin(self, photo: np.ndarray, mask: np.ndarray) -> None:
        """Show what is known before any answer: x, M̂ and their product."""
        self.x.show(photo)
        self.m.show(loss_terms.mask_picture(mask))
        self.seen.show(loss_terms.holed(photo, mask))

    def waiting(self, method: str, reason: str | None = None) -> None:
        """No answer of ``method`` yet, or none at all for this ``reason``."""
        self._name(method)
        if reason is None:
            self.f.busy()
            self.error.busy()
        else:
            self.f.unavailable(reason)
            self.error.unavailable("No prediction, no error.")
            self._say(None)

    def nothing(self, method: str) -> None:
        """Nothing is hidden: there is nothing to predict, and nothing to be wrong about."""
        self._name(method)
        self.f.empty("F is asked once something is hidden.")
        self.error.empty("Nothing is hidden, so nothing counts.")
        self._say(0.0)

    def show(self, method: str, scored: Scored, photo: np.ndarray, mask: np.ndarray) -> None:
        """Show a method's prediction F, its masked difference, and L_rec."""
        prediction = scored.answer.prediction
        self._name(method)
        self.f.show(prediction)
        self.error.show(loss_terms.masked_difference(photo, prediction, mask))
        self._say(l_rec(photo / 255.0, prediction / 255.0, mask))

    def _name(self, method: str) -> None:
        shown = METHODS[method]
        self.f.colour, self.f.symbol = shown.colour, shown.symbol
        self.f.caption = f"the prediction of F = {shown.label}"

    def _say(self, value: float | None) -> None:
        self.value = value
        number = "" if value is None else f'<mo>=</mo><mn class="lwl-l-rec">{value:.2f}</mn>'
        self.formula.value = FORMULA.format(value=number, colour=self.f.colour)


__all__ = ["LossRow"]
