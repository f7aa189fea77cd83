"""Four predictors asked about the same blank: what each is given, what it says, where the truth is.

A predictor that is not there, or cannot answer, says why in its own place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape

import ipywidgets as widgets

from course_lib.controls.word_bars import percent
from course_lib.errors import LearnerError
from course_lib.figures.style import CONTEXTS
from course_lib.panels.layout import grid
from course_lib.panels.panel import Panel
from course_lib.running.latest_wins import Job, Outcome
from course_lib.words.choices import CHOICES

SHOWN = 8  # likeliest words in a cell


@dataclass(frozen=True)
class Question:
    """``words`` with a blank at ``blank``, and for each choice the positions that it is given."""

    words: tuple[str, ...]
    blank: int
    contexts: dict[str, tuple[int, ...]]

    @property
    def truth(self) -> str:
        """The word that stood there."""
        return self.words[self.blank]


@dataclass(frozen=True)
class Said:
    """What a predictor says: its ``best`` words with probabilities, and where the truth stands:
    ``rank`` from 1 of ``size`` words with ``probability``, or None: it does not know the word.
    ``unknown`` are the given words that it does not know."""

    best: list[tuple[str, float]]
    rank: int | None
    probability: float | None
    size: int
    unknown: tuple[str, ...] = ()


Predict = Callable[[str, list[str], int, int], list[tuple[str, float]]]


def shipped_predict(choice: str, words: list[str], blank: int, n: int) -> list[tuple[str, float]]:
    """The shipped predictors; their files are read when they are first asked."""
    from course_lib.words.predictors import predict

    return predict(choice, words, blank, n=n)


def ask(question: Question, choice: str, predict: Predict) -> Said:
    """Ask one predictor. LearnerError: it is given nothing, or it cannot answer.

    For ``nearby_1`` one word was drawn: the predictor gets a sentence of that word and the blank.
    """
    given = question.contexts[choice]
    if not given:
        raise LearnerError("No word stands before the blank: this predictor is given nothing.")
    words, blank = list(question.words), question.blank
    if choice == "nearby_1":
        words, blank = [question.words[given[0]], question.truth], 1
        if given[0] > question.blank:
            words, blank = words[::-1], 0
    every = predict(choice, words, blank, 10**9)  # all its words: the truth is among them or not
    ranks = {word: rank for rank, (word, _) in enumerate(every, 1)}
    unknown = tuple(question.words[p] for p in given if question.words[p] not in ranks)
    rank = ranks.get(question.truth)
    probability = None if rank is None else every[rank - 1][1]
    return Said(every[:SHOWN], rank, probability, len(every), tuple(dict.fromkeys(unknown)))


class BlankAnswers(Panel):
    """Four cells. ``ask(question)`` returns at once; ``answers`` fills while they come."""

    def __init__(self, predict: Predict = shipped_predict) -> None:
        super().__init__()
        self._predict = predict
        self.question: Question | None = None
        self.answers: dict[str, Said | str] = {}
        self.cells = {choice: widgets.HTML() for choice in CHOICES}
        self._jobs = self.background("blank-answers", self._answered)
        self.children = [grid(232, *self.cells.values())]
        for choice in CHOICES:
            self._show(choice, "empty")

    def ask(self, question: Question | None) -> None:
        """Ask all four; None: there is no blank, and nothing to ask."""
        self.question = question
        if question is None:
            self._jobs.cancel()
            self.answers = {}
            for choice in CHOICES:
                self._show(choice, "empty")
            return
        for choice in CHOICES:
            self._show(choice, "busy")
        self._jobs.submit(
            [Job(c, partial(ask, question, c, self._predict)) for c in CHOICES],
        )

    def _answered(self, outcome: Outcome) -> None:
        before = self._most
        self.answers[outcome.key] = outcome.value if outcome.error is None else outcome.error
        again = self.answers if self._most != before else (outcome.key,)
        for choice in again:  # all bars, where the longest is another
            said = isinstance(self.answers[choice], Said)
            self._show(choice, "ready" if said else "unavailable")

    @property
    def _most(self) -> float:
        """The largest probability of all answers: the bars of all cells share this scale."""
        told = [said for said in self.answers.values() if isinstance(said, Said)]
        return max((p for said in told for _, p in said.best), default=0) or 1

    def _show(self, choice: str, state: str) -> None:
        look, question = CONTEXTS[choice], self.question
        given = "nothing yet" if question is None else _given(question, choice)
        inside = '<p class="lwl-hint">Asked once there is a sentence with a blank.</p>'
        told = self.answers.get(choice)
        if isinstance(told, Said) and question is not None:
            inside = _words(told, question.truth, self._most)
        elif told is not None and question is not None:
            inside = f'<p class="lwl-hint lwl-answer-why">{escape(told)}</p>'
        elif question is not None:
            inside = '<p class="lwl-hint">Thinking …</p>'
        self.cells[choice].value = (
            f'<section class="lwl-answer" data-choice="{choice}" data-state="{state}" '
            f'style="--lwl-method:{look.colour}" aria-label="{look.label}">'
            f'<h4><span class="lwl-picture-symbol">{look.symbol}</span> {look.label}</h4>'
            f'<p class="lwl-answer-given" dir="auto">{given}</p>{inside}</section>'
        )


def _given(question: Question, choice: str) -> str:
    """The words given with the blank among them, as the predictor's question."""
    places = sorted({*question.contexts[choice], question.blank})
    parts, before = [], places[0]
    for place in places:
        gap = "… " if place - before > 1 else ""
        word = "<b>____</b>" if place == question.blank else escape(question.words[place])
        parts.append(gap + word)
        before = place
    return " ".join(parts)


def _words(said: Said, truth: str, most: float) -> str:
    """The best words as bars of their probabilities, ``most`` the longest of all cells, and the
    line about the true word."""
    rows = "".join(
        f'<li class="{"lwl-true" if word == truth else ""}" style="--lwl-share:'
        f'{100 * p / most:.1f}%"><span dir="auto">{escape(word)}{" ✓" * (word == truth)}</span>'
        f"<b>{percent(p)}</b></li>"
        for word, p in said.best
    )
    if said.rank is None:
        line = f"“{escape(truth[:40])}” is not among the {said.size:,} words that it can say."
    else:
        line = (
            f"True word “{escape(truth)}”: rank <b>{said.rank:,}</b> of {said.size:,}, "
            f"{percent(said.probability)}"
        )
    if said.unknown:
        named = ", ".join(f"“{escape(word[:20])}”" for word in said.unknown)
        line += f"<br>Given, but unknown to it: {named}."
    return f'<ol class="lwl-answer-words">{rows}</ol><p class="lwl-answer-truth">{line}</p>'


__all__ = ["BlankAnswers", "Question", "Said", "ask"]
