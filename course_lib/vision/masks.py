"""The masks M̂ that say which pixels are hidden: always bool, True = hidden.

Central region, random block and random region follow Pathak et al. 2016, section 3.3; the irregular
shapes of the paper come from segmentations of other photos, ours from thresholded smooth noise, so
that no second data set is needed. Painted strokes imitate a hand with a pen.
"""

from collections.abc import Callable

import numpy as np

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


def stamp_line(mask: np.ndarray, points: np.ndarray, width: float, value: bool = True) -> None:
    """Paint a polyline with a round pen into ``mask``, in place.

    ``points`` is (N, 2) as (x, y) in pixels, pixel (i, j) having its centre at (j + ½, i + ½);
    ``width`` is the pen's diameter in pixels. A single point leaves one disc.
    """
    points = np.asarray(points, float).reshape(-1, 2)
    radius = width / 2
    height, breadth = mask.shape
    starts = points[:-1] if len(points) > 1 else points
    ends = points[1:] if len(points) > 1 else points
    for a, b in zip(starts, ends, strict=True):
        low = np.floor(np.minimum(a, b) - radius - 0.5).astype(int)
        high = np.ceil(np.maximum(a, b) + radius + 0.5).astype(int)
        x0, y0 = np.maximum(low, 0)
        x1, y1 = np.minimum(high, (breadth, height))
        if x0 >= x1 or y0 >= y1:
            continue
        px = np.arange(x0, x1) + 0.5 - a[0]  # (w,)
        py = (np.arange(y0, y1) + 0.5 - a[1])[:, None]  # (h, 1)
        along = b - a
        length = float(along @ along)
        t = np.clip((px * along[0] + py * along[1]) / length, 0, 1) if length else 0.0
        near = (px - t * along[0]) ** 2 + (py - t * along[1]) ** 2 <= radius**2
        mask[y0:y1, x0:x1][near] = value


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
        tried = mask.copy()
        stamp_line(tried, points, rng.uniform(6, 20) * scale)
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
