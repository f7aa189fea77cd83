"""Chapter 5: the loss of one row of the negative-sampling table, and its gradient by hand.

One true target and k noise words for a context word: e_c (D,), W (k + 1, D), b (k + 1,) and
y (k + 1,), 1 for the true target and 0 for noise.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays
from course_lib.exercises.guard import WrongAnswer


def _table(k: int, dim: int, seed: int, size: float = 1.0) -> tuple:
    rng = np.random.default_rng(seed)
    y = np.zeros(k + 1)
    y[rng.integers(k + 1)] = 1  # the true target need not come first
    return (
        size * rng.normal(size=dim),
        size * rng.normal(size=(k + 1, dim)),
        rng.normal(size=k + 1),
        y,
    )


def _cases(salt: int) -> list[tuple]:
    return [_table(4, 3, 51 + salt), _table(2, 5, 52 + salt), _table(6, 2, 53 + salt)]


def _sigma(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _scores(e: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return W @ e + b


def _signed(e: np.ndarray, W: np.ndarray, b: np.ndarray, y: np.ndarray) -> np.ndarray:
    return (2 * y - 1) * _scores(e, W, b)


def _cross_entropy_of_softmax(e: np.ndarray, W: np.ndarray, b: np.ndarray, y: np.ndarray) -> Any:
    z = _scores(e, W, b)
    return np.log(np.exp(z).sum()) - z @ y


NEGATIVE_SAMPLING_LOSS = formula_exercise(
    name="negative_sampling_loss",
    signature="negative_sampling_loss(e_c, W, b, y)",
    asks="Return −log σ(z) added up over the rows with y = 1, plus −log σ(−z) over those with "
    "y = 0; z are the scores W e_c + b.",
    cases=_cases,
    small=lambda: [(np.array([1.0]), np.array([[2.0], [1.0]]), np.zeros(2), np.array([1.0, 0.0]))],
    call=on_arrays(lambda value: expect.number(value, "the loss", finite=False)),
    right=lambda *t: np.logaddexp(0, -_signed(*t)).sum(),
    edge=lambda: [_table(4, 3, 54, size=60)],
    edge_says="Right for small scores; but where z is in the thousands, σ is exactly 0 or 1 and "
    "its logarithm is lost. −log σ(z) = log(1 + e^−z), and np.logaddexp(0, -z) computes that "
    "for every z.",
    mistakes=(
        (
            lambda e, W, b, y: np.logaddexp(0, -_scores(e, W, b))[y == 1].sum(),
            "Only the true target counts: making every score large would please this loss. The "
            "noise words are what keeps the vectors apart.",
        ),
        (
            lambda e, W, b, y: np.logaddexp(0, _scores(e, W, b))[y == 0].sum(),
            "Only the noise words count: making every score small would please this loss. The true "
            "target belongs to it.",
        ),
        (
            lambda e, W, b, y: np.logaddexp(0, -_scores(e, W, b)).sum(),
            "The noise words are rewarded for large scores, as if they were true: for y = 0 it is "
            "−log σ(−z).",
        ),
        (
            lambda *t: np.logaddexp(0, _signed(*t)).sum(),
            "True and noise are swapped: for y = 1 it is −log σ(z), for y = 0 −log σ(−z).",
        ),
        (
            lambda *t: -np.logaddexp(0, -_signed(*t)).sum(),
            "The sign is missing: log σ is below 0, and a loss above it.",
        ),
        (
            lambda *t: np.logaddexp(0, -_signed(*t)).mean(),
            "You took the mean of the rows: here they are added, so that k matters.",
        ),
        (
            lambda e, W, b, y: np.logaddexp(0, -_signed(e, W, 0, y)).sum(),
            "The bias is missing. word2vec leaves it out too, but the formula here has it.",
        ),
        (
            _cross_entropy_of_softmax,
            "This is a softmax over the k + 1 words: here every row is a question of its own, yes "
            "or no, with σ.",
        ),
        (
            lambda e, W, b, y: ((_sigma(_scores(e, W, b)) - y) ** 2).sum(),
            "These are squared errors of σ: the formula asks for logarithms.",
        ),
        (
            lambda e, W, b, y: -_sigma(_signed(e, W, b, y)).sum(),
            "The logarithm is missing.",
        ),
    ),
    otherwise="With all scores 0, each of the k + 1 rows costs log 2 ≈ 0.693: what does yours "
    "give?",
    shows="k + 1 yes-or-no questions instead of one question with a million answers.",
)


def _gradient(e: np.ndarray, W: np.ndarray, b: np.ndarray, y: np.ndarray) -> tuple:
    r = _sigma(_scores(e, W, b)) - y
    return W.T @ r, np.outer(r, e), r


def _given_back(value: Any) -> tuple:
    expect.something(value, "the three gradients")
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        kind = type(value).__name__
        raise WrongAnswer(
            f"Your function gave back a {kind}; it should return three arrays: the gradients by "
            "e_c, W and b."
        )
    return value


def _gradient_call(answer: Any, inputs: tuple) -> np.ndarray:
    parts = on_arrays(_given_back)(answer, inputs)
    names = ("the gradient by e_c", "the gradient by W", "the gradient by b")
    checked = [
        expect.array(part, like.shape, name)
        for part, like, name in zip(parts, inputs, names, strict=False)
    ]
    return _flat(*checked)


def _flat(*parts: np.ndarray) -> np.ndarray:
    return np.concatenate([np.ravel(part) for part in parts])


def _three(inputs: tuple, flat: np.ndarray) -> tuple[np.ndarray, ...]:
    """``_flat`` undone: the gradients by e_c, W and b."""
    shapes = [np.shape(like) for like in inputs[:3]]
    parts = np.split(flat, np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1])
    return tuple(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True))


def _made_of(residual: Any) -> Any:
    """The three gradients, were the residual this one."""

    def wrong(e: np.ndarray, W: np.ndarray, b: np.ndarray, y: np.ndarray) -> np.ndarray:
        r = residual(_scores(e, W, b), y)
        return _flat(W.T @ r, np.outer(r, e), r)

    return wrong


def _with(change: Any) -> Any:
    """The right gradients after ``change(by_e, by_W, by_b, y)``."""
    return lambda e, W, b, y: _flat(*change(*_gradient(e, W, b, y), y))


NEGATIVE_SAMPLING_GRADIENT = formula_exercise(
    name="negative_sampling_gradient",
    signature="negative_sampling_gradient(e_c, W, b, y)",
    asks="Return the gradients of that loss by e_c (D,), by W (k + 1, D) and by b (k + 1,).",
    cases=_cases,
    small=lambda: [(np.array([1.0]), np.array([[2.0], [0.0]]), np.zeros(2), np.array([1.0, 0.0]))],
    as_returned=_three,
    call=_gradient_call,
    right=lambda *t: _flat(*_gradient(*t)),
    mistakes=(
        (
            _made_of(lambda z, y: y - _sigma(z)),
            "All signs are turned round: this is the step that word2vec takes, minus the gradient. "
            "The residual is σ(z) − y.",
        ),
        (
            _made_of(lambda z, y: z - y),
            "The σ is missing: the residual is σ(z) − y, between −1 and 1.",
        ),
        (
            _made_of(lambda z, y: _sigma(z)),
            "The labels are missing: σ(z) alone pushes the true target away like all the others.",
        ),
        (
            _made_of(lambda z, y: (_sigma(z) - y) * _sigma(z) * (1 - _sigma(z))),
            "There is a factor σ(1 − σ) too many: it is the slope of σ, and the logarithm in the "
            "loss cancels it.",
        ),
        (
            _made_of(lambda z, y: 2 * (_sigma(z) - y)),
            "Everything is exactly twice too large: the loss has no square whose 2 would come "
            "down.",
        ),
        (
            _made_of(lambda z, y: (_sigma(z) - y) / len(y)),
            "You divided by k + 1: the loss adds its rows up, it does not average them.",
        ),
        (
            _made_of(lambda z, y: (_sigma(z) - y) * y),
            "Only the true target is moved: the noise words have gradients too.",
        ),
        (
            _made_of(lambda z, y: (_sigma(z) - y) * (1 - y)),
            "Only the noise words are moved: the true target has a gradient too.",
        ),
        (
            lambda e, W, b, y: _flat(
                W.T @ y * (_gradient(e, W, b, y)[2] @ y), *_gradient(e, W, b, y)[1:]
            ),
            "W and b are right, but e_c hears from the true target only: add up all k + 1 rows.",
        ),
        (
            _with(lambda by_e, by_W, by_b, y: (by_e, by_W, by_b * 0)),
            "The gradient by b is 0: as z = W e_c + b, it is the residual itself.",
        ),
        (
            _with(lambda by_e, by_W, by_b, y: (by_e / len(y), by_W, by_b)),
            "W and b are right, but the gradient by e_c is a mean over the rows: it is their sum.",
        ),
    ),
    otherwise="Begin with r = σ(z) − y, one number a row. By the chain rule b gets r, row j of W "
    "gets r_j e_c, and e_c gets the sum of all r_j w_j. Which of yours differs?",
    shows="Each step moves k + 2 vectors and leaves the rest of the vocabulary alone: that is "
    "where the speed comes from.",
)

EXERCISES = (NEGATIVE_SAMPLING_LOSS, NEGATIVE_SAMPLING_GRADIENT)
