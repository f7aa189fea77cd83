"""Chapter 5: the pairs that skip-gram makes of a sentence (Mikolov et al. 2013)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays
from course_lib.exercises.guard import WrongAnswer

Pairs = Iterable[tuple[int, int]]


def _sorted(pairs: Pairs) -> np.ndarray:
    """(P, 2) int, in an order of their own, so that any order is right."""
    return np.array(sorted(pairs), int).reshape(-1, 2)


def _given_back(value: Any) -> np.ndarray:
    expect.something(value, "the pairs")
    if not isinstance(value, (list, tuple, set, np.ndarray)):
        kind = type(value).__name__
        raise WrongAnswer(f"You returned a {kind}; it should be a list of pairs.")
    pairs = []
    for pair in value:
        if not isinstance(pair, (list, tuple, np.ndarray)) or len(pair) != 2:
            raise WrongAnswer(
                f"Your list holds {pair!r}; each entry is a pair of two positions (c, t)."
            )
        if not all(isinstance(p, (int, np.integer)) for p in pair):
            raise WrongAnswer(
                f"Your list holds {tuple(pair)!r}; a pair is two positions, whole numbers."
            )
        pairs.append((int(pair[0]), int(pair[1])))
    return _sorted(pairs)


def _near(allowed: Callable[[int, int, int, int], bool]) -> Callable[[int, int], np.ndarray]:
    """All (c, t) with c in the sentence and ``allowed(c, t, n, window)``."""

    def make(n: int, window: int) -> np.ndarray:
        span = range(-window, n + window + 1)
        return _sorted((c, t) for c in range(n) for t in span if allowed(c, t, n, window))

    return make


def _inside(t: int, n: int) -> bool:
    return 0 <= t < n


_right = _near(lambda c, t, n, w: _inside(t, n) and 1 <= abs(t - c) <= w)

SKIP_GRAM_PAIRS = formula_exercise(
    name="skip_gram_pairs",
    signature="skip_gram_pairs(n, window)",
    asks="Return the list of all pairs (c, t) of different positions below n that are at most "
    "`window` apart.",
    cases=lambda salt: [(13 + salt % 5, 5), (6 + salt % 3, 2), (4, 1), (8, 3 + salt % 2)],
    small=lambda: [(3, 1)],
    call=on_arrays(_given_back),
    right=_right,
    mistakes=(
        (
            _near(lambda c, t, n, w: _inside(t, n) and abs(t - c) <= w),
            "Each word is also paired with itself: leave out t = c.",
        ),
        (
            _near(lambda c, t, n, w: _inside(t, n) and 1 <= t - c <= w),
            "Your targets all stand on the right of c: glass is a target of orange, too.",
        ),
        (
            _near(lambda c, t, n, w: _inside(t, n) and 1 <= c - t <= w),
            "Your targets all stand on the left of c: juice is a target of orange, too.",
        ),
        (
            _near(lambda c, t, n, w: _inside(t, n) and t != c and -w <= t - c < w),
            "On the right your window is one word short: range(a, b) leaves b itself out. From "
            "orange to with it is exactly five.",
        ),
        (
            _near(lambda c, t, n, w: _inside(t, n) and 1 <= abs(t - c) < w),
            "Your window is one word short on both sides: a word exactly `window` away belongs to "
            "it.",
        ),
        (
            _near(lambda c, t, n, w: _inside(t, n) and 1 <= abs(t - c) <= w + 1),
            "Your window reaches one word too far on both sides.",
        ),
        (
            _near(lambda c, t, n, w: 1 <= abs(t - c) <= w),
            "Some of your targets lie outside the sentence: positions go from 0 to n − 1.",
        ),
        (
            _near(lambda c, t, n, w: t < n and 1 <= abs(t - c) <= w),
            "You have negative positions, and Python reads −1 as the last word: the sentence "
            "begins at 0.",
        ),
        (
            _near(lambda c, t, n, w: _inside(t, n) and abs(t - c) == w),
            "Only the words exactly `window` away are there: take all the nearer ones too.",
        ),
        (
            _near(lambda c, t, n, w: _inside(t, n) and t != c),
            "Every word is paired with every other one: `window` plays no part.",
        ),
        (
            lambda n, w: np.repeat(_right(n, w), 2, axis=0),
            "Each pair is there twice: when both words have had their turn as c, both directions "
            "are done.",
        ),
    ),
    shape_says="In one of the sentences tried you have {found[0]} pairs, and there are "
    "{wanted[0]}. For n = 4 and a window of 1 there are six: 0–1, 1–0, 1–2, 2–1, 2–3, 3–2.",
    otherwise="As many pairs as there should be, but not the same. For n = 4 and a window of 1 "
    "they are 0–1, 1–0, 1–2, 2–1, 2–3, 3–2.",
    shows="One sentence of 13 words gives 100 questions with a window of 5, and nobody wrote a "
    "single label.",
)

EXERCISES = (SKIP_GRAM_PAIRS,)
