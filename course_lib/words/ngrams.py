"""Counting models: a word's probability from how often it followed the one or two words before it.

Jelinek and Mercer 1980. With ML the share seen in the training text,

    p(t|v)    = λ₂ ML(t|v) + λ₁ ML(t) + λ₀ / V
    p(t|u, v) = λ₃ ML(t|u, v) + λ₂ ML(t|v) + λ₁ ML(t) + λ₀ / V,

the λ summing to 1 and depending on how often the context was seen: the more often, the more its own
counts are trusted. They are fitted by expectation and maximisation on text that was not counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.errors import LearnerError
from course_lib.words.contexts import no_word

BUCKETS = 16  # a context seen n times is in bucket ⌈log₂(n + 1)⌉, the last one for all above
ROUNDS = 30  # of expectation and maximisation


@dataclass(frozen=True)
class Counts:
    """How often each run of words was seen, as sorted keys and their counts."""

    keys: np.ndarray
    counts: np.ndarray

    @classmethod
    def of(cls, keys: np.ndarray) -> Counts:
        """Count integer keys, each one occurrence."""
        return cls(*np.unique(keys, return_counts=True))

    def __getitem__(self, keys: np.ndarray) -> np.ndarray:
        """The counts of these keys, 0 where one was never seen."""
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.counts[at], 0)


class NGrams:
    """Counts of a text for n = 1 … ``order`` (2 or 3), as ``contexts.number_paragraphs`` writes it.

    ``size`` is V. Counted are the known words, each with the words before it, which may be unknown
    or "no word here": the same targets and contexts as those of the neural model.
    """

    def __init__(self, numbers: np.ndarray, size: int, order: int) -> None:
        if order not in (2, 3):
            raise LearnerError(f"An interpolated model of order {order} is not here: take 2 or 3.")
        self.size, self.order = size, order
        self._base = no_word(size) + 1  # numbers run from 0 to this, exclusively
        places = np.flatnonzero(numbers < size)
        if not len(places):
            raise LearnerError("This text has none of the vocabulary's words to count.")
        self.unigram = np.bincount(numbers[places], minlength=size) / len(places)
        self._seen, self._follows = [], []
        for length in range(1, order):
            context = self._context(numbers, places, length)
            self._seen.append(Counts.of(context))
            self._follows.append(Counts.of(context * self._base + numbers[places]))
        # Until they are fitted every component is trusted alike.
        self.weights = np.full((BUCKETS, order + 1), 1 / (order + 1))

    def _context(self, numbers: np.ndarray, places: np.ndarray, length: int) -> np.ndarray:
        key = np.zeros(len(places), np.int64)
        for back in range(length, 0, -1):
            key = key * self._base + numbers[places - back]
        return key

    def components(self, numbers: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What is mixed at these places of a text, and each place's bucket.

        (T, order + 1) float64: 1/V, ML(t), ML(t|v) and, for order 3, ML(t|u, v); (T,) int64. A
        share of a context never seen is 0.
        """
        target = numbers[places]
        parts = [np.full(len(places), 1 / self.size), self.unigram[target]]
        seen = np.zeros(len(places), np.int64)
        for length, (contexts, follows) in enumerate(
            zip(self._seen, self._follows, strict=True), start=1
        ):
            context = self._context(numbers, places, length)
            seen = contexts[context]
            parts.append(follows[context * self._base + target] / np.maximum(seen, 1))
        bucket = np.minimum(np.ceil(np.log2(seen + 1)).astype(np.int64), BUCKETS - 1)
        return np.stack(parts, axis=1), bucket

    def fit(self, numbers: np.ndarray) -> None:
        """Set the λ of each bucket to those that make this text, not counted before, likeliest."""
        parts, bucket = self.components(numbers, np.flatnonzero(numbers < self.size))
        for number in range(BUCKETS):
            here = parts[bucket == number]
            if not len(here):
                continue
            weights = self.weights[number]
            for _ in range(ROUNDS):
                share = here * weights
                share /= share.sum(axis=1, keepdims=True)
                weights = share.mean(axis=0)
            self.weights[number] = weights
        # λ₀ never 0: no word of the vocabulary is impossible.
        self.weights = np.maximum(self.weights, [1e-6] + [0] * self.order)
        self.weights /= self.weights.sum(axis=1, keepdims=True)

    def log_probabilities(self, numbers: np.ndarray, places: np.ndarray) -> np.ndarray:
        """log p of the word at each of these places, given those before it: (T,) float64."""
        parts, bucket = self.components(numbers, places)
        return np.log((parts * self.weights[bucket]).sum(axis=1))


def interpolated(given: np.ndarray, development: np.ndarray, size: int, order: int) -> NGrams:
    """A model with the λ fitted on ``development`` and then the counts of both texts."""
    fitted = NGrams(given, size, order)
    fitted.fit(development)
    whole = NGrams(np.concatenate([given, development]), size, order)
    whole.weights = fitted.weights
    return whole
