"""What every method answers, cell by cell: its fill, how good that is, and how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from course_lib.controls.picture import Picture
from course_lib.figures.style import METHODS
from course_lib.inpainting.answers import Answer, answer
from course_lib.inpainting.metrics import HoleQuality, hole_quality


@dataclass(frozen=True)
class Scored:
    """A method's answer and how far it is from the photo over the hidden pixels."""

    answer: Answer
    quality: HoleQuality


def answer_and_score(method: str, photo: np.ndarray, mask: np.ndarray) -> Scored:
    """Ask a method and measure it; LearnerError where it cannot answer."""
    given = answer(method, photo, mask)
    return Scored(given, hole_quality(photo, given.fill, mask))


def metric_lines(scored: Scored) -> list[str]:
    """The numbers under a fill, each with its unit."""
    q = scored.quality
    psnr = "exact" if q.psnr == float("inf") else f"{q.psnr:.1f} dB"
    return [
        f"PSNR {psnr}",
        f"L1 {q.l1:.1f} %",
        f"L2 {q.l2:.2f} %",
        f"{scored.answer.ms:.0f} ms" if scored.answer.ms >= 1 else "under 1 ms",
    ]


class AnswerGrid:
    """One Picture a method, in the order given; ``cells`` maps a method's key to its Picture."""

    def __init__(self, methods: Sequence[str]) -> None:
        self.cells = {
            key: Picture(
                title=METHODS[key].label,
                colour=METHODS[key].colour,
                symbol=METHODS[key].symbol,
                lines=4,
            )
            for key in methods
        }
        for key, cell in self.cells.items():
            cell.add_class(f"lwl-method-{key}")

    def nothing(self) -> None:
        """Nothing is hidden: no question, no answer."""
        for cell in self.cells.values():
            cell.empty("Hide something, and the answer appears here.")

    def refuse(self, reasons: dict[str, str]) -> None:
        """Say in each of these cells why it does not answer; those that say so already keep it."""
        for key, cell in self.cells.items():
            reason = reasons.get(key)
            if reason and (cell.state, cell.reason) != ("unavailable", reason):
                cell.unavailable(reason)

    def busy(self, keys: Sequence[str]) -> None:
        """These cells are computing: what they show is of the question before."""
        for key, cell in self.cells.items():
            if key in keys:
                cell.busy()

    def show(self, key: str, scored: Scored) -> None:
        """Put an answer and its numbers into its cell."""
        self.cells[key].show(scored.answer.fill, metrics=metric_lines(scored))
