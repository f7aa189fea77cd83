"""How a drawing reaches a network: square, of one size, softened as in training."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor, nn


@dataclass(frozen=True)
class View:
    """A small change to a drawing before it is shown: turned by radians, resized."""

    rotation: float = 0.0
    scale: float = 1.0


PLAIN = View()


def embed(network: nn.Module, images: np.ndarray, view: View = PLAIN) -> np.ndarray:
    """What ``network`` makes of drawings (B, H, W) in [0, 1]: (B, D) float32."""
    with answering():
        return network(shown(images, network.side, view)).float().numpy()


@contextmanager
def answering() -> Iterator[None]:
    """Nothing is learned here, and half precision is used where it is faster."""
    import torch

    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half_is_fast()):
        yield


def shown(images: np.ndarray, side: int, view: View = PLAIN) -> Tensor:
    """Drawings (B, H, W) in [0, 1] as a network of that side sees them: (B, 1, side, side).

    Drawings of another size than Omniglot's are first resized to it.
    """
    import torch
    import torch.nn.functional as nnf

    from course_lib.oneshot import augmentation
    from course_lib.oneshot.characters import SIDE

    x = torch.from_numpy(np.ascontiguousarray(images, dtype=np.float32))[:, None]
    if x.shape[2:] != (SIDE, SIDE):
        x = nnf.interpolate(x, size=(SIDE, SIDE), mode="bilinear", antialias=True)
    x = augmentation.view(x, side, rotation=view.rotation, scale=view.scale)
    return x.contiguous(memory_format=torch.channels_last)


@cache
def half_is_fast() -> bool:
    """Whether this processor multiplies matrices of half-precision numbers itself.

    Then they take half the time of single precision. With no more than instructions for vectors of
    them (AVX-512 BF16) they take longer.
    """
    import torch

    return bool(torch.cpu.get_capabilities().get("amx_bf16"))


def faster_precision(device: str = "cpu") -> str:
    """The precision to train a network in there: "bfloat16" or "float32"."""
    return "bfloat16" if not device.startswith("cpu") or half_is_fast() else "float32"
