"""The losses of the context encoder (Pathak et al. 2016, section 3.2), as small pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # the functions need only a tensor's own methods, so a page without a network
    from torch import Tensor  # can measure L_rec before torch is loaded


def l_rec(x: np.ndarray, prediction: np.ndarray, mask: np.ndarray) -> float:
    """L_rec = ‖M̂ ⊙ (x − F((1 − M̂) ⊙ x))‖₂ for one photo, the norm as the lecture writes it.

    ``x`` and ``prediction`` are (H, W, 3) float in [0, 1], ``mask`` is (H, W) bool, True = hidden.
    """
    return float(np.linalg.norm((mask[..., None] * (x - prediction)).ravel()))


def masked_l2(prediction: Tensor, x: Tensor, mask: Tensor, weight: Tensor | None = None) -> Tensor:
    """Weighted mean square over hidden pixels: Σ w M̂ (x − F)² / Σ w M̂, a scalar.

    ``prediction`` and ``x`` are (B, C, H, W), ``mask`` is (B or 1, 1, H, W) with 1 = hidden, and
    ``weight``, where given, broadcasts to it. Nothing hidden gives 0.
    """
    w = mask if weight is None else mask * weight
    w = w.to(x.dtype).expand(x.shape[0], 1, *x.shape[2:])
    return (w * (x - prediction) ** 2).sum() / (w.sum() * x.shape[1]).clamp_min(1e-12)


def overlap_weights(
    size: int = 128, hole: int = 64, overlap: int = 7, weight: float = 10.0
) -> np.ndarray:
    """What each pixel's error weighs in training: (size, size) float32.

    1 inside the hole, ``weight`` in the ring of ``overlap`` visible pixels around it that the
    network predicts too, 0 elsewhere: the network must join its fill to what is already there.
    """
    outer = hole + 2 * overlap
    if not 0 < hole <= outer <= size:
        raise ValueError(f"a hole of {hole} with {overlap} pixels of overlap exceeds {size}")
    w = np.zeros((size, size), np.float32)
    for side, value in ((outer, weight), (hole, 1.0)):
        start = (size - side) // 2
        w[start : start + side, start : start + side] = value
    return w


def joint_loss(
    rec: Tensor, adv: Tensor, lambda_rec: float = 0.999, lambda_adv: float = 0.001
) -> Tensor:
    """L = λ_rec L_rec + λ_adv L_adv, with the paper's weights."""
    return lambda_rec * rec + lambda_adv * adv
