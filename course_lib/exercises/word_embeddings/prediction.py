"""Chapter 4: p(t|c), a softmax with biases, and the cross-entropy L_ce."""

from __future__ import annotations

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays


def _softmax(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max())
    return powers / powers.sum()


def _scores_cases(salt: int = 0) -> list[tuple]:
    rng = np.random.default_rng(44 + salt)
    return [
        (rng.normal(size=d), rng.normal(size=(v, d)), rng.normal(size=v))
        for d, v in ((3, 6), (5, 4), (2, 9))
    ]


def _large_scores() -> list[tuple]:
    return [(200 * e, 20 * W, b) for e, W, b in _scores_cases()]


PROBABILITIES = formula_exercise(
    name="probabilities",
    signature="probabilities(e_c, W, b)",
    asks="Return p(t|c) for every word t of the vocabulary, an array (V,) that sums to 1.",
    cases=_scores_cases,
    small=lambda: [(np.array([1.0]), np.array([[0.0], [2.0]]), np.array([1.0, 0.0]))],
    call=on_arrays(lambda value: expect.array(value, None, "the array p", finite=False)),
    right=lambda e, W, b: _softmax(W @ e + b),
    edge=_large_scores,
    edge_says="Right for small scores, but exp of a large one is infinite, and ∞/∞ is not a number "
    "(scores of thousands were tried). Subtract the largest score from all of them first: "
    "the quotient stays the same.",
    mistakes=(
        (
            lambda e, W, b: _softmax(W @ e),
            "The bias is missing: b_t is added to each word's score before the exponential.",
        ),
        (
            lambda e, W, b: _softmax(W @ e) + b,
            "The bias is added to the probabilities, which then no longer sum to 1: it belongs "
            "into the exponent.",
        ),
        (
            lambda e, W, b: np.exp(W @ e + b),
            "These are the numerators: divide each of them by the sum of all.",
        ),
        (
            lambda e, W, b: (W @ e + b) / (W @ e + b).sum(),
            "You divide the bare scores by their sum: some come out negative. The exponential "
            "makes them positive first.",
        ),
        (
            lambda e, W, b: np.exp(W @ e + b - (W @ e + b).max()),
            "Your largest value is 1: you subtracted the largest score, but the division by the "
            "sum is missing.",
        ),
        (
            lambda e, W, b: 1 / (1 + np.exp(-(W @ e + b))),
            "This is σ, word by word: each lies between 0 and 1, but together they do not make 1. "
            "That is for chapter 5.",
        ),
        (
            lambda e, W, b: np.log(_softmax(W @ e + b)),
            "These are the logarithms of the probabilities: leave the log to the loss.",
        ),
        (
            lambda e, W, b: _softmax(-(W @ e + b)),
            "The sign is turned round: your likeliest word is the one with the smallest score.",
        ),
        (
            lambda e, W, b: (np.arange(len(b)) == (W @ e + b).argmax()) * 1.0,
            "You chose the best word outright: a softmax leaves every word a chance.",
        ),
        (
            lambda e, W, b: W @ e + b,
            "These are the scores w_tᵀ e_c + b_t: exponential and division are still to come.",
        ),
    ),
    otherwise="V numbers, but not p(t|c): with e_c = 0 and b = 0 every word should get 1/V. Which "
    "step changes that?",
    shows="A sum over the whole vocabulary stands under the line, and every update pays for it: "
    "chapter 5 begins there.",
)


def _loss_cases(salt: int) -> list[tuple]:
    rng = np.random.default_rng(45 + salt)
    return [(np.eye(v)[t], rng.dirichlet(np.ones(v))) for v, t in ((5, 2), (3, 0), (8, 7), (4, 1))]


CROSS_ENTROPY = formula_exercise(
    name="cross_entropy",
    signature="cross_entropy(y, p)",
    asks="Return −Σ_j y_j log p_j as one number, also where p is exactly 0 for other words.",
    cases=_loss_cases,
    call=on_arrays(lambda value: expect.number(value, "the loss", finite=False)),
    right=lambda y, p: -np.log(p[y.argmax()]),
    edge=lambda: [(np.eye(4)[1], np.array([0.0, 0.25, 0.75, 0.0]))],
    edge_says="Right as long as no probability is 0. Where p_j = 0 for a word that is not the "
    "target, 0 · log 0 is not a number: only the term with y_j = 1 counts, so take it alone.",
    mistakes=(
        (
            lambda y, p: np.log(p[y.argmax()]),
            "The sign is missing: a loss of 0 is the best there is, and yours is below 0.",
        ),
        (
            lambda y, p: -np.log2(p[y.argmax()]),
            "Your logarithm has base 2, so your loss is in bits: here log is the natural one.",
        ),
        (
            lambda y, p: -np.log10(p[y.argmax()]),
            "Your logarithm has base 10: here log is the natural one, np.log.",
        ),
        (
            lambda y, p: -np.log(p[y.argmax()]) / len(p),
            "You took the mean over the vocabulary: the formula adds up.",
        ),
        (
            lambda y, p: -np.log(p).sum(),
            "Every word's logarithm counts: y_j picks the target's alone.",
        ),
        (
            lambda y, p: -p[y.argmax()],
            "The logarithm is missing: −p falls only by 1 from the worst answer to the best.",
        ),
        (
            lambda y, p: 1 - p[y.argmax()],
            "This is how far the target's probability is from 1, without the logarithm: a "
            "confident mistake would cost hardly more than a doubtful one.",
        ),
        (
            lambda y, p: ((y - p) ** 2).sum(),
            "These are squared errors: the formula asks for a logarithm.",
        ),
        (
            lambda y, p: -(y * np.log(p) + (1 - y) * np.log(1 - p)).sum(),
            "You also reward every other word for being unlikely, each by itself. A softmax does "
            "that already, since its probabilities share 1 between them.",
        ),
        (
            lambda y, p: -(p * np.log(p)).sum(),
            "This is the entropy of p, whatever the target is: y plays no part in it.",
        ),
    ),
    otherwise="Take V = 2, y = (1, 0), p = (0.5, 0.5): the loss is log 2 ≈ 0.693.",
    shows="One number is left: −log of what the model gave to the word that really came. "
    "Its exponential, averaged well, is called perplexity.",
)

EXERCISES = (PROBABILITIES, CROSS_ENTROPY)
