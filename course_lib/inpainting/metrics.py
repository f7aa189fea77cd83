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


def regular_pattern(fills: np.ndarray, truths: np.ndarray) -> float:
    """How far the strongest regular pattern stands out of many fills: 0 for photos themselves.

    Both are (N, S, S, 3) uint8: the same windows, filled and true. In the mean power spectrum of
    the fills' gradients a pattern that is woven into all of them piles energy on one frequency:
    more than the frequencies near it have, as photos' spectra go. The largest such surplus is
    returned, over the energy that the photos have there or on the average, whichever is more: what
    is too fine and faint to be seen counts little. Above 1 it is stronger than the photos' own.
    """
    power, natural = _gradient_spectrum(fills), _gradient_spectrum(truths)
    expected = _around(power) * natural / _around(natural)
    surplus = (power - expected) / np.maximum(natural, natural.mean())
    return float(surplus.ravel()[1:].max())


def _gradient_spectrum(windows: np.ndarray) -> np.ndarray:
    """Power spectrum of the grey-level differences down and across: (S − 1, S − 1).

    The geometric mean over the windows: one checked shirt does not make a pattern of them all.
    """
    grey = windows.astype(float).mean(-1) / 255.0
    steps = np.stack([np.diff(grey, axis=1)[:, :, 1:], np.diff(grey, axis=2)[:, 1:]])
    steps -= steps.mean((2, 3), keepdims=True)
    fade = np.hanning(steps.shape[-1])
    power = (np.abs(np.fft.fft2(steps * np.outer(fade, fade))) ** 2).mean(0)  # (N, S − 1, S − 1)
    return np.exp(np.log(power + 1e-9).mean(0))


def _around(power: np.ndarray) -> np.ndarray:
    """Of every frequency the median power of those 2 and 3 steps away from it."""
    near = range(-3, 4)
    ring = [(r, c) for r in near for c in near if max(abs(r), abs(c)) > 1]
    return np.median([np.roll(power, shift, (0, 1)) for shift in ring], axis=0)
