"""What the one-shot networks learn from a batch; small pure functions of embeddings and labels."""

from __future__ import annotations

import torch
import torch.nn.functional as nnf
from torch import Tensor


def cosine_margin_loss(
    z: Tensor, weight: Tensor, labels: Tensor, scale: float = 24.0, margin: float = 0.15
) -> Tensor:
    """Softmax over scale · (cos(z, w_j) − margin · [j is the label]) (CosFace, Wang et al. 2018).

    ``z``: (B, D) of length 1; ``weight``: (classes, D), any length; ``labels``: (B,).
    """
    cosines = z @ nnf.normalize(weight, dim=1).T  # (B, classes)
    lowered = cosines - margin * nnf.one_hot(labels, len(weight))
    return nnf.cross_entropy(scale * lowered, labels)


def siamese_logits(a: Tensor, b: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Σ_k α_k |a_k − b_k| + β before the sigmoid (Koch et al. 2015).

    ``a``: (A, D) and ``b``: (B, D) to (A, B); ``weight``: (D,), ``bias``: a number.
    """
    return (a[:, None] - b[None]).abs() @ weight + bias


def all_pairs_loss(logits: Tensor, same: Tensor) -> Tensor:
    """Cross-entropy of every pair in a batch, "same" and "different" weighing half each.

    ``logits``: (A, B); ``same``: (A, B) bool.
    """
    losses = nnf.binary_cross_entropy_with_logits(logits, same.float(), reduction="none")
    return (losses[same].mean() + losses[~same].mean()) / 2


def prototypical_loss(support: Tensor, query: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy of the softmax over −‖q − c_k‖², c_k the mean of class k (Snell et al. 2017).

    ``support``: (N, K, D); ``query``: (Q, D); ``labels``: (Q,).
    """
    prototypes = support.mean(1)  # (N, D)
    return nnf.cross_entropy(-squared_distances(query, prototypes), labels)


def squared_distances(a: Tensor, b: Tensor) -> Tensor:
    """‖a_i − b_j‖² of (A, D) and (B, D), as (A, B)."""
    return (a**2).sum(1)[:, None] - 2 * a @ b.T + torch.sum(b**2, 1)[None]
