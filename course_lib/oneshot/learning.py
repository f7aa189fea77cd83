"""How the one-shot networks learn: the tasks that ``training.fit`` runs, each from nothing.

Batch ``index`` is drawn from (seed, index) alone, and every drawing in it is redrawn as another
hand might have done it, towards the end not as far from the original. What is kept in the end is an
average of the weights. Nothing in a step waits for the device.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

from course_lib.errors import LearnerError
from course_lib.learning import training
from course_lib.learning.averaging import follow, slow_copy
from course_lib.oneshot import losses
from course_lib.oneshot.augmentation import Strength, redraw
from course_lib.oneshot.drawings import Drawings
from course_lib.oneshot.encoder_network import SIDE as ENCODER_SIDE
from course_lib.oneshot.encoder_network import EncoderNetwork
from course_lib.oneshot.network_input import faster_precision
from course_lib.oneshot.pair_judge_network import PairJudgeNetwork
from course_lib.oneshot.siamese_network import SiameseNetwork
from course_lib.oneshot.small_network import SIDE as SMALL_SIDE
from course_lib.oneshot.small_network import SmallNetwork

WARM_UP = 500  # steps, or a tenth of the training where that is over sooner
CALM = 0.75  # the share of the training after which drawings are changed less …
CALMER = 0.6  # … by this factor


@dataclass(frozen=True)
class Plan:
    """The settings of a training run: ``steps``, or ``minutes`` for as many steps as fit.

    ``named`` and ``episodes``: how much is in a batch, by default what suits the task.
    ``precision``: "bfloat16" or "float32", by default the one that is faster on the device.
    ValueError unless exactly one of steps and minutes is given.
    """

    steps: int | None = None
    minutes: float | None = None
    named: int | None = None
    episodes: int | None = None
    peak: float = 2.5e-3
    seed: int = 0
    precision: str | None = None

    def __post_init__(self) -> None:
        if (self.steps is None) == (self.minutes is None):
            raise ValueError("a training takes either steps or minutes")


class OneShotTask:
    """Shared by the networks: batches, schedule, averages, state. Subclasses say ``loss_of``.

    A batch holds ``named`` drawings of any class and ``episodes`` of ``ways`` characters in two
    hands, every ``mixed``-th of them not of one alphabet.
    """

    side = SMALL_SIDE
    named = 0
    episodes = 0
    ways = 20
    mixed = 0  # none
    strength = Strength()
    decay = 0.02

    def __init__(self, drawings: Drawings, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.drawings, self.plan, self.device = drawings, plan, drawings.device
        self.precision = plan.precision or faster_precision(self.device.type)
        self.named = self.named if plan.named is None else plan.named
        self.episodes = self.episodes if plan.episodes is None else plan.episodes
        for what, own in (("named", self.named), ("episodes", self.episodes)):
            if own < 0 or (own == 0 and getattr(type(self), what)):
                raise LearnerError(f"{type(self).__name__} takes --{what} of 1 or more, not {own}.")
        self.ways = min(self.ways, len(drawings.counts))
        self.networks = nn.ModuleDict()  # by the names of their machines
        self.head = nn.ParameterDict()
        self.build()
        self.networks.to(self.device, memory_format=torch.channels_last)
        self.head.to(self.device)
        self.average = slow_copy(self.networks)
        parameters = [*self.networks.parameters(), *self.head.parameters()]
        self.optimizer = torch.optim.AdamW(parameters, lr=0.0, weight_decay=self.decay)
        self.generator = torch.Generator(self.device)
        self.before, self.began = 0.0, None  # seconds in earlier processes; when this one began

    def build(self) -> None:
        """Make ``networks`` and what they learn with and drop afterwards, ``head``."""
        raise NotImplementedError

    def loss_of(self, x: Tensor, labels: Tensor) -> Tensor:
        """The loss of a batch of redrawn drawings (B, 1, side, side) and their classes (B,)."""
        raise NotImplementedError

    def batch(self, rng: np.random.Generator) -> np.ndarray:
        """The rows and symmetries of a batch, (B, 2): ``named``, then episode by episode."""
        drawn = [self.drawings.named(self.named, rng)]
        for number in range(self.episodes):
            within = not self.mixed or number % self.mixed != self.mixed - 1
            drawn.append(self.drawings.episode(self.ways, rng, within=within).reshape(-1, 2))
        return np.concatenate(drawn)

    def hands(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """The episodes' part of a batch's embeddings: twice (episodes, ways, …), a hand each."""
        told = z[self.named :].unflatten(0, (self.episodes, self.ways, 2))
        return told[:, :, 0], told[:, :, 1]

    def half(self) -> torch.autocast:
        """Where the networks work in the plan's precision."""
        on = self.precision == "bfloat16"
        return torch.autocast(self.device.type, torch.bfloat16, enabled=on)

    def embed(self, x: Tensor) -> Tensor:
        """The first network's embeddings of a batch, (B, D) float32."""
        (network, *_) = self.networks.values()
        with self.half():
            return network(x).float()

    def share(self, index: int) -> float:
        """How much of the training is over before step ``index``, from 0 to 1."""
        if self.plan.minutes is None:
            return index / self.plan.steps
        return min(1.0, self.seconds() / (60 * self.plan.minutes))

    def seconds(self) -> float:
        """The time spent since the first step, in this process and those before it."""
        return self.before + (0.0 if self.began is None else time.monotonic() - self.began)

    def rate(self, index: int) -> float:
        """The learning rate: it rises along a line and falls to 0 along half a cosine."""
        share = self.share(index)
        risen = min(1.0, max((index + 1) / WARM_UP, 10 * share))
        return self.plan.peak * risen * 0.5 * (1 + math.cos(math.pi * share))

    def step(self, index: int) -> dict[str, Tensor]:
        """Learn from batch ``index``; the loss is a tensor on the device, perhaps not yet ready."""
        if self.began is None:
            self.began = time.monotonic()
        rng = np.random.default_rng((self.plan.seed, index))
        self.generator.manual_seed(int(rng.integers(2**62)))
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate(index)
        strength = self.strength.times(CALMER) if self.share(index) >= CALM else self.strength
        x, labels = self.drawings.images(self.batch(rng))
        x = redraw(x, self.side, strength, self.generator)
        self.networks.train()
        loss = self.loss_of(x.contiguous(memory_format=torch.channels_last), labels)
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.networks.parameters(), 5.0)
        self.optimizer.step()
        follow(self.average, self.networks, index)
        return {"loss": loss.detach()}

    def state_dict(self) -> dict[str, Tensor]:
        clock = {} if self.plan.minutes is None else {"seconds": torch.tensor(self.seconds())}
        return (
            training.pack("networks", self.networks.state_dict())
            | training.pack("average", self.average.state_dict())
            | training.pack("head", self.head.state_dict())
            | training.pack("adam", training.optimizer_state(self.optimizer))
            | clock
        )

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        self.networks.load_state_dict(training.unpack("networks", state))
        self.average.load_state_dict(training.unpack("average", state))
        self.head.load_state_dict(training.unpack("head", state))
        training.load_optimizer_state(self.optimizer, training.unpack("adam", state))
        self.before, self.began = float(state.get("seconds", 0.0)), None

    def weights(self) -> dict[str, dict[str, Tensor]]:
        """What each machine needs to answer: its network's averaged weights in half precision."""
        return {
            name: {k: v.half() for k, v in net.state_dict().items() if v.is_floating_point()}
            for name, net in self.average.items()
        }


class EncoderTask(OneShotTask):
    """The encoder, and along with it the pair judge.

    It names every drawing's class by cosine, with a margin; in episodes it finds each drawing's
    fellow among all of an alphabet's in another hand. There the judge is asked about the fellow and
    the encoder's hardest others.
    """

    side = ENCODER_SIDE
    named = 512
    episodes = 12
    naming_weight = 0.5
    others = 5

    def build(self) -> None:
        self.networks["encoder"] = EncoderNetwork()
        self.networks["pair_judge"] = PairJudgeNetwork()
        dim = self.networks["encoder"].project.out_features
        # Only directions count, so short vectors turn fast.
        self.head["classes"] = nn.Parameter(0.05 * torch.randn(self.drawings.classes, dim))
        self.head["scale"] = nn.Parameter(torch.tensor(3.0))  # its logarithm

    def loss_of(self, x: Tensor, labels: Tensor) -> Tensor:
        encoder = self.networks["encoder"]
        with self.half():
            maps = encoder.maps(x)
            z = encoder.point(maps)
        naming = losses.cosine_margin_loss(z, self.head["classes"], labels)
        one, other = self.hands(z)
        cosines = one @ other.mT  # (episodes, ways, ways)
        telling = losses.matching_loss(self.head["scale"].exp() * cosines)
        return self.naming_weight * naming + telling + self.judging(maps, cosines.detach())

    def judging(self, maps: Tensor, cosines: Tensor) -> Tensor:
        """The pair judge's cross-entropy over each drawing's fellow and its hardest others."""
        judge = self.networks["pair_judge"]
        chosen = losses.hardest(cosines, min(self.others, self.ways - 1))  # (E, W, 1 + others)
        with self.half():
            asked, told = self.hands(judge.tokens(maps))  # (E, W, places, dim)
            episode = torch.arange(self.episodes, device=self.device)[:, None, None]
            candidates = told[episode, chosen].flatten(0, 2)
            queries = asked[:, :, None].expand(*chosen.shape, -1, -1).flatten(0, 2)
            logits = judge(queries, candidates).view(-1, chosen.shape[-1])
        return nnf.cross_entropy(logits, torch.zeros_like(logits[:, 0], dtype=torch.long))


class ConvNetTask(OneShotTask):
    """Name every drawing's class by an ordinary softmax classifier."""

    named = 768

    def build(self) -> None:
        self.networks["convnet"] = SmallNetwork()
        dim = self.networks["convnet"].project.out_features
        self.head["classes"] = nn.Parameter(0.05 * torch.randn(self.drawings.classes, dim))
        self.head["bias"] = nn.Parameter(torch.zeros(self.drawings.classes))

    def loss_of(self, x: Tensor, labels: Tensor) -> Tensor:
        z = nnf.relu(self.embed(x))
        return nnf.cross_entropy(z @ self.head["classes"].T + self.head["bias"], labels)


class SiameseTask(OneShotTask):
    """Same or different: every pair between the two hands of an episode."""

    episodes = 20
    mixed = 2

    def build(self) -> None:
        self.networks["siamese"] = SiameseNetwork()

    def loss_of(self, x: Tensor, labels: Tensor) -> Tensor:
        logits = self.networks["siamese"].compare(*self.hands(self.embed(x)))
        same = torch.eye(self.ways, dtype=torch.bool, device=self.device)
        return losses.all_pairs_loss(logits, same)


class PrototypicalTask(OneShotTask):
    """Episodes: one drawing of a character is its prototype, the other is to be named."""

    episodes = 20
    mixed = 2

    def build(self) -> None:
        self.networks["prototypical"] = SmallNetwork()

    def loss_of(self, x: Tensor, labels: Tensor) -> Tensor:
        one, other = self.hands(self.embed(x))
        truth = torch.arange(self.ways, device=self.device)
        # Each drawing is once the prototype and once the query.
        there = losses.prototypical_loss(one[:, :, None], other, truth)
        return (there + losses.prototypical_loss(other[:, :, None], one, truth)) / 2


TASKS: dict[str, type[OneShotTask]] = {
    "convnet": ConvNetTask,
    "siamese": SiameseTask,
    "prototypical": PrototypicalTask,
    "encoder": EncoderTask,
}
