"""One door to every machine: a name in, something with ``score(support, query)`` out.

torch is imported when a network is first asked; weights are verified, loaded once and kept.
"""

from __future__ import annotations

import importlib
import threading
from functools import cache
from typing import Protocol

import numpy as np

from course_lib.errors import LearnerError

MACHINES = {
    "pixels": "Pixel distance",
    "hausdorff": "Modified Hausdorff",
    "convnet": "ConvNet features",
    "siamese": "Siamese network",
    "prototypical": "Prototypical network",
    "encoder": "Residual encoder",
    "pair_judge": "Pair judge",
}
FULL = 0.6  # a drawing with a larger share of ink is a scribble
_loading = threading.RLock()  # a machine may stand on another


class Machine(Protocol):
    """What answers a trial."""

    def score(self, support: np.ndarray, query: np.ndarray) -> np.ndarray:
        """Similarity of the query to each class, larger = more alike.

        ``support``: (N, K, H, W) and ``query``: (H, W) float in [0, 1], ink = 1; returns (N,).
        """


class Embeds(Machine, Protocol):
    """A machine with a space of its own, to be looked at."""

    def embed(self, images: np.ndarray) -> np.ndarray:
        """Points of drawings (B, H, W) in that space: (B, D) float32."""


def machine(name: str) -> Machine:
    """The machine of that name, loaded once. LearnerError when its weights are missing or altered;
    ValueError for an unknown name."""
    if name not in MACHINES:
        raise ValueError(f"unknown machine {name!r}; there are {', '.join(MACHINES)}")
    with _loading:  # two threads must not both pay for it
        return _load(name)


@cache
def _load(name: str) -> Machine:
    return importlib.import_module(f"course_lib.oneshot.{name}").shipped()


def answer(machine: Machine, support: np.ndarray, query: np.ndarray) -> int:
    """The class that the machine finds most alike."""
    return int(np.argmax(machine.score(support, query)))


def refuse_bad(support: np.ndarray, query: np.ndarray) -> None:
    """LearnerError for drawings nobody could compare; ValueError for shapes that do not fit."""
    if support.ndim != 4 or query.ndim != 2 or support.shape[2:] != query.shape:
        raise ValueError(f"support {support.shape} and query {query.shape} do not fit")
    if not (query > 0.5).any():
        raise LearnerError("There is no ink to look at: draw the character first.")
    if (query > 0.5).mean() > FULL:
        raise LearnerError("The page is all ink: draw the character with thin strokes.")
    blank = ~(support > 0.5).any(axis=(2, 3))  # (N, K)
    if blank.any():
        number = int(np.argwhere(blank)[0, 0]) + 1
        raise LearnerError(f"Character {number} of the support set is blank: draw it first.")
