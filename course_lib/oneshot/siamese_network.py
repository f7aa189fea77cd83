"""The siamese network: one network sees both drawings, a weighted L1 distance compares them."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from course_lib.oneshot.losses import siamese_logits
from course_lib.oneshot.small_network import SIDE, SmallNetwork


class SiameseNetwork(nn.Module):
    """(B, 1, 48, 48) to features in (0, 1), (B, D); ``compare`` tells how alike two features are.

    Koch et al. 2015: p(same) = sigmoid(Σ_k α_k |f_k(a) − f_k(b)| + β). Smaller than theirs, with
    batch normalisation.
    """

    side = SIDE

    def __init__(self, dim: int = 256) -> None:
        super().__init__()
        self.twin = SmallNetwork(dim=dim)
        self.weight = nn.Parameter(torch.full((dim,), -0.1))  # to differ is to be unlike
        self.bias = nn.Parameter(torch.tensor(2.0))

    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(self.twin(x).float())

    def compare(self, a: Tensor, b: Tensor) -> Tensor:
        """Logits of "the same character": (…, A, D) and (…, B, D) to (…, A, B)."""
        return siamese_logits(a, b, self.weight, self.bias)
