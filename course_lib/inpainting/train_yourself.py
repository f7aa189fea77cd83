"""A context encoder small enough to learn before your eyes: 64×64 photos, the central 32×32 hidden.

It is the plain idea of Pathak et al. 2016 without the help the shipped networks get: the hole is
painted in the mean colour of what is visible, the encoder halves the side three times, the
channel-wise fully-connected layer carries the surroundings into the middle, the decoder paints.
Beside that path a second channel-wise layer leads straight from coarse pixels to coarse pixels, so
that the blurred part of the answer is learned first. Its first guess is the mean colour itself:
all that it gains, it learned.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

from course_lib.inpainting import masks
from course_lib.inpainting.losses import masked_l2
from course_lib.inpainting.metrics import hole_quality
from course_lib.learning import training
from course_lib.vision import photos
from course_lib.vision.layers import SLOPE, ChannelwiseFullyConnected

SIDE, HOLE = 64, 32
BATCH, PEAK = 32, 2e-3
BUDGET = 500  # steps, for 90 seconds on two cores
HELD_OUT = ("coffee", "rocket", "astronaut")  # gallery photos that are never trained on
CROPS = 16  # fixed crops of each photo held out


class SmallContextEncoder(nn.Module):
    """(B, 3, 64, 64) in [0, 1] with the central 32×32 hidden → that hole, (B, 3, 32, 32)."""

    def __init__(self, width: int = 24) -> None:
        super().__init__()
        a, b, c = width, 2 * width, 4 * width
        act = nn.LeakyReLU(SLOPE)
        self.encoder = nn.Sequential(
            nn.Conv2d(3, a, 4, 2, 1), act, nn.Conv2d(a, b, 4, 2, 1), nn.GroupNorm(8, b), act,
            nn.Conv2d(b, c, 4, 2, 1), nn.GroupNorm(8, c), act,
        )  # (B, 96, 8, 8)  # fmt: skip
        self.channelwise = ChannelwiseFullyConnected(c, side=8, side_out=4)
        self.decoder = nn.Sequential(
            nn.Conv2d(c, c, 1), nn.GroupNorm(8, c), act,
            nn.ConvTranspose2d(c, b, 4, 2, 1), nn.GroupNorm(8, b), act,
            nn.ConvTranspose2d(b, a, 4, 2, 1), act,
            nn.ConvTranspose2d(a, 3, 4, 2, 1),
        )  # (B, 3, 32, 32)  # fmt: skip
        self.coarse = ChannelwiseFullyConnected(3, side=SIDE // 4, side_out=HOLE // 4)
        nn.init.zeros_(self.coarse.weight)
        nn.init.zeros_(self.decoder[-1].weight)
        nn.init.zeros_(self.decoder[-1].bias)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        visible = 1 - mask
        mean = (x * visible).sum((2, 3), keepdim=True) / visible.sum((2, 3), keepdim=True)
        around = (x - mean) * visible  # the hole in the mean colour: 0 once that is taken off
        blurred = self.coarse(nnf.avg_pool2d(around, 4))  # (B, 3, 8, 8)
        blurred = nnf.interpolate(blurred, scale_factor=4, mode="bilinear")
        return mean + blurred + self.decoder(self.channelwise(self.encoder(2 * around)))


class SmallTask:
    """Learn to fill the middle of random crops; a ``training.Task`` with samples to look at.

    ``given`` and ``held_out`` are lists of (H, W, 3) uint8 photos; of the former a random square is
    drawn at every step, of the latter fixed ones, never trained on. Raises ValueError when either
    is empty.
    """

    def __init__(
        self,
        given: list[np.ndarray],
        held_out: list[np.ndarray],
        seed: int = 0,
        budget_steps: int = BUDGET,
    ) -> None:
        if not given or not held_out:
            raise ValueError("photos to train on and photos held out are both needed")
        self.seed, self.budget_steps = seed, budget_steps
        # Large photos are shrunk once: a crop then needs little resizing.
        self.given = [self._shrunk(photo) for photo in given]
        rng = np.random.default_rng((seed, 1))
        per_photo = max(1, min(CROPS, 128 // len(held_out)))
        self.kept = np.stack(
            [self._crop(self._shrunk(p), rng) for _ in range(per_photo) for p in held_out]
        )
        self.hidden = masks.central_region(SIDE, HOLE)
        self.mask = torch.from_numpy(self.hidden).float()[None, None]
        torch.manual_seed(seed)
        self.network = SmallContextEncoder()
        self.optimizer = torch.optim.AdamW(self.network.parameters(), lr=PEAK)

    @staticmethod
    def _shrunk(photo: np.ndarray) -> np.ndarray:
        scale = 192 / min(photo.shape[:2])
        if scale >= 1:
            return photo
        height, width = (max(1, round(n * scale)) for n in photo.shape[:2])
        x = torch.from_numpy(photo.copy()).permute(2, 0, 1)[None].float()
        small = nnf.interpolate(x, (height, width), mode="bilinear", antialias=True)
        return small[0].permute(1, 2, 0).clamp(0, 255).round().byte().numpy()

    @staticmethod
    def _crop(photo: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """A random square of at least half the photo's shorter side, as (64, 64, 3) uint8."""
        height, width = photo.shape[:2]
        side = int(rng.integers(min(height, width) // 2, min(height, width), endpoint=True))
        top = int(rng.integers(0, height - side, endpoint=True))
        left = int(rng.integers(0, width - side, endpoint=True))
        return photos.square(photo[top : top + side, left : left + side], SIDE)

    def _batch(self, index: int) -> Tensor:
        """Batch ``index``, (32, 3, 64, 64) in [0, 1]: crops turned, mirrored and recoloured.

        Few photos are given, so the colours are exchanged, inverted and dimmed at random: what is
        left to learn is how a photo goes on, and not which colours these few have.
        """
        rng = np.random.default_rng((self.seed, 0, index))
        rows = []
        for which in rng.integers(len(self.given), size=BATCH):
            crop = np.rot90(self._crop(self.given[which], rng), rng.integers(4))
            crop = crop[:, ::-1] if rng.random() < 0.5 else crop
            crop = crop[..., rng.permutation(3)]
            crop = 255 - crop if rng.random() < 0.5 else crop
            rows.append(crop * rng.uniform(0.5, 1, 3).astype(np.float32))
        return torch.from_numpy(np.stack(rows)).permute(0, 3, 1, 2) / 255

    def step(self, index: int) -> dict[str, float]:
        """One step of Adam down the masked L2 of batch ``index``; returns {"loss": mean square}."""
        x = self._batch(index)
        hole = (SIDE - HOLE) // 2
        truth = x[:, :, hole:-hole, hole:-hole]
        rate = training.cosine(index, self.budget_steps, PEAK, warm_up=20)
        self.optimizer.param_groups[0]["lr"] = rate
        loss = masked_l2(self.network(x, self.mask), truth, torch.ones(1, 1, HOLE, HOLE))
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        return {"loss": float(loss.detach())}

    def state_dict(self) -> dict[str, Tensor]:
        """The network and its Adam, flat."""
        return training.pack("network", self.network.state_dict()) | training.pack(
            "adam", training.optimizer_state(self.optimizer)
        )

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        """Take up what ``state_dict`` gave."""
        self.network.load_state_dict(training.unpack("network", state))
        training.load_optimizer_state(self.optimizer, training.unpack("adam", state))

    def samples(self) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Photos held out: the truth, with its hole in grey, and filled; (64, 64, 3) uint8 each."""
        holed, filled = self.kept.copy(), self.kept.copy()
        holed[:, self.hidden] = 127
        with torch.inference_mode():
            x = torch.from_numpy(holed).permute(0, 3, 1, 2).float() / 255
            hole = self.network(x, self.mask).clamp(0, 1) * 255
        filled[:, self.hidden] = (
            hole.permute(0, 2, 3, 1).round().byte().numpy().reshape(len(filled), -1, 3)
        )
        return list(zip(self.kept, holed, filled, strict=True))

    def held_out_psnr(self) -> tuple[float, float]:
        """PSNR inside the hole in dB, mean over photos held out: the network, the mean colour."""
        from course_lib.inpainting.fills import fill

        network, mean = [], []
        for truth, _, filled in self.samples():
            network.append(hole_quality(truth, filled, self.hidden).psnr)
            plain = fill("mean", truth, self.hidden)
            mean.append(hole_quality(truth, plain, self.hidden).psnr)
        return float(np.mean(network)), float(np.mean(mean))


def default_task(seed: int = 0, imagenette: Path | None = None) -> SmallTask:
    """The panel's task: Imagenette where it is present, else crops of the gallery.

    ``imagenette`` names a folder or archive of photos; without it the fetched data set is used when
    it is there. Some photos are held out either way.
    """
    from course_lib.vision import datasets

    source = datasets.find(imagenette)
    if os.path.exists(source):
        given = datasets.imagenette(source, limit=2000).large
        held_out = datasets.imagenette(source, held_back=True, limit=64).large
        return SmallTask(list(given), list(held_out), seed)
    return gallery_task(seed)


def gallery_task(seed: int = 0) -> SmallTask:
    """Train on crops of the gallery, three of its photos held out."""
    gallery = photos.gallery()
    held_out = [gallery[name].full() for name in HELD_OUT]
    given = [photo.full() for name, photo in gallery.items() if name not in HELD_OUT]
    return SmallTask(given, held_out, seed)
