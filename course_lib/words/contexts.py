"""A text as one row of word numbers, and the words around each word of it.

A paragraph is the unit: contexts run across its sentences and end where it ends. Between two
paragraphs, and before the first and after the last, stand ``REACH`` times the number for "no word
here", so that every context is a plain slice. A word outside the vocabulary keeps its place under a
number of its own: it is seen in contexts and never asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from course_lib.errors import LearnerError
from course_lib.words.choices import CHOICES, REACH
from course_lib.words.tokens import words_in

if TYPE_CHECKING:
    from course_lib.words.vocabulary import Vocabulary


def unknown(vocabulary: int) -> int:
    """The number that every word outside a vocabulary of this size has in a context."""
    return vocabulary


def no_word(vocabulary: int) -> int:
    """The number for "no word here" beside a vocabulary of this size."""
    return vocabulary + 1


def number_paragraphs(articles: Iterable[str], vocabulary: Vocabulary) -> np.ndarray:
    """The numbers of all words of all articles, (N,) int32, as the module says; a line break ends
    a paragraph. LearnerError if there is no word at all."""
    size = len(vocabulary.words)
    gap = np.full(REACH, no_word(size), np.int32)
    index, none = vocabulary.index, unknown(size)
    parts = [gap]
    for article in articles:
        for line in article.splitlines():
            if words := words_in(line):
                parts += [np.array([index.get(word, none) for word in words], np.int32), gap]
    if len(parts) == 1:
        raise LearnerError("This text has no words to learn from.")
    return np.concatenate(parts)


@dataclass(frozen=True)
class ContextWords:
    """The examples of a text for one context choice (a key of ``choices.CHOICES``).

    ``numbers`` is what ``number_paragraphs`` made with a vocabulary of ``size`` words. Every known
    word is a target once; nearby_1 draws one of the words within five places that the paragraph
    really has.
    """

    numbers: np.ndarray
    size: int
    choice: str

    @cached_property
    def targets(self) -> np.ndarray:
        """Places of the known words, (T,) int64."""
        return np.flatnonzero(self.numbers < self.size)

    def at(self, places: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Contexts (B, n) int64 and targets (B,) int64 of these places."""
        window = np.array(CHOICES[self.choice].offsets)
        offsets = window[None]
        if CHOICES[self.choice].drawn:
            offsets = self._drawn(window, places, rng)[:, None]
        context = self.numbers[places[:, None] + offsets]
        return context.astype(np.int64), self.numbers[places].astype(np.int64)

    def _drawn(
        self, window: np.ndarray, places: np.ndarray, rng: np.random.Generator
    ) -> np.ndarray:
        there = self.numbers[places[:, None] + window] != no_word(self.size)  # (B, 10)
        score = rng.random(there.shape) * there
        return window[score.argmax(axis=1)]  # a paragraph of one word: the place before it

    def draw(self, batch: int, seed: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """A batch of examples drawn evenly with this seed, contexts and targets."""
        rng = np.random.default_rng(seed)
        return self.at(self.targets[rng.integers(len(self.targets), size=batch)], rng)

    def batches(self, batch: int = 2048, seed: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Every example once, in order."""
        rng = np.random.default_rng(seed)
        for start in range(0, len(self.targets), batch):
            yield self.at(self.targets[start : start + batch], rng)
