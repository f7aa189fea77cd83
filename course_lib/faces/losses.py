"""What a similarity network can learn by: four losses of embeddings and labels, side by side."""

from __future__ import annotations

import torch
import torch.nn.functional as nnf
from torch import Tensor


def distances(z: Tensor) -> Tensor:
    """‖z_i − z_j‖ of all pairs, (B, D) to (B, B); its gradient is finite for equal points too."""
    square = (z**2).sum(1)
    return (square[:, None] + square[None] - 2 * z @ z.T).clamp_min(1e-8).sqrt()


def same_person(labels: Tensor) -> Tensor:
    """Which pairs of a batch are one person's, (B,) to (B, B) bool; the diagonal too."""
    return labels[:, None] == labels[None]


def siamese_loss(z: Tensor, labels: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Binary cross-entropy of σ(Σ_k w_k |z_ik − z_jk| + b), "same" and "different" weighing half
    each (Taigman et al. 2014; Koch et al. 2015). ``weight``: (D,), ``bias``: a number."""
    first, second = torch.triu_indices(len(z), len(z), 1)
    logits = (z[first] - z[second]).abs() @ weight + bias
    same = labels[first] == labels[second]
    losses = nnf.binary_cross_entropy_with_logits(logits, same.float(), reduction="none")
    return (losses[same].mean() + losses[~same].mean()) / 2


def contrastive_loss(z: Tensor, labels: Tensor, margin: float = 1.0) -> Tensor:
    """Mean of d² over same pairs plus mean of max(0, margin − d)² over different ones, halved
    (Hadsell, Chopra and LeCun 2006)."""
    first, second = torch.triu_indices(len(z), len(z), 1)
    d = distances(z)[first, second]
    same = labels[first] == labels[second]
    return ((d[same] ** 2).mean() + (nnf.relu(margin - d[~same]) ** 2).mean()) / 2


def triplet_loss(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 0.2) -> Tensor:
    """Mean of max(0, ‖a − p‖² − ‖a − n‖² + margin), (T, D) each (Schroff et al. 2015)."""
    near, far = ((anchor - positive) ** 2).sum(1), ((anchor - negative) ** 2).sum(1)
    return nnf.relu(near - far + margin).mean()


def semi_hard(z: Tensor, labels: Tensor, margin: float = 0.2) -> tuple[Tensor, Tensor, Tensor]:
    """For every anchor and positive, the negative to learn from (Schroff et al. 2015): (T,) each.

    The nearest of those further off than the positive by less than the margin; where there is
    none, the furthest of those that are nearer than the positive; else the triplet teaches nothing
    and is left out.
    """
    square = distances(z.detach()) ** 2
    same = same_person(labels)
    anchor, positive = torch.nonzero(same & ~torch.eye(len(z), dtype=torch.bool, device=z.device)).T
    near = square[anchor, positive][:, None]  # (T, 1)
    far = square[anchor]  # (T, B)
    stranger = ~same[anchor]
    between = stranger & (far > near) & (far < near + margin)
    nearer = stranger & (far <= near)
    first = torch.where(between, far, torch.inf).argmin(1)
    second = torch.where(nearer, far, -torch.inf).argmax(1)
    negative = torch.where(between.any(1), first, second)
    kept = between.any(1) | nearer.any(1)
    return anchor[kept], positive[kept], negative[kept]


def semi_hard_triplet_loss(z: Tensor, labels: Tensor, margin: float = 0.2) -> Tensor:
    """The triplet loss over a batch's semi-hard triplets; 0 when there are none."""
    anchor, positive, negative = semi_hard(z, labels, margin)
    if not len(anchor):
        return z.sum() * 0
    return triplet_loss(z[anchor], z[positive], z[negative], margin)


def softmax_loss(
    z: Tensor, labels: Tensor, weight: Tensor, scale: float = 16.0, margin: float = 0.2
) -> Tensor:
    """Name the person: softmax over scale · (cos(z, w_j) − margin · [j is the label]) (CosFace,
    Wang et al. 2018). ``weight``: (people, D); thrown away after training, cosine remains."""
    cosines = z @ nnf.normalize(weight, dim=1).T  # (B, people)
    lowered = cosines - margin * nnf.one_hot(labels, len(weight))
    return nnf.cross_entropy(scale * lowered, labels)
