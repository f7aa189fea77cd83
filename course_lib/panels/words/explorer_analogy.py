"""a is to b as c is to …: typed, answered, and drawn as a parallelogram."""

from __future__ import annotations

import ipywidgets as widgets

from course_lib.controls.chart import Chart
from course_lib.controls.choice import Choice, Option
from course_lib.controls.word_list import WordList
from course_lib.figures.analogy import analogy
from course_lib.panels.layout import beside, grid
from course_lib.panels.panel import Panel
from course_lib.panels.words.asked_words import AskedWords
from course_lib.words.neighbourhood import Mapper
from course_lib.words.vectors import WordVectors

FOUND = 5
EXAMPLES = {  # what to try: two that work, then two that fail, said so
    "france paris germany": "france : paris = germany : ?",
    "man king woman": "man : king = woman : ?",
    "france paris italy": "france : paris = italy : ? (fails here)",
    "king kings woman": "king : kings = woman : ? (fails here)",
}
EXAMPLE = ("france", "paris", "germany")


class Analogy(Panel):
    """Three words; ``answers`` are the words nearest to ê_b − ê_a + ê_c."""

    def __init__(self, vectors: WordVectors, words: tuple[str, str, str] = EXAMPLE) -> None:
        super().__init__()
        self._vectors, self._mapper, self._drawing = vectors, Mapper(vectors), False
        self.fields = tuple(
            AskedWords(vectors, label, word, most=1, first=number)
            for number, (label, word) in enumerate(
                zip(("a", "is to b", "as c is to …"), words, strict=True)
            )
        )
        options = [Option(words, label) for words, label in EXAMPLES.items()]
        self.examples = Choice(
            "Try one", options, value=" ".join(words) if " ".join(words) in EXAMPLES else ""
        )
        self.found = WordList("Nearest to ê_b − ê_a + ê_c", bars=True, rows=FOUND)
        self.chart = Chart(height=360, empty="The picture comes in a moment.")
        self.said = widgets.HTML()
        self.children = [
            self.examples,
            grid(160, *self.fields),
            beside(self.chart, self.found, narrow=1, width=250),
            self.said,
        ]
        for field in self.fields:
            field.on_change(self._show)
        self.hear(self._example, self.examples)
        self.found.on_pick(lambda _, word: self.fields[2].set([word]))
        self._show()

    def _example(self) -> None:
        if self.examples.value:
            for field, word in zip(self.fields, self.examples.value.split(), strict=True):
                field.set([word])
            self._show()

    @property
    def words(self) -> tuple[str, ...]:
        """a, b and c; fewer while a field holds nothing that is known."""
        return tuple(word for field in self.fields for word in field.words[:1])

    def use(self, vectors: WordVectors) -> None:
        """Ask other vectors."""
        self._vectors, self._mapper = vectors, Mapper(vectors)
        for field in self.fields:
            field.use(vectors)
        self._show()

    def draw(self) -> None:
        """Draw from now on (the first drawing imports scikit-learn)."""
        self._drawing = True
        self._show()

    def _show(self) -> None:
        if len(self.words) < 3:
            return
        found = self._vectors.analogy(*self.words, n=FOUND)
        self.found.show([(n.word, n.cosine) for n in found])
        if not self._drawing:
            return
        plane = self._mapper.parallelogram(*self.words, [n.word for n in found])
        a, b, c = self.words
        self.chart.show(
            analogy(plane),
            label=f"{a} is to {b} as {c} is to {found[0].word if found else 'nothing'}: "
            "four corners of a parallelogram.",
        )
        shown = 100 * sum(plane.shares)
        self.said.value = (
            '<p class="lwl-hint">The arrow from a to b, moved to c, ends at the cross: words '
            "there answer. The three words given are left out of the answers; without that rule "
            f"the nearest is often b or c itself. This plane shows {shown:.0f} % of the variance "
            "of the words drawn.</p>"
        )


__all__ = ["Analogy"]
