"""Is the answer of the right kind? Each function returns a plain numpy value or raises WrongAnswer.

The sentences name both what came and what was expected, so that the learner sees the gap.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.exercises.guard import WrongAnswer


def something(value: Any, what: str) -> None:
    """Refuse None, which is what a function without ``return`` gives."""
    if value is None:
        raise WrongAnswer(f"Your function gave back nothing (None): does it `return` {what}?")


def array(value: Any, shape: tuple[int, ...] | None, what: str, finite: bool = True) -> np.ndarray:
    """A numpy array of numbers with this shape (None: any), nothing missing if ``finite``."""
    something(value, what)
    if not isinstance(value, np.ndarray):
        kind = type(value).__name__
        raise WrongAnswer(f"{_capital(what)} is a {kind}; it should be a numpy array.")
    if shape is not None and value.shape != shape:
        raise WrongAnswer(f"{_capital(what)} has shape {value.shape}; it should be {shape}.")
    if value.dtype.kind not in "biuf":
        raise WrongAnswer(f"{_capital(what)} has dtype {value.dtype}; it should hold numbers.")
    if finite:
        _finite(value, what)
    return value


def number(value: Any, what: str, finite: bool = True) -> float:
    """One number: of Python, of numpy, or an array without axes."""
    something(value, what)
    if isinstance(value, np.ndarray) and value.ndim:
        raise WrongAnswer(
            f"{_capital(what)} is an array of shape {value.shape}; it should be one number."
        )
    plain = value.item() if isinstance(value, (np.ndarray, np.generic)) else value
    if isinstance(plain, bool) or not isinstance(plain, (int, float)):
        kind = type(value).__name__
        raise WrongAnswer(f"You returned a {kind} as {what}; it should be a number.")
    if finite:
        _finite(np.asarray(float(plain)), what)
    return float(plain)


def mask(value: Any, size: int) -> np.ndarray:
    """A bool array (size, size)."""
    found = array(value, (size, size), "the mask")
    if found.dtype != bool:
        raise WrongAnswer(
            f"The mask has dtype {found.dtype}; it should be bool, where True means hidden."
        )
    return found


def tensor(value: Any, shape: tuple[int, ...], what: str) -> np.ndarray:
    """A torch tensor with this shape that is still tied to the inputs that need a gradient."""
    import torch

    something(value, what)
    if not isinstance(value, torch.Tensor):
        kind = type(value).__name__
        raise WrongAnswer(
            f"{_capital(what)} is a {kind}; it should be a torch tensor, so that backward() can "
            "follow it to the network's weights."
        )
    if tuple(value.shape) != shape:
        wanted = f"{shape}" if shape else "(), one number"
        raise WrongAnswer(
            f"{_capital(what)} has shape {tuple(value.shape)}; it should be {wanted}."
        )
    if not value.requires_grad:
        raise WrongAnswer(
            f"{_capital(what)} is cut off from the prediction, so no gradient reaches the network: "
            "look for .detach(), .item(), .data or a new torch.tensor(…)."
        )
    found = value.detach().double().numpy()
    _finite(found, what)
    return found


def pair(value: Any, what: str) -> tuple[Any, Any]:
    """Two values, as ``return a, b`` gives them."""
    something(value, what)
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        kind = type(value).__name__
        count = f" of {len(value)}" if isinstance(value, (tuple, list)) else ""
        raise WrongAnswer(
            f"Your function gave back a {kind}{count}; it should return two values: {what}."
        )
    return value[0], value[1]


def _finite(value: np.ndarray, what: str) -> None:
    if value.dtype.kind == "f" and not np.isfinite(value).all():
        raise WrongAnswer(
            f"{_capital(what)} is not finite (nan or infinity): look for a division by zero or a "
            "logarithm of zero."
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
