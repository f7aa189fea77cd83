"""The smallest input on which an answer fails: what was given, what came out, what was due."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

SHORT = 16  # numbers that are shown whole
DIGITS = 4


@dataclass(frozen=True)
class Failing:
    """One call of the learner's function; all of it is text. ``where`` says which of many numbers
    of the result are shown, else it is empty."""

    call: str
    came: str
    due: str
    where: str = ""

    def __str__(self) -> str:
        return (
            f"{self.call}\n  came out{self.where}: {self.came}\n  was due{self.where}:  {self.due}"
        )


def failing(signature: str, inputs: tuple, came: Any, due: Any) -> Failing:
    """The texts for a call as ``signature`` says it, such as "cosine(a, b)"."""
    name, _, rest = signature.partition("(")
    names = [one.strip() for one in rest.rstrip(")").split(",")]
    said = ", ".join(f"{n}={_text(v)}" for n, v in zip(names, inputs, strict=True))
    where = ""
    if isinstance(came, tuple):
        return Failing(f"{name}({said})", _text(came), _text(due))
    found, wanted = np.asarray(came), np.asarray(_plain(due))
    if found.shape == wanted.shape and found.size > SHORT:
        other = ~np.isclose(found.astype(float), wanted.astype(float), rtol=1e-4, atol=1e-6)
        place = tuple(int(i) for i in np.argwhere(other)[0])
        where = f" at [{', '.join(map(str, place))}]"
        found, wanted = found[place], wanted[place]
    return Failing(f"{name}({said})", _text(found), _text(wanted), where)


def size(inputs: tuple) -> int:
    """How many numbers these inputs hold."""
    return sum(np.size(_plain(value)) for value in inputs)


def _text(value: Any) -> str:
    """Short and exact enough to be typed again where it is small."""
    value = _plain(value)
    if isinstance(value, tuple):
        return ", ".join(map(_text, value))
    if isinstance(value, (np.ndarray, np.generic)):
        value = np.asarray(value)
        if value.ndim == 0:
            return _number(value.item())
        shown = np.array2string(
            value,
            formatter={"float_kind": _number},
            separator=", ",
            threshold=SHORT,
            edgeitems=1,
        )
        shown = re.sub(r"\[ ", "[", " ".join(shown.split()))
        return shown if value.size <= SHORT else f"{shown} of shape {value.shape}"
    if isinstance(value, float):
        return _number(value)
    return inspect.cleandoc(repr(value))[:200]


def _number(value: Any) -> str:
    if isinstance(value, (float, np.floating)):
        return str(int(value)) if float(value).is_integer() else f"{value:.{DIGITS}g}"
    return str(value)


def _plain(value: Any) -> Any:
    return value.detach().numpy() if hasattr(value, "detach") else value


__all__ = ["Failing", "failing", "size"]
