"""What is learned from the photos of a few people, part by part: the one place that says how."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from course_lib.faces import classical, drawn
from course_lib.faces.learning import TASKS, Plan
from course_lib.faces.methods import FISHER
from course_lib.faces.photos import FaceSet
from course_lib.learning import training

if TYPE_CHECKING:
    from torch import Tensor

DRAWN = (300, 10, 1)  # drawn people, photos of each, seed
# Networks: the loss, and how far the seed is from the run's own. "drawn" sees drawn faces alone.
NETWORKS = {
    "siamese": ("siamese", 0),
    "contrastive": ("contrastive", 0),
    "triplet": ("triplet", 0),
    "softmax": ("softmax", 0),
    "softmax_2": ("softmax", 1),
    "softmax_3": ("softmax", 2),
    "drawn": ("softmax", 3),
}
PARTS = ("eigenfaces", *FISHER, *NETWORKS)


@cache
def drawn_people() -> FaceSet:
    """The drawn people that networks learn from too."""
    return drawn.photos(*DRAWN)


def train(
    part: str, faces: FaceSet, seed: int = 0, steps: int | None = None, device: str = "cpu"
) -> dict[str, Tensor]:
    """The weights of one of PARTS, learned from ``faces``, in half precision."""
    if part == "eigenfaces":
        return classical.eigenfaces(faces).weights()
    if part in FISHER:
        return classical.fisherfaces(faces, FISHER[part], seed).weights()
    kind, further = NETWORKS[part]
    plan = Plan(seed=seed + further, device=device)
    if steps:
        plan = Plan(steps=steps, seed=seed + further, device=device)
    task = TASKS[kind](None if part == "drawn" else faces, drawn_people(), plan)
    training.fit(task, plan.steps)
    return task.weights()
