"""Several words compared: all their cosines at once, and the one that does not belong."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets
import numpy as np

from course_lib.controls.chart import Chart
from course_lib.figures.heat_map import heat_map
from course_lib.figures.word_axis import word_axis
from course_lib.panels.layout import grid
from course_lib.panels.panel import Panel
from course_lib.panels.words.asked_words import AskedWords
from course_lib.words.neighbourhood import along
from course_lib.words.vectors import WordVectors

MOST = 14  # words; more cannot be read at 390 pixels
ON_AXIS = 24
COMPARED = "breakfast lunch dinner cereal juice violin"
PROFESSIONS = "nurse engineer teacher soldier doctor lawyer singer farmer king queen"
BIAS = (
    "A place on this axis says how the texts that were learned from used a word, and nothing of "
    "how people are or ought to be. Vectors take over what their texts take for granted, and pass "
    "it on to whatever is built on them. The axis also holds everything else in which its two end "
    "words differ: try another pair (he–she, father–mother), and see which places stay."
)


class Compare(Panel):
    """Words in a field; a heat map of their cosines, and the odd one out."""

    def __init__(self, vectors: WordVectors, text: str = COMPARED) -> None:
        super().__init__()
        self._vectors, self._drawing = vectors, False
        self.asked = AskedWords(vectors, "Three words or more", text, most=MOST, least=3)
        self.chart = Chart(height=420, empty="The picture comes in a moment.")
        self.odd = widgets.HTML()
        self.children = [self.asked, self.odd, self.chart]
        self.asked.on_change(self._show)
        self._show()

    def use(self, vectors: WordVectors) -> None:
        """Compare in other vectors."""
        self._vectors = vectors
        self.asked.use(vectors)
        self._show()

    def draw(self) -> None:
        """Draw from now on."""
        self._drawing = True
        self._show()

    def _show(self) -> None:
        words = self.asked.words
        if len(words) < 3:
            return
        odd = self._vectors.odd_one_out(words)
        units = self._vectors.units(words)
        mean = units.mean(axis=0)
        length = np.linalg.norm(mean) or 1.0  # of zero vectors 0, as every cosine to them
        cosine = float(units[words.index(odd)] @ mean / length)
        self.odd.value = (
            f'<p class="lwl-compare-odd">Odd one out: <b data-odd="{escape(odd)}">{escape(odd)}</b>'
            f'<span class="lwl-hint"> its cosine to the mean of all, {cosine:.2f}, is the lowest.'
            "</span></p>"
        )
        if self._drawing:
            self.chart.show(
                heat_map(words, units @ units.T), label=f"Cosines of {', '.join(words)}"
            )


class WordAxis(Panel):
    """Two words make an axis; others are projected on it."""

    def __init__(
        self,
        vectors: WordVectors,
        ends: tuple[str, str] = ("man", "woman"),
        text: str = PROFESSIONS,
    ) -> None:
        super().__init__()
        self._vectors, self._drawing = vectors, False
        self.low = AskedWords(vectors, "From", ends[0], most=1)
        self.high = AskedWords(vectors, "To", ends[1], most=1, first=1)
        self.asked = AskedWords(vectors, "Words to place between them", text, most=ON_AXIS, first=2)
        self.chart = Chart(height=420, empty="The picture comes in a moment.")
        self.children = [
            grid(160, self.low, self.high),
            self.asked,
            self.note,
            self.chart,
            widgets.HTML(f'<p class="lwl-note">{BIAS}</p>'),
        ]
        for field in (self.low, self.high, self.asked):
            field.on_change(self._show)

    def use(self, vectors: WordVectors) -> None:
        """Project other vectors."""
        self._vectors = vectors
        for field in (self.low, self.high, self.asked):
            field.use(vectors)
        self._show()

    def draw(self) -> None:
        """Draw from now on."""
        self._drawing = True
        self._show()

    def _show(self) -> None:
        if not (self._drawing and self.low.words and self.high.words and self.asked.words):
            return
        low, high = self.low.words[0], self.high.words[0]
        words = [word for word in self.asked.words if word not in (low, high)]
        with self.note.errors():
            places = along(self._vectors, low, high, [*words, low, high])
            figure = word_axis(low, high, words, places[: len(words)], places[len(words) :])
            self.chart.show(figure, label=f"{', '.join(words)} on the axis from {low} to {high}")


__all__ = ["Compare", "WordAxis"]
