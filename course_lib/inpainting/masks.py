"""The masks M̂ that say which pixels are hidden: always bool, True = hidden.

Central region, random block and random region follow Pathak et al. 2016, section 3.3; the irregular
shapes of the paper come from segmentations of other photos, ours from thresholded smooth noise, so
that no second data set is needed. Painted strokes imitate a hand with a pen.
"""

from collections.abc import Callable

import numpy as np

from course_lib.vision.shapes import swept_disc

SIZE = 128
SHARE = (0.20, 0.25)
PAINTED_SHARE = (0.10, 0.25)


def _refuse_small(size: int) -> None:
    if size < 16:
        raise ValueError(f"a mask needs at least 16 × 16 pixels, not {size} × {size}")


def central_region(size: int = SIZE, hole: int | None = None) -> np.ndarray:
    """Hide one square in the middle, by default half the side: a bool array (size, size)."""
    hole = size // 2 if hole is None else hole
    if not 0 < hole < size:
        raise ValueError(f"the hole ({hole}) must be smaller than the photo ({size}) and not empty")
    mask = np.zeros((size, size), bool)
    start = (size - hole) // 2
    mask[start : start + hole, start : start + hole] = True
    return mask


def random_block(rng: np.random.Generator, size: int = SIZE) -> np.ndarray:
    """Hide several squares that may overlap, 20–25 % of the photo: a bool array (size, size)."""
    _refuse_small(size)
    mask = np.zeros((size, size), bool)
    while mask.mean() < SHARE[0]:
        side = rng.integers(size // 8, size * 5 // 16, endpoint=True)
        top, left = rng.integers(0, size - side, size=2, endpoint=True)
        tried = mask.copy()
        tried[top : top + side, left : left + side] = True
        if tried.mean() <= SHARE[1]:
            mask = tried
    return mask


def random_region(rng: np.random.Generator, size: int = SIZE) -> np.ndarray:
    """Hide an irregular shape, 20–25 % of the photo: a bool array (size, size).

    Smooth noise plus a bump somewhere in the photo; the highest 20–25 % of it are hidden.
    """
    _refuse_small(size)
    frequency = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None]) * size
    noise = np.fft.irfft2(
        np.fft.rfft2(rng.standard_normal((size, size))) * np.exp(-((frequency / 5) ** 2)),
        s=(size, size),
    )
    row, column = rng.uniform(0.2, 0.8, size=2) * size
    y, x = np.mgrid[:size, :size] + 0.5
    field = noise / noise.std() * 0.35 - np.hypot(y - row, x - column) / (0.28 * size)
    hidden = round(rng.uniform(SHARE[0] + 0.001, SHARE[1] - 0.001) * size * size)
    mask = np.zeros(size * size, bool)
    mask[np.argsort(-field, axis=None, kind="stable")[:hidden]] = True
    return mask.reshape(size, size)


def painted_strokes(rng: np.random.Generator, size: int = SIZE) -> np.ndarray:
    """Hide hand-like strokes 6–20 pixels wide (of 128), 10–25 % of the photo: bool (size, size)."""
    _refuse_small(size)
    scale = size / SIZE
    wanted = rng.uniform(PAINTED_SHARE[0], PAINTED_SHARE[1] - 0.03)
    mask = np.zeros((size, size), bool)
    while mask.mean() < wanted:
        steps = rng.integers(2, 7)
        angles = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.7, steps))
        lengths = rng.uniform(8, 26, steps) * scale
        moves = np.stack([np.cos(angles), np.sin(angles)], 1) * lengths[:, None]
        points = rng.uniform(0, size, 2) + np.concatenate([np.zeros((1, 2)), np.cumsum(moves, 0)])
        tried = mask | swept_disc(points, rng.uniform(6, 20) * scale / 2, size)
        if tried.mean() <= PAINTED_SHARE[1]:
            mask = tried
    return mask


FAMILIES: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    "central_region": lambda rng: central_region(),
    "random_block": random_block,
    "random_region": random_region,
    "painted": painted_strokes,
}


def sample(family: str, seed: int | tuple[int, ...]) -> np.ndarray:
    """The mask of a family for a seed, (128, 128) bool; the same seed gives the same mask."""
    if family not in FAMILIES:
        raise ValueError(f"unknown mask family {family!r}; there are {', '.join(FAMILIES)}")
    return FAMILIES[family](np.random.default_rng(seed))
