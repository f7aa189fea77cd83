"""Where a training runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course_lib.errors import LearnerError

if TYPE_CHECKING:
    import torch


def device(name: str) -> torch.device:
    """The device of that name, "cpu", "cuda" or "cuda:0". LearnerError when it is not here."""
    import torch

    try:
        found = torch.device(name)
        torch.empty(1, device=found)
    except (RuntimeError, AssertionError):
        raise LearnerError(f"There is no device “{name}” here: leave --device out.") from None
    if found.type == "cuda":
        torch.backends.cudnn.benchmark = True  # batches are alike: look for the fastest way once
    return found


__all__ = ["device"]
