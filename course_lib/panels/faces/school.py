"""Door A's school: what it takes until a network with a softmax knows the team of today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ipywidgets as widgets
import numpy as np

from course_lib.panels.run_panel import TRAINING, RunPanel

if TYPE_CHECKING:
    from course_lib.faces.door_run import DoorRun
    from course_lib.faces.softmax_door import SoftmaxDoor
    from course_lib.running.fit_run import FitProgress

Others = tuple[Sequence[np.ndarray], Sequence[str]]


@dataclass(frozen=True, eq=False)
class Lesson:
    """The ``team`` to learn, its enrolled photos by name, and other photos of those ``others`` who
    were there before: (photos (64, 64), names)."""

    team: dict[str, list[np.ndarray]]
    others: Others


class School(RunPanel):
    """Trains door A for a lesson; ``door`` is the last that finished, and answers meanwhile.

    ``then()`` is called when a training has finished.
    """

    texts = replace(
        TRAINING,
        start=("Train door A", "Train all its weights on the team's photos."),
        idle="Door A has not been trained yet.",
        loading="Door A builds its outputs.",
        doing="Training door A",
    )

    def __init__(self, lesson: Callable[[], Lesson], then: Callable[[], object]) -> None:
        super().__init__()
        self.door: SoftmaxDoor | None = None
        self._lesson, self._then = lesson, then
        self._shared_before: float | None = None  # of others named rightly, by the door before
        self.said = widgets.HTML()
        self.children = [self.controls, self.said]

    def new_run(self, before: DoorRun | None) -> DoorRun:
        """The door that there is, grown or cut to the team of now."""
        from course_lib.faces.door_run import DoorRun, schooled

        lesson, door = self._lesson(), self.door
        return DoorRun(lambda: schooled(door, lesson.team), lesson.others, self.show, before)

    def forget(self) -> None:
        """Another team altogether."""
        self.door, self._shared_before, self.said.value = None, None, ""
        self.show_idle(self.texts.idle)

    def show(self, progress: FitProgress) -> None:
        """The bar, and what became of the others."""
        super().show(progress)
        if progress.looks:
            self.said.value = self._others_html(progress)
        if progress.state == "done":
            self.door = self.run.task
            self._shared_before = progress.look.share
            self._then()

    def _others_html(self, progress: FitProgress) -> str:
        first, last = progress.looks[0], progress.look
        if last.share is None:
            said = "Nobody has another photo to examine it with."
        else:
            before = self._shared_before
            steps = [] if before is None else [f"{before:.0%} before"]
            steps += [f"{first.share:.0%} at the first step"]
            if len(progress.looks) > 1:
                steps += [f"<b>{last.share:.0%}</b> now"]
            said = f"Other photos named rightly, of those who were there: {', '.join(steps)}."
        if progress.state == "done":
            said = f"Trained for {last.seconds:.1f} s. {said}"
        return f'<p class="lwl-hint">{said}</p>'


__all__ = ["Lesson", "School"]
