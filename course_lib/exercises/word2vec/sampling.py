"""Chapter 5: how often a frequent word is kept, and how often a word is drawn as noise."""

from __future__ import annotations

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays


def _given_back(value: object) -> np.ndarray:
    return expect.array(value, None, "the array of probabilities")


def _ratio(counts: np.ndarray, s: float) -> np.ndarray:
    return s * counts.sum() / counts


def _keep(counts: np.ndarray, s: float) -> np.ndarray:
    ratio = _ratio(counts, s)
    return np.minimum(1, np.sqrt(ratio) + ratio)


KEEP_PROBABILITY = formula_exercise(
    name="keep_probability",
    signature="keep_probability(counts, s)",
    asks="Return min(1, √(s/f) + s/f) for every word, where f is its share of all words.",
    cases=lambda salt: [
        (np.array([60000.0, 30000, 9000, 900, 90, 10]) + salt % 11, 1e-3),
        (np.array([500.0, 300, 150, 40, 9, 1]) + salt % 7, 0.02),
    ],
    call=on_arrays(_given_back),
    right=_keep,
    mistakes=(
        (
            lambda counts, s: 1 - _keep(counts, s),
            "This is the chance to be thrown away: frequent words would be the ones that stay.",
        ),
        (
            lambda counts, s: np.sqrt(_ratio(counts, s)) + _ratio(counts, s),
            "Some of your probabilities are above 1: np.minimum(1, …) sees to that.",
        ),
        (
            lambda counts, s: np.minimum(1, np.sqrt(_ratio(counts, s))),
            "This is the formula that the paper prints; word2vec's program adds s/f, and the "
            "exercise asks for the program's.",
        ),
        (
            lambda counts, s: np.minimum(1, _ratio(counts, s)),
            "Only s/f is there: the term √(s/f) is missing.",
        ),
        (
            lambda counts, s: np.minimum(1, np.sqrt(s / counts) + s / counts),
            "You used the counts themselves: f is a word's share, its count divided by the sum of "
            "all counts.",
        ),
        (
            lambda counts, s: np.minimum(1, np.sqrt(1 / _ratio(counts, s)) + 1 / _ratio(counts, s)),
            "The fraction is upside down, f/s: rare words would be dropped and “the” kept.",
        ),
        (
            lambda counts, s: np.minimum(
                1, np.sqrt(s * counts.max() / counts) + s * counts.max() / counts
            ),
            "You divided by the largest count: a share is a part of the sum of all counts.",
        ),
        (
            lambda counts, s: np.maximum(1, np.sqrt(_ratio(counts, s)) + _ratio(counts, s)),
            "np.maximum keeps the larger of the two, so nothing is below 1: you want the smaller.",
        ),
    ),
    otherwise="For a word with f = s both terms are 1, so it is kept for certain. Where f = 4 s, "
    "you should get 1/2 + 1/4.",
    shows="“the” loses most of its occurrences and rare words none. The pairs that are left are "
    "about words that say something, and the windows now reach further.",
)


def _power(counts: np.ndarray, alpha: float) -> np.ndarray:
    powers = counts**alpha
    return powers / powers.sum()


NOISE_DISTRIBUTION = formula_exercise(
    name="noise_distribution",
    signature="noise_distribution(counts, alpha)",
    asks="Return the probability of each word to be drawn as noise: counts to the power alpha, "
    "divided so that they sum to 1.",
    cases=lambda salt: [
        (np.array([900.0, 90, 9, 1]) + salt % 11, 0.75),
        (np.array([50.0, 30, 12, 6, 2]) + salt % 7, 0.5),
        (np.array([1000.0, 10, 5]) + salt % 13, 0.25),
    ],
    call=on_arrays(_given_back),
    right=_power,
    mistakes=(
        (
            lambda counts, a: counts**a,
            "These do not sum to 1: divide by their sum, after the power.",
        ),
        (
            lambda counts, a: (counts / counts.sum()) ** a,
            "You made shares first and then took the power, so they no longer sum to 1: the power "
            "comes first, the division last.",
        ),
        (
            lambda counts, a: _power(counts, 1),
            "The power is missing or divides out again: this is how often the words really occur, "
            "α = 1. In Python a power is **.",
        ),
        (
            lambda counts, a: _power(counts, 0),
            "Every word is equally likely: that is α = 0, and rare words are drawn far too often.",
        ),
        (
            lambda counts, a: _power(counts, 0.75),
            "Right for α = ¾, but your function ignores the alpha that it is given.",
        ),
        (
            lambda counts, a: _power(counts, 1 / a),
            "Your exponent is 1/α: frequent words become more frequent still.",
        ),
        (
            lambda counts, a: _power(counts, -a),
            "The sign of the exponent is turned round: the rarest word is your likeliest noise.",
        ),
        (
            lambda counts, a: counts**a / counts.sum(),
            "You divided by the sum of the counts: divide by the sum of their powers.",
        ),
        (
            lambda counts, a: counts**a / (counts**a).max(),
            "The likeliest word got 1: divide by the sum, not by the largest.",
        ),
    ),
    otherwise="With counts 16 and 1 and α = ½ the powers are 4 and 1, so the probabilities are "
    "0.8 and 0.2.",
    shows="Between drawing as the text does and drawing evenly: ¾ lifts the rare words. It was "
    "chosen because it worked best, not derived.",
)

EXERCISES = (KEEP_PROBABILITY, NOISE_DISTRIBUTION)
