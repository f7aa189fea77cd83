"""Context windows against an enumeration of everything, and draws against their distribution."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.words import lecture, windows
from course_lib.words.choices import CHOICES
from course_lib.words.windows import Example, examples, keep_probability, skipgram_pairs

sizes = st.integers(0, 30)


def brute_force(n: int, choice: str) -> list[Example]:
    """By the sentence's own words: look at every position for every target."""
    found = []
    for target in range(n):
        near = []
        for position in range(n):
            away = position - target
            if (
                (choice == "last_4" and away in (-4, -3, -2, -1))
                or (choice == "around_4" and away != 0 and -4 <= away <= 4)
                or (choice == "last_1" and away == -1)
                or (choice == "nearby_1" and away != 0 and -5 <= away <= 5)
            ):
                near.append(position)
        if choice == "nearby_1":
            found += [Example((position,), target) for position in near]
        elif near:
            found.append(Example(tuple(near), target))
    return found


@given(sizes, st.sampled_from(sorted(CHOICES)))
def test_examples_are_what_looking_everywhere_finds(n, choice):
    assert examples(n, choice) == brute_force(n, choice)


@given(sizes, st.integers(0, 2**32 - 1))
def test_a_drawn_word_is_nearby_and_one_for_each_target(n, seed):
    drawn = examples(n, "nearby_1", np.random.default_rng(seed))
    assert [e.target for e in drawn] == (list(range(n)) if n > 1 else [])
    assert set(drawn) <= set(brute_force(n, "nearby_1"))


@pytest.mark.slow
def test_nearby_words_are_drawn_with_equal_chance():
    rng = np.random.default_rng(0)
    times, middle = 8000, 6
    drawn = [
        e.context[0]
        for _ in range(times)
        for e in examples(13, "nearby_1", rng)
        if e.target == middle
    ]
    seen = np.bincount(drawn, minlength=13)
    near = [p for p in range(13) if p != middle and abs(p - middle) <= 5]
    assert seen[[p for p in range(13) if p not in near]].sum() == 0
    expected = times / len(near)
    assert ((seen[near] - expected) ** 2 / expected).sum() < 27.9  # chi-squared, 9 df, p = 0.001


@given(sizes, st.integers(1, 12))
def test_pairs_are_all_there_and_in_order(n, window):
    every = [(c, t) for c in range(n) for t in range(n) if c != t and abs(c - t) <= window]
    pairs = skipgram_pairs(n, window)
    assert pairs.shape == (len(every), 2)
    assert pairs.tolist() == [list(pair) for pair in every]


@given(sizes, st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_a_draw_takes_all_up_to_some_reach_of_each_word(n, window, seed):
    pairs = skipgram_pairs(n, window, np.random.default_rng(seed))
    for c in range(n):
        targets = [t for context, t in pairs.tolist() if context == c]
        possible = [
            [t for t in range(n) if t != c and abs(t - c) <= reach]
            for reach in range(1, window + 1)
        ]
        assert targets in possible


def test_near_words_are_drawn_more_often_as_the_docstring_says():
    rng = np.random.default_rng(1)
    times, window = 6000, 5
    counts = np.zeros(window + 1)
    for _ in range(times):
        pairs = skipgram_pairs(11, window, rng)
        counts += np.bincount(pairs[pairs[:, 0] == 5][:, 1] - 5 + 100, minlength=106)[100:]
    for d in range(1, window + 1):
        p = (window - d + 1) / window
        assert abs(counts[d] - times * p) <= 4 * np.sqrt(times * p * (1 - p)) + 1e-9


def test_same_seed_same_draw():
    draws = [skipgram_pairs(30, 5, np.random.default_rng(7)) for _ in range(2)]
    assert (draws[0] == draws[1]).all()


def test_the_lectures_pairs_are_there():
    words = lecture.SENTENCE.lower().rstrip(".").split()
    orange = words.index(lecture.CONTEXT)
    for target in lecture.TARGETS:
        pair = [orange, words.index(target)]
        needed = abs(pair[1] - pair[0])
        assert pair in skipgram_pairs(len(words), needed).tolist()
        if needed > 1:
            assert pair not in skipgram_pairs(len(words), needed - 1).tolist()
    assert words.index("with") - orange == 5
    assert len(lecture.INDICES) == len(lecture.BLANK.split())
    assert lecture.INDICES[-1] == lecture.ORANGE


@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=40),
    st.floats(1e-6, 1),
)
def test_keep_probability_is_word2vecs(counts, threshold):
    """Word by word as the C program computes it: (sqrt(cn / (t N)) + 1) (t N) / cn."""
    total = sum(counts)
    got = keep_probability(np.array(counts), threshold)
    for count, p in zip(counts, got, strict=True):
        if count == 0 or total == 0:
            assert p == 1
        else:
            s = threshold * total
            assert p == pytest.approx(min(1, ((count / s) ** 0.5 + 1) * s / count), rel=1e-9)


def test_no_threshold_keeps_all_and_order_follows_counts():
    counts = np.array([10**6, 10**4, 10])
    assert (keep_probability(counts, 0) == 1).all()
    kept = keep_probability(counts, 1e-3)
    assert kept[0] < kept[1] <= kept[2] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: examples(5, "last_2"),
        lambda: windows.context_positions(5, 5, "last_4"),
        lambda: windows.context_positions(5, -1, "last_4"),
        lambda: skipgram_pairs(5, 0),
        lambda: keep_probability(np.array([-1, 2])),
        lambda: keep_probability(np.array([1, 2]), -1e-3),
    ],
)
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(ValueError, match=r"\w+"):
        wrong()
