"""Chapter 7: what a similarity network learns by.

Contrastive loss (Hadsell, Chopra and LeCun 2006): d² for one person, max(0, m − d)² for two.
Semi-hard negatives (Schroff et al. 2015): farther than the positive, by less than the margin.
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays


def _pairs(n: int, dim: int, seed: int) -> tuple:
    rng = np.random.default_rng(seed)
    a = rng.normal(0, 0.6, (n, dim))
    same = np.arange(n) % 3 == 0
    return a, a + rng.normal(0, 0.4, (n, dim)), same, 1.0


def _contrastive(near, far, power=2):
    def formula(a, b, same, margin):
        d = np.sqrt(((a - b) ** 2).sum(1))
        return np.where(same, near(d, margin), far(d, margin) ** power).mean()

    return formula


def _hinge(d, margin):
    return np.maximum(0, margin - d)


CONTRASTIVE_LOSS = formula_exercise(
    name="contrastive_loss",
    signature="contrastive_loss(a, b, same, margin)",
    asks="a and b are (n, D), same is (n,) bool. Return the mean over the pairs of d² where same, "
    "and of max(0, margin − d)² elsewhere; d is the distance ‖a − b‖.",
    cases=lambda salt: [
        _pairs(7, 3, 101 + salt),
        _pairs(5, 2, 102 + salt),
        _pairs(10, 5, 103 + salt),
    ],
    small=lambda: [
        (np.zeros((2, 2)), np.array([[3.0, 4.0], [0.0, 1.0]]), np.array([False, True]), 6.0)
    ],
    call=on_arrays(lambda value: expect.number(value, "the loss")),
    right=_contrastive(lambda d, m: d**2, _hinge),
    mistakes=(
        (
            _contrastive(lambda d, m: _hinge(d, m) ** 2, lambda d, m: d),
            "The two cases are swapped: this pushes photos of one person apart.",
        ),
        (
            _contrastive(lambda d, m: d**2, lambda d, m: m - d),
            "The max with 0 is missing: two people who are far enough apart would be pulled back "
            "to the margin.",
        ),
        (
            _contrastive(lambda d, m: d**2, _hinge, power=1),
            "The square of the second part is missing: it is max(0, margin − d)².",
        ),
        (
            _contrastive(lambda d, m: d, _hinge),
            "The first part is d², not d: the farther apart, the stronger the pull.",
        ),
        (
            _contrastive(lambda d, m: d**2, lambda d, m: np.sqrt(np.maximum(0, m - d**2))),
            "In the second part d² stands where d should: the margin is a distance, and the square "
            "is taken of what is missing to it.",
        ),
        (
            _contrastive(lambda d, m: d**2, lambda d, m: 0 * d),
            "Only pairs of one person count here: a network that puts all faces on one point would "
            "have loss 0.",
        ),
    ),
    otherwise="First d, (n,): the root of the sum of squares over axis 1. Then np.where(same, …, "
    "…), and the mean. Which of them differs?",
    shows="Pull together, push apart, but only up to the margin. No output anywhere that stands "
    "for a person.",
)


def _distances(seed: int, near: float, margin: float, gap: float = 0.0) -> tuple:
    far = np.random.default_rng(seed).permutation(np.linspace(0.05, 1.5, 9)) + gap
    return near, far, margin


def _first(allowed, best, nothing=-1):
    """The number of the best of those that are allowed, else ``nothing``."""

    def formula(near, far, margin):
        fit = np.flatnonzero(allowed(near, far, margin))
        return fit[best(far[fit])] if len(fit) else nothing

    return formula


def _semi(near, far, margin):
    return (far > near) & (far < near + margin)


SEMI_HARD_NEGATIVE = formula_exercise(
    name="semi_hard_negative",
    signature="semi_hard_negative(near, far, margin)",
    asks="near is the squared distance of anchor and positive, far (n,) those of the anchor and n "
    "negatives. Return the number of the nearest negative with near < far < near + margin, or −1.",
    cases=lambda salt: [
        _distances(111 + salt, 0.4, 0.5),
        _distances(112 + salt, 0.7, 0.6),
        _distances(113 + salt, 0.3, 0.9),
        _distances(114 + salt, 0.2, 0.1, gap=2.0),  # all far enough
    ],
    small=lambda: [(0.4, np.array([0.3, 0.7, 0.55, 0.45]), 0.2)],
    call=on_arrays(lambda value: expect.number(value, "the number of the negative")),
    right=_first(_semi, np.argmin),
    mistakes=(
        (
            lambda near, far, margin: far.argmin(),
            "This is the nearest negative of all, the hardest: early in training such triplets "
            "push all faces onto one point. Leave out those nearer than the positive.",
        ),
        (
            _first(_semi, np.argmax),
            "This is the farthest of the semi-hard ones: the nearest teaches most.",
        ),
        (
            _first(lambda near, far, margin: far > near, np.argmin),
            "The upper end is missing: a negative beyond near + margin has loss 0 and teaches "
            "nothing. Return −1 where no other is left.",
        ),
        (
            _first(lambda near, far, margin: far < near + margin, np.argmin),
            "The lower end is missing: only negatives farther than the positive are semi-hard.",
        ),
        (
            lambda near, far, margin: (
                np.argmin(far[_semi(near, far, margin)]) if _semi(near, far, margin).any() else -1
            ),
            "You counted among the semi-hard ones only: the number is to be that in `far`.",
        ),
        (
            _first(_semi, np.argmin, nothing=0),
            "Where there is no semi-hard negative you named one: return −1, so that the triplet is "
            "left out.",
        ),
        (
            lambda near, far, margin: far[_semi(near, far, margin)].min(initial=np.inf),
            "This is a distance: return which negative it is.",
        ),
    ),
    otherwise="Mark the allowed ones, put infinity in place of all others, take the argmin, and "
    "return −1 when none is marked. Which of them differs?",
    shows="Not too easy, not too hard: the choice of triplets matters as much as the loss.",
)

EXERCISES = (CONTRASTIVE_LOSS, SEMI_HARD_NEGATIVE)
