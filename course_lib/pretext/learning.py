"""Training one trunk on any tasks together: what ``learning.training.fit`` runs.

Naive multi-task learning: every task draws a batch of its own at every step, the trunk goes down
the mean of the losses. Batch ``index`` depends on (seed, index) and the task's place alone. All
work is done on the device, and nothing waits for it but the few points of the loss curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from course_lib.learning import training
from course_lib.pretext import views
from course_lib.pretext.photos import Photos
from course_lib.pretext.task import Items, PretextTask, call
from course_lib.pretext.trunk import Whitening, new_trunk

POINTS = 60  # of a loss curve
MARKS = 5  # moments at which gradients are compared: the start, each quarter, the end
CLIP = 2.0  # the longest gradient a step may follow


@dataclass(frozen=True)
class Plan:
    """The settings of a run: ``batch`` inputs of the trunk a task and step."""

    steps: int
    batch: int = 128
    peak: float = 2e-3
    seed: int = 0
    precision: str = "float32"  # or "bfloat16"
    device: str = "cpu"


class DevicePhotos:
    """``Photos`` on a device, to draw from: ``large`` (N, 144, 144, 3) uint8, ``shown`` (N,)."""

    def __init__(self, photos: Photos, device: str = "cpu") -> None:
        self.large = torch.from_numpy(photos.large).to(device)
        self.shown = torch.from_numpy(photos.shown).to(device)

    def __len__(self) -> int:
        return len(self.shown)

    def take(self, which: Tensor) -> Tensor:
        """Photos by number: (B, 3, 144, 144) uint8."""
        return self.large[which].permute(0, 3, 1, 2)


class PretextRun:
    """A trunk and one head a task, learning together; a ``training.Task``.

    With no tasks it is a trunk of random weights. Raises LearnerError when a learner's own task
    raises.
    """

    def __init__(
        self,
        photos: DevicePhotos,
        tasks: Sequence[PretextTask],
        plan: Plan,
        whitening: Whitening | None = None,
    ) -> None:
        self.photos, self.tasks, self.plan = photos, list(tasks), plan
        self.rank, self.processes = training.world()
        self.trunk = new_trunk(plan.seed, whitening)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(plan.seed + 1)
            heads = [call(task, "head", task.head) for task in self.tasks]
        self.model = nn.ModuleDict({"trunk": self.trunk, "heads": nn.ModuleList(heads)})
        self.model.to(plan.device, memory_format=torch.channels_last)
        learned = [weight for weight in self.model.parameters() if weight.requires_grad]
        self.optimizer = torch.optim.AdamW(
            learned,
            lr=0.0,
            betas=(0.9, 0.98),
            weight_decay=0.05,
            fused=plan.device.startswith("cuda"),
        )
        many = len(self.tasks)
        self.sums = torch.zeros(many, device=plan.device)  # of losses since the last point
        self.curve = torch.full((POINTS, many), torch.nan)
        self.cosines = torch.full((MARKS, many, many), torch.nan)

    # Batches

    def generator(self, *key: int) -> torch.Generator:
        """A generator on the device that depends on the run's seed and ``key`` alone."""
        state = np.random.SeedSequence((self.plan.seed, *key)).generate_state(1, np.uint64)[0]
        return torch.Generator(self.plan.device).manual_seed(int(state >> np.uint64(1)))

    def draw(self, place: int, generator: torch.Generator) -> Items:
        """This process's part of a batch for task number ``place``."""
        task = self.tasks[place]
        batch = max(1, self.plan.batch // task.views // self.processes)
        which = torch.randint(
            len(self.photos), (batch,), generator=generator, device=self.plan.device
        )
        photos = self.photos.take(which)
        if task.side == photos.shape[-1]:
            photos = photos.float() / 255
        else:
            photos = views.crop(photos, generator, task.side)
        return self.make(task, photos, generator, self.photos.shown[which])

    @staticmethod
    def make(task: PretextTask, photos: Tensor, generator: torch.Generator, shown: Tensor) -> Items:
        """The task's items; only one that ``needs_classes`` is told what the photos show."""
        if task.needs_classes:
            return task.make(photos, generator, shown)
        return call(task, "make", lambda: task.make(photos, generator))

    def answer(self, place: int, x: Tensor) -> Tensor:
        """What head number ``place`` says of the trunk's inputs (N, 3, h, w), in float32."""
        kind = self.plan.device.split(":")[0]
        half = self.plan.precision == "bfloat16"
        with torch.autocast(kind, torch.bfloat16, enabled=half):
            x = x.contiguous(memory_format=torch.channels_last)
            head = self.model["heads"][place]
            return call(self.tasks[place], "forward", lambda: head(self.trunk(x))).float()

    def loss(self, place: int, items: Items) -> Tensor:
        """The loss of task number ``place``."""
        task, output = self.tasks[place], self.answer(place, items.x)
        return call(task, "loss", lambda: task.loss(output, items.label))

    # Learning

    def step(self, index: int) -> dict[str, float]:
        """Learn from batch ``index``. Returns each task's mean loss since the last point of the
        curve where a point is due, and nothing in between."""
        steps, many = self.plan.steps, len(self.tasks)
        if index == 0:
            self.compare_gradients(0, 0)
        rate = training.cosine(index, steps, self.plan.peak, warm_up=max(1, steps // 25))
        self.optimizer.param_groups[0]["lr"] = rate
        self.optimizer.zero_grad()
        for place in range(many):
            loss = self.loss(place, self.draw(place, self.generator(index, place, self.rank)))
            (loss / many).backward()
            self.sums[place] += loss.detach()
        training.average_gradients(self.model)
        nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        self.optimizer.step()
        done = index + 1
        self.compare_gradients(done, 1)
        point = done * min(POINTS, steps) // steps
        if done != point_step(point, steps):
            return {}
        mean = self.sums / (done - point_step(point - 1, steps))
        self.curve[point - 1] = mean.cpu()
        self.sums.zero_()
        return dict(zip((task.name for task in self.tasks), mean.tolist(), strict=True))

    def compare_gradients(self, done: int, first: int, batches: int = 4) -> None:
        """Keep the cosines between the tasks' gradients if ``done`` is a moment for it.

        Moments are looked for from number ``first`` on; each is the sum over several batches.
        """
        marks = [m for m in range(first, MARKS) if mark_step(m, self.plan.steps) == done]
        if len(self.tasks) < 2 or not marks:
            return
        weights = [weight for weight in self.trunk.parameters() if weight.requires_grad]
        rows = []
        for place in range(len(self.tasks)):
            total = torch.zeros((), device=self.plan.device)
            for k in range(batches):
                items = self.draw(place, self.generator(done, place, self.rank, 1 + k))
                loss = self.loss(place, items)
                parts = torch.autograd.grad(loss, weights, materialize_grads=True)
                total = total + torch.cat([part.flatten() for part in parts])
            rows.append(total)
        self.cosines[marks] = gradient_cosines(torch.stack(rows)).cpu()

    # State

    def state_dict(self) -> dict[str, Tensor]:
        """All that the next step depends on, and what was recorded, flat."""
        return {
            **training.pack("model", self.model.state_dict()),
            **training.pack("adam", training.optimizer_state(self.optimizer)),
            "sums": self.sums.clone(),
            "curve": self.curve.clone(),
            "cosines": self.cosines.clone(),
        }

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        """Take up what ``state_dict`` gave."""
        self.model.load_state_dict(training.unpack("model", state))
        training.load_optimizer_state(self.optimizer, training.unpack("adam", state))
        for weight, kept in self.optimizer.state.items():  # in memory as the weights lie
            for name in ("exp_avg", "exp_avg_sq"):
                kept[name] = torch.empty_like(weight).copy_(kept[name])
        self.sums.copy_(state["sums"])
        self.curve.copy_(state["curve"])
        self.cosines.copy_(state["cosines"])

    # Measuring

    @torch.no_grad()
    def scores(self, held_back: DevicePhotos) -> dict[str, float]:
        """Each task's own score on photos held back: whole ones, the same items at every call."""
        found = {}
        for place, task in enumerate(self.tasks):
            size = max(1, self.plan.batch // task.views)
            total, photos_seen = torch.zeros((), device=self.plan.device), 0
            for start in range(0, len(held_back), size):
                which = torch.arange(
                    start, min(start + size, len(held_back)), device=self.plan.device
                )
                photos = views.whole(held_back.take(which), task.side)
                state = np.random.SeedSequence((start, place)).generate_state(1)[0]
                generator = torch.Generator(self.plan.device).manual_seed(int(state))
                items = self.make(task, photos, generator, held_back.shown[which])
                score = task.score(self.answer(place, items.x), items.label)
                total += score * len(which)
                photos_seen += len(which)
            found[task.name] = float(total / photos_seen)
        return found


def gradient_cosines(gradients: Tensor) -> Tensor:
    """Cosines between the rows of (K, D): (K, K), 1 on the diagonal.

    Near 1 two tasks pull the trunk the same way, near 0 they do not meet, below 0 they quarrel.
    """
    unit = nn.functional.normalize(gradients.float(), dim=1)
    return unit @ unit.T


def point_step(point: int, steps: int) -> int:
    """The step after which point number ``point`` of the loss curve is complete, from 1 on."""
    return -(-point * steps // min(POINTS, steps))


def mark_step(mark: int, steps: int) -> int:
    """The step at which gradients are compared for the ``mark``-th time."""
    return round(mark * steps / (MARKS - 1))
