"""How good is a fill? Errors over the hidden pixels alone, with values in [0, 1]."""

from dataclasses import dataclass

import numpy as np

from course_lib.errors import LearnerError


@dataclass(frozen=True)
class HoleQuality:
    """L1 = 100 · mean |e| (percent), L2 = 100 · mean e² (percent), PSNR in dB (inf if exact)."""

    l1: float
    l2: float
    psnr: float


def hole_quality(truth: np.ndarray, fill: np.ndarray, mask: np.ndarray) -> HoleQuality:
    """Compare two (H, W, 3) uint8 photos over the hidden pixels of ``mask`` (H, W) bool.

    Raises LearnerError when nothing is hidden. PSNR = 10 · log₁₀(1 / mean e²).
    """
    if not mask.any():
        raise LearnerError("Nothing is hidden yet: paint over the photo first.")
    error = (truth[mask].astype(float) - fill[mask]) / 255.0
    mean_square = float(np.mean(error**2))
    psnr = float("inf") if mean_square == 0 else float(-10 * np.log10(mean_square))
    return HoleQuality(100 * float(np.mean(np.abs(error))), 100 * mean_square, psnr)


def error_map(truth: np.ndarray, fill: np.ndarray) -> np.ndarray:
    """Mean absolute error of each pixel over its three channels: (H, W) float in [0, 1]."""
    return np.abs(truth.astype(float) - fill).mean(-1) / 255.0


def gradient_magnitude(photo: np.ndarray, mask: np.ndarray) -> float:
    """Mean length of the grey-level gradient over hidden pixels, per pixel, values in [0, 1].

    A sharp picture has a large one, a blurred picture a small one.
    """
    dy, dx = np.gradient(photo.astype(float).mean(-1) / 255.0)
    return float(np.hypot(dx, dy)[mask].mean())
