"""Skip-gram pairs: which (context, target) pairs a window takes from a sentence of one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import ipywidgets as widgets
import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.lit_table import LitTable
from course_lib.controls.sentence import Mark
from course_lib.controls.stops import Stops
from course_lib.errors import LearnerError
from course_lib.panels.layout import card, grid, heading, row
from course_lib.panels.number_field import number_field
from course_lib.panels.panel import Panel
from course_lib.panels.words.own_sentence import OwnSentence
from course_lib.words import lecture
from course_lib.words.how_often import WordCounts
from course_lib.words.tokens import words_in
from course_lib.words.windows import draw_reach, skipgram_pairs

THRESHOLDS = (0.0, 1e-2, 1e-3, 1e-4, 1e-5)
WIDEST = 10
LEGEND = (
    '<div class="lwl-word-legend">'
    '<span><span class="lwl-word" data-mark="context">word</span> context word c, in the centre'
    '</span><span><span class="lwl-word" data-mark="target">word</span> target word t, and how far '
    'it stands from c</span><span><span class="lwl-word" data-mark="dropped">'
    '<span class="lwl-word-text">word</span></span> dropped before pairing</span></div>'
)
OPEN, CLOSE = '<mo stretchy="false">(</mo>', '<mo stretchy="false">)</mo>'
RATIO = "<mi>s</mi><mo>/</mo><mi>f</mi>"
KEEP = (
    f"<math><mi>P</mi>{OPEN}<mtext>keep&nbsp;</mtext><mi>w</mi>{CLOSE}<mo>=</mo><mi>min</mi>"
    f"{OPEN}<mn>1</mn><mo>,</mo><msqrt><mrow>{RATIO}</mrow></msqrt><mo>+</mo>{RATIO}{CLOSE}</math>"
)


@dataclass(frozen=True, eq=False)
class Draw:
    """What one look at a sentence gives: ``pairs`` (P, 2) of positions in the sentence,
    ``kept`` (n,) bool, and ``reach`` (n,), 0 for a word that was dropped."""

    pairs: np.ndarray
    kept: np.ndarray
    reach: np.ndarray


def look(n_words: int, window: int, keep: np.ndarray, seed: int | None) -> Draw:
    """Every pair (``seed`` None), or one random draw as word2vec makes it.

    A draw first drops each word with chance 1 − ``keep`` (n,), so that the window reaches over the
    gap, and then draws a reach for each word that is left.
    """
    if seed is None:
        everyone = np.ones(n_words, bool)
        return Draw(skipgram_pairs(n_words, window), everyone, np.full(n_words, window))
    kept = np.random.default_rng([seed, 0]).random(n_words) < keep
    left = np.flatnonzero(kept)
    reach = np.zeros(n_words, int)
    reach[left] = draw_reach(len(left), window, np.random.default_rng([seed, 1]))
    pairs = skipgram_pairs(len(left), window, np.random.default_rng([seed, 1]))
    return Draw(left[pairs], kept, reach)


class SkipgramPairs(Panel):
    """The panel. ``draw`` is what is on show; ``counts`` gives the words' frequencies."""

    def __init__(self, counts: Callable[[], WordCounts | None] = WordCounts.shipped) -> None:
        super().__init__("lwl-prose")
        self.counts, self._no_counts = _counts_or_why(counts)
        self.sentence = OwnSentence("Your sentence", row_label="Choose the context word")
        self.window = Stops(
            "Window: words to each side",
            range(1, WIDEST + 1),
            value=4,  # one too few for “orange → with”: the page says so, and the learner mends it
            hint="How many words away a target may stand. A wide window learns topics, a narrow "
            "one learns which words can replace each other.",
        )
        self.threshold = Stops(
            "Threshold s for frequent words",
            THRESHOLDS,
            value=0.0,
            shown=["off", "0.01", "0.001", "0.0001", "0.00001"],
            hint="Words more frequent than s are dropped now and then: “the” says little about "
            "its neighbours. word2vec's own s is 0.001.",
        )
        self.how = Choice(
            "Which pairs",
            [
                Option("all", "Every pair", "All pairs that the window allows."),
                Option(
                    "draw",
                    "One random draw",
                    "As word2vec does: drop frequent words, then "
                    "draw for each context word how far it looks.",
                ),
            ],
            value="all",
        )
        self.again = widgets.Button(
            description="Draw again", tooltip="The next seed: other words drop, windows change."
        )
        self.seed = number_field("Seed", 1, 0, "The same seed, the same draw.")
        self.says = widgets.HTML()
        self.keeping = widgets.HTML()
        self.lecture = widgets.HTML()
        self.of_word = LitTable(["context c", "target t", "away"])
        self.all_pairs = LitTable(["context c", "target t", "away"])
        self.draw = Draw(np.empty((0, 2), int), np.empty(0, bool), np.empty(0, int))
        self.children = self._cards()
        self.sentence.on_change(self.show)
        self.hear(self.show, self.window, self.threshold, of="index")
        self.hear(self.show, self.how, self.seed)
        self.again.on_click(self._draw_again)
        self.show()

    def _cards(self) -> list[widgets.Widget]:
        return [
            card(
                heading(
                    1,
                    "A sentence, and one of its words",
                    "Choose the context word: press it, or move with the arrow keys.",
                ),
                self.sentence,
                widgets.HTML(LEGEND),
                self.says,
                grid(240, self.window, self.threshold),
                row(self.how, self.again, self.seed),
                self.keeping,
            ),
            card(
                heading(
                    2,
                    "The pairs: one row is one example to learn from",
                    "No one labelled anything: each target is a word that stood nearby.",
                ),
                self.lecture,
                grid(380, self.of_word, self.all_pairs),
            ),
        ]

    def _draw_again(self, _: object) -> None:
        self.how.value = "draw"
        self.seed.value = (self.seed.value + 1) % (self.seed.max + 1)

    @property
    def keep(self) -> np.ndarray:
        """The chance of each word on show to stay, (n,) in [0, 1]."""
        words = self.sentence.words
        if self.counts is None or not self.threshold.value:
            return np.ones(len(words))
        return self.counts.keep(words, self.threshold.value)

    def show(self) -> None:
        """Bring the page up to date with the sentence and the controls."""
        words, centre = self.sentence.words, self.sentence.chosen
        drawing = self.how.value == "draw"
        self.draw = look(
            len(words), self.window.value, self.keep, self.seed.value if drawing else None
        )
        targets = self.draw.pairs[self.draw.pairs[:, 0] == centre, 1].tolist()
        self._mark(centre, targets)
        self.says.value = f"<p>{self._sentence(words, centre, targets)}</p>"
        self.keeping.value = f'<p class="lwl-hint lwl-keeping">{KEEP}<br>{self._keeping()}</p>'
        self.lecture.value = self._lectures_pairs(words)
        self._tables(words, centre)

    def _mark(self, centre: int, targets: list[int]) -> None:
        notes = [chance(p) for p in self.keep] if self._sampling else [""] * len(self.keep)
        marks = {}
        for position, note in enumerate(notes):
            kind, tag = "", ""
            if position in targets:
                kind, tag = "target", f"{position - centre:+d}".replace("-", "−")
            elif not self.draw.kept[position]:
                kind = "dropped"
            elif position == centre:
                kind, tag = "context", "c"
            marks[position] = Mark(kind, tag, note)
        self.sentence.row.mark(marks)

    @property
    def _sampling(self) -> bool:
        return self.counts is not None and self.threshold.value > 0

    def _sentence(self, words: tuple[str, ...], centre: int, targets: list[int]) -> str:
        if len(words) < 2:
            return "No pairs: a pair needs two words."
        word = f"<b>{escape(words[centre])}</b>"
        total = len(self.draw.pairs)
        many = f"{total} pair{'s' * (total != 1)} in this sentence, {len(targets)} of them with"
        text = f"{many} {word} as context word."
        if self.how.value == "all":
            return text
        if not self.draw.kept[centre]:
            return f"{text} This draw dropped {word}: it neither asks nor is asked."
        reach, window = self.draw.reach[centre], self.window.value
        return f"{text} It drew a reach of {reach}, out of 1 to {window}."

    def _keeping(self) -> str:
        if self.counts is None:
            return escape(self._no_counts)
        where = f"{self.counts.total / 1e6:.0f} million words of Wikipedia"
        text = f"f: the word's share of {where}. "
        if not self._sampling:
            return text + "The threshold s is off: every word stays, P = 1."
        unknown = sum(word not in self.counts.vectors for word in self.sentence.words)
        text += "Under each word stands its P. "
        if unknown:
            text += (
                f"{unknown} of your words {'is' if unknown == 1 else 'are'} not among the "
                f"{len(self.counts.vectors):,} counted there, so rare that P = 1. "
            )
        if self.how.value == "all":
            text += "Draw once to see words drop."
        return text

    def _lectures_pairs(self, words: tuple[str, ...]) -> str:
        if list(words) != words_in(lecture.SENTENCE):
            return ""
        here = {tuple(pair) for pair in self.draw.pairs.tolist()}
        context = words.index(lecture.CONTEXT)
        lines = []
        for target in lecture.TARGETS:
            position = words.index(target)
            there = (context, position) in here
            away, why = abs(position - context), "taken"
            if not there:
                why = self._why_not(words, context, position)
            sign = "✓" if there else "✗"
            lines.append(
                f'<li data-target="{target}" data-there="{str(there).lower()}">{sign} '
                f"{lecture.CONTEXT} → {target}, {away} away: {why}</li>"
            )
        return (
            '<p class="lwl-hint">The lecture draws three pairs from this sentence:</p>'
            f'<ul class="lwl-metrics lwl-lecture-pairs">{"".join(lines)}</ul>'
        )

    def _why_not(self, words: tuple[str, ...], context: int, target: int) -> str:
        for position in (context, target):
            if not self.draw.kept[position]:
                return f"this draw dropped “{words[position]}”"
        low, high = sorted((context, target))
        away = int(self.draw.kept[low:high].sum())  # dropped words between them do not count
        if away > self.window.value:
            return f"out of reach: the window must be at least {high - low}"
        return f"possible, but “{words[context]}” drew a reach of {self.draw.reach[context]}"

    def _tables(self, words: tuple[str, ...], centre: int) -> None:
        rows = [
            (words[c], words[t], f"{t - c:+d}".replace("-", "−"))
            for c, t in self.draw.pairs.tolist()
        ]
        mine = [i for i, c in enumerate(self.draw.pairs[:, 0].tolist()) if c == centre]
        name = f"“{words[centre]}”" if words else "no word"
        self.of_word.show([rows[i] for i in mine], caption=f"Pairs of {name}: {len(mine)}")
        self.all_pairs.show(rows, lit=mine, caption=f"All pairs of the sentence: {len(rows)}")


def chance(p: float) -> str:
    """A probability with two decimals, or one digit where they would be 0.00."""
    return f"{p:.2f}" if p >= 0.01 else f"{p:.1g}"


def _counts_or_why(counts: Callable[[], WordCounts | None]) -> tuple[WordCounts | None, str]:
    """The counts, or a sentence that says why frequent words cannot be dropped."""
    try:
        found = counts()
    except LearnerError as error:
        return None, f"No word is dropped, whatever s: {error}"
    return found, "No word is dropped, whatever s: the shipped vectors hold no word counts."


__all__ = ["Draw", "SkipgramPairs", "look"]
