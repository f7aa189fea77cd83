"""Interpolated n-grams against a dictionary of counts, and as a probability distribution."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.words.contexts import number_paragraphs
from course_lib.words.ngrams import BUCKETS, NGrams, interpolated
from course_lib.words.vocabulary import Vocabulary

SIZE = 12
WORDS = tuple("abcdefghijkl")
VOCABULARY = Vocabulary(WORDS, np.arange(SIZE, 0, -1), 78)


def text(seed: int, paragraphs: int = 60) -> tuple[np.ndarray, list[list[str]]]:
    """Paragraphs in which a word is often followed by the next of the alphabet."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(paragraphs):
        words = [rng.integers(SIZE)]
        for _ in range(rng.integers(2, 15)):
            follow = (words[-1] + 1) % SIZE if rng.random() < 0.6 else rng.integers(SIZE)
            words.append(follow)
        # Some words are unknown, as "zz" is.
        made.append(["zz" if rng.random() < 0.1 else WORDS[i] for i in words])
    return number_paragraphs(["\n".join(map(" ".join, made))], VOCABULARY), made


def by_hand(paragraphs: list[list[str]], order: int, weights: np.ndarray):
    """p(target | context) from dictionaries; context is a tuple of order − 1 words."""
    grams = [Counter() for _ in range(order)]
    seen = [Counter() for _ in range(order)]
    for words in paragraphs:
        padded = ["-"] * (order - 1) + words
        for i, word in enumerate(words):
            if word == "zz":
                continue
            for length in range(order):
                context = tuple(padded[i + order - 1 - length : i + order - 1])
                grams[length][(*context, word)] += 1
                seen[length][context] += 1

    def p(context: tuple[str, ...], target: str) -> float:
        parts = [1 / SIZE]
        for length in range(order):
            near = context[len(context) - length :]
            n = seen[length][near]
            parts.append(grams[length][(*near, target)] / n if n else 0.0)
        n = seen[order - 1][context]
        bucket = min(int(np.ceil(np.log2(n + 1))), BUCKETS - 1)
        return float(np.dot(weights[bucket], parts))

    return p


@pytest.mark.parametrize("order", [2, 3])
def test_probabilities_are_those_of_counting_by_hand(order):
    numbers, paragraphs = text(0)
    other, others = text(1, 20)
    model = interpolated(numbers, other, SIZE, order)
    p = by_hand(paragraphs + others, order, model.weights)
    held, held_words = text(2, 15)
    expected = [
        np.log(p(tuple((["-"] * (order - 1) + words)[i : i + order - 1]), word))
        for words in held_words
        for i, word in enumerate(words)
        if word != "zz"
    ]
    found = model.log_probabilities(held, np.flatnonzero(held < SIZE))
    np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize("order", [2, 3])
def test_the_probabilities_of_all_words_sum_to_one(order):
    numbers, _ = text(0)
    model = interpolated(numbers, text(1)[0], SIZE, order)
    place = int(np.flatnonzero(numbers < SIZE)[40])
    total = 0.0
    for word in range(SIZE):
        changed = numbers.copy()
        changed[place] = word
        total += float(np.exp(model.log_probabilities(changed, np.array([place])))[0])
    assert total == pytest.approx(1)


def test_fitting_makes_the_development_text_likelier_than_any_nudge():
    model = NGrams(text(0)[0], SIZE, 2)
    development = text(1)[0]
    places = np.flatnonzero(development < SIZE)
    before = model.log_probabilities(development, places).mean()
    model.fit(development)
    best = model.log_probabilities(development, places).mean()
    assert best > before
    rng = np.random.default_rng(0)
    fitted = model.weights
    for _ in range(20):
        nudged = fitted * rng.uniform(0.7, 1.4, fitted.shape)
        model.weights = nudged / nudged.sum(axis=1, keepdims=True)
        assert model.log_probabilities(development, places).mean() < best + 1e-6


def test_more_words_before_help_where_the_text_has_memory():
    numbers, development, held = text(0, 3000)[0], text(1, 300)[0], text(2, 300)[0]
    places = np.flatnonzero(held < SIZE)
    bigram = interpolated(numbers, development, SIZE, 2).log_probabilities(held, places).mean()
    unigram = np.log(np.bincount(numbers[numbers < SIZE], minlength=SIZE) / (numbers < SIZE).sum())
    assert bigram > unigram[held[places]].mean() + 0.3


def test_impossible_requests_are_refused():
    with pytest.raises(LearnerError, match="order 4"):
        NGrams(text(0)[0], SIZE, 4)
    with pytest.raises(LearnerError, match="none of the vocabulary"):
        NGrams(np.full(20, SIZE + 1, np.int32), SIZE, 2)
