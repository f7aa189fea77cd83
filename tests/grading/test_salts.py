"""Hidden inputs are others than those that the learner saw."""

from __future__ import annotations

import numpy as np

from course_lib.exercises.checking import catalogue
from course_lib.exercises.exercise import judge
from course_lib.grading import release


def by_heart(size: int, hole: int) -> np.ndarray:
    """The inputs of the public check, known by heart."""
    known = {(128, 64): 32, (96, 32): 32, (64, 40): 12, (4, 2): 1}
    mask = np.zeros((size, size), bool)
    start = known.get((size, hole), 0)
    mask[start : start + hole, start : start + hole] = True
    return mask


def test_what_is_known_by_heart_passes_the_public_check_and_no_hidden_one():
    exercise = catalogue()["central_region"]
    assert judge(exercise, by_heart).passed
    assert judge(exercise, by_heart, 315).passed  # 5, 7 and 9 divide it: the same inputs again
    for _ in range(300):
        assert not judge(exercise, by_heart, release.new_salt()).passed


def test_no_remainder_is_that_of_the_public_check():
    for _ in range(200):
        salt = release.new_salt()
        assert release.SMALL < salt <= release.LARGEST_SALT
        assert all(salt % divisor for divisor in range(2, release.SMALL))
