"""Photos and masks that lie on the training device and are drawn and changed there.

Everything is vectorised over a batch and drawn by a generator on the device, so that a step never
waits for the processor: a graphics card would spend most of its time idle otherwise.
"""

from collections.abc import Mapping

import numpy as np
import torch
import torch.nn.functional as nnf
from torch import Tensor

from course_lib.inpainting import masks

BANK = 2000  # masks a family drawn beforehand; turned and mirrored they are 16,000
SMALLEST = 104  # pixels: the side of the smallest crop, of 144


def generator(device: str, seed: int, index: int) -> torch.Generator:
    """The random numbers of batch ``index``: they depend on (seed, index) alone."""
    state = np.random.SeedSequence((seed, index)).generate_state(1, np.uint64)[0]
    return torch.Generator(device).manual_seed(int(state >> np.uint64(1)))


class PhotoStore:
    """Square photos, (N, S, S, 3) uint8, kept on ``device`` as they are."""

    def __init__(self, photos: np.ndarray, device: str) -> None:
        self.photos = torch.from_numpy(photos).to(device)

    def draw(self, count: int, random: torch.Generator, part: slice = slice(None)) -> Tensor:
        """``part`` of a batch of ``count``: (B, 3, 128, 128) float in [0, 1].

        Each is a random square of 104 pixels or more, resized bicubically, mirrored half the time.
        """
        device, side = self.photos.device, self.photos.shape[1]
        number, size, x, y, mirror = torch.rand(5, count, generator=random, device=device)[:, part]
        chosen = (number * len(self.photos)).long().clamp_max(len(self.photos) - 1)
        size = (SMALLEST + size * (side - SMALLEST)) / side  # of the whole photo
        turn = torch.where(mirror < 0.5, -size, size)
        zero = torch.zeros_like(size)
        rows = [turn, zero, (2 * x - 1) * (1 - size), zero, size, (2 * y - 1) * (1 - size)]
        where = nnf.affine_grid(
            torch.stack(rows, 1).view(-1, 2, 3),
            [len(size), 3, masks.SIZE, masks.SIZE],
            align_corners=False,
        )
        whole = self.photos[chosen].permute(0, 3, 1, 2).float() / 255
        cut = nnf.grid_sample(whole, where, "bicubic", "reflection", align_corners=False)
        return cut.clamp(0, 1)


class MaskStore:
    """Masks of several families in the shares that ``mix`` says, kept on ``device``."""

    def __init__(self, mix: Mapping[str, float], seed: int, device: str) -> None:
        banks = [
            np.stack([masks.sample(family, (seed, k)) for k in range(self._varieties(family))])
            for family in mix
        ]
        self.masks = torch.from_numpy(np.concatenate(banks)).to(device)
        counts = torch.tensor([len(bank) for bank in banks])
        self.counts, self.starts = counts.to(device), (counts.cumsum(0) - counts).to(device)
        self.upto = torch.tensor(list(mix.values())).cumsum(0)[:-1].to(device)

    @staticmethod
    def _varieties(family: str) -> int:
        return 1 if family == "central_region" else BANK

    def draw(self, count: int, random: torch.Generator, part: slice = slice(None)) -> Tensor:
        """``part`` of a batch of ``count``: (B, 1, 128, 128) float, 1 = hidden.

        Each is drawn from its family and put into one of the square's eight symmetries.
        """
        shape, device = (5, count), self.masks.device
        family, number, *flips = torch.rand(shape, generator=random, device=device)[:, part]
        family = torch.searchsorted(self.upto, family.contiguous(), right=True)
        number = (number * self.counts[family]).long().clamp_max(self.counts[family] - 1)
        mask = self.masks[self.starts[family] + number]
        swap, upside_down, mirror = (flip[:, None, None] < 0.5 for flip in flips)
        mask = torch.where(swap, mask.transpose(1, 2), mask)
        mask = torch.where(upside_down, mask.flip(1), mask)
        mask = torch.where(mirror, mask.flip(2), mask)
        return mask[:, None].float()
