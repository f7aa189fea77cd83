"""All tasks by name, and any subset of them."""

from __future__ import annotations

from collections.abc import Sequence

from course_lib.errors import LearnerError
from course_lib.pretext.colourisation import Colourisation
from course_lib.pretext.context_encoder import ContextEncoder
from course_lib.pretext.context_prediction import ContextPrediction
from course_lib.pretext.jigsaw import Jigsaw
from course_lib.pretext.rotation import Rotation
from course_lib.pretext.simclr import SimCLR
from course_lib.pretext.supervised import Supervised
from course_lib.pretext.task import PretextTask

SINGLE = ("context_prediction", "rotation", "jigsaw", "colourisation", "context_encoder")
TASKS: dict[str, type[PretextTask]] = {
    "context_prediction": ContextPrediction,
    "rotation": Rotation,
    "jigsaw": Jigsaw,
    "colourisation": Colourisation,
    "context_encoder": ContextEncoder,
    "simclr": SimCLR,
    "supervised": Supervised,
}


def combination(names: Sequence[str]) -> list[PretextTask]:
    """The named tasks, for one trunk. LearnerError for none, an unknown one, or one named twice."""
    if not names:
        raise LearnerError("No task is chosen: a trunk needs at least one to learn from.")
    for name in names:
        if name not in TASKS:
            raise LearnerError(f"There is no task “{name}” (there are: {', '.join(TASKS)}).")
    if len(set(names)) < len(names):
        raise LearnerError("A task is named twice: each can be trained on once.")
    return [TASKS[name]() for name in names]
