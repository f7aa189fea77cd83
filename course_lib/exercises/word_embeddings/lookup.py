"""Chapter 4: the one-hot vector o_c and the embedding e_c = E · o_c, a column picked out of E."""

from __future__ import annotations

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays


def _one_hot(index: int, size: int, value: float = 1.0) -> np.ndarray:
    o = np.zeros(size)
    o[index] = value
    return o


ONE_HOT = formula_exercise(
    name="one_hot",
    signature="one_hot(index, size)",
    asks="Return an array of size numbers: 1 at place index, 0 everywhere else.",
    cases=lambda salt: [(3, 8 + salt % 6), (0, 5), (5 + salt % 2, 7), (1, 4)],
    small=lambda: [(1, 3)],
    call=on_arrays(lambda value: expect.array(value, None, "the one-hot vector")),
    right=_one_hot,
    mistakes=(
        (
            lambda index, size: _one_hot(index + 1, size),
            "Your 1 stands one place too far to the right: Python's places begin with 0, and word "
            "number index has place index.",
        ),
        (
            lambda index, size: _one_hot(index - 1, size),
            "Your 1 stands one place too far to the left: counted from 0, as Python does, the "
            "place is `index` itself. Word 0 of yours even landed at the end.",
        ),
        (
            lambda index, size: _one_hot(size - 1 - index, size),
            "You count from the end: place 0 is the first one.",
        ),
        (
            lambda index, size: _one_hot(index, size, index),
            "You wrote the word's number into its place. Then word 9665 would be larger than word "
            "1, which means nothing: the one that stands there is always 1.",
        ),
        (
            lambda index, size: np.zeros(size),
            "Everything is 0: no place is ever set, so all words look alike.",
        ),
        (
            lambda index, size: 1 - _one_hot(index, size),
            "Inside out: yours is hot everywhere except at the word.",
        ),
        (
            lambda index, size: (np.arange(size) <= index) * 1.0,
            "Every place up to the word is 1: a one-hot vector has a single one. Set one place, "
            "not a slice.",
        ),
        (
            lambda index, size: (np.arange(size) < index) * 1.0,
            "Every place before the word is 1, and the word's own is 0: set one place, not a "
            "slice.",
        ),
        (
            lambda index, size: np.eye(size),
            "This is the one-hot vector of every word, below each other: which row is asked?",
        ),
    ),
    otherwise="The length is right, the values are not: print yours for index 2 of size 5; it "
    "should read 0 0 1 0 0.",
    shows="Sparse, as long as the vocabulary, and fixed by hand: no two words are any more alike "
    "than any others.",
)


def _embed_cases(salt: int) -> list[tuple]:
    """E with more rows than columns, so that a row taken by mistake exists too."""
    rng = np.random.default_rng(41 + salt)
    shapes = ((6, 5, 3), (4, 4, 4), (7, 3, 5))
    return [(rng.normal(size=(d, v)), rng.integers(0, v, n)) for d, v, n in shapes]


EMBED = formula_exercise(
    name="embed",
    signature="embed(E, words)",
    asks="Return an array (N, D): for each of the N word numbers, its column of E.",
    cases=_embed_cases,
    small=lambda: [(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1, 0, 0]))],
    call=on_arrays(lambda value: expect.array(value, None, "the array of embeddings")),
    right=lambda E, words: E[:, words].T,
    mistakes=(
        (
            lambda E, words: E[:, words],
            "The right columns, but still standing upright, (D, N): one word a row is asked. Look "
            "for .T.",
        ),
        (
            lambda E, words: E[:, words].reshape(len(words), -1),
            "The right numbers in the wrong order: reshape reads on across the columns and mixes "
            "the words. To turn an array over, transpose it.",
        ),
        (
            lambda E, words: E[words],
            "You picked rows. A row of E holds one number of every word; the embedding of a word "
            "is a column, E[:, c].",
        ),
        (
            lambda E, words: E[words].T,
            "You picked rows and turned them over: the first axis of E counts the D numbers of an "
            "embedding, the second the words.",
        ),
        (
            lambda E, words: E[:, words - 1].T,
            "Each word got its neighbour's column, one too far to the left: words are counted "
            "from 0.",
        ),
        (
            lambda E, words: np.eye(E.shape[1])[words],
            "These are the one-hot vectors themselves: E has not been used.",
        ),
        (
            lambda E, words: E[:, words].sum(1),
            "You added the words up, and their order is lost: keep one row for each of them.",
        ),
        (
            lambda E, words: E[:, words].mean(1),
            "You averaged the words into a single vector: keep one row for each of them.",
        ),
        (
            lambda E, words: E[:, words[0]],
            "This is the first word's embedding only: words holds N numbers, and numpy takes all "
            "of them at once.",
        ),
        (
            lambda E, words: E[:, words].T.ravel(),
            "All the numbers are there, in one long row: keep the words apart, (N, D).",
        ),
        (lambda E, words: E.T, "This is every word of the vocabulary: `words` says which to take."),
    ),
    otherwise="Shape and type are right, the values are not: for a single word c, compare yours "
    "with E[:, c].",
    shows="The product E · o_c multiplies almost everything by 0. Nobody computes it: a column is "
    "read, and it costs the same however large the vocabulary is.",
)

EXERCISES = (ONE_HOT, EMBED)
