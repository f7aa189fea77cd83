"""Chapter 4: the cosine of two embeddings, and an analogy as a sum of three of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays
from course_lib.exercises.guard import WrongAnswer

norm = np.linalg.norm


def _cosine(a: np.ndarray, b: np.ndarray) -> float:
    return a @ b / (norm(a) * norm(b))


def _cosine_cases(salt: int) -> list[tuple]:
    rng = np.random.default_rng(42 + salt)
    pairs = [(rng.normal(0.5, 1, d), rng.normal(0.5, 2, d)) for d in (2, 3, 5, 8)]
    return [*pairs, (np.array([2.0, 1.0]), np.array([-3.0, 0.5]))]


COSINE = formula_exercise(
    name="cosine",
    signature="cosine(a, b)",
    asks="Return aᵀb divided by both lengths, as one number.",
    cases=_cosine_cases,
    small=lambda: [(np.array([3.0, 4.0]), np.array([4.0, 3.0]))],
    call=on_arrays(lambda value: expect.number(value, "the cosine")),
    right=_cosine,
    mistakes=(
        (
            lambda a, b: a @ b,
            "This is the dot product: a vector twice as long would be twice as similar to "
            "everything. Divide by both lengths.",
        ),
        (
            lambda a, b: a @ b / norm(a),
            "You divided by the length of a only; b still makes the number larger by being long.",
        ),
        (
            lambda a, b: a @ b / norm(b),
            "You divided by the length of b only; a still makes the number larger by being long.",
        ),
        (
            lambda a, b: a @ b / ((a @ a) * (b @ b)),
            "You divided by the squares of the lengths: a length is the root of aᵀa.",
        ),
        (
            lambda a, b: a @ b / (norm(a) + norm(b)),
            "You divided by the sum of the lengths: it is their product.",
        ),
        (
            lambda a, b: a @ b / norm(a) * norm(b),
            "You divide by the first length and then multiply by the second: the product of both "
            "belongs into brackets, under the line.",
        ),
        (
            lambda a, b: 1 - _cosine(a, b),
            "This is the cosine distance, 1 − cos: yours is 0 for words that point the same way.",
        ),
        (
            lambda a, b: abs(_cosine(a, b)),
            "Your cosine has lost its sign: vectors that point in opposite ways have −1.",
        ),
        (
            lambda a, b: norm(a - b),
            "This is the distance between the two points: it grows as they get less alike, and "
            "with their lengths.",
        ),
        (
            lambda a, b: np.arccos(np.clip(_cosine(a, b), -1, 1)),
            "This is the angle itself: leave out the arccos.",
        ),
        (
            lambda a, b: _cosine(a - a.mean(), b - b.mean()),
            "You took each vector's mean away first: that is the correlation, not the cosine.",
        ),
        (
            lambda a, b: (a * b).mean() / (norm(a) * norm(b)),
            "The products are averaged: a dot product adds them up.",
        ),
    ),
    otherwise="Try a = (1, 0): with itself the cosine is 1, with (0, 5) it is 0, with (−2, 0) it "
    "is −1.",
    shows="Only the direction counts. That suits words: the length of an embedding depends on how "
    "often a word occurs, too.",
)


def _analogy_cases(salt: int) -> list[tuple]:
    """Columns of length 1; in every other case a, b and c are alike, as related words are."""
    rng = np.random.default_rng(43 + salt)
    cases = []
    for number in range(12):
        E = rng.normal(size=(4, 15))
        a, b, c = (int(i) for i in rng.choice(15, 3, replace=False))
        if number % 2:
            E[:, [b, c]] = E[:, [a]] + 0.2 * rng.normal(size=(4, 2))
        cases.append((E / norm(E, axis=0), a, b, c))
    return cases


def _word(value: Any) -> int:
    expect.something(value, "the number of a word")
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        kind = type(value).__name__
        raise WrongAnswer(
            f"You returned a {kind}; return the number of a word, a whole number: argmax gives it."
        )
    return int(value)


def _nearest(v: Callable, leave_out: Callable = lambda *abc: abc) -> Callable[..., int]:
    """The word nearest to ``v(e_a, e_b, e_c)``, without the words of ``leave_out(a, b, c)``."""

    def find(E: np.ndarray, a: int, b: int, c: int) -> int:
        scores = v(E[:, a], E[:, b], E[:, c]) @ E
        scores[list(leave_out(a, b, c))] = -np.inf
        return int(scores.argmax())

    return find


def _sum(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    return b - a + c


def _deleted(E: np.ndarray, a: int, b: int, c: int) -> int:
    rest = np.delete(E, [a, b, c], axis=1)
    return int((_sum(E[:, a], E[:, b], E[:, c]) @ rest).argmax())


ANALOGY = formula_exercise(
    name="analogy",
    signature="analogy(E, a, b, c)",
    asks="Return the number of the word whose column has the largest cosine with "
    "e_b − e_a + e_c, leaving out a, b and c themselves.",
    cases=_analogy_cases,
    call=on_arrays(_word),
    right=_nearest(_sum),
    mistakes=(
        (
            _nearest(_sum, lambda *abc: ()),
            "Your answer is often one of the three words that were given: the sum lies close to "
            "them. Leave out a, b and c.",
        ),
        (
            _nearest(_sum, lambda a, b, c: (c,)),
            "You left out c, but a and b are given too, and b is often the nearest of all.",
        ),
        (
            _nearest(_sum, lambda a, b, c: (b, c)),
            "You left out b and c; a was given too.",
        ),
        (
            _nearest(lambda a, b, c: a - b + c),
            "You walk the wrong way: from a to b is e_b − e_a, and that step starts at c.",
        ),
        (
            _nearest(lambda a, b, c: a + b - c),
            "You take c away and add a: the step from a to b, e_b − e_a, is added to e_c.",
        ),
        (
            _nearest(lambda a, b, c: a + b + c),
            "You added all three: a word like all of them, not a parallel to a → b.",
        ),
        (
            _nearest(lambda a, b, c: b - a),
            "You took the step from a to b but forgot to start it at c: add e_c.",
        ),
        (
            _nearest(lambda a, b, c: a - b - c),
            "This is the word that points the opposite way: look at the signs, or at argmin.",
        ),
        (
            _deleted,
            "The right word, but its number has slipped: after np.delete the columns are counted "
            "anew. Give a, b and c the score −∞ instead.",
        ),
    ),
    otherwise="Compute v = e_b − e_a + e_c, one score v · e_j for each column, and look at the "
    "largest score that does not belong to a, b or c.",
    shows="A relation has become a direction. The three words that were asked have to be left out, "
    "though, or the answer would often be one of them: keep that in mind when you read of it.",
)

EXERCISES = (COSINE, ANALOGY)
