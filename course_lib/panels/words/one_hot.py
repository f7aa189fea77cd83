"""One-hot or dense: a word's number, its one-hot vector, its column of E, and what both cost."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import ipywidgets as widgets

from course_lib.controls.picked_column import PickedColumn
from course_lib.controls.text_field import TextField
from course_lib.errors import LearnerError
from course_lib.panels.layout import card, column, grid, heading
from course_lib.panels.panel import Panel
from course_lib.panels.words.memory_bars import MemoryBars
from course_lib.words import lecture
from course_lib.words.one_hot import one_hot
from course_lib.words.tokens import words_in
from course_lib.words.vectors import WordVectors

LONGEST_WORD = 200  # characters of the field: more is no word
COMPARED = ("apple", "king", "of")  # beside the learner's own choice
READ = (
    "Each column of E is multiplied by the number above it, and all columns are added up. All "
    "numbers but one are 0, so one column remains: a computer does not multiply, it looks it up."
)


def one_word(text: str) -> str:
    """The one word of a field. LearnerError where there is none, or more than one."""
    found = words_in(text)
    if not found:
        raise LearnerError("Type a word: it has a number, and its number has a vector.")
    if len(found) > 1:
        raise LearnerError(f"One word at a time: “{found[0][:30]}” or “{found[1][:30]}”?")
    return found[0]


class OneHot(Panel):
    """The panel. ``word`` is the word on show, ``other`` the one that it is compared with."""

    def __init__(
        self, word: str = lecture.CONTEXT, vectors: Callable[[], WordVectors] = WordVectors.shipped
    ) -> None:
        super().__init__("lwl-prose")
        self.memory = MemoryBars()
        # Without vectors there is no E to look into; the memory can be counted all the same.
        self.children = [card(heading(1, "A word and its number"), self.note), self._memory_card(2)]
        with self.note.errors():
            self.vectors = vectors()
            self._build(word)

    def _build(self, word: str) -> None:
        self.word = word if word in self.vectors else self.vectors.words[0]
        self.other = "juice" if "juice" in self.vectors else self.vectors.words[0]
        self.field = TextField(
            "A word",
            value=self.word,
            examples=[w for w in ("orange", "juice", "king", "the") if w in self.vectors],
            longest=LONGEST_WORD,
        )
        self.other_field = TextField(
            "Compare it with", value=self.other, examples=[], longest=LONGEST_WORD
        )
        self.says = widgets.HTML()
        self.picture = PickedColumn()
        self.likeness = widgets.HTML()
        self.indices = widgets.HTML(self._indices())
        self.children = self._cards()
        self.hear(self._typed, self.field)
        self.hear(self._compared, self.other_field)
        self.hear(self._picked, self.picture, of="picked")
        self.show()

    def _memory_card(self, number: int) -> widgets.Widget:
        return card(
            heading(
                number,
                "Memory, as the vocabulary grows",
                "Every number is a float of 4 bytes. The axis is logarithmic: each mark is a "
                "thousand times the one before.",
            ),
            self.memory,
        )

    def _cards(self) -> list[widgets.Widget]:
        size, dim = len(self.vectors), self.vectors.dim
        return [
            card(
                heading(1, "A word and its number", "To a computer, a word is a number in a list."),
                grid(380, column(self.field, self.says), self.indices),
            ),
            card(
                heading(
                    2,
                    f"<span>o<sub>c</sub>: {size:,} numbers, a single 1</span>",
                    f"Below it E, {dim} × {size:,} numbers learned from text: choose a column, by "
                    "pressing it or with the arrow keys.",
                ),
                self.picture,
                widgets.HTML(f"<p>{READ}</p>"),
            ),
            card(
                heading(
                    3,
                    "What the numbers know",
                    "One-hot vectors of two words are always at right angles: no word is like any "
                    "other. Embeddings can be alike.",
                ),
                grid(380, self.other_field, self.likeness),
            ),
            self._memory_card(4),
        ]

    def _typed(self) -> None:
        try:
            word = one_word(self.field.value)
            self.vectors.index(word)
        except LearnerError as error:
            self.field.error = f"{error} The picture still shows “{self.word}”."
            return
        self.field.error = ""
        if word != self.word:
            self.word = word
            self.show()

    def _compared(self) -> None:
        try:
            word = one_word(self.other_field.value)
            self.vectors.index(word)
        except LearnerError as error:
            self.other_field.error = str(error)
            return
        self.other_field.error = ""
        self.other = word
        self.likeness.value = self._likeness()

    def _picked(self) -> None:
        word = self.vectors.words[self.picture.picked]
        if word != self.word:
            self.word = self.field.value = word
            self.field.error = ""
            self.show()

    def show(self) -> None:
        """Bring the page up to date with ``word``."""
        index = self.vectors.index(self.word)
        size = len(self.vectors)
        self.says.value = (
            f'<p>“<b>{escape(self.word)}</b>” has number <b class="lwl-index">{index:,}</b> of '
            f"0 … {size - 1:,}: our list starts with the most frequent word. So "
            f"o<sub>{escape(self.word)}</sub> has its 1 at place {index:,}.</p>"
        )
        self.picture.show(self.vectors.words, self.vectors.matrix, index)
        self.likeness.value = self._likeness()

    def _indices(self) -> str:
        """The lecture's numbers of its sentence beside ours."""
        words = words_in(lecture.BLANK)
        rows = ""
        for word, theirs in zip(words, lecture.INDICES, strict=True):
            ours = f"{self.vectors.index(word):,}" if word in self.vectors else "not in it"
            name = f"<th class='lwl-left' scope='row'>{escape(word)}</th>"
            rows += f"<tr>{name}<td>{theirs}</td><td>{ours}</td></tr>"
        return (
            '<table class="lwl-table"><thead><tr><th class="lwl-left" scope="col">word</th>'
            f'<th scope="col">the lecture’s list of {lecture.VOCABULARY_SIZE:,}</th>'
            f'<th scope="col">ours of {len(self.vectors):,}</th></tr></thead>'
            f"<tbody>{rows}</tbody></table>"
            '<p class="lwl-hint">The lecture sorts its list by the alphabet, so “a” is 1. A number '
            "says nothing about a word: any order will do.</p>"
        )

    def _likeness(self) -> str:
        rows = ""
        mine = one_hot(self.vectors.index(self.word), len(self.vectors))
        for other in dict.fromkeys((self.other, *COMPARED)):
            if other not in self.vectors:
                continue
            sparse = float(mine[self.vectors.index(other)])  # o_cᵀ o_t: the 1 of o_t looks it up
            cosine = round(self.vectors.similarity(self.word, other), 2) + 0.0  # no “−0.00”
            dense = f"{cosine:.2f}".replace("-", "−")
            rows += (
                f'<tr data-word="{escape(other)}"><th class="lwl-left" scope="row">'
                f"{escape(self.word)} · {escape(other)}</th>"
                f"<td>{sparse:.0f}</td><td>{dense}</td></tr>"
            )
        return (
            '<table class="lwl-table"><thead><tr><th class="lwl-left" scope="col">c · t</th>'
            '<th scope="col">one-hot: cosine of o<sub>c</sub>, o<sub>t</sub></th>'
            '<th scope="col">dense: cosine of e<sub>c</sub>, e<sub>t</sub></th></tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )


__all__ = ["OneHot", "one_word"]
