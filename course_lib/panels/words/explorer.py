"""The explorer: walk in the neighbourhoods of word vectors, and ask them questions."""

from __future__ import annotations

import ipywidgets as widgets

from course_lib.errors import LearnerError
from course_lib.panels.layout import card, column, heading, row
from course_lib.panels.panel import Panel, Said
from course_lib.panels.words.explorer_analogy import Analogy
from course_lib.panels.words.explorer_compare import Compare, WordAxis
from course_lib.panels.words.explorer_files import VectorFiles
from course_lib.panels.words.explorer_walk import WordWalk
from course_lib.words.vectors import WordVectors

FEWEST = 5  # words that a walk, an analogy and a comparison need
COSINE = r"$\cos(a, b) = \hat e_a \cdot \hat e_b, \quad \hat e = \frac{e}{\lVert e\rVert}$"
ANALOGY = r"$\hat e_b - \hat e_a + \hat e_c$"
AXIS = r"$\hat e_w \cdot \hat u, \quad u = \hat e_{\text{to}} - \hat e_{\text{from}}$"


class Explorer(Panel):
    """The panel, with the course's own vectors or those given.

    Where the course's are missing a sentence says so, and a file can be opened all the same.
    Pictures are drawn once a page has been painted: their axes need scikit-learn.
    """

    def __init__(self, vectors: WordVectors | None = None, words: str = "orange") -> None:
        super().__init__()
        self._first = words
        self._painted = False
        self.about, self.body = Said(), column()
        with self.note.errors():
            vectors = vectors or WordVectors.shipped()
        self.files = VectorFiles(vectors)
        self.children = [
            self.note,
            self.body,
            card(
                heading(
                    5,
                    "Vectors of your own",
                    "Open what you trained or downloaded, or take these elsewhere.",
                ),
                self.files,
            ),
        ]
        self.parts: list[WordWalk | Analogy | Compare | WordAxis] = []
        if vectors is not None:
            self.use(vectors)
        self.files.on_vectors(self.use)
        self.once_shown(self.draw)

    def use(self, vectors: WordVectors) -> None:
        """Explore these vectors. LearnerError if there are too few of them."""
        if len(vectors) < FEWEST:
            raise LearnerError(
                f"{len(vectors)} words are too few to explore: it takes at least {FEWEST}."
            )
        if not self.parts:
            self._build(vectors)
        else:
            for part in self.parts:
                part.use(vectors)
        self.note.say()  # what was wrong with others
        self.about.say(f"{len(vectors):,} words, {vectors.dim} numbers each. {vectors.source}")
        if self._painted:
            self.draw()

    def draw(self) -> None:
        """Draw the pictures from now on."""
        self._painted = True
        for part in self.parts:
            part.draw()

    def _build(self, vectors: WordVectors) -> None:
        self.walk = WordWalk(vectors, self._first)
        self.analogy = Analogy(vectors)
        self.compare = Compare(vectors)
        self.axis = WordAxis(vectors)
        self.parts = [self.walk, self.analogy, self.compare, self.axis]
        move = "Press a word in the list or in the picture to move there."
        answer, each = "Press an answer to go on from it.", "Every word with every other."
        steps = (
            (heading(1, "Walk from word to word", move), COSINE, column(self.walk, self.about)),
            (heading(2, "a is to b as c is to …", answer), ANALOGY, self.analogy),
            (heading(3, "How alike, and which is odd?", each), "", self.compare),
            (heading(4, "An axis of your own", "What lies between two words?"), AXIS, self.axis),
        )
        self.body.children = [
            card(row(head, widgets.HTMLMath(formula)) if formula else head, part)
            for head, formula, part in steps
        ]


__all__ = ["Explorer"]
