"""Chapter 2, pair and masks: plausible wrong answers with what the check says, and right ones."""

import numpy as np

from course_lib.inpainting import masks

# ---- training_pair ---------------------------------------------------------------------------


def _pair_in_place(photo, mask):
    label = photo * mask[..., None]
    photo[mask] = 0
    return photo, label


def _pair_grey(photo, mask):
    return np.where(mask[..., None], 0.5, photo), photo * mask[..., None]


WRONG_PAIRS = [
    (_pair_in_place, "into the photo that it was given"),
    (lambda x, m: (x * m[..., None], x * ~m[..., None]), "the wrong way round"),
    (lambda x, m: (x * ~m[..., None], x), "your label is the whole photo"),
    (lambda x, m: (x, x * m[..., None]), "Nothing is hidden"),
    (lambda x, m: (x * ~m[..., None], x * ~m[..., None]), "answer black"),
    (_pair_grey, "the hole is not zero"),
    (lambda x, m: x * ~m[..., None], "two values: holed, label"),
    (lambda x, m: None, "gave back nothing"),
    (lambda x, m: (x * ~m[..., None], x[m]), "The label has shape"),
]


def _pair_with_where(photo, mask):
    hidden = mask[:, :, None]
    return np.where(hidden, 0, photo), np.where(hidden, photo, 0)


def _pair_with_copy(photo, mask):
    holed = photo.copy()
    holed[mask] = 0
    return holed, photo - holed


# ---- central_region --------------------------------------------------------------------------


def _square(size, start, stop):
    mask = np.zeros((size, size), bool)
    mask[start:stop, start:stop] = True
    return mask


def _rows_only(size, hole):
    mask = np.zeros((size, size), bool)
    mask[(size - hole) // 2 : (size + hole) // 2] = True
    return mask


WRONG_CENTRAL = [
    (lambda s, h: ~masks.central_region(s, h), "inside out"),
    (lambda s, h: _square(s, s // 2, s // 2 + h), "begins in the middle"),
    (lambda s, h: _square(s, 0, h), "top left corner"),
    (lambda s, h: _square(s, s // 2 - h // 4, s // 2 + h // 4), "half as wide"),
    (lambda s, h: _square(s, (s - h) // 2, (s + h) // 2 - 1), "one pixel too small"),
    (lambda s, h: _square(s, (s - h) // 2, (s + h) // 2 + 1), "one pixel too large"),
    (lambda s, h: _square(s, s // 4, 3 * s // 4), "ignores the `hole`"),
    (_rows_only, "across the whole photo"),
    (lambda s, h: _rows_only(s, h).T, "from top to bottom"),
    (lambda s, h: np.zeros((s, s), bool), "False everywhere"),
    (lambda s, h: masks.central_region(s, h).astype(float), "has dtype float64; it should be bool"),
    (lambda s, h: masks.central_region(128, 64), "has shape (128, 128); it should be (96, 96)"),
    (lambda s, h: masks.central_region(s, h).tolist(), "is a list"),
    (lambda s, h: _square(s, 1, 3), "not the central"),
]


def _central_by_distance(size, hole):
    middle = (size - 1) / 2
    y, x = np.mgrid[:size, :size]
    return np.maximum(abs(y - middle), abs(x - middle)) < hole / 2


# ---- random_block ----------------------------------------------------------------------------


def _blocks(rng, size, low=0.20, reach=1.0, sides=(8, 5)):
    mask = np.zeros((size, size), bool)
    while mask.mean() < low:
        side = rng.integers(size // sides[0], size // sides[1])
        y, x = rng.integers(0, int((size - side) * reach) + 1, 2)
        mask[y : y + side, x : x + side] = True
    return mask


def _one_square(rng, size):
    side = int(size * np.sqrt(0.225))
    y, x = rng.integers(0, size - side, 2)
    mask = np.zeros((size, size), bool)
    mask[y : y + side, x : x + side] = True
    return mask


def _areas_added(rng, size):
    mask, area = np.zeros((size, size), bool), 0
    while area < 0.20 * size * size:
        side = rng.integers(size // 8, size // 5)
        y, x = rng.integers(0, size - side, 2)
        mask[y : y + side, x : x + side] = True
        area += side * side
    return mask


def _always_middle(rng, size):
    mask = _square(size, int(size * 0.3), int(size * 0.7))
    while mask.mean() < 0.20:
        y, x = rng.integers(0, size - size // 8, 2)
        mask[y : y + size // 8, x : x + size // 8] = True
    return mask


def _steps_right(rng, size):
    """Right in share and place, but each block is a disc."""
    mask = np.zeros((size, size), bool)
    y, x = np.mgrid[:size, :size]
    while mask.mean() < 0.20:
        cy, cx = rng.integers(0, size, 2)
        mask |= np.hypot(y - cy, x - cx) < size // 12
    return mask


WRONG_BLOCK = [
    (lambda r, s: _blocks(np.random.default_rng(), s), "does not come from the `rng`"),
    (lambda r, s: _blocks(np.random.default_rng(0), s), "the very same mask"),
    (lambda r, s: ~_blocks(r, s), "what should stay visible is hidden"),
    (lambda r, s: r.random((s, s)) < 0.22, "Your mask is dust"),
    (_one_square, "one single rectangle"),
    (lambda r, s: _blocks(r, s, reach=0.4), "one quarter of the photo is hardly ever hidden"),
    (_always_middle, "The same pixels are hidden in nearly every mask"),
    (_areas_added, "measure the mask, not the squares"),
    (lambda r, s: _blocks(r, s, sides=(4, 2)), "When does the last square go too far"),
    (_steps_right, "The edges of your mask are not straight"),
    (lambda r, s: np.zeros((s, s), bool), "hides anything"),
    (lambda r, s: _blocks(r, s).astype(np.uint8), "has dtype uint8"),
    (lambda r, s: _blocks(r, 128), "has shape (128, 128); it should be (64, 64)"),
]


def _blocks_with_a_refusal(rng, size):
    mask = np.zeros((size, size), bool)
    while mask.mean() < 0.20:
        side = rng.integers(size // 10, size // 3)
        y, x = rng.integers(0, size - side + 1, 2)
        tried = mask.copy()
        tried[y : y + side, x : x + side] = True
        mask = tried if tried.mean() <= 0.25 else mask
    return mask


# ---- random_region ---------------------------------------------------------------------------


def _smooth(rng, size, width=16):
    from scipy.ndimage import gaussian_filter

    return gaussian_filter(rng.standard_normal((size, size)), size / width)


def _region(rng, size):
    field = _smooth(rng, size)
    return field > np.quantile(field, 1 - rng.uniform(0.20, 0.25))


def _blob_in_the_middle(rng, size):
    y, x = np.mgrid[:size, :size] - size / 2
    field = 3 * _smooth(rng, size) / 0.05 - np.hypot(y, x)
    return field > np.quantile(field, 0.78)


def _left_half(rng, size):
    field = _smooth(rng, size) - 9 * (np.arange(size) > size * 0.5)
    return field > np.quantile(field, 0.78)


WRONG_REGION = [
    (lambda r, s: _region(np.random.default_rng(), s), "does not come from the `rng`"),
    (lambda r, s: _region(np.random.default_rng(7), s), "the very same mask"),
    (lambda r, s: ~_region(r, s), "what should stay visible is hidden"),
    (lambda r, s: r.standard_normal((s, s)) > 0.75, "goes up and down from pixel to pixel"),
    (_blocks, "long straight edges"),
    (_left_half, "one quarter of the photo is hardly ever hidden"),
    (_blob_in_the_middle, "The same pixels are hidden in nearly every mask"),
    (lambda r, s: _smooth(r, s) > 0.045, "hides more of one noise than of another"),
    (lambda r, s: (lambda f: f > np.quantile(f, 0.70))(_smooth(r, s)), "hides less of one noise"),
    (lambda r, s: np.zeros((s, s), bool), "hides anything"),
    (lambda r, s: _region(r, s).astype(float), "has dtype float64"),
]

WRONG = {
    "training_pair": WRONG_PAIRS,
    "central_region": WRONG_CENTRAL,
    "random_block": WRONG_BLOCK,
    "random_region": WRONG_REGION,
}
RIGHT = {
    "training_pair": [_pair_with_where, _pair_with_copy],
    "central_region": [masks.central_region, _central_by_distance],
    "random_block": [masks.random_block, _blocks, _blocks_with_a_refusal],
    "random_region": [masks.random_region, _region],
}
