"""Fewer numbers a word, with the cosines of near words kept.

Vectors learned in more dimensions are the better ones, and take more room. Principal components
treat all pairs of words alike, and hardly any two words are near; so here they are only where it
begins. Gradient steps then bring the cosines back to what they were, near pairs first, which is to
distil the larger model into a smaller one (Hinton, Vinyals and Dean 2015), by cosines.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as nnf

from course_lib.errors import LearnerError
from course_lib.words.noise import noise_distribution

STEPS = 300
WORDS = 2048  # a step
RATE = 3e-3
FAR = 0.05  # the weight of a pair that is not near at all; one of cosine 1 has 1 more


def squeezed(
    vectors: np.ndarray,
    counts: np.ndarray,
    dim: int,
    *,
    seed: int = 0,
    steps: int = STEPS,
    on_step: Callable[[int], None] = lambda step: None,
) -> np.ndarray:
    """The same words in ``dim`` numbers each: (V, dim) float32, every row as long as it was.

    vectors: (V, D); counts: (V,), how often each word is in the text. What is made small
    is Σ w (ê_i · ê_j − x̂_i · x̂_j)² / Σ w with w = max(0, ê_i · ê_j)² + 0.05, over words drawn as
    negative sampling draws its noise. LearnerError where ``dim`` is not in [1, D], or
    there are fewer words.
    """
    from sklearn.decomposition import PCA

    if not 1 <= dim <= min(vectors.shape):
        raise LearnerError(
            f"{len(vectors):,} words of {vectors.shape[1]} numbers cannot be squeezed into {dim}."
        )
    there = torch.from_numpy(np.ascontiguousarray(vectors, np.float32))
    units = nnf.normalize(there, dim=1)
    drawn = torch.from_numpy(noise_distribution(counts))
    many = min(WORDS, len(drawn))
    principal = PCA(dim, svd_solver="covariance_eigh").fit_transform(units.numpy())
    here = nnf.normalize(torch.from_numpy(principal), dim=1).requires_grad_()
    optimizer = torch.optim.Adam([here], lr=RATE)
    falls = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, max(1, steps))
    generator = torch.Generator().manual_seed(seed)
    for step in range(steps):
        words = torch.multinomial(drawn, many, generator=generator)
        optimizer.zero_grad()
        apart(units[words], here[words]).backward()
        optimizer.step()
        falls.step()
        on_step(step + 1)
    lengths = there.norm(dim=1, keepdim=True)
    return (nnf.normalize(here.detach(), dim=1) * lengths).numpy()


def apart(units: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
    """How far the cosines of ``rows`` (N, d) are from those of ``units`` (N, D), of length 1."""
    wanted, found = units @ units.T, nnf.normalize(rows, dim=1)
    weight = wanted.clamp(min=0) ** 2 + FAR
    return (weight * (wanted - found @ found.T) ** 2).sum() / weight.sum()


__all__ = ["apart", "squeezed"]
