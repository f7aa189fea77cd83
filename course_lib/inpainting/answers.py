"""One door to every answer: classical fills and trained networks, by name.

torch is imported when a network is first asked, its weights are verified, loaded once and kept.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from course_lib.errors import LearnerError
from course_lib.files import assets
from course_lib.inpainting import fills, masks
from course_lib.inpainting.methods import METHODS

if TYPE_CHECKING:
    from torch import nn

SIDE = masks.SIZE
_loading = threading.Lock()


@dataclass(frozen=True)
class Answer:
    """A method's answer to one photo and mask.

    ``fill``: the composite, (H, W, 3) uint8, visible pixels as they were. ``prediction``:
    F((1 − M̂) ⊙ x) as a whole picture, (H, W, 3) uint8; where a method predicts nothing it shows
    the photo. ``ms``: milliseconds of computing, loading of weights excluded.
    """

    fill: np.ndarray
    prediction: np.ndarray
    ms: float


def why_not(method: str, mask: np.ndarray) -> str | None:
    """One sentence when ``method`` cannot answer this mask, else None. Imports no network."""
    if method.startswith("context_encoder") and not np.array_equal(mask, masks.central_region()):
        return "This network has only ever seen the central 64 × 64 hidden: press “Central region”."
    return None


def load_network(method: str) -> nn.Module:
    """A shipped network with its weights, ready to answer; loaded once.

    Raises LearnerError when its weights are missing or altered.
    """
    with _loading:  # two threads must not both pay for it
        return _load_network(method)


@cache
def _load_network(method: str) -> nn.Module:
    import torch

    from course_lib.inpainting.context_encoder import ContextEncoder
    from course_lib.inpainting.free_form import FreeForm
    from course_lib.learning.training import load_tensors

    weights, _ = load_tensors(assets.path(method))
    network = ContextEncoder() if method.startswith("context_encoder") else FreeForm()
    try:
        full = {name: value.float() for name, value in weights.items()}
        network.load_state_dict(full, assign=True)  # no second copy in memory
    except RuntimeError as error:  # torch's word for names or shapes that do not fit
        raise LearnerError(f"The weights of {method} belong to another network.") from error
    return network.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def predict(network: nn.Module, photo: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """F((1 − M̂) ⊙ x): what a network predicts, (H, W, 3) or its central window, float32.

    ``photo`` is (128, 128, 3) uint8, ``mask`` (128, 128) bool. Hidden pixels are blanked here, so
    that no network can see them.
    """
    import torch

    visible = np.where(mask[..., None], 0, photo).astype(np.float32) / 255
    x = torch.from_numpy(visible).permute(2, 0, 1)[None]
    with torch.inference_mode():
        out = network(x, torch.from_numpy(mask.astype(np.float32))[None, None])
    return out[0].permute(1, 2, 0).numpy()


def answer(method: str, photo: np.ndarray, mask: np.ndarray) -> Answer:
    """Answer by any of ``METHODS``: ``photo`` (128, 128, 3) uint8, ``mask`` (128, 128) bool.

    Raises LearnerError when everything is hidden, when the method cannot answer this mask (see
    ``why_not``) or when its weights are missing or altered; ValueError for an unknown method.
    """
    if method not in METHODS:
        raise ValueError(f"unknown method {method!r}; there are {', '.join(METHODS)}")
    fills.refuse_bad(photo, mask)
    if not METHODS[method].network:
        start = time.perf_counter()
        fill = fills.fill(method, photo, mask)
        return Answer(fill, fill, (time.perf_counter() - start) * 1e3)
    if photo.shape[:2] != (SIDE, SIDE):
        raise LearnerError(f"The networks look at {SIDE} × {SIDE} pixels, not {photo.shape[:2]}.")
    if reason := why_not(method, mask):
        raise LearnerError(reason)
    network = load_network(method)
    start = time.perf_counter()
    raw = np.rint(np.clip(predict(network, photo, mask), 0, 1) * 255).astype(np.uint8)
    prediction = photo.copy()
    edge = (SIDE - len(raw)) // 2
    prediction[edge : edge + len(raw), edge : edge + len(raw)] = raw
    fill = np.where(mask[..., None], prediction, photo)
    return Answer(fill, prediction, (time.perf_counter() - start) * 1e3)
