"""Door A: a small ConvNet with a softmax, trained on the team's photos alone.

It names one of its K people, whoever knocks. When somebody joins, it needs one output more and has
to be trained again.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

from course_lib.errors import LearnerError
from course_lib.faces.network import SIDE
from course_lib.faces.photos import prepare
from course_lib.faces.views import Strength, cover, retake, standard, tensor
from course_lib.learning import training

STEPS = 150


class SoftmaxDoor:
    """A ``training.Task``: run it with ``training.fit(door, STEPS)``, which can be stopped.

    ``people``: a name to photos, (H, W) or (H, W, 3) uint8 each. LearnerError for fewer than two
    people and for bad photos.
    """

    def __init__(
        self,
        people: dict[str, list[np.ndarray]],
        seed: int = 0,
        steps: int = STEPS,
        batch: int = 32,
    ) -> None:
        if len(people) < 2:
            raise LearnerError("Door A takes a team of two at least: with one it has no choice.")
        torch.manual_seed(seed)
        self.seed, self.steps, self.batch = seed, steps, batch
        self.body = nn.Sequential(
            nn.Conv2d(1, 16, 5, 2, 2), nn.GroupNorm(4, 16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, 1, 1), nn.GroupNorm(8, 32), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, 1, 1), nn.GroupNorm(8, 64), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Dropout(0.3),
        )  # fmt: skip
        self.head = nn.Linear(64 * (SIDE // 16) ** 2, len(people))
        self.names: list[str] = []
        self.images, self.labels = torch.zeros(0, 1, 64, 64), torch.zeros(0, dtype=torch.long)
        for name, photos in people.items():
            self._take(name, photos)
        self._begin()

    def join(self, name: str, photos: list[np.ndarray]) -> None:
        """Grow an output for somebody new; the others' weights stay until it is trained again.

        LearnerError for a name that is taken, no photos, and bad ones.
        """
        if name in self.names:
            raise LearnerError(f"{name} has an output already.")
        old = self.head
        self._take(name, photos)
        torch.manual_seed(self.seed + len(self.names))
        self.head = nn.Linear(old.in_features, len(self.names))
        with torch.no_grad():
            self.head.weight[:-1], self.head.bias[:-1] = old.weight, old.bias
        self._begin()

    def leave(self, name: str) -> None:
        """Cut off an output. LearnerError for an unknown name, or when one alone would be left."""
        if name not in self.names:
            raise LearnerError(f"Nobody on the team is called {name}.")
        if len(self.names) == 2:
            raise LearnerError("Door A takes a team of two at least: with one it has no choice.")
        gone = self.names.index(name)
        kept = [i for i in range(len(self.names)) if i != gone]
        old, photos = self.head, self.labels != gone
        self.head = nn.Linear(old.in_features, len(kept))
        with torch.no_grad():
            self.head.weight.copy_(old.weight[kept])
            self.head.bias.copy_(old.bias[kept])
        self.images, self.labels = self.images[photos], self.labels[photos]
        self.labels = self.labels - (self.labels > gone).long()
        self.names.remove(name)
        self._begin()

    @property
    def budget_steps(self) -> int:
        """As ``FitTask``: how many steps it is to take."""
        return self.steps

    def answer(self, photo: np.ndarray) -> dict[str, float]:
        """The softmax: a probability for every name; they add up to 1, whoever it is."""
        return dict(zip(self.names, self.probabilities(prepare(photo)[None])[0], strict=True))

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """(n, 64, 64) uint8 to (n, K) float32, columns in the order of ``names``."""
        self.body.eval()
        with torch.no_grad():
            return nnf.softmax(self.head(self.body(standard(tensor(images), SIDE))), dim=1).numpy()

    def step(self, index: int) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = training.cosine(index, self.steps, 3e-3)
        torch.manual_seed(self.seed * 1_000_003 + index)
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + index)
        chosen = torch.randint(len(self.images), (self.batch,), generator=generator)
        x = self.images[chosen]
        mirrored = torch.rand(len(x), 1, 1, 1, generator=generator) < 0.5
        x = retake(torch.where(mirrored, x.flip(3), x), Strength(), generator)
        x = cover(standard(x, SIDE), generator)
        self.body.train()
        logits = self.head(self.body(x))
        loss = nnf.cross_entropy(logits, self.labels[chosen])
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        right = (logits.argmax(1) == self.labels[chosen]).float().mean()
        return {"loss": float(loss.detach()), "accuracy": float(right)}

    def state_dict(self) -> dict[str, Tensor]:
        return (
            training.pack("body", self.body.state_dict())
            | training.pack("head", self.head.state_dict())
            | training.pack("adam", training.optimizer_state(self.optimizer))
        )

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        self.body.load_state_dict(training.unpack("body", state))
        self.head.load_state_dict(training.unpack("head", state))
        training.load_optimizer_state(self.optimizer, training.unpack("adam", state))

    def _take(self, name: str, photos: list[np.ndarray]) -> None:
        if not photos:
            raise LearnerError(f"Enrolling {name} takes a photo.")
        x = tensor(np.stack([prepare(photo, f"The photo of {name}") for photo in photos]))
        self.images = torch.cat([self.images, x])
        self.labels = torch.cat([self.labels, torch.full((len(x),), len(self.names))])
        self.names.append(name)

    def _begin(self) -> None:
        parameters = [*self.body.parameters(), *self.head.parameters()]
        self.optimizer = torch.optim.AdamW(parameters, lr=0.0, weight_decay=0.02)
