"""Chapter 3: a task of one's own, one trunk with several heads, and whether two tasks agree."""

from __future__ import annotations

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays


def _batch(n: int, side: int, seed: int) -> tuple:
    rng = np.random.default_rng(seed)
    label = rng.permutation(np.arange(n) % 2)
    return rng.random((n, side, side + 1, 3)), label


def _where(photos, label, changed):
    return np.where((label == 1)[:, None, None, None], changed, photos)


MIRRORED = formula_exercise(
    name="mirrored",
    signature="mirrored(photos, label)",
    asks="photos is (B, h, w, 3), label (B,) of 0 and 1. Return the photos, those of label 1 "
    "mirrored: left becomes right.",
    cases=lambda salt: [_batch(5, 3, 71 + salt), _batch(6, 4, 72 + salt), _batch(4, 2, 73 + salt)],
    small=lambda: [(np.arange(12.0).reshape(2, 1, 2, 3), np.array([0, 1]))],
    call=on_arrays(lambda value: expect.array(value, None, "the photos")),
    right=lambda photos, label: _where(photos, label, photos[:, :, ::-1]),
    mistakes=(
        (
            lambda photos, label: _where(photos, label, photos[:, ::-1]),
            "You mirrored up and down: axis 1 runs down, axis 2 runs right.",
        ),
        (
            lambda photos, label: photos[:, :, ::-1],
            "Every photo is mirrored: those of label 0 stay as they are.",
        ),
        (
            lambda photos, label: _where(photos, 1 - label, photos[:, :, ::-1]),
            "Those of label 0 are mirrored: it should be those of label 1.",
        ),
        (
            lambda photos, label: photos,
            "No photo is mirrored: input and label would have nothing to do with each other.",
        ),
        (
            lambda photos, label: _where(photos, label, photos[::-1]),
            "You turned the batch round (axis 0): a photo now stands in another's place.",
        ),
        (
            lambda photos, label: _where(photos, label, photos[..., ::-1]),
            "You turned the colours round (the last axis): axis 2 runs from left to right.",
        ),
        (
            lambda photos, label: _where(photos, label, photos[:, ::-1, ::-1]),
            "You flipped both ways: that is half a turn.",
        ),
    ),
    shape_says="Your photos have shape {found}; they should be {wanted}, as they came.",
    otherwise="photos[:, :, ::-1] mirrors all; np.where with (label == 1)[:, None, None, None] "
    "takes it where the label says so. Which differs?",
    shows="A task of your own: made in a line, with a label that the data knows.",
)


def _heads(n: int, seed: int) -> tuple:
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(4, 3)), rng.normal(size=(4, 5))
    return rng.normal(size=(n, 4)), first, second, rng.integers(3, size=n), rng.integers(3, size=n)


def _entropy(logits, label):
    shifted = logits - logits.max(1, keepdims=True)
    log = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return -log[np.arange(len(label)), label]


TWO_HEADS = formula_exercise(
    name="two_heads",
    signature="two_heads(z, first, second, a, b)",
    asks="z is (n, D): the trunk's features. first (D, 3) and second (D, 5) are the heads of two "
    "tasks, a and b (n,) their labels. Return the sum of the tasks' losses; each is the mean "
    "cross-entropy of softmax(z @ head).",
    cases=lambda salt: [_heads(6, 81 + salt), _heads(8, 82 + salt), _heads(5, 83 + salt)],
    call=on_arrays(lambda value: expect.number(value, "the loss")),
    right=lambda z, f, s, a, b: _entropy(z @ f, a).mean() + _entropy(z @ s, b).mean(),
    mistakes=(
        (
            lambda z, f, s, a, b: (_entropy(z @ f, a).mean() + _entropy(z @ s, b).mean()) / 2,
            "This is the mean of the two losses: the sum is asked for.",
        ),
        (
            lambda z, f, s, a, b: _entropy(z @ f, a).mean(),
            "Only the first task counts: the trunk would learn nothing for the second.",
        ),
        (
            lambda z, f, s, a, b: _entropy(z @ s, b).mean(),
            "Only the second task counts: the trunk would learn nothing for the first.",
        ),
        (
            lambda z, f, s, a, b: _entropy(z @ f, b).mean() + _entropy(z @ s, a).mean(),
            "The labels are swapped: a belongs to the first head, b to the second.",
        ),
        (
            lambda z, f, s, a, b: _entropy(z @ f, a).sum() + _entropy(z @ s, b).sum(),
            "You summed over the photos: each task's loss is a mean.",
        ),
        (
            lambda z, f, s, a, b: _entropy(z @ f, a).mean() * _entropy(z @ s, b).mean(),
            "You multiplied: one solved task would hide the other's errors.",
        ),
        (
            lambda z, f, s, a, b: _entropy(np.concatenate([z @ f, z @ s], 1), a).mean(),
            "One softmax runs over both heads: each task has one of its own.",
        ),
    ),
    otherwise="z @ first is (n, 3): its cross-entropy with a, the mean over photos; the same for "
    "second and b; the sum. Which differs?",
    shows="That is the whole of a naive multi-head network: one trunk, a head a task, and a plus.",
)


def _gradients(shape: tuple, seed: int) -> tuple:
    rng = np.random.default_rng(seed)
    first = rng.normal(size=shape)
    return first, (0.7 if seed % 2 else -0.7) * first + rng.normal(size=shape)


def _cosine(g, h):
    return (g * h).sum() / np.sqrt((g**2).sum() * (h**2).sum())


GRADIENT_COSINE = formula_exercise(
    name="gradient_cosine",
    signature="gradient_cosine(g, h)",
    asks="g and h are gradients of two tasks' losses by the same weights, of one shape. Return the "
    "cosine of their angle, all weights as one long vector.",
    cases=lambda salt: [
        _gradients((3, 4), 91 + 2 * salt),
        _gradients((2, 5), 92 + 2 * salt),
        _gradients((4, 4), 93 + 2 * salt),
    ],
    small=lambda: [(np.array([[1.0, 2.0]]), np.array([[2.0, -2.0]]))],
    call=on_arrays(lambda value: expect.number(value, "the cosine")),
    right=_cosine,
    mistakes=(
        (lambda g, h: (g * h).sum(), "This is the dot product: divide by both lengths."),
        (
            lambda g, h: (g * h).sum() / ((g**2).sum() * (h**2).sum()),
            "You divided by the squared lengths: the roots are missing.",
        ),
        (
            lambda g, h: np.mean([_cosine(a, b) for a, b in zip(g, h, strict=True)]),
            "This is the mean of the rows' cosines: all weights make one vector.",
        ),
        (
            lambda g, h: np.arccos(_cosine(g, h)),
            "This is the angle: its cosine is asked for.",
        ),
        (lambda g, h: abs(_cosine(g, h)), "The sign is gone: −1 is what hurts."),
        (lambda g, h: 1 - _cosine(g, h), "This is a distance, one minus the cosine."),
        (
            lambda g, h: (g * h).sum() / (np.abs(g).sum() * np.abs(h).sum()),
            "You divided by sums of absolute values: a length is the root of the sum of squares.",
        ),
    ),
    otherwise="(g * h).sum() over the product of np.linalg.norm of both, flattened. Which differs?",
    shows="Above 0 a step for one task helps the other as well; below 0 they pull apart.",
)
