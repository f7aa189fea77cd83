"""What an exercise is: a question, a way to try an answer, and the mistakes it recognises.

``judge`` tries the learner's function and says what it found. It never shows a traceback and never
gives the answer away: a diagnosis says what went wrong and where to look.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course_lib.exercises.failing import Failing
from course_lib.exercises.guard import LearnersFault, WrongAnswer, guarded
from course_lib.exercises.result import NOT_YET, PASSED, TRY_AGAIN, Result


@dataclass(frozen=True)
class Diagnosis:
    """One plausible mistake: ``recognises(evidence)`` is true for it, ``sentence`` explains it.

    ``sentence`` is text, or makes the text from the evidence where the numbers help.
    """

    recognises: Callable[[Any], bool]
    sentence: str | Callable[[Any], str]

    def explain(self, evidence: Any) -> str:
        return self.sentence if isinstance(self.sentence, str) else self.sentence(evidence)


@dataclass(frozen=True)
class Exercise:
    """One question of a chapter.

    ``attempt(answer, salt)`` calls the learner's function on small seeded data and returns the
    evidence; another salt makes other data of the same kind. It raises WrongAnswer for a value of
    the wrong kind, shape or dtype. ``accepts(evidence)`` says whether the answer is
    right, however it was written. If not, the first diagnosis that recognises the evidence speaks,
    else ``otherwise``. ``shows`` says what a right answer shows.
    ``failing(evidence)``: the smallest input on which a wrong answer failed, where one can be told.
    ``hints``: where to look, which shapes, how to begin; they stand in the chapter's ``hints``.
    """

    name: str
    signature: str
    asks: str
    attempt: Callable[[Callable, int], Any]
    accepts: Callable[[Any], bool]
    diagnoses: tuple[Diagnosis, ...]
    otherwise: str | Callable[[Any], str]
    shows: str
    failing: Callable[[Any], Failing | None] = lambda evidence: None
    hints: tuple[str, ...] = ()


def judge(exercise: Exercise, answer: Any, salt: int = 0, seconds: float | None = None) -> Result:
    """Try ``answer`` (the learner's function) and say what was found; salt chooses the inputs, and
    after so many seconds (``guard.SECONDS`` if none are given) it is stopped."""

    def result(state: str, message: str, failing: Failing | None = None) -> Result:
        return Result(exercise.name, state, message, failing=failing)

    if not callable(answer):
        return result(
            TRY_AGAIN,
            f"The check calls your function itself: pass its name alone, without brackets. "
            f"It got a value of type {type(answer).__name__} instead.",
        )
    try:
        evidence = guarded(
            lambda: exercise.attempt(answer, salt), answer, exercise.signature, seconds
        )
    except NotImplementedError:
        return result(NOT_YET, exercise.asks)
    except (WrongAnswer, LearnersFault) as error:
        return result(TRY_AGAIN, str(error))
    if exercise.accepts(evidence):
        return result(PASSED, exercise.shows)
    failing = exercise.failing(evidence)
    for diagnosis in (*exercise.diagnoses, Diagnosis(lambda _: True, exercise.otherwise)):
        if diagnosis.recognises(evidence):
            return result(TRY_AGAIN, diagnosis.explain(evidence), failing)
    raise AssertionError
