"""``check`` finds an exercise, judges the answer and remembers it; ``progress`` shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from typing import Any

from course_lib.errors import LearnerError
from course_lib.exercises import asking
from course_lib.exercises.asking import questions_of
from course_lib.exercises.comparing import fingerprint
from course_lib.exercises.exercise import Exercise, judge
from course_lib.exercises.result import NOT_YET, Result
from course_lib.exercises.standing import ChapterProgress
from course_lib.plain_errors import read_only_page
from course_lib.progress import events, record
from course_lib.progress.store import of

# A chapter's exercises, in its order, are the tuple EXERCISES of this module; chapter 0 has none.
CHAPTERS = {
    chapter: f"course_lib.exercises.{module}"
    for chapter, module in asking.CHAPTERS.items()
    if chapter != "00_start_here"
}


@cache
def exercises_of(chapter: str) -> tuple[Exercise, ...]:
    """The exercises of a chapter, by the name of its notebook."""
    if chapter not in CHAPTERS:
        raise LearnerError(
            f"There is no chapter “{chapter}” with exercises; there is {', '.join(CHAPTERS)}."
        )
    hints = import_module(f"{CHAPTERS[chapter]}.hints").HINTS
    return tuple(
        replace(e, hints=hints[e.name]) for e in import_module(CHAPTERS[chapter]).EXERCISES
    )


@cache
def catalogue() -> dict[str, Exercise]:
    """Every exercise of the course by its name, which no two share."""
    found = [e for chapter in CHAPTERS for e in exercises_of(chapter)]
    named = {e.name: e for e in found}
    if len(named) != len(found):
        raise ValueError("two exercises share a name")
    return named


@cache
def chapter_of(name: str) -> str:
    """The notebook that asks an exercise."""
    return next(c for c in CHAPTERS if any(e.name == name for e in exercises_of(c)))


YOURS = "Write it in your own copy of this chapter: the top of this page says how to open it."

passed: list[Callable[[], object]] = []  # called whenever an exercise passes


class Check:
    """``check.central_region(my_function)``, or ``check("central_region", my_function)``."""

    def __call__(self, name: str, answer: Any) -> Result:
        """Judge ``answer``, the learner's function; LearnerError for an unknown exercise."""
        exercise = catalogue().get(name)
        if exercise is None:
            raise LearnerError(
                f"There is no exercise “{name}”; there are {', '.join(catalogue())}."
            )
        result = judge(exercise, answer)
        # Nothing was tried, so nothing is written: looking at a chapter leaves no trace.
        if result.state == NOT_YET:
            return replace(result, note=YOURS) if read_only_page() else result
        outcome, said = ("passed", "") if result.passed else ("wrong", result.message)
        note = record(chapter_of(name), name, "exercise", outcome, said, fingerprint(answer))
        if result.passed:
            for tell in passed:
                tell()
        return replace(result, note=note)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # Python and IPython look for their own names here
            raise AttributeError(name)
        return partial(self, name)

    def __dir__(self) -> list[str]:
        return list(catalogue())

    def __repr__(self) -> str:
        return f"check.<exercise>(your_function), for {', '.join(catalogue())}"


check = Check()


def progress(chapter: str = "02_context_encoder") -> ChapterProgress:
    """Which exercises of a chapter are done, and how many of its questions."""
    found, note = events()
    tries, answered = of(found), of(found, "question")
    names = [e.name for e in exercises_of(chapter)]
    asked = [answered.get(q.name) for q in questions_of(chapter)]
    return ChapterProgress(
        chapter,
        {name: tries[name] for name in names if name in tries},
        names,
        note,
        (sum(one is not None and one.passed for one in asked), len(asked)),
    )
