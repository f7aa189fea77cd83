"""Adversarial training: a network that fills goes on against a judge, and its fills become sharp.

The loss has the paper's form, L = λ_rec L_rec + λ_adv L_adv (Pathak et al. 2016, section 3.2).
What differs from the paper, because on few photos the paper's own terms weave a regular pattern:
- L_rec is no square error: 10 × the difference between fill and photo in the judge's own features,
  and 2 × the mean absolute error over hidden and over visible pixels each. A square error asks for
  the mean of all that could be there, which is a blur; features ask for the same kind of texture.
- λ_rec = λ_adv = 1, where the paper has 0.999 and 0.001: these terms are of like size.
- The judge speaks at 16×16 places of the whole photo and sees the mask; the paper's says one number
  about the hole alone. A gradient penalty keeps it smooth.
- Training starts from a network that L2 has taught; the paper's starts with both losses.
"""

import time
from collections.abc import Mapping

import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

from course_lib.inpainting import batches, judge, losses
from course_lib.inpainting.context_encoder import WINDOW, ContextEncoder
from course_lib.inpainting.free_form import FreeForm
from course_lib.inpainting.tasks import InpaintingTask, Plan
from course_lib.learning import training
from course_lib.learning.averaging import follow, slow_copy
from course_lib.vision.datasets import TrainingPhotos
from course_lib.vision.layers import centre

MATCHING, HIDDEN, VISIBLE = 10.0, 2.0, 2.0  # what L_rec is made of
R1, R1_EVERY = 5.0, 8  # the penalty's weight, and how often it is worked out
FREE_FORM_MIX = {
    "random_block": 0.25,
    "random_region": 0.25,
    "painted": 0.30,
    "central_region": 0.20,
}
CENTRAL = {"central_region": 1.0}
WARM_UP, PLATEAU = 300, 0.7  # steps of rising rate; the share of the run before it falls


def plateau(index: int, progress: float) -> float:
    """The learning rate's share of its peak: up in 300 steps, flat to 70 % of the run, to 0."""
    return min(1, (index + 1) / WARM_UP) * min(1, max(0.0, 1 - progress) / (1 - PLATEAU))


class AdversarialTask(InpaintingTask):
    """Shared by the two adversarial networks; ``start`` holds the weights to go on from."""

    clip = 5.0
    mix: Mapping[str, float]  # families of masks and their shares

    def __init__(
        self, photos: TrainingPhotos, plan: Plan, start: dict[str, Tensor] | None = None
    ) -> None:
        super().__init__(photos, plan)
        self.optimizers = {}
        settings = {"betas": (0.0, 0.99), "weight_decay": 0.0, "fused": True}
        self.model = self.adopt("network", self.make(), **settings)
        self.judge = self.adopt("discriminator", judge.Judge(), **settings)
        if start is not None:
            self.model.load_state_dict(start)
        self.average = slow_copy(self.model)
        self.store = batches.PhotoStore(photos.large, plan.device)
        self.masks = batches.MaskStore(self.mix, plan.seed, plan.device)
        self.spent, self.began = 0.0, time.monotonic()

    def make(self) -> nn.Module:
        raise NotImplementedError

    def paint(self, x: Tensor, mask: Tensor) -> Tensor:
        """The prediction as a whole picture, (B, 3, 128, 128)."""
        return self.model(x, mask).float()

    def predicted(self, mask: Tensor) -> Tensor:
        """1 where the network predicts a pixel, hidden or not: broadcasts to (B, 1, 128, 128)."""
        return torch.ones_like(mask)

    def reconstruction(
        self, x: Tensor, painted: Tensor, mask: Tensor, seen: tuple[list[Tensor], list[Tensor]]
    ) -> Tensor:
        """L_rec: ``seen`` holds the judge's features of fill and photo."""
        error = (painted - x).abs().mean(1, keepdim=True)
        around = self.predicted(mask) * (1 - mask)
        hidden = (error * mask).sum() / mask.sum().clamp_min(1)
        visible = (error * around).sum() / around.sum().clamp_min(1)
        return MATCHING * judge.feature_matching(*seen) + HIDDEN * hidden + VISIBLE * visible

    def step(self, index: int) -> dict[str, Tensor]:
        random = batches.generator(self.plan.device, self.plan.seed, index)
        x = self.store.draw(self.plan.batch, random, self.mine)
        mask = self.masks.draw(self.plan.batch, random, self.mine)
        share = judge.hidden_share(mask)
        rate = self.plan.peak * plateau(index, self.progress(index))
        with self.autocast():
            painted = self.paint(x, mask)
        fill = x * (1 - mask) + painted * mask

        with self.autocast():
            _, logits = self.judge(torch.cat([x, fill.detach()]), torch.cat([mask, mask]))
        told = judge.judge_loss(*logits.float().chunk(2), share)
        penalty = 0.0
        if index % R1_EVERY == 0:
            penalty = R1 * R1_EVERY * judge.r1_penalty(self.judge, x, mask)
        self.descend("discriminator", told + penalty, rate)

        self.judge.requires_grad_(False)  # it only judges now
        with self.autocast():
            true, _ = self.judge(x, mask)
            found, logits = self.judge(fill, mask)
        adv = judge.adversarial_loss(logits.float(), share)
        rec = self.reconstruction(x, painted, mask, (found, true))
        self.descend("network", losses.joint_loss(rec, adv, 1.0, 1.0), rate)
        self.judge.requires_grad_(True)
        follow(self.average, self.model, index)
        # Tensors and no floats: nobody waits for the device before they are shown.
        named = {"rec": rec, "adv": adv, "D": told / 2}
        return {name: loss.detach() for name, loss in named.items()}

    def progress(self, index: int) -> float:
        """How much of the run is done, 0 to 1: of its minutes where they are given, else steps."""
        if self.plan.minutes is None:
            return index / self.plan.steps
        return min(1.0, self.seconds() / (60 * self.plan.minutes))

    def seconds(self) -> float:
        """Seconds of training, those before an interruption among them."""
        return self.spent + time.monotonic() - self.began

    def result(self) -> dict[str, Tensor]:
        return self.average.state_dict()

    def state_dict(self) -> dict[str, Tensor]:
        state = super().state_dict() | training.pack("average", self.average.state_dict())
        if self.plan.minutes is not None:
            state["seconds"] = torch.tensor(self.seconds())
        return state

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        super().load_state_dict(state)
        self.average.load_state_dict(training.unpack("average", state))
        if self.plan.minutes is not None:
            self.spent, self.began = float(state.get("seconds", 0)), time.monotonic()


class FreeFormAdversarialTask(AdversarialTask):
    """The free-form network on all families of masks."""

    mix = FREE_FORM_MIX

    def make(self) -> nn.Module:
        return FreeForm()


class JointTask(AdversarialTask):
    """The context encoder: the central region alone, and 7 visible pixels around it."""

    mix = CENTRAL

    def make(self) -> nn.Module:
        return ContextEncoder()

    def paint(self, x: Tensor, mask: Tensor) -> Tensor:
        return x + self._at_centre(self.model(x, mask).float() - centre(x, WINDOW))

    def predicted(self, mask: Tensor) -> Tensor:
        return self._at_centre(torch.ones_like(centre(mask[:1], WINDOW)))

    @staticmethod
    def _at_centre(window: Tensor) -> Tensor:
        return nnf.pad(window, [(128 - WINDOW) // 2] * 4)
