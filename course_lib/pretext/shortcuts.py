"""Two networks for context prediction, one of which cheats, asked under the same conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as nnf
from torch import Tensor

from course_lib.errors import LearnerError
from course_lib.pretext import guesses, shipped, views
from course_lib.pretext.context_prediction import ContextPrediction
from course_lib.pretext.guesses import Guess, NetworkAnswer
from course_lib.pretext.rows import LENS
from course_lib.pretext.task import SIDE

ROWS = ("context_prediction", "shortcut")  # the honest one and the one that learned to cheat
CROPS = 6  # of each photo


@dataclass(frozen=True)
class Conditions:
    """What is taken away (or added) of what keeps a network honest."""

    gap: bool = True
    jitter: bool = True
    drop_colours: bool = True
    lens: bool = False

    def task(self) -> ContextPrediction:
        """Context prediction under these conditions."""
        return ContextPrediction(self.gap, self.jitter, self.drop_colours, self.lens * LENS)


@dataclass(frozen=True, eq=False)
class Asked:
    """Both networks on the same ``pairs``: how many are ``right``, by row; and one pair, the
    ``guess``, with each network's answer and where it looked."""

    conditions: Conditions
    pairs: int
    right: dict[str, int]
    guess: Guess
    answers: dict[str, NetworkAnswer]


def crops(photos: Sequence[np.ndarray], seed: int) -> Tensor:
    """``CROPS`` random squares of each photo (H, W, 3) uint8: (N, 3, 96, 96) float in [0, 1].

    LearnerError where there is no photo, or one is too small.
    """
    if not photos:
        raise LearnerError("There is no photo to ask about.")
    generator = torch.Generator().manual_seed(seed)
    found = []
    for photo in photos:
        side = min(photo.shape[:2])
        if side < SIDE:
            raise LearnerError(
                f"This photo is {photo.shape[1]} × {photo.shape[0]} pixels: the grid needs at "
                f"least {SIDE} each way."
            )
        x = torch.from_numpy(photo[:side, :side].copy()).permute(2, 0, 1)[None].float() / 255
        x = nnf.interpolate(x, (144, 144), mode="bilinear", antialias=True)
        found.append(views.crop(x.expand(CROPS, -1, -1, -1), generator, SIDE).clamp(0, 1))
    return torch.cat(found)


def ask(photos: Sequence[np.ndarray], conditions: Conditions, seed: int) -> Asked:
    """Ask both networks about eight pairs of each crop. LearnerError as ``crops``."""
    x = crops(photos, seed)
    task = conditions.task()
    items = task.make(x, torch.Generator().manual_seed(seed))
    right = {}
    for row in ROWS:
        logits = shipped.network(row).answer("context_prediction", items.x)
        right[row] = int((logits.argmax(1) == items.label).sum())
    chosen = seed % len(x)
    one = {}
    for row in ROWS:
        generator = torch.Generator().manual_seed(seed)
        guess = guesses.position(x[chosen : chosen + 1], task, generator, row)
        one[row] = guesses.answer(guess)
    return Asked(conditions, len(items.label), right, guess, one)


__all__ = ["ROWS", "Asked", "Conditions", "ask", "crops"]
