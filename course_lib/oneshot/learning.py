"""How the one-shot networks learn: the tasks that ``training.fit`` runs.

Batch ``index`` is drawn from (seed, index) alone. Every character counts as four, one for each
quarter turn (Vinyals et al. 2016), and every drawing is redrawn as another hand might have done it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

from course_lib.errors import LearnerError
from course_lib.learning import training
from course_lib.oneshot import losses
from course_lib.oneshot.augmentation import Strength, redraw
from course_lib.oneshot.characters import SIDE, CharacterSet
from course_lib.oneshot.encoder_network import SIDE as ENCODER_SIDE
from course_lib.oneshot.encoder_network import EncoderNetwork
from course_lib.oneshot.network_input import faster_precision
from course_lib.oneshot.small_network import SIDE as SMALL_SIDE
from course_lib.oneshot.small_network import SmallNetwork

TURNS = 4


@dataclass(frozen=True)
class Plan:
    """The settings of a training run. ``precision``: "bfloat16" or "float32", by default the one
    that is faster here."""

    steps: int
    batch: int = 128
    peak: float = 2e-3
    seed: int = 0
    precision: str = field(default_factory=faster_precision)


class Drawings:
    """The drawings to learn from: every character in every quarter turn is a class of its own.

    Class ``4 · c + t`` is character ``c`` turned ``t`` times. LearnerError for a set of no use.
    """

    def __init__(self, characters: CharacterSet) -> None:
        found = characters.characters
        if len(found) < 2 or min(len(c.drawers) for c in found) < 2:
            raise LearnerError(
                f"{characters.name} has too little to learn from: it takes two characters, each "
                "drawn by two people."
            )
        self.packed = np.concatenate([c.packed for c in found])  # (drawings, 105, 14)
        self.counts = np.array([len(c.drawers) for c in found])
        self.first = np.concatenate([[0], np.cumsum(self.counts)[:-1]])
        self.owner = np.repeat(np.arange(len(found)), self.counts)
        alphabets = [len(a) for a in characters.alphabets.values()]
        self.alphabet = np.repeat(np.arange(len(alphabets)), alphabets)  # of each character
        self.classes = TURNS * len(found)

    def images(self, rows: np.ndarray, turns: np.ndarray) -> Tensor:
        """Drawings by number, turned: (B, 1, 105, 105) float."""
        x = np.unpackbits(self.packed[rows], axis=2, count=SIDE)
        for turn in range(1, TURNS):
            x[turns == turn] = np.rot90(x[turns == turn], turn, axes=(1, 2))
        return torch.from_numpy(x).float()[:, None]

    def mixed(self, count: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Any drawings in any turn: images and their classes, (count,)."""
        rows = rng.integers(len(self.packed), size=count)
        turns = rng.integers(TURNS, size=count)
        return self.images(rows, turns), torch.from_numpy(TURNS * self.owner[rows] + turns)

    def episode(
        self, ways: int, each: int, rng: np.random.Generator, mirror: bool = False
    ) -> Tensor:
        """``ways`` classes with ``each`` different drawings, one class after another.

        Half of all episodes take as many as they can from one alphabet in one turn, which is the
        harder kind. Drawings repeat where a character has fewer than ``each``. With ``mirror`` a
        class may be the mirror image of a character, in an episode of one alphabet all or none.
        """
        total = len(self.counts)
        together = rng.random() < 0.5  # from one alphabet, in one turn
        if together:
            alphabet = rng.integers(self.alphabet.max() + 1)
            own = rng.permutation(np.flatnonzero(self.alphabet == alphabet))
            others = rng.permutation(np.flatnonzero(self.alphabet != alphabet))
            chosen = np.concatenate([own, others])[:ways]
            turns = np.full(len(chosen), rng.integers(TURNS))
        else:
            classes = rng.choice(self.classes, size=min(ways, self.classes), replace=False)
            chosen, turns = classes // TURNS, classes % TURNS
        if len(chosen) < ways:
            raise LearnerError(f"Episodes of {ways} classes need more than {total} characters.")
        rows = [
            self.first[c] + rng.choice(self.counts[c], each, replace=each > self.counts[c])
            for c in chosen
        ]
        x = self.images(np.concatenate(rows), np.repeat(turns, each))
        if mirror:
            mirrored = rng.random(1 if together else ways) < 0.5
            flip = torch.from_numpy(np.repeat(np.broadcast_to(mirrored, ways), each))
            x[flip] = x[flip].flip(3)
        return x


class OneShotTask:
    """Shared by the four networks: batches, schedule, state. Subclasses say ``loss_of``."""

    network: nn.Module
    side: int
    strength = Strength()
    decay = 0.02

    def __init__(self, drawings: Drawings, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.drawings, self.plan = drawings, plan
        self.head = nn.ParameterDict()
        self.build()
        self.network = self.network.to(memory_format=torch.channels_last)
        parameters = [*self.network.parameters(), *self.head.parameters()]
        self.optimizer = torch.optim.AdamW(parameters, lr=0.0, weight_decay=self.decay)

    def build(self) -> None:
        """Make ``network`` and what it learns with and drops afterwards, ``head``."""
        raise NotImplementedError

    def loss_of(self, rng: np.random.Generator, generator: torch.Generator) -> Tensor:
        """The loss of a batch drawn from the two."""
        raise NotImplementedError

    def embed(self, x: Tensor, generator: torch.Generator) -> Tensor:
        """Embeddings of freshly redrawn drawings, (B, 1, 105, 105) to (B, D) float32."""
        x = redraw(x, self.side, self.strength, generator)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.plan.precision == "bfloat16"):
            z = self.network(x.contiguous(memory_format=torch.channels_last))
        return z.float()

    def step(self, index: int) -> dict[str, float]:
        rng = np.random.default_rng((self.plan.seed, index))
        generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
        for group in self.optimizer.param_groups:
            group["lr"] = training.cosine(index, self.plan.steps, self.plan.peak)
        self.network.train()
        loss = self.loss_of(rng, generator)
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

    def begin_with(self, weights: dict[str, Tensor]) -> None:
        """Start from trained weights. LearnerError if they belong to another network."""
        from course_lib.oneshot.machine import take_weights

        take_weights(self.network, weights, "those to start from")

    def weights(self) -> dict[str, Tensor]:
        """What a machine needs to answer, in half precision."""
        state = self.network.state_dict()
        return {k: v.half() for k, v in state.items() if v.is_floating_point()}


class EncoderTask(OneShotTask):
    """Name the character and its turn by cosine, with a margin."""

    side = ENCODER_SIDE

    def build(self) -> None:
        self.network = EncoderNetwork()
        dim = self.network.project.out_features
        # Only directions count, so short vectors turn fast.
        self.head["classes"] = nn.Parameter(0.05 * torch.randn(self.drawings.classes, dim))

    def loss_of(self, rng: np.random.Generator, generator: torch.Generator) -> Tensor:
        x, labels = self.drawings.mixed(self.plan.batch, rng)
        return losses.cosine_margin_loss(self.embed(x, generator), self.head["classes"], labels)


class EncoderEpisodesTask(OneShotTask):
    """The encoder's second schooling: in an episode, tell characters apart by cosine.

    Naming teaches it what differs between all characters; half of the episodes hold one alphabet,
    whose characters are the hardest to tell apart. Mirror images make further characters.
    """

    side = ENCODER_SIDE
    each = 2

    def build(self) -> None:
        self.network = EncoderNetwork()
        self.head["scale"] = nn.Parameter(torch.tensor(3.0))  # its logarithm

    def loss_of(self, rng: np.random.Generator, generator: torch.Generator) -> Tensor:
        ways = min(self.plan.batch // self.each, self.drawings.classes // TURNS)
        z = self.embed(self.drawings.episode(ways, self.each, rng, mirror=True), generator)
        logits = self.head["scale"].exp() * z[::2] @ z[1::2].T  # (ways, ways)
        labels = torch.arange(ways)
        return (nnf.cross_entropy(logits, labels) + nnf.cross_entropy(logits.T, labels)) / 2


class ConvNetTask(OneShotTask):
    """Name the character and its turn by an ordinary softmax classifier."""

    side = SMALL_SIDE

    def build(self) -> None:
        self.network = SmallNetwork()
        dim = self.network.project.out_features
        self.head["classes"] = nn.Parameter(0.05 * torch.randn(self.drawings.classes, dim))
        self.head["bias"] = nn.Parameter(torch.zeros(self.drawings.classes))

    def loss_of(self, rng: np.random.Generator, generator: torch.Generator) -> Tensor:
        x, labels = self.drawings.mixed(self.plan.batch, rng)
        z = nnf.relu(self.embed(x, generator))
        return nnf.cross_entropy(z @ self.head["classes"].T + self.head["bias"], labels)


class SiameseTask(OneShotTask):
    """Same or different: every pair between two drawings of each of half a batch of classes."""

    side = SMALL_SIDE

    def build(self) -> None:
        from course_lib.oneshot.siamese_network import SiameseNetwork

        self.network = SiameseNetwork()

    def loss_of(self, rng: np.random.Generator, generator: torch.Generator) -> Tensor:
        ways = min(self.plan.batch // 2, self.drawings.classes // TURNS)
        z = self.embed(self.drawings.episode(ways, 2, rng), generator)  # (2 · ways, D)
        logits = self.network.compare(z[::2], z[1::2])
        return losses.all_pairs_loss(logits, torch.eye(ways, dtype=torch.bool))


class PrototypicalTask(OneShotTask):
    """Episodes: one drawing a class is its prototype, another is to be named."""

    side = SMALL_SIDE
    each = 2

    def build(self) -> None:
        self.network = SmallNetwork()

    def loss_of(self, rng: np.random.Generator, generator: torch.Generator) -> Tensor:
        ways = min(self.plan.batch // self.each, self.drawings.classes // TURNS)
        x = self.drawings.episode(ways, self.each, rng)
        z = self.embed(x, generator).reshape(ways, self.each, -1)
        # Each drawing is once the prototype and once the query.
        labels = torch.arange(ways)
        there = losses.prototypical_loss(z[:, :1], z[:, 1], labels)
        return (there + losses.prototypical_loss(z[:, 1:], z[:, 0], labels)) / 2


TASKS: dict[str, type[OneShotTask]] = {
    "convnet": ConvNetTask,
    "siamese": SiameseTask,
    "prototypical": PrototypicalTask,
    "encoder": EncoderTask,
    "encoder-episodes": EncoderEpisodesTask,
}
