"""Door A goes to school: it grows or loses outputs and is trained again, in a thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np

from course_lib.faces.softmax_door import SoftmaxDoor
from course_lib.running.background_run import BackgroundRun
from course_lib.running.fit_run import FitProgress, FitRun


@dataclass(frozen=True)
class Named:
    """``share`` of photos named rightly (None: there are none), after ``seconds`` of training."""

    share: float | None
    seconds: float


def schooled(before: SoftmaxDoor | None, team: dict[str, list[np.ndarray]]) -> SoftmaxDoor:
    """A door for ``team``, to be trained; what ``before`` learned is kept where outputs stay.

    ``before`` itself goes on as it is. LearnerError for fewer than two people and bad photos.
    """
    if before is None or len(set(before.names) & set(team)) < 2:
        return SoftmaxDoor(team)
    door = deepcopy(before)
    for name in before.names:
        if name not in team:
            door.leave(name)
    for name, photos in team.items():
        if name not in door.names:
            door.join(name, photos)
    return door


def share_named(
    door: SoftmaxDoor, photos: Sequence[np.ndarray], names: Sequence[str]
) -> float | None:
    """The share of photos (64, 64) uint8 that the door names rightly; None without any."""
    if not len(photos):
        return None
    best = door.probabilities(np.stack(photos)).argmax(1)
    return float(np.mean([door.names[row] == name for row, name in zip(best, names, strict=True)]))


class DoorRun(FitRun):
    """Looks at photos of ``others`` that door A was not trained on: (photos, names)."""

    def __init__(
        self,
        make_task: Callable[[], SoftmaxDoor],
        others: tuple[Sequence[np.ndarray], Sequence[str]],
        on_progress: Callable[[FitProgress], None],
        after: BackgroundRun | None = None,
    ) -> None:
        super().__init__(make_task, on_progress, after)
        self._others, self._began = others, time.monotonic()

    def look(self, step: int, last: bool) -> Named:
        """As ``FitRun.look``."""
        if step == 0:
            self._began = time.monotonic()
        seconds = time.monotonic() - self._began
        return Named(share_named(self.task, *self._others), seconds)


__all__ = ["DoorRun", "Named", "schooled", "share_named"]
