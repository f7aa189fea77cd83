"""Chapter 5: principal components, the picture of many dimensions in two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays


def _with_one_sign(coordinates: np.ndarray) -> np.ndarray:
    """A component may point either way: turn each so that its largest entry is positive."""
    if not coordinates.size:
        return coordinates
    largest = np.take_along_axis(coordinates, abs(coordinates).argmax(0)[None], axis=0)
    return coordinates * np.where(largest < 0, -1, 1)


def _both(coordinates: np.ndarray, explained: np.ndarray) -> np.ndarray:
    return np.concatenate([_with_one_sign(coordinates).ravel(), explained])


def _given_back(answer: Callable, inputs: tuple) -> np.ndarray:
    coordinates, explained = on_arrays(
        lambda value: expect.pair(value, "the coordinates (N, 2) and two shares")
    )(answer, inputs)
    if isinstance(explained, (tuple, list)):
        explained = np.array(explained, float)
    coordinates = expect.array(coordinates, (len(inputs[0]), 2), "the array of coordinates")
    return _both(coordinates, expect.array(explained, (2,), "the array of shares"))


def _parts(inputs: tuple, output: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return output[:-2].reshape(-1, 2).round(6) + 0.0, output[-2:]


def _pca(
    X: np.ndarray,
    centre: Any = lambda X: X - X.mean(0),
    pick: slice = slice(2),
    project: Any = lambda U, S, V, pick: (U * S)[:, pick],
    share: Any = lambda S, pick: S[pick] ** 2 / (S**2).sum(),
) -> np.ndarray:
    U, S, V = np.linalg.svd(centre(X), full_matrices=False)
    return _both(project(U, S, V, pick), share(S, pick))


def _cases(salt: int) -> list[tuple]:
    rng = np.random.default_rng(55 + salt)
    cases = []
    for n, d in ((12, 5), (9, 4), (20, 8)):
        spread = np.linspace(3, 0.5, d)
        turned = np.linalg.qr(rng.normal(size=(d, d)))[0]
        cases.append(((rng.normal(size=(n, d)) * spread) @ turned + rng.normal(size=d),))
    return cases


PCA = formula_exercise(
    name="pca",
    signature="pca(X)",
    asks="Return the coordinates (N, 2) of X on its first two principal components, and the share "
    "of the variance that each of them explains.",
    cases=_cases,
    small=lambda: [(np.array([[0.0, 0.0], [5.0, 1.0], [1.0, 3.0]]),)],
    as_returned=_parts,
    shown=" (each axis turned so that its largest number is positive)",
    call=_given_back,
    right=_pca,
    mistakes=(
        (
            lambda X: _pca(X, centre=lambda X: X),
            "The mean is still in it, so your first axis points from zero to the middle of the "
            "cloud. Take X.mean(0) away first.",
        ),
        (
            lambda X: _pca(X, centre=lambda X: X - X.mean()),
            "You took one number away everywhere: each dimension has its own mean, X.mean(0).",
        ),
        (
            lambda X: _pca(X, centre=lambda X: X - X.mean(1, keepdims=True)),
            "You took each word's mean away: it is each dimension's, along axis 0.",
        ),
        (
            lambda X: _pca(X, centre=lambda X: (X - X.mean(0)) / X.std(0)),
            "You also divided each dimension by its spread: then all are equally wide, and what "
            "the components look for is gone.",
        ),
        (
            lambda X: _pca(X, pick=slice(-2, None)),
            "These are the last components, which explain least: eigh gives the smallest first.",
        ),
        (
            lambda X: _pca(X, pick=slice(None, -3, -1)),
            "These are the two smallest components: the first ones are asked.",
        ),
        (
            lambda X: _pca(X, share=lambda S, pick: S[pick] / S.sum()),
            "The coordinates are right, but a share of variance is made of squares: S² / Σ S².",
        ),
        (
            lambda X: _pca(X, share=lambda S, pick: S[pick] ** 2 / (S[pick] ** 2).sum()),
            "The coordinates are right, but your two shares make 1: divide by all components, also "
            "by those that are not drawn.",
        ),
        (
            lambda X: _pca(X, share=lambda S, pick: S[pick] ** 2 / len(X)),
            "The coordinates are right, but these are variances: divide them by the sum of all, to "
            "get shares.",
        ),
        (
            lambda X: _pca(X, share=lambda S, pick: S[pick] ** 2 / (len(X) - 1)),
            "The coordinates are right, but these are variances (with N − 1): shares are asked, "
            "parts of the sum of all.",
        ),
        (
            lambda X: _pca(X, project=lambda U, S, V, pick: U[:, pick]),
            "Both axes have the same width: multiply the columns of U by the singular values.",
        ),
        (
            lambda X: _both(X[:, :2], X.var(0)[:2] / X.var(0).sum()),
            "These are the first two of the dimensions themselves: PCA turns the axes first.",
        ),
        (
            lambda X: _pca(X, project=lambda U, S, V, pick: X @ V[pick].T),
            "You turned X itself: the mean is to be taken away from what is projected, too.",
        ),
    ),
    otherwise="Shapes are right, values are not. Your two columns of coordinates should have mean "
    "0, be uncorrelated, and the first should be the wider.",
    shows="Two numbers a word, and an honest share beside each axis: what it does not explain, "
    "you do not see.",
)

EXERCISES = (PCA,)
