"""Chapter 1: the loss of a head, and the linear probe that says what features are worth."""

from __future__ import annotations

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays


def _logits(n: int, classes: int, seed: int) -> tuple:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 2, (n, classes)), rng.integers(classes, size=n)


def _log_softmax(logits, axis=1):
    shifted = logits - logits.max(axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))


def _of(values, label):
    return values[np.arange(len(label)), label]


PRETEXT_LOSS = formula_exercise(
    name="pretext_loss",
    signature="pretext_loss(logits, label)",
    asks="logits is (n, C), label (n,) whole numbers. Return the mean of −log softmax(logits) at "
    "each label.",
    cases=lambda salt: [
        _logits(6, 4, 51 + salt),
        _logits(9, 8, 52 + salt),
        _logits(5, 5, 53 + salt),
    ],
    small=lambda: [(np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([0, 0]))],
    call=on_arrays(lambda value: expect.number(value, "the loss", finite=False)),
    right=lambda logits, label: -_of(_log_softmax(logits), label).mean(),
    mistakes=(
        (
            lambda logits, label: _of(_log_softmax(logits), label).mean(),
            "The sign is wrong: logarithms of probabilities are negative, the loss is not.",
        ),
        (
            lambda logits, label: -_of(_log_softmax(logits), label).sum(),
            "This is the sum: the mean does not depend on the number of photos.",
        ),
        (
            lambda logits, label: -_of(np.exp(_log_softmax(logits)), label).mean(),
            "The logarithm is missing: this is minus the mean probability.",
        ),
        (
            lambda logits, label: -_of(logits, label).mean(),
            "The softmax is missing: a network could make every logit larger.",
        ),
        (
            lambda logits, label: -_of(_log_softmax(logits, 0), label).mean(),
            "Your softmax runs over the photos (axis 0): the classes of one photo share 1.",
        ),
        (
            lambda logits, label: -_log_softmax(logits).mean(),
            "This is the mean over all classes: only the one that the label names counts.",
        ),
        (
            lambda logits, label: (logits.argmax(1) != label).mean(),
            "This is the share of errors: it has no slope to learn by.",
        ),
    ),
    edge=lambda: [(np.array([[1000.0, 0.0], [0.0, 900.0]]), np.array([0, 1]))],
    edge_says="For large logits exp overflows: subtract each row's largest logit first.",
    otherwise="log softmax is z − log Σ exp z along axis 1; logits[np.arange(n), label] picks one "
    "a row. Which differs?",
    shows="One loss for position, turn, order and colour: only the label's meaning changes.",
)


def _features(n: int, m: int, width: int, seed: int) -> tuple:
    rng = np.random.default_rng(seed)
    scale, shift = rng.uniform(0.2, 5, width), rng.normal(0, 3, width)
    return rng.normal(size=(n, width)) * scale + shift, rng.normal(0.5, 1.5, (m, width)) * scale


STANDARDISE = formula_exercise(
    name="standardise",
    signature="standardise(train, test)",
    asks="train is (n, D), test (m, D). Return test with the mean of each of the D features of "
    "train taken off, divided by that feature's standard deviation in train.",
    cases=lambda salt: [
        _features(12, 5, 3, 61 + salt),
        _features(20, 4, 6, 62 + salt),
        _features(9, 7, 2, 63 + salt),
    ],
    small=lambda: [(np.array([[0.0], [4.0]]), np.array([[6.0], [2.0]]))],
    call=on_arrays(lambda value: expect.array(value, None, "the result")),
    right=lambda train, test: (test - train.mean(0)) / train.std(0),
    mistakes=(
        (
            lambda train, test: (test - test.mean(0)) / test.std(0),
            "These are the test photos' own mean and spread: a photo's features would depend on "
            "which others are tested with it.",
        ),
        (
            lambda train, test: (
                (test - np.concatenate([train, test]).mean(0))
                / np.concatenate([train, test]).std(0)
            ),
            "Mean and spread are of both together: nothing of the test may be looked at.",
        ),
        (
            lambda train, test: test - train.mean(0),
            "The spread is missing: a feature with large numbers would outvote all others.",
        ),
        (
            lambda train, test: test / train.std(0),
            "The mean is missing: subtract it before you divide.",
        ),
        (
            lambda train, test: (test - train.mean(0)) / train.var(0),
            "You divided by the variance: its root is the standard deviation.",
        ),
        (
            lambda train, test: (test - train.mean()) / train.std(),
            "This is one mean and one spread for all features: take them along axis 0.",
        ),
        (
            lambda train, test: (train - train.mean(0)) / train.std(0),
            "This is train: the photos to be tested are to come back.",
        ),
    ),
    shape_says="Your result has shape {found}; it should be {wanted}, as test.",
    otherwise="train.mean(axis=0) and train.std(axis=0) are (D,), and numpy repeats them for each "
    "row of test. Which differs?",
    shows="The features are frozen; only a straight cut through them is learned. What it can tell "
    "apart, they must have held.",
)
