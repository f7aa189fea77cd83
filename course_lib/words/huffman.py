"""Hierarchical softmax: a word's probability as a walk of yes and no down a binary tree.

The tree is Huffman's, so frequent words hang near the root and the walk takes about log₂ V steps
(Morin and Bengio 2005; Mikolov et al. 2013). Each of the V − 1 inner nodes n has a vector w_n and a
bias b_n; at each, the walk turns with probability σ(±(w_nᵀ e_c + b_n)), and the probabilities of
all words sum to 1 without a sum over the vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from course_lib.errors import LearnerError

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class HuffmanTree:
    """Leaves 0 … V − 1 are the words, V … 2V − 2 the inner nodes, the last one the root.

    ``parent`` (2V − 1,) int32 is the node above each, −1 above the root; ``bit`` (2V − 1,) int8
    says which way the walk turns to reach it.
    """

    parent: np.ndarray
    bit: np.ndarray

    @property
    def words(self) -> int:
        """V, how many leaves there are."""
        return (len(self.parent) + 1) // 2

    def paths(self, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The walks from the root to these words: inner nodes and turns.

        For (B,) words both are (B, L), L the longest walk among them. ``nodes`` (int64) counts the
        inner nodes from 0 and ends in −1 where a walk is over, ``turns`` is 1, 0, or −1 there.
        """
        here = np.asarray(words, dtype=np.int64)
        up, turned = [], []
        while (here != len(self.parent) - 1).any():
            above = self.parent[here]
            over = above < 0
            up.append(np.where(over, -1, above - self.words))
            turned.append(np.where(over, -1, self.bit[here]))
            here = np.where(over, here, above)
        if not up:
            return np.empty((len(here), 0), np.int64), np.empty((len(here), 0), np.int64)
        nodes = np.stack(up, axis=1).astype(np.int64)
        turns = np.stack(turned, axis=1).astype(np.int64)
        order = np.argsort(nodes < 0, axis=1, kind="stable")  # walks first, then what is over
        length = (nodes >= 0).sum(axis=1)
        place = np.arange(nodes.shape[1])[None]
        back = np.where(place < length[:, None], length[:, None] - 1 - place, place)
        order = np.take_along_axis(order, back, axis=1)  # from the root down
        return np.take_along_axis(nodes, order, axis=1), np.take_along_axis(turns, order, axis=1)

    def lengths(self) -> np.ndarray:
        """How many turns lead to each word, (V,) int64."""
        depth = np.zeros(len(self.parent), np.int64)
        for node in range(len(self.parent) - 2, self.words - 1, -1):  # parents before children
            depth[node] = depth[self.parent[node]] + 1
        leaves = self.parent[: self.words]
        return np.where(leaves >= 0, depth[leaves] + 1, 0)


def huffman(counts: np.ndarray) -> HuffmanTree:
    """Huffman's tree for words that occur ``counts`` (V,) times: V of them, at least one.

    The two queues of van Leeuwen 1976: V log V for the sorting, V for the rest. LearnerError for
    no words or a negative count.
    """
    counts = np.asarray(counts)
    if counts.ndim != 1 or len(counts) == 0:
        raise LearnerError("A Huffman tree needs at least one word.")
    if (counts < 0).any():
        raise LearnerError("A word cannot occur less often than never.")
    size = len(counts)
    order = np.argsort(counts, kind="stable").tolist()
    weight = counts.tolist() + [0] * (size - 1)
    parent, bit = [-1] * (2 * size - 1), [0] * (2 * size - 1)
    leaf, inner = 0, size  # the next of each queue
    for node in range(size, 2 * size - 1):
        for side in (0, 1):
            if leaf < size and (inner >= node or weight[order[leaf]] <= weight[inner]):
                child, leaf = order[leaf], leaf + 1
            else:
                child, inner = inner, inner + 1
            parent[child], bit[child] = node, side
            weight[node] += weight[child]
    return HuffmanTree(np.array(parent, np.int32), np.array(bit, np.int8))


def hierarchical_log_probability(
    e_c: Tensor, W: Tensor, b: Tensor, nodes: Tensor, turns: Tensor
) -> Tensor:
    """log p(t|c) = Σ_n log σ(s_n (w_nᵀ e_c + b_n)), s_n = +1 for a turn of 1 and −1 for 0: (B,).

    ``e_c`` (B, D), ``W`` (V − 1, D), ``b`` (V − 1,), ``nodes`` and ``turns`` (B, L) as
    ``HuffmanTree.paths`` gives them.
    """
    from torch.nn.functional import logsigmoid

    there = nodes >= 0
    at = nodes.clamp_min(0)
    scores = (W[at] @ e_c[:, :, None])[:, :, 0] + b[at]  # (B, L)
    return (logsigmoid(scores * (2 * turns - 1)) * there).sum(dim=1)


def hierarchical_softmax_loss(
    e_c: Tensor, W: Tensor, b: Tensor, nodes: Tensor, turns: Tensor
) -> Tensor:
    """−log p(t|c) as a mean over the pairs of a batch, a scalar; arguments as above."""
    return -hierarchical_log_probability(e_c, W, b, nodes, turns).mean()
