"""Chapter 4: which words stand around a target, clipped at the ends of the sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays
from course_lib.exercises.guard import WrongAnswer

LONGEST = 40  # each list is written into a row of this length, so that rows can be compared
NOTHING = -99


def _rows(last: Iterable[int], around: Iterable[int]) -> np.ndarray:
    rows = np.full((2, LONGEST), NOTHING)
    for row, positions in zip(rows, (last, around), strict=True):
        found = list(positions)[:LONGEST]
        row[: len(found)] = found
    return rows


def _positions(value: Any, what: str) -> list[int]:
    if not isinstance(value, (list, tuple, range, np.ndarray)):
        kind = type(value).__name__
        raise WrongAnswer(f"You returned a {kind} as {what}; it should be a list of positions.")
    found = list(value)
    for position in found:
        if isinstance(position, bool) or not isinstance(position, (int, np.integer)):
            raise WrongAnswer(
                f"{what[0].upper()}{what[1:]} holds {position!r}; a position is a whole number."
            )
    return [int(p) for p in found]


def _given_back(value: Any) -> np.ndarray:
    last, around = expect.pair(value, "last, around")
    return _rows(
        _positions(last, "the first list (last)"), _positions(around, "the second list (around)")
    )


def _before(t: int, size: int) -> range:
    return range(max(0, t - size), t)


def _after(n: int, t: int, size: int) -> range:
    return range(t + 1, min(n, t + size + 1))


def _right(n: int, t: int, size: int) -> np.ndarray:
    return _rows(_before(t, size), [*_before(t, size), *_after(n, t, size)])


def _lists(_: tuple, rows: np.ndarray) -> tuple[list[int], ...]:
    return tuple([int(p) for p in row if p != NOTHING] for row in rows)


CONTEXT_WINDOWS = formula_exercise(
    name="context_windows",
    signature="context_windows(n, t, size)",
    asks="Return two lists of positions in reading order: the last `size` words before t, and "
    "`size` words on its left and right; fewer where the sentence ends.",
    cases=lambda salt: [
        (13 + salt % 4, 6, 4),
        (13, 1 + salt % 3, 4),
        (13, 11, 4 + salt % 2),
        (6, 0, 2),
        (9, 8, 3),
    ],
    small=lambda: [(5, 2, 1), (5, 1, 2)],
    as_returned=_lists,
    call=on_arrays(_given_back),
    right=_right,
    mistakes=(
        (
            lambda n, t, s: _rows(_before(t, s), [*_before(t, s), t, *_after(n, t, s)]),
            "The second list holds the target itself: who sees the answer need not guess.",
        ),
        (
            lambda n, t, s: _rows(
                range(max(0, t - s + 1), t + 1), [*_before(t, s), *_after(n, t, s)]
            ),
            "The first list ends with the target itself: its last word is the one before, t − 1.",
        ),
        (
            lambda n, t, s: _rows(range(t - s, t), [*range(t - s, t), *range(t + 1, t + s + 1)]),
            "Your windows run over both ends of the sentence: positions go from 0 to n − 1.",
        ),
        (
            lambda n, t, s: _rows(range(t - s, t), [*range(t - s, t), *_after(n, t, s)]),
            "Near the beginning you return negative positions, and Python reads −1 as the "
            "sentence's last word: begin at 0.",
        ),
        (
            lambda n, t, s: _rows(_before(t, s), [*_before(t, s), *range(t + 1, t + s + 1)]),
            "Near the end you return positions that the sentence does not have: stop before n.",
        ),
        (
            lambda n, t, s: _rows(
                [*_before(t, s)][::-1], [*[*_before(t, s)][::-1], *_after(n, t, s)]
            ),
            "Before the target you count backwards: give the positions in reading order.",
        ),
        (
            lambda n, t, s: _rows([*_before(t, s)][::-1], [*_before(t, s), *_after(n, t, s)]),
            "The first list is back to front: give its positions in reading order.",
        ),
        (
            lambda n, t, s: _rows(_before(t, s), _after(n, t, s)),
            "The second list holds the right side only: it is to have the left one too.",
        ),
        (
            lambda n, t, s: _rows([*_before(t, s), *_after(n, t, s)], _before(t, s)),
            "The two lists are the wrong way round: first the last words, then both sides.",
        ),
        (
            lambda n, t, s: _rows(_before(t, s), [*_before(t, s // 2), *_after(n, t, s // 2)]),
            "You shared `size` between the two sides: each side has as many.",
        ),
        (
            lambda n, t, s: _rows(_before(t, s), [*_before(t, s), *range(t + 1, min(n, t + s))]),
            "On the right you stop one word early: range(a, b) leaves b itself out.",
        ),
        (
            lambda n, t, s: _rows(range(t), [i for i in range(n) if i != t]),
            "You took all the words of the sentence: `size` says how many.",
        ),
    ),
    otherwise="Write the positions 0 … 12 down, put a finger on 6, and count 4 to the left and 4 "
    "to the right: 2 3 4 5, and 7 8 9 10.",
    shows="Whoever chooses the context chooses what is learned: the words before make a language "
    "model; for embeddings, both sides and even a single nearby word will do.",
)

EXERCISES = (CONTEXT_WINDOWS,)
