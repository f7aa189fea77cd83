"""``graded("cosine", cosine)``: the check as an assertion, for a cell that gives points.

The same function as behind the button and in the course's own tests; ``salt`` alone differs between
what a learner sees and what a teacher's copy tries beside it.
"""

from __future__ import annotations

from typing import Any

from course_lib.errors import LearnerError
from course_lib.exercises.checking import catalogue
from course_lib.exercises.exercise import judge

OTHER_INPUTS = "Right for the inputs that you saw, not for others of the same kind. {message}"


class NotPassed(LearnerError):
    """The answer is not right yet; ``str`` says why, as the check does."""


def graded(name: str, answer: Any, salt: int = 0) -> None:
    """Raise NotPassed unless ``answer`` solves exercise ``name`` on the inputs that salt makes.

    LearnerError for an unknown exercise. Nothing is written to the learner's progress.
    """
    exercise = catalogue().get(name)
    if exercise is None:
        raise LearnerError(f"There is no exercise “{name}” in this version of the course.")
    result = judge(exercise, answer, salt)
    if not result.passed:
        message = result.message
        raise NotPassed(OTHER_INPUTS.format(message=message) if salt else message)


__all__ = ["NotPassed", "graded"]
