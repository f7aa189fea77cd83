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
# Networks, and the loss of each; "drawn" sees drawn faces alone.
NETWORKS = {kind: kind for kind in TASKS} | {"drawn": "softmax"}
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
    plan = Plan(steps or Plan.steps, seed=seed, device=device)
    photographed = None if part == "drawn" else faces
    task = TASKS[NETWORKS[part]](photographed, drawn_people(), plan)
    training.fit(task, plan.steps)
    return task.weights()
