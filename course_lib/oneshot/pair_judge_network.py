"""The pair judge's network: two drawings, place by place, each looking at the other.

To look from one drawing to the other and back is the idea of ARC (Shyam, Gupta and Dukkipati 2017),
to do it by attention that of CrossTransformers (Doersch, Gupta and Zisserman 2020). It works on the
encoder's maps, so it costs little.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

PLACES = 64  # 8 × 8
INPUTS = 96  # numbers of the encoder's maps at each


class Look(nn.Module):
    """Each place takes from the other drawing's places, the more the more alike they are.

    x ← x + W Σ_j softmax_j(s · cos(K x_i, K y_j)) V y_j, then x ← x + MLP(x), each of normed
    numbers. One K for both sides, so that place i looks at j by what makes j look at i.
    """

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(dim)
        self.key = nn.Linear(dim, dim, bias=False)
        self.value = nn.Linear(dim, dim, bias=False)
        self.out = nn.Linear(dim, dim)
        self.sharpness = nn.Parameter(torch.full((heads, 1, 1), math.log(10)))  # log s
        self.mlp = nn.Sequential(
            nn.LayerNorm(dim), nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(2, P, places, dim), the two sides of P pairs, to the same."""
        normed = self.norm(x)
        alike = self.alike(normed)
        a, b = self._split(self.value(normed))
        taken = torch.stack([alike.softmax(-1) @ b, alike.mT.softmax(-1) @ a])
        x = x + self.out(taken.transpose(2, 3).flatten(3))
        return x + self.mlp(x)

    def alike(self, normed: Tensor) -> Tensor:
        """s · cos(K x_i, K y_j) of every two places: (P, heads, places, places)."""
        a, b = nnf.normalize(self._split(self.key(normed)).float(), dim=-1)
        return (a * self.sharpness.exp()) @ b.mT

    def attention(self, x: Tensor) -> Tensor:
        """How much each of a's places takes from each of b's, a mean over heads.

        (2, P, places, dim) to (P, places, places); every row adds up to 1.
        """
        return self.alike(self.norm(x)).softmax(-1).mean(1)

    def _split(self, x: Tensor) -> Tensor:
        """(2, P, places, dim) to (2, P, heads, places, dim / heads)."""
        return x.unflatten(-1, (self.heads, -1)).transpose(2, 3)


class PairJudgeNetwork(nn.Module):
    """Is drawing a the same character as drawing b? A logit that is the same for (b, a)."""

    def __init__(self, dim: int = 96, heads: int = 4, layers: int = 2) -> None:
        super().__init__()
        self.content = nn.Conv2d(INPUTS, dim, 1)
        self.where = nn.Parameter(0.02 * torch.randn(PLACES, dim))
        self.looks = nn.ModuleList(Look(dim, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(dim)
        self.verdict = nn.Sequential(nn.Linear(2 * dim, dim), nn.GELU(), nn.Linear(dim, 1))

    def tokens(self, maps: Tensor) -> Tensor:
        """The encoder's maps of drawings (B, 96, 8, 8) as a row of places: (B, 64, dim)."""
        return self.content(maps).flatten(2).mT + self.where

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        """Logits of "the same character" of P pairs: tokens (P, 64, dim) twice, to (P,)."""
        x = torch.stack([a, b])
        for look in self.looks:
            x = look(x)
        a, b = self.norm(x).mean(2)
        return self.verdict(torch.cat([(a - b).abs(), a * b], -1)).squeeze(-1).float()

    def attention(self, a: Tensor, b: Tensor) -> Tensor:
        """Where a's places looked in b in the last look: (P, 64, 64), rows adding up to 1."""
        x = torch.stack([a, b])
        for look in self.looks[:-1]:
            x = look(x)
        return self.looks[-1].attention(x)


__all__ = ["INPUTS", "PLACES", "PairJudgeNetwork"]
