"""One step of skip-gram with negative sampling, its gradient written by hand.

The text is cut into blocks of L consecutive words. Within a block all scores of a word with the
words around it are one matrix product of L context embeddings with L + 2·window output vectors, of
which a band about the diagonal counts. A pair at distance d weighs (window + 1 − d) / window:
the share of word2vec's random windows that hold it, so the mean of its draw is taken, not the draw.
The words of a group, one or more blocks, share n noise words, each weighing k·(window + 1) / n, so
that a pair has k of them on average. A batch is one group or several, each with noise of its own:
smaller groups need fewer noise words a group, so fewer products, and no noise row takes a whole
batch's push at once. The loss of a group, with M the band and w the output vectors, is

    L = − Σ_ij M_ij log σ(w_jᵀ e_i) − k (window + 1) / n · Σ_il log σ(−w_lᵀ e_i)

(Mikolov et al. 2013, equation 4). Words that come often in a batch add up their gradients. A step
that sums c pairs at rate r overshoots where a single pair would not, so a row moves by
r / (1 + damping · r · c): as many pairs one after the other would move it, each seeing less to do.
"""

from __future__ import annotations

import torch
from torch import Tensor


def band(length: int, window: int) -> Tensor:
    """M, (length, length + 2·window): the weight of each pair; column j is word j − window."""
    distance = torch.arange(length)[:, None] - (torch.arange(length + 2 * window)[None] - window)
    distance = distance.abs()
    inside = (distance > 0) & (distance <= window)
    return torch.where(inside, (window + 1 - distance) / window, 0.0).float()


class Step:
    """Steps on two shared matrices, with buffers of its own: one a thread.

    e: (V + 1, D) context embeddings; w: (V + 1, D) output vectors. Their last row stands for “no
    word here”, is 0 before and after each step, and so adds nothing to any other row's gradient.
    """

    def __init__(
        self,
        e: Tensor,
        w: Tensor,
        *,
        blocks: int,
        length: int,
        window: int,
        noise: int,
        negatives: int,
        damping: float,
        groups: int = 1,
    ) -> None:
        if blocks % groups:
            raise ValueError(f"{blocks} blocks cannot be parted into {groups} equal groups")
        self.e, self.w = e, w
        self.length, self.window, self.negatives = length, window, negatives
        self.words = blocks * length
        self.span = self.words + 2 * window  # word numbers a step takes
        self.damping = damping
        self.noise_weight = negatives * (window + 1) / noise
        wide, dim = length + 2 * window, e.shape[1]
        self._band = band(length, window)
        self._minus = -self._band
        self._around = self._band.sum(0).repeat(blocks)  # pairs of each column
        # Buffers: memory asked for anew at each step would cost more than the sums.
        self._e = torch.empty(self.words, dim)
        self._w = torch.empty(self.span, dim)
        self._blocks_w = self._w.as_strided((blocks, wide, dim), (length * dim, dim, 1))
        self._n = torch.empty(groups * noise, dim)
        self._scores = torch.empty(blocks, length, wide)
        self._noise_scores = torch.empty(groups, self.words // groups, noise)
        self.grad_e = torch.empty(self.words, dim)
        self.grad_w = torch.empty(blocks, wide, dim)
        self.grad_n = torch.empty(groups * noise, dim)
        self._pairs = torch.zeros(len(e))
        self._ones = torch.ones(self.words)
        each = self.words // groups * self.noise_weight
        self._noise_pairs = torch.full((groups * noise,), each)

    def gradients(self, span: Tensor, noise: Tensor, with_loss: bool = False) -> float | None:
        """Fill grad_e (words, D), grad_w (blocks, L + 2·window, D) and grad_n, (groups · noise, D).

        span: (self.span,) int64 word numbers, of which the first and last ``window`` are only seen
        in contexts. noise: (groups · noise,) int64, group by group. With
        ``with_loss`` returns the mean loss a pair.
        """
        blocks, length = self._scores.shape[:2]
        torch.index_select(self.e, 0, span[self.window : self.window + self.words], out=self._e)
        torch.index_select(self.w, 0, span, out=self._w)
        torch.index_select(self.w, 0, noise, out=self._n)
        e = self._e.view(blocks, length, -1)
        scores, noise_scores = self._scores, self._noise_scores
        torch.bmm(e, self._blocks_w.transpose(1, 2), out=scores)  # (blocks, L, L + 2·window)
        groups, each, noise_words = noise_scores.shape
        of_group = self._e.view(groups, each, -1)
        n = self._n.view(groups, noise_words, -1)
        torch.bmm(of_group, n.transpose(1, 2), out=noise_scores)  # (groups, words, noise)
        loss = self._loss(span) if with_loss else None
        # d/ds −log σ(s) = σ(s) − 1 and d/ds −log σ(−s) = σ(s)
        scores.sigmoid_()
        torch.addcmul(self._minus, self._band, scores, out=scores)
        noise_scores.sigmoid_()
        torch.bmm(noise_scores, n, out=self.grad_e.view_as(of_group))
        self.grad_e.view_as(e).baddbmm_(scores, self._blocks_w, beta=self.noise_weight)
        torch.bmm(scores.transpose(1, 2), e, out=self.grad_w)
        torch.bmm(noise_scores.transpose(1, 2), of_group, out=self.grad_n.view_as(n))
        self.grad_n.mul_(self.noise_weight)
        return loss

    def _loss(self, span: Tensor) -> float | None:
        """The mean loss a pair of words, from scores before σ; None if the span has no pair."""
        no_word = len(self.e) - 1
        blocks, length, _ = self._scores.shape
        there = (span != no_word).float()
        centre = there[self.window : self.window + self.words]
        weight = self._band * centre.view(blocks, length, 1) * self._columns(there)[:, None, :]
        softplus = torch.nn.functional.softplus
        pairs, words = weight.sum().item(), centre.sum().item()
        if not pairs:
            return None
        near = (softplus(-self._scores) * weight).sum().item() / pairs
        far = (softplus(self._noise_scores).mean(2).view(-1) * centre).sum().item() / words
        return near + self.negatives * far

    def _columns(self, span: Tensor) -> Tensor:
        """A span as (blocks, L + 2·window), overlapping: what stands in each column."""
        blocks, length, wide = self._scores.shape
        return span.as_strided((blocks, wide), (length * span.stride(0), span.stride(0)))

    def __call__(
        self, span: Tensor, noise: Tensor, rate: float, with_loss: bool = False
    ) -> float | None:
        """Learn from a span of the text; returns its mean loss a pair if asked for."""
        loss = self.gradients(span, noise, with_loss)
        centre = span[self.window : self.window + self.words]
        columns = self._columns(span).reshape(-1)
        # The pairs' curvature: of a row of w it grows with the ‖e‖² it meets, and the reverse.
        damping_w = self.damping * rate * _mean_square(self._e)
        damping_e = self.damping * rate * _mean_square(self._w)
        pairs = self._pairs
        pairs.index_add_(0, centre, self._ones)
        move_e = pairs[centre]
        pairs.index_fill_(0, centre, 0.0)
        move_e.mul_(damping_e * (self.window + 1) * (1 + self.negatives))
        pairs.index_add_(0, columns, self._around)
        pairs.index_add_(0, noise, self._noise_pairs)
        move_w, move_n = pairs[columns].mul_(damping_w), pairs[noise].mul_(damping_w)
        pairs.index_fill_(0, columns, 0.0)
        pairs.index_fill_(0, noise, 0.0)
        for move in (move_e, move_w, move_n):
            move.add_(1).reciprocal_().mul_(-rate)
        grad_w = self.grad_w.view(-1, self.grad_w.shape[2])
        self.e.index_add_(0, centre, self.grad_e.mul_(move_e[:, None]))
        self.w.index_add_(0, columns, grad_w.mul_(move_w[:, None]))
        self.w.index_add_(0, noise, self.grad_n.mul_(move_n[:, None]))
        self.e[-1].zero_()
        self.w[-1].zero_()
        return loss


def _mean_square(rows: Tensor) -> float:
    """The mean squared length of rows."""
    flat = rows.view(-1)
    return torch.dot(flat, flat).item() / len(rows)
