"""Chapter 3: budgets, a stage chosen elsewhere, and the interval of a difference."""

from __future__ import annotations

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays


def _costs(seconds: float, *costs: float) -> tuple:
    return seconds, np.array(costs)


STEPS_FOR_ALL = formula_exercise(
    name="steps_for_all",
    signature="steps_for_all(seconds, costs)",
    asks="A step of a multi-head network does a step of every task: costs (K,) are the seconds "
    "that each takes. Return how many whole steps fit into so many seconds.",
    cases=lambda salt: [
        _costs(600 + salt % 97 * 1.3713, 0.3, 0.1, 0.25),
        _costs(250 + salt % 89 * 1.3713, 0.7, 0.2),
        _costs(90 + salt % 83 * 1.3713, 0.2, 0.4, 0.1, 0.1),
    ],
    call=on_arrays(lambda value: expect.number(value, "the number of steps")),
    right=lambda t, c: t // c.sum(),
    mistakes=(
        (
            lambda t, c: t // c.mean(),
            "You divided by the mean cost: a step of the network costs the sum.",
        ),
        (
            lambda t, c: t // c.max(),
            "You divided by the dearest task alone: the others' steps cost too.",
        ),
        (
            lambda t, c: t // c[0],
            "You counted the first task alone: that is its budget when it is trained by itself.",
        ),
        (
            lambda t, c: (t // c).sum(),
            "These are steps of tasks trained one after the other, each in all the seconds.",
        ),
        (lambda t, c: t / c.sum(), "A step and a half is none: return whole steps."),
        (lambda t, c: t * c.sum(), "You multiplied: the dearer a step, the fewer fit."),
        (
            lambda t, c: (t / len(c)) // c.sum(),
            "You divided by the number of tasks twice: the sum of the costs holds them all.",
        ),
    ),
    otherwise="seconds // costs.sum(). Which differs?",
    shows="At equal computing, five tasks get a fifth of the steps: whether they help is then "
    "another question than at equal steps.",
)


def _stages(seed: int) -> tuple:
    rng = np.random.default_rng(seed)
    held_back = rng.permutation(np.linspace(0.4, 0.65, 5))
    test = held_back + rng.permutation(np.array([-0.2, 0.22, -0.05, 0.04, 0.0])) * 0.9
    return held_back, test


HONEST_STAGE = formula_exercise(
    name="honest_stage",
    signature="honest_stage(held_back, test)",
    asks="Both are (S,): a probe's accuracy at each stage of a trunk, on photos held back for "
    "choosing, and on the test's. Return the accuracy to report.",
    cases=lambda salt: [_stages(seed + salt) for seed in (102, 103, 107, 110)],
    call=on_arrays(lambda value: expect.number(value, "the accuracy")),
    right=lambda held, test: test[held.argmax()],
    mistakes=(
        (
            lambda held, test: test.max(),
            "You chose the stage on the test: with enough stages to choose from, any trunk looks "
            "good.",
        ),
        (
            lambda held, test: held.max(),
            "This was used for choosing, so it is too kind: report the test's at that stage.",
        ),
        (
            lambda held, test: test[-1],
            "The last stage is not always the best: it is bent to the pretext task most.",
        ),
        (lambda held, test: held.argmax(), "This is the stage: return its accuracy on the test."),
        (lambda held, test: test.mean(), "This is the mean over stages: one is to be chosen."),
        (
            lambda held, test: test[held.argmin()],
            "This is the stage that was worst on the held-back photos.",
        ),
        (lambda held, test: test[0], "This is the first stage, whatever was measured."),
    ),
    otherwise="The argmax of held_back says which stage; test at that stage is the answer.",
    shows="Choose here, report there: nothing may be tuned on what it is measured on.",
)


def _hits(n: int, seed: int) -> tuple:
    rng = np.random.default_rng(seed)
    shared = rng.random(n) < 0.6
    return (shared ^ (rng.random(n) < 0.12)), (shared ^ (rng.random(n) < 0.2))


def _interval(first, second, spread):
    middle = first.mean() - second.mean()
    return np.array([middle - spread, middle + spread])


def _paired(first, second):
    return (first.astype(float) - second).std(ddof=1) / np.sqrt(len(first))


GAIN_INTERVAL = formula_exercise(
    name="gain_interval",
    signature="gain_interval(first, second)",
    asks="Both are (n,) bool: whether two trunks name each of the same n photos rightly. With d = "
    "first − second, return np.array([low, high]): mean(d) ∓ 1.96 · std(d) / √n, where std has "
    "n − 1 below it (ddof=1).",
    cases=lambda salt: [_hits(60, 111 + salt), _hits(45, 112 + salt), _hits(80, 113 + salt)],
    small=lambda: [(np.array([True, True, False, True]), np.array([False, True, False, False]))],
    call=on_arrays(lambda value: expect.array(value, None, "the interval")),
    right=lambda f, s: _interval(f, s, 1.96 * _paired(f, s)),
    mistakes=(
        (
            lambda f, s: _interval(s, f, 1.96 * _paired(f, s)),
            "The sign is wrong: d is first − second.",
        ),
        (
            lambda f, s: _interval(
                f,
                s,
                1.96 * np.sqrt(f.var(ddof=1) / len(f) + s.var(ddof=1) / len(s)),
            ),
            "You treated the two as measured on different photos: both are asked about the same "
            "ones, so take the spread of d.",
        ),
        (
            lambda f, s: _interval(f, s, _paired(f, s)),
            "The 1.96 is missing: one standard error covers two times in three.",
        ),
        (
            lambda f, s: _interval(f, s, 1.96 * _paired(f, s) * np.sqrt(len(f))),
            "You forgot √n: this is the spread of single photos, not of their mean.",
        ),
        (
            lambda f, s: _interval(f, s, 1.96 * (f.astype(float) - s).std() / np.sqrt(len(f))),
            "The standard deviation divides by n here: use ddof=1.",
        ),
        (
            lambda f, s: _interval(f, s, 1.96 * _paired(f, s))[::-1],
            "The ends are in the wrong order: low first.",
        ),
        (
            lambda f, s: np.array([f.mean() - s.mean(), 1.96 * _paired(f, s)]),
            "These are the middle and the half width: return the two ends.",
        ),
    ),
    shape_says="Your interval has shape {found}; it should be {wanted}: low and high.",
    otherwise="d = first.astype(float) − second; its mean, and 1.96 times its standard deviation "
    "(ddof=1) over √n on both sides. Which differs?",
    shows="A gain whose interval holds 0 is no gain yet: that is what “always” has to survive.",
)

EXERCISES = (STEPS_FOR_ALL, HONEST_STAGE, GAIN_INTERVAL)
