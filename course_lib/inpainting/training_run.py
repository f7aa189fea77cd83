"""The training that a learner watches, with looks at photos held out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.running.fit_run import FitRun

SHOWN = 6  # photos of a look


@dataclass(frozen=True)
class Look:
    """What the network does on photos it was not given."""

    step: int
    samples: list[tuple[np.ndarray, np.ndarray, np.ndarray]]  # truth, with its hole, filled
    network: float  # PSNR inside the hole, dB
    mean_colour: float


class TrainingRun(FitRun):
    """Trains a ``SmallTask``; each look is a ``Look``."""

    def look(self, step: int, last: bool) -> Look:
        """Its fills of the photos held out, and how good they are."""
        network, mean_colour = self.task.held_out_psnr()
        return Look(step, self.task.samples()[:SHOWN], network, mean_colour)


__all__ = ["SHOWN", "Look", "TrainingRun"]
