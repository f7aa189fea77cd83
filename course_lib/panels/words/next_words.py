"""A neural language model: type a beginning, and see which words it expects next, and why."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import ipywidgets as widgets

from course_lib.controls.text_field import TextField
from course_lib.controls.word_bars import WordBars, percent
from course_lib.errors import LearnerError
from course_lib.files import assets
from course_lib.panels.layout import card, heading
from course_lib.panels.panel import Panel
from course_lib.words import lecture, predictors
from course_lib.words.tokens import words_in

SEEN = 4  # words that the model is given
SHOWN = 10  # likeliest words
CHIPS = 12  # words on show, the last ones
LONGEST = 4000  # characters
EXAMPLES = (lecture.BLANK, "He was awarded the Nobel", "In the middle of the", "He was born in")
NOTHING = "Nothing is typed yet: these are the words that a paragraph begins with."
NO_WORDS = "There are no words in this: the answer is for the beginning of a paragraph."
STRANGE = (
    "None of these words is among its 10,000: it learned from English Wikipedia. To it they are "
    "all the same “unknown word”, so it answers what follows unknown words."
)
TOO_LONG = "This is too long: what stands beyond its first 4,000 characters is left out."


def said(words: Sequence[str], text: str, cut: bool) -> tuple[str, str]:
    """(error, hint) for the learner about what is typed: one of them is empty."""
    if not text.strip():
        return "", NOTHING
    if not words:
        return NO_WORDS, ""
    seen = words[-SEEN:]
    strangers = list(dict.fromkeys(w for w in seen if not predictors.known(w)))
    if cut:
        return TOO_LONG, ""
    if len(strangers) == len(set(seen)) > 1:
        return STRANGE, ""
    if strangers:
        return unknown_words(strangers), ""
    if len(words) > SEEN:
        return "", f"{len(words):,} words, of which the model is given the last four."
    return "", f"{len(words)} word{'s' * (len(words) > 1)}: the model is given all of them."


def unknown_words(words: Sequence[str]) -> str:
    """The sentence about words outside the vocabulary, each with its nearest spellings."""
    named = []
    for word in words:
        near = predictors.similar(word)
        offer = f" ({' or '.join(near)}?)" if near else ""
        named.append(f"“{word if len(word) <= 40 else word[:39] + '…'}”{offer}")
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    are = "is" if len(named) == 1 else "are"
    return f"{listed} {are} not among its 10,000 words, so the model is given “unknown word”."


def chips(words: Sequence[str]) -> str:
    """The last words with their numbers in our vocabulary and in the lecture's; HTML."""
    lectures = dict(zip(words_in(lecture.BLANK), lecture.INDICES, strict=True))
    index = predictors.vocabulary().index
    items = []
    first = max(0, len(words) - CHIPS)
    for place, word in enumerate(words[first:], first):
        given = place >= len(words) - SEEN
        number = f"{index[word]:,}" if word in index else "none"
        theirs = f"{lectures[word]:,}" if word in lectures else "–"
        kind = ("given" if given else "faint") if word in index else "unknown"
        items.append(
            f'<li class="lwl-chip" data-kind="{kind}"><b dir="auto">{escape(word[:40])}</b>'
            f'<span data-number="ours">{number}</span><span data-number="lecture">{theirs}</span>'
            "</li>"
        )
    more = '<li class="lwl-chip" data-kind="more"><b>…</b></li>' if first else ""
    blank = '<li class="lwl-chip" data-kind="blank"><b>____</b><span>?</span></li>'
    names = (
        '<li class="lwl-chip lwl-chip-names"><b>word</b><span>its number here</span>'
        "<span>in the lecture</span></li>"
    )
    return f'<ol class="lwl-chips">{names}{more}{"".join(items)}{blank}</ol>'


def why(words: Sequence[str]) -> str:
    """What explains the answer; HTML. Counts for the lecture's sentence, a general line else."""
    if list(words) != words_in(lecture.BLANK):
        return (
            "<p>It knows the last four words and nothing before them, and only what Wikipedia "
            "articles make of such words: no kitchen, no cereal. Unlikely is not impossible: every "
            "one of the 10,000 words has a probability above 0, and together they make 100 %.</p>"
        )
    facts = predictors.facts()
    n = facts["counts"]
    every = predictors.predict("last_4", words, len(words), n=10**9)
    place = next(i for i, (word, _) in enumerate(every, 1) if word == "juice")
    follow = ", ".join(f"{escape(word)} ({count})" for word, count in facts["after_orange"][:6])
    never = n["glass of orange"]
    return (
        f"<p>The lecture’s answer is “juice” (number {predictors.numbered('juice'):,} here, "
        f"{lecture.JUICE:,} in the lecture). This model puts it at rank <b>{place:,}</b> with "
        f"<b>{percent(every[place - 1][1])}</b>, and here is why. In its text of "
        f"{facts['tokens']:,} words, “orange” comes {n['orange']:,} times and “orange juice” "
        f"{n['orange juice']} times; “glass of” comes {n['glass of']} times, “glass of orange” "
        f"{'never' if never == 0 else f'{never} times'}. After “orange” come most often {follow}. "
        "An encyclopedia writes of counties and colours, not of breakfast: a model can only "
        "expect what its text has shown, and a short training learns rare words last.</p>"
    )


def quality() -> str:
    """What was measured of the model, as the manifest has it; HTML, empty where there is none."""
    try:
        told = assets.manifest()["next_word_last_4"]["quality"]
    except (LearnerError, KeyError):
        return ""
    return (
        f"<p>How good is it? Measured: {escape(told)}. A perplexity of 200 means: as unsure as if "
        "it had to choose among 200 words, all equally likely. Lower is better; 10,000 is "
        "knowing nothing.</p>"
    )


class NextWords(Panel):
    """The panel. ``words`` is what was read, ``best`` the likeliest next words on show."""

    def __init__(self, text: str = lecture.BLANK) -> None:
        super().__init__("lwl-prose")
        self.words: list[str] = []
        self.best: list[tuple[str, float]] = []
        self.field = TextField(
            "The beginning of a sentence", value=text, examples=EXAMPLES, longest=LONGEST
        )
        self.chips = widgets.HTML()
        self.bars = WordBars(self.take, label="The ten likeliest next words")
        self.why = widgets.HTML()
        self.children = self._cards()
        self.hear(self.ask, self.field, of=["value", "cut"])
        self.ask()

    def _cards(self) -> list[widgets.Widget]:
        flow = (
            '<p class="lwl-flow"><span>4 words</span> → <span>4 embeddings of 48 numbers, side by '
            "side: 192</span> → <span>hidden layer, tanh: 128</span> → <span>softmax: 10,000 "
            "probabilities</span></p>"
        )
        return [
            card(
                heading(
                    1,
                    "Type a beginning",
                    "A word is its number in the vocabulary: here the most frequent word is 0; the "
                    "lecture numbers its own 10,000 words by the alphabet. Framed: what the model "
                    "is given.",
                ),
                self.field,
                self.chips,
            ),
            card(
                heading(
                    2,
                    "The ten likeliest next words",
                    "Press a word to add it and go on: the model writes, word by word.",
                ),
                widgets.HTML(flow),
                self.note,
                self.bars,
            ),
            card(
                heading(3, "What it says, and why"),
                self.why,
                widgets.HTML(quality()),
            ),
        ]

    def take(self, word: str) -> None:
        """Add a word to the text, as a learner would type it."""
        text = self.field.value.rstrip()
        self.field.value = f"{text} {word}" if text else word

    def ask(self) -> None:
        """Read the field, ask the model and show everything."""
        text = self.field.value
        self.words = words_in(text)
        self.best = []
        with self.note.errors():
            best = predictors.predict("last_4", self.words, len(self.words), SHOWN)
            self.field.error, self.field.hint = said(self.words, text, self.field.cut)
            self.chips.value, self.why.value = chips(self.words), why(self.words)
            self.best = best
        self.bars.show(self.best)


__all__ = ["NextWords", "chips", "said", "unknown_words", "why"]
