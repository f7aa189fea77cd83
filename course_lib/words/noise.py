"""The noise of negative sampling: words drawn with probability ∝ f^α (Mikolov et al. 2013)."""

from __future__ import annotations

import numpy as np

from course_lib.errors import LearnerError


def noise_distribution(counts: np.ndarray, alpha: float = 0.75) -> np.ndarray:
    """P(w) = f(w)^α / Σ_j f(j)^α, (V,) float64 that sums to 1.

    counts: (V,) numbers > 0. α = 0 draws every word alike, 1 as often as the text has it, ¾ lies
    between. LearnerError for no counts, a count that is not above 0, or an α outside 0 … 1.
    """
    counts = np.asarray(counts, np.float64)
    if counts.ndim != 1 or not len(counts):
        raise LearnerError("The noise distribution needs the counts of at least one word.")
    if not (np.isfinite(counts).all() and (counts > 0).all()):
        raise LearnerError("Every word's count must be above zero to draw noise words.")
    if not 0 <= alpha <= 1:
        raise LearnerError(f"α must lie between 0 and 1, not at {alpha:g}.")
    weights = (counts / counts.max()) ** alpha
    return weights / weights.sum()


def check_negatives(negatives: int, vocabulary: int) -> None:
    """LearnerError unless 1 ≤ k < V: there must be k words besides the true one to draw."""
    if negatives < 1:
        raise LearnerError(f"k must be at least 1, not {negatives}: noise is what it learns from.")
    if negatives >= vocabulary:
        raise LearnerError(
            f"k = {negatives} noise words cannot be drawn from a vocabulary of {vocabulary} words: "
            "take a smaller k or a longer text."
        )


class NoiseSampler:
    """Draws word numbers by their probabilities, in constant time a draw (Walker's alias method).

    V equal urns hold at most two words each: one number chooses the urn and, by its fraction, one
    of the two.
    """

    def __init__(self, probabilities: np.ndarray) -> None:
        """probabilities: (V,) ≥ 0 with a sum of 1 (LearnerError otherwise)."""
        p = np.asarray(probabilities, np.float64)
        if p.ndim != 1 or not len(p) or not (p >= 0).all() or abs(p.sum() - 1) > 1e-6:
            raise LearnerError("Noise probabilities must be at least 0 each and 1 in all.")
        size = len(p)
        filled = p * (size / p.sum())
        self._keep = np.ones(size)
        self._other = np.arange(size)
        poor = [i for i in range(size) if filled[i] < 1]
        rich = [i for i in range(size) if filled[i] >= 1]
        filled = filled.tolist()
        while poor and rich:
            i, giver = poor.pop(), rich[-1]
            self._keep[i], self._other[i] = filled[i], giver
            filled[giver] -= 1 - filled[i]
            if filled[giver] < 1:
                poor.append(rich.pop())

    def draw(self, shape: int | tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Word numbers of that shape, int64."""
        place = rng.random(shape) * len(self._keep)
        urn = place.astype(np.int64)
        return np.where(place - urn < self._keep[urn], urn, self._other[urn])
