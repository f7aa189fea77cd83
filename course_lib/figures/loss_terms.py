"""The terms of L_rec = ‖M̂ ⊙ (x − F((1 − M̂) ⊙ x))‖₂ as pictures."""

import numpy as np

GAP = 150  # a grey that parts pictures on a light and on a dark page


def mask_picture(mask: np.ndarray) -> np.ndarray:
    """M̂ as a picture: (H, W) bool to (H, W, 3) uint8, white = 1 = hidden."""
    return np.repeat(np.where(mask, 255, 0).astype(np.uint8)[..., None], 3, axis=2)


def holed(photo: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """(1 − M̂) ⊙ x: the photo with hidden pixels at 0, (H, W, 3) uint8."""
    return np.where(mask[..., None], 0, photo).astype(np.uint8)


def masked_difference(photo: np.ndarray, prediction: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """M̂ ⊙ (x − F) as a picture, (H, W, 3) uint8: grey = 0, brighter = too dark a guess.

    The difference lies in [−1, 1]; it is drawn as (difference + 1) / 2.
    """
    difference = photo.astype(float) - prediction
    return np.where(mask[..., None], np.rint((difference + 255) / 2), 128).astype(np.uint8)


def mosaic(pictures: list[np.ndarray], gap: int = 2) -> np.ndarray:
    """Pictures (H, W, 3) of one size side by side with ``gap`` grey pixels: (H, W', 3) uint8."""
    if not pictures:
        raise ValueError("a mosaic needs at least one picture")
    height = pictures[0].shape[0]
    between = np.full((height, gap, 3), GAP, np.uint8)
    parts = [part for picture in pictures for part in (between, picture)][1:]
    return np.concatenate(parts, axis=1)
