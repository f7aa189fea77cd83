"""Where a network runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def one_thread() -> Iterator[None]:
    """For one small picture: where others use the cores, threads wait longer than they work."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


__all__ = ["device", "one_thread"]
