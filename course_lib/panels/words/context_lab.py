"""Context and target: what each choice of a context makes of a sentence, and how it guesses."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets
import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.lit_table import LitTable
from course_lib.controls.sentence import Mark
from course_lib.figures.style import CONTEXTS
from course_lib.panels.layout import card, heading, row
from course_lib.panels.panel import Panel
from course_lib.panels.words.blank_answers import BlankAnswers, Predict, Question, shipped_predict
from course_lib.panels.words.own_sentence import OwnSentence
from course_lib.words import lecture
from course_lib.words.choices import CHOICES
from course_lib.words.windows import Example, examples

HINTS = {
    "last_4": "The four words before the blank: what a language model is given.",
    "around_4": "Four words on each side: more to go by, but the words after must be there.",
    "last_1": "Only the word just before the blank.",
    "nearby_1": "One word drawn from those at most five away: the skip-gram idea. A poor guesser, "
    "and yet what it learns makes good embeddings.",
}
# Here who is given more guesses better; in the lecture's sentence, of a kitchen, it is not so.
OPENING = "He was born in London and studied at the university of Oxford."
BLANKS = ("university", "juice")  # of both
LEGEND = (
    '<div class="lwl-word-legend"><span><span class="lwl-word" data-mark="blank">word</span> '
    "the blank, hidden from the predictors: the target t</span>"
    '<span><span class="lwl-word" data-mark="context">word</span> given: the context c</span></div>'
)


class ContextLab(Panel):
    """The panel. ``found`` holds, for each choice, the examples of the sentence on show."""

    def __init__(self, predict: Predict = shipped_predict, text: str = OPENING) -> None:
        super().__init__("lwl-prose")
        self.sentence = OwnSentence(
            "Your sentence",
            text,
            chosen=BLANKS,
            row_label="Choose the blank",
            examples=(lecture.SENTENCE, OPENING),
        )
        self.choice = Choice(
            "The context",
            [
                Option(key, look.label, HINTS[key], look.symbol, look.colour)
                for key, look in CONTEXTS.items()
            ],
            value="last_4",
        )
        self.seed = 1
        self.again = widgets.Button(
            description="Draw other nearby words",
            tooltip="“Nearby 1 word” is drawn by chance: draw again.",
        )
        self.says = widgets.HTML()
        self.table = LitTable(["context c: given", "target t: asked"])
        self.answers = BlankAnswers(predict)
        self.found: dict[str, list[Example]] = {}
        self.children = self._cards()
        self.sentence.on_change(self._changed)
        self.hear(self.show, self.choice)
        self.again.on_click(self._draw_again)
        self._asking = False
        # The predictors are loaded once the page is there: they take a moment.
        self.once_shown(self.start)
        self._changed()

    def _cards(self) -> list[widgets.Widget]:
        return [
            card(
                heading(
                    1,
                    "A sentence with a blank",
                    "Choose the blank: press a word, or move with the arrow keys.",
                ),
                self.sentence,
                widgets.HTML(LEGEND),
                row(self.choice, self.again),
                self.says,
            ),
            card(
                heading(
                    2,
                    "Four predictors, one blank",
                    "Each was trained on Wikipedia with its own kind of context and no labels. "
                    "Who is given more often has more to go by: compare the ranks of the true "
                    "word. Then take the lecture’s sentence, and see it fail.",
                ),
                self.answers,
            ),
            card(
                heading(
                    3,
                    "All the examples that your sentence gives",
                    "Every word is a target once, if it has a context. The blank’s row is marked.",
                ),
                self.table,
            ),
        ]

    def start(self) -> None:
        """Ask the predictors from now on."""
        self._asking = True
        self._ask()

    def _draw_again(self, _: object) -> None:
        self.seed += 1
        self.choice.value = "nearby_1"
        self._changed()

    def _changed(self) -> None:
        """Other words, another blank or another draw: make the examples anew and ask."""
        n = len(self.sentence.words)
        self.found = {
            choice: examples(n, choice, np.random.default_rng(self.seed)) for choice in CHOICES
        }
        self.show()
        if self._asking:
            self._ask()

    def context(self, choice: str) -> tuple[int, ...]:
        """The positions given for the blank on show."""
        blank = self.sentence.chosen
        return next((e.context for e in self.found[choice] if e.target == blank), ())

    def _ask(self) -> None:
        words, blank = self.sentence.words, self.sentence.chosen
        if len(words) < 2:
            self.answers.ask(None)
            return
        contexts = {choice: self.context(choice) for choice in CHOICES}
        self.answers.ask(Question(words, blank, contexts))

    def show(self) -> None:
        """Bring sentence and table up to date with the blank and the choice."""
        words, blank, choice = self.sentence.words, self.sentence.chosen, self.choice.value
        context = self.context(choice)
        marks = {p: Mark("context", f"{p - blank:+d}".replace("-", "−")) for p in context}
        marks[blank] = Mark("blank", "blank")
        self.sentence.row.mark(marks if len(words) > 1 else {})
        self.says.value = f"<p>{self._sentence(words, blank, context)}</p>"
        found = self.found[choice]
        rows = [(" ".join(words[p] for p in e.context), words[e.target]) for e in found]
        lit = [number for number, e in enumerate(found) if e.target == blank]
        name = CHOICES[choice].name
        many = f"{len(rows)} example{'s' * (len(rows) != 1)}"
        self.table.show(rows, lit, caption=f"{name.capitalize()}: {many} in {len(words)} words")

    def _sentence(self, words: tuple[str, ...], blank: int, context: tuple[int, ...]) -> str:
        if len(words) < 2:
            return "No example: it takes a word to ask for and a word to be given."
        name, truth = CHOICES[self.choice.value].name, escape(words[blank])
        if not context:
            return f"{name.capitalize()}: nothing stands before “{truth}”, so it gives no example."
        given = " ".join(f"<b>{escape(words[p])}</b>" for p in context)
        drawn = " (drawn)" if self.choice.value == "nearby_1" else ""
        return f"{name.capitalize()}: given {given}{drawn}, which word is the blank?"


__all__ = ["ContextLab"]
