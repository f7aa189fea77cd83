"""How the face networks learn: one task a loss, for ``training.fit``.

Batch ``index`` is drawn from (seed, index) alone, on the processor, so that a graphics card sees
the same one. Few people are what is lacking, so there are made more: a mirror image is another
person, so is a face of other proportions, and drawn faces stand among the photographed ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from course_lib.errors import LearnerError
from course_lib.faces import losses
from course_lib.faces.network import SIDE, FaceNetwork
from course_lib.faces.photos import FaceSet
from course_lib.faces.views import Strength, cover, morph, morphs, retake, standard, tensor
from course_lib.learning import training

MORPHS = morphs(8)  # other proportions, by which one face becomes eight


@dataclass(frozen=True)
class Plan:
    """The settings of a training run; ``drawn``: the share of a batch that is drawn faces."""

    steps: int = 1000
    batch: int = 96
    peak: float = 3e-3
    seed: int = 0
    drawn: float = 0.33
    device: str = "cpu"


class People:
    """Photos to learn from, each person counted once, or as 2 · ``len(MORPHS)`` people.

    LearnerError unless there are two people, one of them with two photos.
    """

    def __init__(self, faces: FaceSet, more: bool) -> None:
        rows = faces.rows()
        if len(rows) < 2 or max(map(len, rows)) < 2:
            raise LearnerError(
                f"{faces.name} is too little to learn from: it takes two people, and two photos "
                "of one of them."
            )
        self.images, self.rows = tensor(faces.images), rows
        self.kinds = 2 * len(MORPHS) if more else 1

    def __len__(self) -> int:
        return len(self.rows) * self.kinds

    def photos(self, people: np.ndarray, rng: np.random.Generator) -> Tensor:
        """One random photo of each of the numbered people, (B, 1, 64, 64)."""
        rows = [rng.choice(self.rows[person // self.kinds]) for person in people]
        x = self.images[torch.from_numpy(np.array(rows))]
        if self.kinds == 1:
            return x
        kind = torch.from_numpy(people % self.kinds)
        x = torch.where((kind % 2 == 1).reshape(-1, 1, 1, 1), x.flip(3), x)
        return morph(x, MORPHS[kind // 2])


class FaceTask:
    """Shared by the four losses: batches, schedule, state. Subclasses say ``loss_of``.

    A batch has ``each`` photos of every person in it, photographed people first.
    """

    each = 4
    strength = Strength()

    def __init__(self, photographed: FaceSet | None, drawn: FaceSet | None, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.sets = [People(s, s is photographed) for s in (photographed, drawn) if s is not None]
        if not self.sets:
            raise LearnerError("There are no faces to learn from.")
        self.classes = sum(map(len, self.sets))
        self.network = FaceNetwork()
        self.head = nn.ParameterDict()
        self.build()
        self.network.to(plan.device, memory_format=torch.channels_last)
        self.head.to(plan.device)
        parameters = [*self.network.parameters(), *self.head.parameters()]
        self.optimizer = torch.optim.AdamW(parameters, lr=0.0, weight_decay=0.02)

    def build(self) -> None:
        """Make what the loss needs besides the network, in ``head``."""

    def loss_of(self, z: Tensor, labels: Tensor) -> Tensor:
        """The loss of embeddings (B, D) of the people numbered (B,)."""
        raise NotImplementedError

    def batch(self, index: int) -> tuple[Tensor, Tensor]:
        """Batch ``index``: (B, 1, 48, 48), standardised, and who it is, (B,)."""
        rng = np.random.default_rng((self.plan.seed, index))
        places = self.plan.batch // self.each
        shares = [places]
        if len(self.sets) == 2:
            shares = [places - round(places * self.plan.drawn), round(places * self.plan.drawn)]
        images, labels, first = [], [], 0
        for people, count in zip(self.sets, shares, strict=True):
            chosen = rng.choice(len(people), min(count, len(people)), replace=False)
            chosen = np.repeat(chosen, self.each)
            images.append(people.photos(chosen, rng))
            labels.append(torch.from_numpy(first + chosen))
            first += len(people)
        generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
        x = torch.cat(images).to(self.plan.device)
        x = cover(standard(retake(x, self.strength, generator), SIDE), generator)
        x = x.contiguous(memory_format=torch.channels_last)
        return x, torch.cat(labels).to(self.plan.device)

    def step(self, index: int) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = training.cosine(index, self.plan.steps, self.plan.peak)
        # Dropout must not depend on what was drawn before a stop.
        torch.manual_seed(self.plan.seed * 1_000_003 + index)
        self.network.train()
        x, labels = self.batch(index)
        loss = self.loss_of(self.network(x), labels)
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step()
        return {"loss": float(loss.detach())}

    def state_dict(self) -> dict[str, Tensor]:
        return (
            training.pack("network", self.network.state_dict())
            | training.pack("head", self.head.state_dict())
            | training.pack("adam", training.optimizer_state(self.optimizer))
        )

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        self.network.load_state_dict(training.unpack("network", state))
        self.head.load_state_dict(training.unpack("head", state))
        training.load_optimizer_state(self.optimizer, training.unpack("adam", state))

    def weights(self) -> dict[str, Tensor]:
        """What is needed to embed, in half precision."""
        return {k: v.detach().cpu().half() for k, v in self.network.state_dict().items()}


class SiameseTask(FaceTask):
    """Same or different, by the weighted difference of two embeddings."""

    def build(self) -> None:
        dim = self.network.project.out_features
        self.head["weight"] = nn.Parameter(torch.full((dim,), -1.0))
        self.head["bias"] = nn.Parameter(torch.tensor(4.0))

    def loss_of(self, z: Tensor, labels: Tensor) -> Tensor:
        return losses.siamese_loss(z, labels, self.head["weight"], self.head["bias"])


class ContrastiveTask(FaceTask):
    """Pull one person's photos together, push others' further than a margin."""

    def loss_of(self, z: Tensor, labels: Tensor) -> Tensor:
        return losses.contrastive_loss(z, labels)


class TripletTask(FaceTask):
    """Nearer to one's own photo than to anybody else's, by semi-hard triplets."""

    def loss_of(self, z: Tensor, labels: Tensor) -> Tensor:
        return losses.semi_hard_triplet_loss(z, labels)


class SoftmaxTask(FaceTask):
    """Name the person by cosine with a margin; the names are thrown away."""

    each = 1

    def build(self) -> None:
        # Only directions count, so short vectors turn fast.
        dim = self.network.project.out_features
        self.head["people"] = nn.Parameter(0.05 * torch.randn(self.classes, dim))

    def loss_of(self, z: Tensor, labels: Tensor) -> Tensor:
        return losses.softmax_loss(z, labels, self.head["people"])


TASKS: dict[str, type[FaceTask]] = {
    "siamese": SiameseTask,
    "contrastive": ContrastiveTask,
    "triplet": TripletTask,
    "softmax": SoftmaxTask,
}
