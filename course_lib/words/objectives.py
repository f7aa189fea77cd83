"""What a word model is trained to do: three losses of a context word c and a target word t.

e_c is the context word's embedding, w_t the target's output vector and b_t its bias, as in the
lecture; word2vec itself drops the biases. Every loss is a mean over the B pairs of a batch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from torch import Tensor

CHUNK = 512  # rows of logits that are in memory at a time while training


def softmax_loss(e_c: Tensor, W: Tensor, b: Tensor, target: Tensor) -> Tensor:
    """L_ce = −Σ_j y_j log ŷ_j with p(t|c) = exp(w_tᵀ e_c + b_t) / Σ_j exp(w_jᵀ e_c + b_j).

    ``e_c`` (B, D), ``W`` (V, D), ``b`` (V,), ``target`` (B,) integers below V; a scalar.
    """
    logits = e_c @ W.T + b  # (B, V)
    right = logits.gather(1, target[:, None])[:, 0]
    return (logits.logsumexp(dim=1) - right).mean()


def negative_sampling_loss(
    e_c: Tensor, w_pos: Tensor, b_pos: Tensor, w_neg: Tensor, b_neg: Tensor
) -> Tensor:
    """−log σ(w_tᵀ e_c + b_t) − Σ_k log σ(−(w_kᵀ e_c + b_k)): is this pair real? (Mikolov 2013).

    ``e_c`` and ``w_pos`` (B, D), ``b_pos`` (B,), ``w_neg`` (B, k, D) and ``b_neg`` (B, k) belong
    to the k noise words of each pair; a scalar.
    """
    from torch.nn.functional import logsigmoid

    real = (w_pos * e_c).sum(dim=1) + b_pos  # (B,)
    noise = (w_neg @ e_c[:, :, None])[:, :, 0] + b_neg  # (B, k)
    return -(logsigmoid(real) + logsigmoid(-noise).sum(dim=1)).mean()


class SoftmaxGradients(NamedTuple):
    """The loss, and its derivatives by e_c (B, D), W (V, D) and b (V,)."""

    loss: float
    e_c: Tensor
    W: Tensor
    b: Tensor


def softmax_gradients(
    e_c: Tensor, W: Tensor, b: Tensor, target: Tensor, precision: str = "float32"
) -> SoftmaxGradients:
    """``softmax_loss`` with its gradients written out, in a fraction of autograd's memory.

    With ŷ the predicted and y the true distribution, ∂L/∂logits = ŷ − y, so ∂L/∂W = (ŷ − y)ᵀ e_c,
    ∂L/∂e_c = (ŷ − y) W and ∂L/∂b = Σ (ŷ − y), each divided by B. ``precision`` "bfloat16" rounds
    the factors of the three matrix products, which modern processors multiply faster.
    """
    import torch

    kind = getattr(torch, precision)
    batch = len(e_c)
    h, w, bias = e_c.to(kind), W.to(kind), b.to(kind)
    d_h = torch.empty_like(e_c)
    d_w = torch.zeros_like(W)
    d_b = torch.zeros_like(b)
    loss = 0.0
    for start in range(0, batch, CHUNK):
        part = slice(start, start + CHUNK)
        rows = torch.arange(len(h[part]))
        y = target[part]
        error = torch.softmax(torch.addmm(bias, h[part], w.T), dim=1)  # (C, V)
        loss -= error[rows, y].float().clamp_min(1e-30).log().sum().item()
        error[rows, y] -= 1
        d_h[part] = (error @ w).to(d_h.dtype)
        d_w += error.T @ h[part]
        d_b += error.sum(dim=0)
    return SoftmaxGradients(loss / batch, d_h / batch, d_w / batch, d_b / batch)
