"""The table of negative sampling: one true pair, k words drawn as noise, one σ a row."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import ipywidgets as widgets
import numpy as np

from course_lib.controls.chart import Chart
from course_lib.controls.stops import Stops
from course_lib.controls.text_field import TextField
from course_lib.errors import LearnerError
from course_lib.figures.noise_distribution import noise_chart
from course_lib.panels.layout import beside, card, column, heading, row
from course_lib.panels.panel import Panel
from course_lib.panels.words.noise_words import advice, name_of, one_word, sentence_html, window_of
from course_lib.words import lecture, noise
from course_lib.words.noise_table import PairVectors, draw_noise

if TYPE_CHECKING:
    from course_lib.words.vectors import WordVectors

ALPHAS = tuple(n / 20 for n in range(21))  # 0, 0.05 … ¾ … 1
SEEDS = 100
SHOWN_DRAWS = 12
FREQUENT = 100


def shipped() -> WordVectors:
    """The vocabulary of the course's own vectors: its words, and how often each occurs."""
    from course_lib.words.how_often import WordCounts

    counts = WordCounts.shipped()
    if counts is None:
        raise LearnerError("The course’s vectors come without counts, so no noise can be drawn.")
    return counts.vectors


class NegativeSampling(Panel):
    """The lecture's own table at first; then any pair, k and α, new draws, and steps of learning.

    ``rows`` is what the table shows: (word, y) in order. ``words`` is anything with ``words``,
    ``counts`` and ``index(word)``, as WordVectors.
    """

    def __init__(self, words: WordVectors | None = None) -> None:
        super().__init__()
        self._vectors = PairVectors()
        self.steps = 0
        self.rows: list[tuple[str, int]] = []
        self.context = TextField(
            "Context word c", value=lecture.CONTEXT, hint="The word that is given."
        )
        self.target = TextField(
            "Target word t", value=lecture.TARGETS[0], hint="A word that stands near c: y = 1."
        )
        self.k = Stops(
            "k, noise words",
            range(2, 21),
            value=len(lecture.NEGATIVE_TABLE) - 1,
            hint="How many words are drawn as noise for each true pair.",
        )
        self.alpha = Stops(
            "α",
            ALPHAS,
            value=0.75,
            shown=[name_of(alpha) for alpha in ALPHAS],
            hint="0: every word as likely as any other. 1: as often as in the text.",
        )
        self.seed = Stops(
            "Seed of the draw", range(SEEDS), hint="The same seed draws the same words again."
        )
        self.advice = widgets.HTML()
        self.again = _button("Draw again", "Draw k new noise words.", True)
        self.learn = _button("Learn from this table", "One gradient step on these 1 + k rows.")
        self.lecture_table = _button("The lecture’s table", "Back to the table of the lecture.")
        self.forget = _button("Forget", "Back to vectors that know nothing: every σ is ½.")
        self.table = widgets.HTML()
        self.sentence = widgets.HTML()
        self.draws = widgets.HTML()
        self.chart = Chart(height=340, label="Chance of each word to be drawn, over its rank")
        self.children = self._cards()
        with self.note.errors():
            self._words = words if words is not None else shipped()
            self._counts = np.asarray(self._words.counts)
            self._connect()
            self._show_noise()
            self.show_lecture()

    # ---- What the learner does --------------------------------------------------------------

    def show_lecture(self, _: object = None) -> None:
        """The lecture's table: orange with juice, and with king, book, the, of as noise."""
        with self.quietly():
            self.context.value, self.target.value = lecture.CONTEXT, lecture.TARGETS[0]
            self.k.value = len(lecture.NEGATIVE_TABLE) - 1
        self.rows = list(lecture.NEGATIVE_TABLE)
        self._show()

    def draw(self, _: object = None) -> None:
        """Draw k new noise words for the pair in the fields."""
        self.seed.value = (self.seed.value + 1) % SEEDS  # which draws

    def _draw(self) -> None:
        pair = self._pair()
        if pair is None:
            return
        with self.note.errors():
            drawn = draw_noise(self._noise(), self.k.value, self.seed.value, target=pair[1])
            target = self._words.words[pair[1]]
            self.rows = [(target, 1), *((self._words.words[i], 0) for i in drawn)]
            self._show()

    def _noise_moved(self) -> None:
        self._show_noise()
        self._draw()

    def _learn(self, _: object) -> None:
        if self._pair() is not None:
            context, targets, y = self._numbers()
            self._vectors.learn(context, targets, y)
            self.steps += 1
            self._show()

    def _forget(self, _: object) -> None:
        self._vectors.forget()
        self.steps = 0
        self._show()

    # ---- What the page shows ----------------------------------------------------------------

    def _pair(self) -> tuple[int, int] | None:
        """The numbers of c and t; None, and a sentence at its field, where one is unknown."""
        found = []
        for field in (self.context, self.target):
            field.error = ""
            try:
                found.append(self._words.index(one_word(field.value)))
            except LearnerError as error:
                field.error = str(error)
        return (found[0], found[1]) if len(found) == 2 else None

    def _noise(self, alpha: float | None = None) -> np.ndarray:
        return noise.noise_distribution(self._counts, self.alpha.value if alpha is None else alpha)

    def _numbers(self) -> tuple[int, list[int], list[int]]:
        context = self._words.index(one_word(self.context.value))
        return context, [self._words.index(w) for w, _ in self.rows], [y for _, y in self.rows]

    def _show(self) -> None:
        """Bring table, sentence and marks up to date with ``rows``."""
        if self._pair() is None:
            return
        with self.note.errors():  # a word of the lecture that this vocabulary lacks
            context, targets, y = self._numbers()
            scores = self._vectors.scores(context, targets)
            loss = self._vectors.loss(context, targets, y)
            self.table.value = self._table_html(targets, scores, loss)
            drawn = {word for word, y in self.rows if not y}
            self.sentence.value = sentence_html(one_word(self.context.value), drawn)
            self.advice.value = f'<p class="lwl-hint">{advice(self.k.value)}</p>'
            self._show_chart(targets)

    def _table_html(self, targets: list[int], scores: np.ndarray, loss: float) -> str:
        chances = self._noise()
        near = set(window_of(one_word(self.context.value)))
        context = escape(one_word(self.context.value))
        rows = ""
        for (word, y), number, score in zip(self.rows, targets, scores, strict=True):
            why = "true pair" if y else "also in the window" if word in near else "drawn as noise"
            chance = "" if y else f"{100 * chances[number]:.2g} %"
            rows += (
                f'<tr class="lwl-y{y}"><td class="lwl-left">{context}</td>'
                f'<th scope="row" class="lwl-left">{escape(word)}'
                f'<span class="lwl-soft">{why}</span></th>'
                f"<td><b>{y}</b></td><td>{chance}</td>"
                f'<td class="lwl-sigma"><span class="lwl-sigma-bar"><i style="width:'
                f'{100 * score:.1f}%"></i></span><b>{score:.2f}</b></td></tr>'
            )
        steps = "nothing learned yet" if not self.steps else f"after {self.steps} steps"
        steps = "after 1 step" if self.steps == 1 else steps
        return (
            '<div class="lwl-table-scroll" tabindex="0"><table class="lwl-table lwl-noise-table">'
            '<thead><tr><th scope="col" class="lwl-left">c</th>'
            '<th scope="col" class="lwl-left">t</th><th scope="col">y</th>'
            '<th scope="col">P<sub>noise</sub>(t)</th>'
            '<th scope="col">σ(w<sub>t</sub>ᵀe<sub>c</sub> + b<sub>t</sub>)</th></tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
            f'<p class="lwl-hint">Loss of the table: <b>{loss:.2f}</b> ({steps}). '
            "σ is to become 1 where y = 1, and 0 where y = 0.</p>"
        )

    def _show_noise(self) -> None:
        """What each α would draw, beside the one chosen."""
        rows = ""
        for alpha in sorted({0.0, 0.75, 1.0, self.alpha.value}):
            chances = self._noise(alpha)
            drawn = draw_noise(chances, min(SHOWN_DRAWS, len(chances)), self.seed.value)
            words = " · ".join(escape(self._words.words[i]) for i in drawn)
            frequent = 100 * np.sort(chances)[::-1][:FREQUENT].sum()
            chosen = ' class="lwl-chosen"' if alpha == self.alpha.value else ""
            rows += (
                f'<tr{chosen}><th scope="row">{name_of(alpha)}</th><td class="lwl-left">{words}'
                f"</td><td>{frequent:.2g} %</td></tr>"
            )
        self.draws.value = (
            '<div class="lwl-table-scroll" tabindex="0"><table class="lwl-table"><thead><tr>'
            f'<th scope="col">α</th><th scope="col" class="lwl-left">{SHOWN_DRAWS} words that it '
            f'draws</th><th scope="col">draws among the {FREQUENT} most frequent words</th></tr>'
            f"</thead><tbody>{rows}</tbody></table></div>"
        )

    def _show_chart(self, targets: list[int]) -> None:
        alpha = self.alpha.value
        lines = {a: self._noise(a) for a in {0.0, 0.75, 1.0, alpha}}
        order = np.argsort(-self._counts, kind="stable")
        ranks = np.empty(len(order), int)
        ranks[order] = np.arange(len(order))
        marks = {self._words.words[i]: int(ranks[i]) for i in targets[1:]}
        figure = noise_chart({a: p[order] for a, p in lines.items()}, alpha, list(marks.items()))
        self.chart.show(figure)

    def _connect(self) -> None:
        self.hear(self._draw, self.context, self.target)
        self.hear(self._draw, self.k, of="index")
        self.hear(self._noise_moved, self.alpha, self.seed, of="index")
        self.again.on_click(self.draw)
        self.learn.on_click(self._learn)
        self.lecture_table.on_click(self.show_lecture)
        self.forget.on_click(self._forget)

    def _cards(self) -> list[widgets.Widget]:
        return [
            card(
                heading(
                    1,
                    "One true pair, k pairs with noise",
                    "Instead of one question with V answers: 1 + k questions with the answers yes "
                    "and no.",
                ),
                beside(
                    column(
                        self.context,
                        self.target,
                        self.k,
                        self.advice,
                        self.seed,
                        row(self.again, self.lecture_table),
                        self.note,
                    ),
                    column(
                        self.table,
                        row(self.learn, self.forget),
                        self.sentence,
                    ),
                ),
            ),
            card(
                heading(
                    2,
                    "Where the noise comes from",
                    "P<sub>noise</sub>(w) = f(w)<sup>α</sup> / Σ<sub>j</sub> f(j)<sup>α</sup>, "
                    "with f(w) how often w occurs in the text.",
                ),
                self.alpha,
                self.draws,
                self.chart,
            ),
        ]


def _button(label: str, hint: str, primary: bool = False) -> widgets.Button:
    return widgets.Button(
        description=label, tooltip=hint, button_style="primary" if primary else ""
    )


__all__ = ["NegativeSampling"]
