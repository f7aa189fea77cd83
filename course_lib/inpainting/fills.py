"""Classical answers to a hole: no learning, only the pixels around it.

Telea 2004 (fast marching) and Navier–Stokes (Bertalmio et al. 2001) are OpenCV's, biharmonic
(Damelin & Hoang 2018) is scikit-image's; mean colour is the least one can do.
"""

import numpy as np

from course_lib.errors import LearnerError
from course_lib.inpainting.methods import CLASSICAL

INPAINT_RADIUS = 3  # pixels; OpenCV's usual neighbourhood


def refuse_bad(photo: np.ndarray, mask: np.ndarray) -> None:
    """Raise LearnerError unless photo is (H, W, 3) uint8, mask (H, W) bool, and something shows."""
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8:
        raise LearnerError(
            f"A photo is (height, width, 3) of uint8, not {photo.shape} of {photo.dtype}."
        )
    if mask.shape != photo.shape[:2] or mask.dtype != bool:
        raise LearnerError(
            f"The mask must be bool and as large as the photo, {photo.shape[:2]}, "
            f"not {mask.shape} of {mask.dtype}."
        )
    if mask.all():
        raise LearnerError("Everything is hidden: leave some of the photo visible to work from.")


def fill(method: str, photo: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Fill the hidden pixels by a classical method; returns the composite, (H, W, 3) uint8.

    ``photo`` is (H, W, 3) uint8, ``mask`` (H, W) bool, True = hidden; visible pixels are returned
    unchanged. Raises LearnerError when nothing is visible or the shapes disagree, ValueError for an
    unknown method.
    """
    if method not in CLASSICAL:
        raise ValueError(f"unknown method {method!r}; there are {', '.join(CLASSICAL)}")
    refuse_bad(photo, mask)
    if not mask.any():
        return photo.copy()
    holed = np.where(mask[..., None], 0, photo).astype(np.uint8)
    if method == "mean":
        answer = np.broadcast_to(np.rint(photo[~mask].mean(0)), photo.shape).astype(np.uint8)
    elif method == "biharmonic":
        from skimage.restoration import inpaint_biharmonic

        smooth = inpaint_biharmonic(holed / 255.0, mask, channel_axis=-1)
        answer = np.rint(np.clip(smooth, 0, 1) * 255).astype(np.uint8)
    else:
        import cv2

        how = cv2.INPAINT_TELEA if method == "telea" else cv2.INPAINT_NS
        answer = cv2.inpaint(holed, mask.astype(np.uint8), INPAINT_RADIUS, how)
    return np.where(mask[..., None], answer, photo)
