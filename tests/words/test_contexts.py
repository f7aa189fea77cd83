"""Contexts of a numbered text against a plain loop over its paragraphs."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.words.choices import CHOICES
from course_lib.words.contexts import ContextWords, no_word, number_paragraphs, unknown
from course_lib.words.vocabulary import Vocabulary

WORDS = ("a", "b", "c")
VOCABULARY = Vocabulary(WORDS, np.array([3, 2, 1]), 6)
UNKNOWN, NONE = unknown(3), no_word(3)
TEXTS = st.lists(st.lists(st.sampled_from(["a", "b", "c", "x"]), max_size=12), max_size=5)


def numbered(paragraphs: list[list[str]]) -> list[list[int]]:
    return [[VOCABULARY.index.get(word, UNKNOWN) for word in p] for p in paragraphs if p]


def loop(paragraphs: list[list[int]], before: int, after: int) -> list[tuple[list[int], int]]:
    found = []
    for words in paragraphs:
        for place, target in enumerate(words):
            if target == UNKNOWN:
                continue
            near = [*range(place - before, place), *range(place + 1, place + after + 1)]
            context = [words[i] if 0 <= i < len(words) else NONE for i in near]
            found.append((context, target))
    return found


@given(TEXTS)
def test_contexts_are_those_of_a_loop(paragraphs):
    if not any(paragraphs):
        with pytest.raises(LearnerError):
            number_paragraphs(["\n".join(map(" ".join, paragraphs))], VOCABULARY)
        return
    text = number_paragraphs(["\n".join(map(" ".join, paragraphs))], VOCABULARY)
    for choice, before, after in (("last_4", 4, 0), ("around_4", 4, 4), ("last_1", 1, 0)):
        expected = loop(numbered(paragraphs), before, after)
        examples = ContextWords(text, 3, choice)
        found = [
            (context.tolist(), int(target))
            for contexts, targets in examples.batches(3)
            for context, target in zip(contexts, targets, strict=True)
        ]
        assert found == expected


def test_nearby_words_are_those_within_five_and_equally_likely():
    words = [str(i) for i in range(13)]
    vocabulary = Vocabulary(tuple(words), np.ones(13, np.int64), 13)
    text = number_paragraphs([" ".join(words)], vocabulary)
    examples = ContextWords(text, 13, "nearby_1")
    for target, near in ((6, {1, 2, 3, 4, 5, 7, 8, 9, 10, 11}), (1, {0, 2, 3, 4, 5, 6})):
        place = np.flatnonzero(text == target).repeat(20_000)
        context, _ = examples.at(place, np.random.default_rng(0))
        seen = Counter(context[:, 0].tolist())
        assert set(seen) == near
        expected = 20_000 / len(near)
        chi2 = sum((n - expected) ** 2 / expected for n in seen.values())
        assert chi2 < 30  # 9 degrees of freedom: 30 is beyond 99.95 %


def test_a_paragraph_of_one_word_has_no_word_nearby():
    text = number_paragraphs(["a\nb"], VOCABULARY)
    context, _ = ContextWords(text, 3, "nearby_1").draw(50, (0,))
    assert (context == NONE).all()


def test_a_batch_is_drawn_from_its_seed_alone():
    text = number_paragraphs(["a b c a x b"], VOCABULARY)
    for choice in CHOICES:
        examples = ContextWords(text, 3, choice)
        one, other = examples.draw(20, (1, 2)), examples.draw(20, (1, 2))
        assert all((a == b).all() for a, b in zip(one, other, strict=True))
        assert set(one[1].tolist()) <= {0, 1, 2}
