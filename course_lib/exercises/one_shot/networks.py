"""Chapter 6: what siamese, triplet and prototypical networks make of embeddings.

Siamese (Koch et al. 2015): p = σ(Σ_k α_k |a_k − b_k| + β). Prototypical (Snell et al. 2017):
p(n | q) is the softmax of −‖q − c_n‖², c_n the mean of class n's embeddings. Triplet loss
(Schroff et al. 2015): max(0, ‖a − p‖² − ‖a − n‖² + margin).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays


def _sigma(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _pair(dim: int, seed: int) -> tuple:
    rng = np.random.default_rng(seed)
    return rng.normal(size=dim), rng.normal(size=dim), rng.normal(size=dim), float(rng.normal())


SIAMESE_PROBABILITY = formula_exercise(
    name="siamese_probability",
    signature="siamese_probability(a, b, alpha, beta)",
    asks="Return σ of the weighted sum of |a − b|, with weights alpha, plus beta: one number.",
    cases=lambda salt: [
        _pair(4, 71 + salt),
        _pair(3, 72 + salt),
        _pair(6, 73 + salt),
        _pair(1, 74 + salt),
    ],
    small=lambda: [(np.array([1.0, 2.0]), np.array([0.0, 4.0]), np.array([1.0, 0.5]), -1.0)],
    call=on_arrays(lambda value: expect.number(value, "the probability")),
    right=lambda a, b, alpha, beta: _sigma(alpha @ np.abs(a - b) + beta),
    mistakes=(
        (
            lambda a, b, alpha, beta: _sigma(alpha @ (a - b) + beta),
            "The absolute value is missing: exchange a and b, and your answer changes. Whether two "
            "drawings are of the same character does not depend on which comes first.",
        ),
        (
            lambda a, b, alpha, beta: _sigma(alpha @ (a - b) ** 2 + beta),
            "You squared the differences: Koch's network takes their absolute values.",
        ),
        (
            lambda a, b, alpha, beta: _sigma(np.abs(a - b).sum() + beta),
            "The weights alpha are missing: every feature would count alike.",
        ),
        (
            lambda a, b, alpha, beta: _sigma(alpha @ np.abs(a - b)),
            "The bias beta is missing: two equal drawings would get 0.5, whatever was learned.",
        ),
        (
            lambda a, b, alpha, beta: alpha @ np.abs(a - b) + beta,
            "The σ is missing: this is a score, and a probability lies between 0 and 1.",
        ),
        (
            lambda a, b, alpha, beta: 1 - _sigma(alpha @ np.abs(a - b) + beta),
            "This is 1 minus the answer. That a large difference means “not the same” is learned: "
            "alpha then becomes negative.",
        ),
        (
            lambda a, b, alpha, beta: _sigma(np.abs(alpha @ (a - b)) + beta),
            "You took the absolute value of the sum: differences of opposite sign would cancel. It "
            "belongs to each feature.",
        ),
        (
            lambda a, b, alpha, beta: _sigma((alpha * np.abs(a - b)).mean() + beta),
            "You took the mean over the features: the formula adds them up.",
        ),
        (
            lambda a, b, alpha, beta: _sigma(np.abs(alpha * (a - b)).sum() + beta),
            "The weights lost their signs inside the absolute value: they stand before it.",
        ),
    ),
    otherwise="In three steps: the differences |a − b| (D,), their sum weighted by alpha and plus "
    "beta, one number, and σ of it. Which of them differs?",
    shows="A similarity function: nothing in it knows how many classes there are, so a new one "
    "needs no new training.",
)


def _episode(ways: int, shots: int, dim: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(ways, shots, dim)), rng.normal(size=dim)


def _softmax(z: np.ndarray) -> np.ndarray:
    p = np.exp(z - z.max())
    return p / p.sum()


def _squares(support: np.ndarray, query: np.ndarray) -> np.ndarray:
    return ((support.mean(1) - query) ** 2).sum(-1)


def _cosines(support: np.ndarray, query: np.ndarray) -> np.ndarray:
    c = support.mean(1)
    return c @ query / np.linalg.norm(c, axis=1) / np.linalg.norm(query)


PROTOTYPE_PROBABILITIES = formula_exercise(
    name="prototype_probabilities",
    signature="prototype_probabilities(support, query)",
    asks="support is (N, K, D), query (D,). Return the N probabilities: a softmax of minus the "
    "squared distances from the query to the mean of each class.",
    cases=lambda salt: [
        _episode(5, 3, 2, 81 + salt),
        _episode(3, 5, 4, 82 + salt),
        _episode(4, 2, 3, 83 + salt),
    ],
    small=lambda: [(np.array([[[0.0], [2.0]], [[2.0], [4.0]]]), np.array([1.5]))],
    call=on_arrays(lambda value: expect.array(value, None, "the result", finite=False)),
    right=lambda s, q: _softmax(-_squares(s, q)),
    edge=lambda: [tuple(60 * part for part in _episode(4, 2, 3, 84))],
    edge_says="Right for small distances; but far away e^−d² is 0 for every class, and 0/0 is "
    "nothing. Subtract the largest of the −d² from all of them first: the softmax stays the same.",
    mistakes=(
        (
            lambda s, q: _softmax(_squares(s, q)),
            "The sign is turned round: the farthest class gets the largest probability.",
        ),
        (
            lambda s, q: _softmax(-np.sqrt(_squares(s, q))),
            "These are distances, not their squares: with the square, the scores are linear in the "
            "query but for a part that is the same for all classes.",
        ),
        (
            lambda s, q: _softmax(-((s.sum(1) - q) ** 2).sum(-1)),
            "You added the K drawings of a class up: a prototype is their mean.",
        ),
        (
            lambda s, q: _softmax(-((s[:, 0] - q) ** 2).sum(-1)),
            "Only the first drawing of each class counts: take the mean of all K.",
        ),
        (
            lambda s, q: _softmax(-((s - q) ** 2).sum(-1).min(1)),
            "This is the nearest drawing of each class: a prototype is the mean, which no single "
            "odd drawing can carry away.",
        ),
        (
            lambda s, q: _softmax(-((s - q) ** 2).sum(-1).mean(1)),
            "This is the mean of the distances: take the mean of the drawings first, and then one "
            "distance.",
        ),
        (
            lambda s, q: _softmax(_cosines(s, q)),
            "These are cosines: Snell et al. found squared distances to do better, and the "
            "exercise asks for them.",
        ),
        (
            lambda s, q: np.exp(-_squares(s, q)),
            "The probabilities do not sum to 1: divide by their sum.",
        ),
        (lambda s, q: -_squares(s, q), "The softmax is missing: these are the scores it takes."),
        (
            lambda s, q: _softmax(-((s.mean(1) - q) ** 2).mean(-1)),
            "You took the mean over the D features: the distance adds their squares up.",
        ),
        (
            lambda s, q: _squares(s, q).argmin(),
            "This is the answer's number: return how likely each class is.",
        ),
    ),
    shape_says="Your result has shape {found}; it should be {wanted}, one probability a class. The "
    "mean of a class runs over axis 1.",
    otherwise="First the prototypes support.mean(axis=1), (N, D). Then N squared distances, then "
    "the softmax of minus them. Which of them differs?",
    shows="A classifier made on the spot from N · K drawings: no weight was changed for them.",
)


def _losses(dim: int, seed: int, margin: float) -> tuple:
    rng = np.random.default_rng(seed)
    return (*rng.normal(size=(3, dim)), margin)


def _gaps(a: np.ndarray, p: np.ndarray, n: np.ndarray) -> tuple[float, float]:
    return ((a - p) ** 2).sum(), ((a - n) ** 2).sum()


def _triplet(formula: Any) -> Any:
    """The formula on ‖a − p‖², ‖a − n‖² and the margin."""
    return lambda a, p, n, margin: formula(*_gaps(a, p, n), margin)


TRIPLET_LOSS = formula_exercise(
    name="triplet_loss",
    signature="triplet_loss(anchor, positive, negative, margin)",
    asks="Return max(0, ‖anchor − positive‖² − ‖anchor − negative‖² + margin): one number.",
    cases=lambda salt: [
        (np.array([0.0, 0]), np.array([1.0, 1]), np.array([2.0, 0]), 0.5),  # far enough: 0
        (np.array([0.0, 0]), np.array([1.0, 1]), np.array([1.5, 0]), 0.5),
        _losses(3, 93 + salt, 4.0),
        _losses(5, 94 + salt, 30.0),
        _losses(2, 95 + salt, 20.0),
    ],
    call=on_arrays(lambda value: expect.number(value, "the loss")),
    right=_triplet(lambda near, far, margin: max(0.0, near - far + margin)),
    mistakes=(
        (
            _triplet(lambda near, far, margin: near - far + margin),
            "The max with 0 is missing: a triplet that is right by more than the margin would go "
            "on pulling, for ever.",
        ),
        (
            _triplet(lambda near, far, margin: max(0.0, far - near + margin)),
            "The two distances are swapped: the positive is to be near, the negative far.",
        ),
        (
            _triplet(lambda near, far, margin: max(0.0, near - far)),
            "The margin is missing: a network that gives every picture the same vector would have "
            "loss 0.",
        ),
        (
            _triplet(lambda near, far, margin: max(0.0, near - far - margin)),
            "The margin has the wrong sign: it is what the negative must be farther away.",
        ),
        (
            _triplet(lambda near, far, margin: max(0.0, np.sqrt(near) - np.sqrt(far) + margin)),
            "These are distances, not their squares, as the formula has them.",
        ),
        (
            _triplet(lambda near, far, margin: max(margin, near - far)),
            "The margin is inside the wrong place: add it to the difference, and take the max "
            "with 0.",
        ),
    ),
    otherwise="First the two squared distances, then their difference plus the margin, then the "
    "max with 0. Which of them differs?",
    shows="Not “how far apart” but “farther than that one”: only the order of distances is asked "
    "for.",
)

EXERCISES = (SIAMESE_PROBABILITY, TRIPLET_LOSS, PROTOTYPE_PROBABILITIES)
