"""Walk from word to word: the nearest by cosine, and where principal components put them."""

from __future__ import annotations

import ipywidgets as widgets

from course_lib.controls.chart import Chart
from course_lib.controls.choice import Choice, Option
from course_lib.controls.word_list import WordList
from course_lib.figures.neighbourhood import neighbourhood
from course_lib.panels.layout import beside, column, row
from course_lib.panels.panel import Panel
from course_lib.panels.words.asked_words import AskedWords
from course_lib.words.neighbourhood import LINKS, Mapper, WordMap, gather
from course_lib.words.vectors import WordVectors

LISTED = 10  # nearest words in the list
DRAWN = 24  # words in the picture, about
LONGEST_TRAIL = 10
DIMS = (
    Option("2", "2-D", "The plane of the first two components."),
    Option("3", "3-D", "A space to turn: one component more."),
)
FITS = (
    Option("here", "these words", "The directions in which these words differ most."),
    Option("whole", "the whole vocabulary", "The same axes for every neighbourhood."),
)


class WordWalk(Panel):
    """Type words, or press one in the list or in the picture; the trail leads back.

    ``trail`` is a list of places, each a tuple of words; ``words`` is the last of them.
    """

    def __init__(self, vectors: WordVectors, text: str = "orange") -> None:
        super().__init__()
        self._vectors, self._mapper = vectors, Mapper(vectors)
        self._drawing = False
        self._typing = False  # whether the last place was typed: the next letter replaces it
        self.asked = AskedWords(vectors, "Your words", text)
        self.near = WordList("", bars=True, rows=LISTED)
        self.near.add_class("lwl-walk-near")
        self.behind = WordList("Your way here: press a word to go back to it", rows=1)
        self.dims = Choice("Picture", DIMS, value="2")
        self.fit = Choice("Axes fitted on", FITS, value="here")
        self.chart = Chart(height=440, empty="The picture comes in a moment.")
        self.said = widgets.HTML()
        self.trail: list[tuple[str, ...]] = [self.asked.words]
        picture = column(self.chart, row(self.dims, self.fit))
        self.children = [
            beside(self.asked, self.behind, narrow=0, width=360),
            beside(picture, self.near, narrow=1, width=250),
            self.said,
        ]
        self.asked.on_change(self.heard(self._typed))
        self.near.on_pick(lambda _, word: self.move_to(word))
        self.behind.on_pick(lambda place, _: self.back_to(place))
        self.chart.on_click(self._pressed)
        self.hear(self._draw, self.dims, self.fit)
        self._show()

    @property
    def words(self) -> tuple[str, ...]:
        """The words that the learner stands on."""
        return self.trail[-1]

    def use(self, vectors: WordVectors) -> None:
        """Explore other vectors; the way so far belongs to the old ones."""
        self._vectors, self._mapper = vectors, Mapper(vectors)
        self.asked.use(vectors)
        self.trail = [self.asked.words]
        self._show()

    def draw(self) -> None:
        """Draw from now on: the first drawing imports scikit-learn, so the page comes before it."""
        self._drawing = True
        self._draw()

    def move_to(self, word: str) -> None:
        """Stand on a word; the place before joins the trail."""
        if (word,) == self.words:
            return
        self._typing = False
        self.trail = [*self.trail, (word,)][-LONGEST_TRAIL:]
        self._moved()

    def back_to(self, place: int) -> None:
        """Stand on an earlier place of the trail; what came after it is forgotten."""
        self._typing = False
        self.trail = self.trail[: place + 1]
        self._moved()

    def _moved(self) -> None:
        self._show()
        with self.quietly():
            self.asked.set(self.words)

    def _typed(self) -> None:
        kept = self.trail[:-1] if self._typing else self.trail
        self.trail = [*kept, self.asked.words][-LONGEST_TRAIL:]
        self._typing = True
        self._show()

    def _pressed(self, point: dict) -> None:
        if isinstance(point.get("customdata"), str):
            self.move_to(point["customdata"])

    def _show(self) -> None:
        words, v = self.words, self._vectors
        if len(words) == 1:
            found = v.nearest(words[0], LISTED)
            self.near.label = f"Nearest to “{words[0]}”, by cosine"
        else:
            found = v.nearest(v.units(words).mean(axis=0), LISTED, exclude=words)
            self.near.label = "Nearest to the mean of your words, by cosine"
        self.near.show([(n.word, n.cosine) for n in found])
        self._draw()
        self.behind.show([(", ".join(place), None) for place in self.trail], len(self.trail) - 1)

    def _draw(self) -> None:
        if not self._drawing:
            return
        words = gather(self._vectors, self.words, DRAWN)
        found = self._mapper.map(words, int(self.dims.value), self.fit.value == "whole")
        self.chart.show(
            neighbourhood(found, len(self.words)),
            label=f"{len(words)} words in a picture of {self.dims.value} dimensions; "
            "the list beside it names the nearest.",
        )
        self.said.value = note(found, self.fit.value == "whole")


def note(found: WordMap, whole: bool) -> str:
    """What the picture shows and what it does not, as HTML of ours."""
    shown = " + ".join(f"{100 * share:.0f}" for share in found.shares)
    lost = 100 - 100 * sum(found.shares)
    among = "the vocabulary’s variance" if whole else "these words’ variance"
    return (
        f'<p class="lwl-hint lwl-walk-note">The axes show {shown} % of {among}; {lost:.0f} % is '
        f"not in the picture. Lines join each word to its {LINKS} nearest here by true cosine: "
        f'<b data-kept="{found.kept:.3f}">{100 * found.kept:.0f} %</b> of these neighbours are '
        f"also among the {LINKS} nearest in the picture. Dashed lines lead to the others: near in "
        "truth, and the picture pulls them apart.</p>"
    )


__all__ = ["WordWalk", "note"]
