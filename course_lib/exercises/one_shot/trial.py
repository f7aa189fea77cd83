"""Chapter 6: drawing a trial, within one alphabet (Lake et al. 2015)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.exercises.exercise import Diagnosis, Exercise
from course_lib.exercises.failing import Failing
from course_lib.exercises.guard import WrongAnswer

SIZES = ((30, 20, 20), (24, 6, 5), (5, 3, 5), (12, 2, 4))  # characters, drawers, ways
EACH = 60  # trials of each size


@dataclass(frozen=True, eq=False)
class Drawn:
    """One trial that the learner's function drew, and the same seed once more."""

    characters: int
    drawers: int
    ways: int
    classes: np.ndarray
    support_drawer: int
    query_drawer: int
    truth: int
    repeats: bool
    seed: tuple[int, int]


def _whole(value: Any, what: str) -> int:
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, np.ndarray) and value.size == 1:
        plain = value.item()
    if isinstance(plain, bool) or not isinstance(plain, int):
        raise WrongAnswer(f"You returned a {type(value).__name__} as {what}: a whole number it is.")
    return plain


def _parts(value: Any) -> tuple[np.ndarray, int, int, int]:
    if value is None:
        raise WrongAnswer("Your function gave back nothing (None): does it `return` the trial?")
    if not isinstance(value, (tuple, list)) or len(value) != 4:
        raise WrongAnswer(
            f"Your function gave back a {type(value).__name__}; it should return four things: "
            "classes, support_drawer, query_drawer, truth."
        )
    classes = np.asarray(value[0])
    if classes.ndim != 1 or classes.dtype.kind not in "iu":
        raise WrongAnswer("The classes should be a list or an array of whole numbers.")
    names = ("the support's drawer", "the query's drawer", "the truth")
    numbers = [_whole(part, name) for part, name in zip(value[1:], names, strict=True)]
    return classes, *numbers


def _attempt(answer: Callable, salt: int) -> list[Drawn]:
    found = []
    for characters, drawers, ways in SIZES:
        for seed in range(EACH):
            chance = (91 + salt, seed)
            once, again = (
                _parts(answer(characters, drawers, ways, np.random.default_rng(chance)))
                for _ in range(2)
            )
            same = np.array_equal(once[0], again[0]) and once[1:] == again[1:]
            found.append(Drawn(characters, drawers, ways, *once, same, chance))
    return found


def _any(bad: Callable[[Drawn], bool]) -> Callable[[list[Drawn]], bool]:
    return lambda drawn: any(map(bad, drawn))


def _of_size(drawn: list[Drawn], number: int) -> list[Drawn]:
    return drawn[number * EACH : (number + 1) * EACH]


def _never(share: Callable[[Drawn], set], wanted: Callable[[Drawn], int]) -> Callable:
    """Whether, in some size, something that should come up in 60 trials never does."""

    def missing(drawn: list[Drawn]) -> bool:
        for number in range(len(SIZES)):
            some = _of_size(drawn, number)
            if len(set.union(*map(share, some))) < wanted(some[0]):
                return True
        return False

    return missing


def _ordered(drawn: list[Drawn]) -> bool:
    return all((np.diff(d.classes) > 0).all() for d in drawn)


DIAGNOSES = (
    Diagnosis(
        _any(lambda d: len(d.classes) != d.ways),
        lambda drawn: next(
            f"For {d.ways} ways you drew {len(d.classes)} classes."
            for d in drawn
            if len(d.classes) != d.ways
        ),
    ),
    Diagnosis(
        _any(lambda d: d.classes.min() < 0 or d.classes.max() >= d.characters),
        "Some of your classes do not exist: they are numbered from 0 to characters − 1.",
    ),
    Diagnosis(
        _any(lambda d: len(set(d.classes.tolist())) < d.ways),
        "Some trials hold the same class twice: then two answers would be right. Draw without "
        "replacement.",
    ),
    Diagnosis(
        _any(lambda d: not all(0 <= n < d.drawers for n in (d.support_drawer, d.query_drawer))),
        "Some of your drawers do not exist: they are numbered from 0 to drawers − 1.",
    ),
    Diagnosis(
        _any(lambda d: d.support_drawer == d.query_drawer),
        "In some trials one person drew both: then the query is the very drawing in the support "
        "set, and comparing pixels finds it. The two must differ.",
    ),
    Diagnosis(
        _any(lambda d: not 0 <= d.truth < d.ways),
        "Your truth is not a place in `classes`: it should lie between 0 and ways − 1, so that "
        "classes[truth] is the query's class.",
    ),
    Diagnosis(
        _any(lambda d: not d.repeats),
        "The same seed gave another trial the second time: draw everything from `rng`, and nothing "
        "from np.random or random.",
    ),
    Diagnosis(
        _never(lambda d: {d.truth}, lambda d: d.ways if d.ways < 20 else 2),
        "The truth never takes some of the places: a machine that always gives the same answer "
        "would profit. Every place must be as likely.",
    ),
    Diagnosis(
        _never(lambda d: set(d.classes.tolist()), lambda d: d.characters),
        "Some characters never come up in 60 trials: draw from all of them, not from the first "
        "`ways`.",
    ),
    Diagnosis(
        _never(lambda d: {d.query_drawer}, lambda d: min(d.drawers, 6)),
        "Some people never draw the query: let chance choose both drawers.",
    ),
    Diagnosis(
        _ordered,
        "Your classes always come in rising order: harmless for the machines, but people would "
        "learn where to look. Leave them in the order in which they were drawn.",
    ),
)


def _right(drawn: list[Drawn]) -> bool:
    return not any(diagnosis.recognises(drawn) for diagnosis in DIAGNOSES)


def _possible(d: Drawn) -> bool:
    """Whether this one trial, by itself, could be a right one."""
    return (
        len(set(d.classes.tolist()) & set(range(d.characters))) == len(d.classes) == d.ways
        and d.support_drawer != d.query_drawer
        and all(0 <= n < d.drawers for n in (d.support_drawer, d.query_drawer))
        and 0 <= d.truth < d.ways
    )


def _failing(drawn: list[Drawn]) -> Failing | None:
    """The smallest trial that is wrong by itself; other faults are those of many trials."""
    wrong = [d for d in drawn if not (_possible(d) and d.repeats)]
    if not wrong:
        return None
    d = min(wrong, key=lambda one: one.characters)
    call = f"draw_trial({d.characters}, {d.drawers}, {d.ways}, np.random.default_rng({d.seed}))"
    if _possible(d):
        return Failing(f"{call}, twice", "two different trials", "the same trial")
    came = f"{d.classes.tolist()}, {d.support_drawer}, {d.query_drawer}, {d.truth}"
    due = (
        f"{d.ways} different classes from 0 to {d.characters - 1}, two different people from 0 to "
        f"{d.drawers - 1}, a place from 0 to {d.ways - 1}"
    )
    return Failing(call, came, due)


DRAW_TRIAL = Exercise(
    name="draw_trial",
    signature="draw_trial(characters, drawers, ways, rng)",
    asks="Return classes, support_drawer, query_drawer, truth: `ways` different characters, two "
    "different people, and the place in `classes` of the one to find.",
    attempt=_attempt,
    accepts=_right,
    diagnoses=DIAGNOSES,
    failing=_failing,
    otherwise="Draw the classes, then the two people, then the truth, each from rng.",
    shows="Four draws make a question that nobody has been asked before, and a seed asks it again.",
)

EXERCISES = (DRAW_TRIAL,)
