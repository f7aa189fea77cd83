"""What a pretext task is: an input and a label made from photos, a head, a loss.

A task of your own needs a name, a number of classes and ``make``::

    class Mirrored(PretextTask):
        name, classes = "mirrored", 2

        def make(self, photos, generator):
            label = torch.randint(2, (len(photos),), generator=generator, device=photos.device)
            chosen = label[:, None, None, None] == 1
            return Items(torch.where(chosen, photos.flip(3), photos), label)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

from course_lib.errors import LearnerError
from course_lib.pretext.trunk import WIDTHS

SIDE = 96  # of the photos that a task is given, unless it asks for another


@dataclass(frozen=True)
class Items:
    """``x`` (N, 3, h, w) float: what the trunk sees; ``label``: what the head should answer.

    N may be a multiple of the number of photos: nine patches of each, or two views.
    """

    x: Tensor
    label: Tensor


class PretextTask:
    """One task: ``classes`` answers to choose from, photos of ``side`` pixels.

    ``views`` is how many inputs of the trunk one photo makes that are as large as a photo: a batch
    then has so many times fewer photos, and costs the same. ``measure`` is the unit of ``score``.
    """

    name: str
    classes: int
    side: int = SIDE
    views: int = 1
    needs_classes: bool = False  # only supervised learning is told what a photo shows
    measure: str = "accuracy"

    def make(self, photos: Tensor, generator: torch.Generator) -> Items:
        """Items from photos (B, 3, side, side) float in [0, 1], drawn from ``generator``."""
        raise NotImplementedError(f"the task {self.name} says not how its items are made")

    def head(self) -> nn.Module:
        """A new network from the trunk's stages (a list of maps) to logits (N, classes, …)."""
        return MeanHead(self.classes)

    def loss(self, output: Tensor, label: Tensor) -> Tensor:
        """Cross-entropy, the mean over all labels."""
        return nnf.cross_entropy(output, label)

    def score(self, output: Tensor, label: Tensor) -> Tensor:
        """The share of labels that the largest logit names."""
        return (output.argmax(1) == label).float().mean()

    def why_not(self, photos: Tensor) -> str | None:
        """A sentence when this task can ask nothing of these photos, else None."""
        side = min(photos.shape[2:])
        if side < self.side:
            return (
                f"This photo is {photos.shape[3]} × {photos.shape[2]} pixels: "
                f"{self.name.replace('_', ' ')} needs at least {self.side} each way."
            )
        return None


class MeanHead(nn.Module):
    """A linear layer on the last stage's mean over places: (N, classes)."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.answer = nn.Linear(WIDTHS[-1], classes)

    def forward(self, stages: list[Tensor]) -> Tensor:
        return self.answer(stages[-1].mean((2, 3)))


class PatchEmbedding(nn.Module):
    """The last stage of nine patches a photo, each as ``width`` numbers: (B, 9, width)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.embed = nn.Linear(4 * WIDTHS[-1], width)

    def forward(self, stages: list[Tensor]) -> Tensor:
        places = nnf.adaptive_avg_pool2d(stages[-1], 2)  # 2 × 2 already, of 17 to 32 pixels
        return nnf.relu(self.embed(places.flatten(1))).unflatten(0, (-1, 9))


def call(task: PretextTask, what: str, work: Callable[[], Tensor | Items]):
    """``work()``, a learner's own code; what it raises becomes one sentence that says where."""
    try:
        return work()
    except LearnerError:
        raise
    except Exception as error:
        trace, line = error.__traceback__, ""
        while trace is not None:  # the last line of the task's own code
            if trace.tb_frame.f_code.co_name == what:
                line = f", line {trace.tb_lineno}"
            trace = trace.tb_next
        kind = type(error).__name__
        raise LearnerError(f"{task.name}: `{what}`{line} raised {kind}: {error}") from error


def check(task: PretextTask, photos: Tensor, seed: int = 0) -> None:
    """Try a task on photos (B, 3, side, side) before any training; LearnerError says what is wrong.

    Found are: what raises, inputs that are no float pictures, a label that is no whole number or
    outside the head, and an output or a loss of the wrong shape.
    """
    name = getattr(task, "name", type(task).__name__)
    if not isinstance(task, PretextTask) or not isinstance(getattr(task, "name", None), str):
        raise LearnerError(f"{name} is not a task: derive it from PretextTask and give it a name.")
    generator = torch.Generator(photos.device).manual_seed(seed)
    if task.needs_classes:
        return
    items = call(task, "make", lambda: task.make(photos, generator))
    if not isinstance(items, Items):
        raise LearnerError(f"{name}: `make` returns {type(items).__name__}, not Items(x, label).")
    x, label = items.x, items.label
    if not (isinstance(x, Tensor) and x.ndim == 4 and x.shape[1] == 3 and x.is_floating_point()):
        shape = tuple(x.shape) if isinstance(x, Tensor) else type(x).__name__
        raise LearnerError(f"{name}: x must be float pictures (N, 3, h, w); it is {shape}.")
    if not isinstance(label, Tensor):
        raise LearnerError(f"{name}: the label must be a tensor; it is {type(label).__name__}.")
    if not bool(torch.isfinite(x).all()):
        raise LearnerError(f"{name}: x has values that are no numbers (NaN or infinite).")
    from course_lib.pretext.trunk import Trunk

    with torch.no_grad():
        stages = Trunk().to(x.device)(x)
        head = call(task, "head", lambda: task.head().to(x.device))
        output = call(task, "forward", lambda: head(stages))
        if type(task).loss is PretextTask.loss:
            _check_labels(name, output, label)
        loss = call(task, "loss", lambda: task.loss(output, label))
    if not isinstance(loss, Tensor) or loss.shape != () or not bool(torch.isfinite(loss)):
        raise LearnerError(f"{name}: `loss` must return one finite number; it is {loss}.")


def _check_labels(name: str, output: Tensor, label: Tensor) -> None:
    """Raise LearnerError unless labels are whole numbers that ``output`` (N, C, …) can name."""
    wanted = (output.shape[0], *output.shape[2:])
    if label.is_floating_point() or label.dtype == torch.bool:
        kind = str(label.dtype).removeprefix("torch.")
        raise LearnerError(f"{name}: a label must be a whole number (int64); it is {kind}.")
    if label.shape != wanted:
        raise LearnerError(
            f"{name}: the head answers {tuple(output.shape)}, so the labels should be {wanted}; "
            f"they are {tuple(label.shape)}."
        )
    low, high, classes = int(label.min()), int(label.max()), output.shape[1]
    if low < 0 or high >= classes:
        wrong = low if low < 0 else high
        raise LearnerError(
            f"{name}: the label {wrong} is outside its head, which has {classes} classes "
            f"(0 to {classes - 1})."
        )
