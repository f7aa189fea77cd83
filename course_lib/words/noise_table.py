"""Negative sampling on one table: a true pair (c, t) and k pairs with words drawn as noise.

Each row is a yes-or-no question, p(y = 1 | t, c) = σ(w_tᵀ e_c + b_t), and the table's loss is

    L = −log σ(w_tᵀ e_c + b_t) − Σ_i log σ(−(w_iᵀ e_c + b_i)),   i over the k noise words

(Mikolov et al. 2013, “Distributed Representations of Words and Phrases”, equation 4; with the
biases b of the lecture, which word2vec drops).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course_lib.errors import LearnerError

DIM = 100
RATE = 0.5  # large, so that one step can be seen


def sigmoid(z: np.ndarray) -> np.ndarray:
    """σ(z) = 1 / (1 + exp(−z)) without overflow: floats of z's shape in [0, 1]."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, small) / (1 + small)


class PairVectors:
    """e of each context word and (w, b) of each target asked so far, learning from tables.

    Words are numbers of a vocabulary. At the start e_c is a random direction of length 1 and every
    w and b is 0, so that every σ is ½: nothing is known.
    """

    def __init__(self, dim: int = DIM, seed: int = 0) -> None:
        self._dim, self._seed = dim, seed
        self._e: dict[int, np.ndarray] = {}
        self._w: dict[int, np.ndarray] = {}
        self._b: dict[int, float] = {}

    def scores(self, context: int, targets: Sequence[int]) -> np.ndarray:
        """σ(w_tᵀ e_c + b_t) for each target: (N,) float64."""
        return sigmoid(self._logits(context, targets))

    def loss(self, context: int, targets: Sequence[int], y: Sequence[int]) -> float:
        """The table's loss L; ``y`` is 1 for a true pair and 0 for noise."""
        signed = np.where(np.asarray(y) == 1, 1, -1) * self._logits(context, targets)
        return float(np.logaddexp(0, -signed).sum())

    def learn(
        self, context: int, targets: Sequence[int], y: Sequence[int], rate: float = RATE
    ) -> None:
        """One gradient step on L: each row pulls with σ − y; a word drawn twice pulls twice."""
        e = self._context(context)
        w = np.array([self._w.get(t, np.zeros(self._dim)) for t in targets])  # (N, D)
        pull = self.scores(context, targets) - np.asarray(y)  # (N,)
        for t, strength in zip(targets, pull, strict=True):
            self._w[t] = self._w.get(t, np.zeros(self._dim)) - rate * strength * e
            self._b[t] = self._b.get(t, 0.0) - rate * strength
        self._e[context] = e - rate * pull @ w

    def forget(self) -> None:
        """Back to the start."""
        self._e, self._w, self._b = {}, {}, {}

    def _context(self, context: int) -> np.ndarray:
        if context not in self._e:
            e = np.random.default_rng([self._seed, context]).normal(size=self._dim)
            self._e[context] = e / np.linalg.norm(e)
        return self._e[context]

    def _logits(self, context: int, targets: Sequence[int]) -> np.ndarray:
        e, none = self._context(context), np.zeros(self._dim)
        return np.array([self._w.get(t, none) @ e + self._b.get(t, 0.0) for t in targets])


def draw_noise(
    probabilities: np.ndarray, k: int, seed: int, target: int | None = None
) -> list[int]:
    """k words drawn from ``probabilities`` (V,); the pair's own ``target`` is drawn anew.

    As in word2vec nothing else is looked at: a word may come twice, and neighbours of the context
    word may come too. LearnerError when there are fewer than k words besides the target.
    """
    others = np.array(probabilities, dtype=np.float64)
    if target is not None:
        others[target] = 0.0
    possible = int(np.count_nonzero(others))
    if possible < k:
        raise LearnerError(
            f"k = {k} noise words cannot be drawn from the {possible} others of this vocabulary: "
            f"choose a k of at most {possible}."
        )
    # Drawing the target anew until it is another word is drawing from what is left of the others.
    rng = np.random.default_rng(seed)
    return rng.choice(len(others), size=k, p=others / others.sum()).tolist()


__all__ = ["DIM", "RATE", "PairVectors", "draw_noise", "sigmoid"]
