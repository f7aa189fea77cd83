"""Chapter 7: a threshold for a wanted false-accept rate, enrolment, and a head that must grow."""

from __future__ import annotations

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays


def _strangers(n: int, far: float, seed: int) -> tuple:
    return np.random.default_rng(seed).uniform(0.2, 1.4, n), far


def _kth(d, count):
    """The largest of the distances that lets in ``count`` of them."""
    return np.sort(d)[min(max(int(count), 1), len(d)) - 1]


THRESHOLD_FOR_FAR = formula_exercise(
    name="threshold_for_far",
    signature="threshold_for_far(different, wanted)",
    asks="different is (n,): distances of pairs of two people, no two equal. The door opens for d "
    "≤ τ. Return the largest of them that, as τ, lets in at most a share wanted of them.",
    cases=lambda salt: [
        _strangers(40, 0.1, 121 + salt),
        _strangers(25, 0.2, 122 + salt),
        _strangers(60, 0.05, 123 + salt),
    ],
    small=lambda: [(np.array([0.9, 0.1, 0.5, 0.7]), 0.5)],
    call=on_arrays(lambda value: expect.number(value, "τ")),
    right=lambda d, far: _kth(d, far * len(d) + 1e-9),
    mistakes=(
        (
            lambda d, far: _kth(d, (1 - far) * len(d) + 1e-9),
            "The wrong end: so many strangers are kept out, and the rest is let in. Small "
            "distances open the door.",
        ),
        (
            lambda d, far: _kth(d, far * len(d) + 1 + 1e-9),
            "One too many gets in: the door opens for d ≤ τ, so the pair at τ itself counts.",
        ),
        (
            lambda d, far: _kth(d, far * len(d) - 1 + 1e-9),
            "τ could be larger: one pair more is allowed at the wanted rate.",
        ),
        (
            lambda d, far: np.quantile(d, far),
            "np.quantile interpolates between two distances: the exercise asks for one of them.",
        ),
        (lambda d, far: d.min(), "This is the smallest distance: more may be let in than one."),
        (lambda d, far: d.max(), "This is the largest distance: it lets everybody in."),
        (lambda d, far: far, "This is the wanted rate; τ is a distance."),
        (
            lambda d, far: d[max(int(far * len(d) + 1e-9), 1) - 1],
            "The distances are not in order: sort them first.",
        ),
    ),
    otherwise="Sort the distances. With τ at number k of them (counted from 1), k of n are let in: "
    "what is the largest k with k/n ≤ wanted?",
    shows="The threshold follows from the mistake that you will bear, never from 0.5.",
)


def _photos(k: int, dim: int, seed: int) -> tuple:
    z = np.random.default_rng(seed).normal(0.3, 1, (k, dim))
    return (z / np.linalg.norm(z, axis=1, keepdims=True),)


def _unit(z):
    return z / np.linalg.norm(z)


ENROL = formula_exercise(
    name="enrol",
    signature="enrol(photos)",
    asks="photos is (k, D): embeddings of one person's k photos, each of length 1. Return what the "
    "door keeps, (D,): their mean, made length 1 again.",
    cases=lambda salt: [
        _photos(3, 4, 131 + salt),
        _photos(5, 3, 132 + salt),
        _photos(2, 6, 133 + salt),
    ],
    small=lambda: [(np.array([[1.0, 0.0], [0.0, 1.0]]),)],
    call=on_arrays(lambda value: expect.array(value, None, "the result")),
    right=lambda z: _unit(z.mean(0)),
    mistakes=(
        (
            lambda z: z.mean(0),
            "The mean of points on a sphere lies inside it: divide by its length, or the cosine "
            "is not one.",
        ),
        (lambda z: z[0], "Only the first photo counts: the mean of all is steadier."),
        (lambda z: z[-1], "Only the last photo counts: the mean of all is steadier."),
        (
            lambda z: z.mean(0) / np.abs(z.mean(0)).sum(),
            "You divided by the sum of the absolute values: the length is the root of the sum of "
            "squares.",
        ),
        (
            lambda z: z.mean(0) / (z.mean(0) ** 2).sum(),
            "You divided by the squared length: the root is missing.",
        ),
        (lambda z: z.sum(0), "This is the sum: its length grows with the number of photos."),
        (
            lambda z: _unit(np.median(z, 0)),
            "This is the median of each coordinate: the exercise asks for the mean.",
        ),
    ),
    shape_says="Your result has shape {found}; it should be {wanted}, one point a person. The mean "
    "over the photos runs over axis 0.",
    otherwise="The mean over axis 0, (D,), then divided by np.linalg.norm of it. Which differs?",
    shows="That is all of enrolling: no gradient, no other colleague touched, milliseconds.",
)


def _head(people: int, dim: int, seed: int) -> tuple:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(people, dim)), rng.normal(size=dim)


GROW_HEAD = formula_exercise(
    name="grow_head",
    signature="grow_head(weight, new)",
    asks="weight is (K, D), a row an output; new is (D,). Return the weights of a head with K + 1 "
    "outputs: the old rows as they are, the new one last.",
    cases=lambda salt: [_head(3, 4, 141 + salt), _head(5, 2, 142 + salt), _head(4, 4, 143 + salt)],
    small=lambda: [(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 6.0]))],
    call=on_arrays(lambda value: expect.array(value, None, "the result")),
    right=lambda w, new: np.concatenate([w, new[None]]),
    mistakes=(
        (
            lambda w, new: np.concatenate([new[None], w]),
            "The new row is first: every old colleague's output gets another number, and so "
            "another's name.",
        ),
        (
            lambda w, new: np.concatenate([w[:-1], new[None]]),
            "You put the new one in the last colleague's place: the head is to grow.",
        ),
        (
            lambda w, new: w,
            "Nothing has grown: with K outputs the new colleague can never be named.",
        ),
        (
            lambda w, new: np.concatenate([0 * w, new[None]]),
            "The old rows are gone: what the head knew of the others is to stay.",
        ),
        (
            lambda w, new: np.concatenate([w, 0 * new[None]]),
            "The new row is zero: use what is given.",
        ),
        (
            lambda w, new: np.concatenate([w.ravel(), new]),
            "This is one long row of numbers: keep (K + 1, D), a row an output.",
        ),
        (
            lambda w, new: w + new,
            "You added the new row to every old one: it is to stand below them.",
        ),
    ),
    shape_says="Your result has shape {found}; it should be {wanted}, one row more than before.",
    otherwise="new[None] is (1, D), a row of its own; np.concatenate or np.vstack puts it below "
    "the K others. Which of them differs?",
    shows="The size is right now, and still nothing is learned: all K + 1 outputs share one "
    "softmax, so all have to be trained again.",
)
