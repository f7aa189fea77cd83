"""What the inpainting networks learn: the tasks that ``training.fit`` runs.

Batch ``index`` is drawn from (seed, index) alone and dealt out to the processes of a torchrun.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from course_lib.inpainting import batches, losses, masks
from course_lib.inpainting.context_encoder import WINDOW, ContextEncoder
from course_lib.inpainting.free_form import FreeForm
from course_lib.learning import training
from course_lib.vision.datasets import TrainingPhotos
from course_lib.vision.layers import centre

FREE_FORM_MIX = {"random_block": 0.3, "random_region": 0.3, "painted": 0.3, "central_region": 0.1}


@dataclass(frozen=True)
class Plan:
    """The settings of a training run. ``precision`` is "bfloat16" or "float32".

    Adversarial training can be given ``minutes``: then it lasts so long, whatever ``steps`` says.
    """

    steps: int
    batch: int = 16
    peak: float = 6e-4
    seed: int = 0
    precision: str = "bfloat16"
    device: str = "cpu"
    minutes: float | None = None


class InpaintingTask:
    """Shared by all networks: batches, schedule, state."""

    clip = 1.0  # the longest gradient a step may follow
    model: nn.Module
    optimizers: dict[str, tuple[torch.optim.Optimizer, nn.Module]]

    def __init__(self, photos: TrainingPhotos, plan: Plan) -> None:
        rank, processes = training.world()
        if plan.batch % processes:
            raise ValueError(f"a batch of {plan.batch} cannot be dealt to {processes} processes")
        self.photos, self.plan = photos, plan
        self.mine = slice(rank * plan.batch // processes, (rank + 1) * plan.batch // processes)
        torch.manual_seed(plan.seed)

    def adopt(self, name: str, model: nn.Module, **settings: object) -> nn.Module:
        """Place a network on the device and give it an Adam of its own."""
        model = model.to(self.plan.device, memory_format=torch.channels_last)
        settings = {"lr": 0.0, "weight_decay": 1e-4} | settings
        optimizer = torch.optim.AdamW(model.parameters(), **settings)
        self.optimizers[name] = (optimizer, model)
        return model

    def photo_batch(self, rng: np.random.Generator) -> Tensor:
        """This process's part of a batch: (B, 3, 128, 128) float in [0, 1].

        Half are whole photos, half are crops of 128 from 144; half of all are mirrored.
        """
        batch = self.plan.batch
        chosen = rng.integers(len(self.photos.whole), size=batch)
        crop, mirror = rng.random(batch) < 0.5, rng.random(batch) < 0.5
        corner = rng.integers(0, 16, size=(batch, 2), endpoint=True)
        rows = []
        for k in range(batch)[self.mine]:
            top, left = corner[k]
            photo = self.photos.whole[chosen[k]]
            if crop[k]:
                photo = self.photos.large[chosen[k], top : top + 128, left : left + 128]
            rows.append(photo[:, ::-1] if mirror[k] else photo)
        x = torch.from_numpy(np.stack(rows)).to(self.plan.device)
        return x.permute(0, 3, 1, 2).float().div_(255)

    def autocast(self) -> torch.autocast:
        return torch.autocast(
            self.plan.device.split(":")[0],
            torch.bfloat16,
            enabled=self.plan.precision == "bfloat16",
        )

    def descend(self, name: str, loss: Tensor, rate: float) -> None:
        """One step of the named network's optimizer down ``loss``."""
        optimizer, model = self.optimizers[name]
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad()
        loss.backward()
        training.average_gradients(model)
        nn.utils.clip_grad_norm_(model.parameters(), self.clip)
        optimizer.step()

    def result(self) -> dict[str, Tensor]:
        """The network's tensors as they are to be kept and used."""
        return self.model.state_dict()

    def state_dict(self) -> dict[str, Tensor]:
        state: dict[str, Tensor] = {}
        for name, (optimizer, model) in self.optimizers.items():
            state |= training.pack(name, model.state_dict())
            state |= training.pack(name + ".adam", training.optimizer_state(optimizer))
        return state

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        for name, (optimizer, model) in self.optimizers.items():
            model.load_state_dict(training.unpack(name, state))
            training.load_optimizer_state(optimizer, training.unpack(name + ".adam", state))


class ContextEncoderTask(InpaintingTask):
    """The context encoder with masked L2 alone: mean square over the 78×78, the overlap ×10.

    Gradients are about 0.013 long; one much longer once threw Adam so far off that it took a
    thousand steps to come back.
    """

    clip = 0.04

    def __init__(self, photos: TrainingPhotos, plan: Plan) -> None:
        super().__init__(photos, plan)
        self.optimizers = {}
        self.model = self.adopt("network", ContextEncoder())
        device = plan.device
        self.mask = torch.from_numpy(masks.central_region()).float()[None, None].to(device)
        weights = torch.from_numpy(losses.overlap_weights())[None, None].to(device)
        self.weights = centre(weights, WINDOW)

    def predict(self, index: int) -> tuple[Tensor, Tensor]:
        """The true and the predicted window of batch ``index``, (B, 3, 78, 78) each."""
        x = self.photo_batch(np.random.default_rng((self.plan.seed, index)))
        with self.autocast():
            prediction = self.model(x, self.mask)
        return centre(x, WINDOW), prediction.float()

    def step(self, index: int) -> dict[str, float]:
        truth, prediction = self.predict(index)
        loss = losses.masked_l2(prediction, truth, torch.ones_like(self.weights), self.weights)
        self.descend("network", loss, training.cosine(index, self.plan.steps, self.plan.peak))
        return {"rec": float(loss.detach())}


class FreeFormTask(InpaintingTask):
    """The free-form network on all families of masks, by each photo's root mean square error.

    The root, L_rec over the root of the number of hidden values, keeps a photo that nobody could
    guess from outweighing the many that can be learned from.
    """

    def __init__(self, photos: TrainingPhotos, plan: Plan) -> None:
        super().__init__(photos, plan)
        self.optimizers = {}
        self.model = self.adopt("network", FreeForm())
        self.masks = batches.MaskStore(FREE_FORM_MIX, plan.seed, plan.device)

    def step(self, index: int) -> dict[str, float]:
        x = self.photo_batch(np.random.default_rng((self.plan.seed, index)))
        random = batches.generator(self.plan.device, self.plan.seed, index)
        mask = self.masks.draw(self.plan.batch, random, self.mine)
        with self.autocast():
            prediction = self.model(x, mask)
        square = (mask * (x - prediction.float()) ** 2).sum((1, 2, 3)) / (3 * mask.sum((1, 2, 3)))
        loss = (square + 1e-6).sqrt().mean()
        self.descend("network", loss, training.cosine(index, self.plan.steps, self.plan.peak))
        return {"rmse": float(loss.detach())}
