"""Exercises that answer at once: ``check.central_region(central_region)`` and ``progress()``.

``check`` runs the learner's function on small data of its own and returns a Result, which a
notebook shows as a card: passed, not answered yet, or one plain sentence about what went wrong.
``progress`` shows which exercises of a chapter are done. No widgets, no IPython.
"""

from course_lib.exercises.checking import check, progress
from course_lib.exercises.result import Result

__all__ = ["Result", "check", "progress"]
