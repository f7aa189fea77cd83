"""A minute of training on any tasks, a learner's own among them, on the photos that are here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from course_lib.errors import LearnerError
from course_lib.pretext import probe, shipped
from course_lib.pretext.learning import DevicePhotos, Plan, PretextRun
from course_lib.pretext.photos import LARGE, Photos, Split, load
from course_lib.pretext.task import SIDE, Items, PretextTask, check
from course_lib.pretext.trunk import photo_features
from course_lib.running.fit_run import FitRun
from course_lib.vision import datasets, photos
from course_lib.vision.photos import square

STEPS, BATCH = 120, 48  # about a minute for one task on two cores
A_CLASS = 40  # photos of Imagenette a class and part
CROPS = 40  # of each gallery photo
HELD_OUT = ("coffee", "rocket", "astronaut")  # gallery photos that are never trained on
READOUT = "all_2x2"


@dataclass(frozen=True)
class Look:
    """After ``step`` steps on photos it was not given: each task's own ``scores``, and the probe's
    ``accuracy``, None where the photos have no names."""

    step: int
    scores: dict[str, float]
    accuracy: float | None


def crops(names: Sequence[str], seed: int) -> Photos:
    """Random squares of gallery photos: ``Photos`` of one class."""
    rng, gallery, large = np.random.default_rng(seed), photos.gallery(), []
    for name in names:
        photo = gallery[name].full()
        for _ in range(CROPS):
            side = int(rng.uniform(0.45, 1) * min(photo.shape[:2]))
            top, left = (int(rng.integers(n - side + 1)) for n in photo.shape[:2])
            large.append(square(photo[top : top + side, left : left + side], LARGE))
    whole = np.stack([square(one, SIDE) for one in large])
    return Photos(np.stack(large), whole, np.zeros(len(large), int), ("photo",))


def here(source: Path | None = None) -> tuple[Split, str]:
    """Some of Imagenette where it is on this computer, else crops of the gallery; and which."""
    source = datasets.find(source)
    if source.exists():
        return load(source, limit=A_CLASS), "Imagenette"
    given = [name for name in photos.gallery() if name not in HELD_OUT]
    return Split(crops(given, 0), crops(HELD_OUT, 1)), "crops of the gallery"


class HereTask(PretextRun):
    """A short ``PretextRun`` that tells its loss at every step, for ``FitRun``.

    LearnerError for no task, or one that ``task.check`` refuses.
    """

    def __init__(self, tasks: Sequence[PretextTask], split: Split, steps: int = STEPS) -> None:
        if not tasks:
            raise LearnerError("No task is ticked: a trunk needs at least one to learn from.")
        tried = torch.from_numpy(split.training.whole[:8]).permute(0, 3, 1, 2).float() / 255
        for task in tasks:
            side = getattr(task, "side", SIDE)
            check(task, tried if side == SIDE else torch.rand(8, 3, side, side))
        white = shipped.read_whitening(shipped.assets.path(shipped.WHITENING))
        plan = Plan(steps, BATCH)
        super().__init__(DevicePhotos(split.training), tasks, plan, white)
        self.budget_steps = steps
        self.split, self.held_back = split, DevicePhotos(split.held_back)
        self._heard: list[float] | None = None

    def loss(self, place: int, items: Items) -> torch.Tensor:
        """As ``PretextRun.loss``; what a step sees is remembered."""
        loss = super().loss(place, items)
        if self._heard is not None:
            self._heard.append(float(loss.detach()))
        return loss

    def compare_gradients(self, done: int, first: int, batches: int = 1) -> None:
        """As ``PretextRun.compare_gradients``, outside of what a step remembers."""
        heard, self._heard = self._heard, None
        super().compare_gradients(done, first, batches)
        self._heard = heard

    def step(self, index: int) -> dict[str, float]:
        """Learn from batch ``index``: the mean of its tasks' losses."""
        self._heard = []
        super().step(index)
        heard, self._heard = self._heard, None
        return {"loss": float(np.mean(heard))}

    def look(self, step: int) -> Look:
        """What it does on the photos held back."""
        self.trunk.eval()
        accuracy = None
        if len(self.split.held_back.classes) > 1:
            found = photo_features(self.trunk, np.asarray(self.split.held_back.whole))
            accuracy = probe.probe(found[READOUT], self.split.held_back.shown).mean
        return Look(step, self.scores(self.held_back), accuracy)


class HereRun(FitRun):
    """Trains a ``HereTask``; looks before the first step and after the last."""

    def look(self, step: int, last: bool) -> Look | None:
        """As ``HereTask.look``; None in between, since a probe costs as much as many steps."""
        return self.task.look(step) if last or not step else None


__all__ = ["HereRun", "HereTask", "Look", "crops", "here"]
