"""What the one-shot networks learn from a batch; small pure functions of embeddings and labels.

Leading dimensions, written …, hold several episodes.
"""

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
    lowered = cosines.scatter_add(1, labels[:, None], cosines.new_full((len(z), 1), -margin))
    return nnf.cross_entropy(scale * lowered, labels)


def matching_loss(logits: Tensor) -> Tensor:
    """Cross-entropy of "drawing i belongs to drawing i" in logits (…, N, N), both ways round."""
    labels = torch.arange(logits.shape[-1], device=logits.device).expand(logits.shape[:-1])
    there = nnf.cross_entropy(logits.flatten(0, -2), labels.flatten())
    return (there + nnf.cross_entropy(logits.mT.flatten(0, -2), labels.flatten())) / 2


def hardest(cosines: Tensor, count: int) -> Tensor:
    """For each query the candidate that it belongs to and the ``count`` most alike of the others.

    ``cosines``: (…, N, N), query i belongs to candidate i; returns (…, N, 1 + count) int64.
    """
    ways = cosines.shape[-1]
    truth = torch.arange(ways, device=cosines.device)
    others = cosines.masked_fill(truth[:, None] == truth, -torch.inf).topk(count).indices
    return torch.cat([truth[:, None].expand(*others.shape[:-1], 1), others], -1)


def siamese_logits(a: Tensor, b: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Σ_k α_k |a_k − b_k| + β before the sigmoid (Koch et al. 2015).

    ``a``: (…, A, D) and ``b``: (…, B, D) to (…, A, B); ``weight``: (D,), ``bias``: a number.
    """
    return (a[..., :, None, :] - b[..., None, :, :]).abs() @ weight + bias


def all_pairs_loss(logits: Tensor, same: Tensor) -> Tensor:
    """Cross-entropy of every pair in a batch, "same" and "different" weighing half each.

    ``logits``: (…, A, B); ``same``: (A, B) bool.
    """
    alike = same.float().expand_as(logits)
    losses = nnf.binary_cross_entropy_with_logits(logits, alike, reduction="none")
    # Weighed, not picked out: to pick, the processor would wait for the device.
    same_loss = (losses * alike).sum() / alike.sum()
    return (same_loss + (losses * (1 - alike)).sum() / (1 - alike).sum()) / 2


def prototypical_loss(support: Tensor, query: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy of the softmax over −‖q − c_k‖², c_k the mean of class k (Snell et al. 2017).

    ``support``: (…, N, K, D); ``query``: (…, Q, D); ``labels``: (Q,), the same in all.
    """
    logits = -squared_distances(query, support.mean(-2))  # (…, Q, N)
    return nnf.cross_entropy(logits.flatten(0, -2), labels.expand(logits.shape[:-1]).flatten())


def squared_distances(a: Tensor, b: Tensor) -> Tensor:
    """‖a_i − b_j‖² of (…, A, D) and (…, B, D), as (…, A, B)."""
    return (a**2).sum(-1)[..., :, None] - 2 * a @ b.mT + (b**2).sum(-1)[..., None, :]
