"""The trunk that all tasks share: seven convolutions in four stages, about 0.7 million weights.

Group normalisation, not batch normalisation: a batch's mean and spread would tell one patch about
the others of its photo, and the task could be solved by that. Fully convolutional: patches of 28
and photos of 96 pixels go through the same weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

WIDTHS = (32, 64, 128, 160)  # channels after each stage; each stage halves the side
COMPONENTS = WIDTHS[0] // 2  # principal components of the stem
PATCH = 4  # side of the stem's filters


@dataclass(frozen=True)
class Whitening:
    """Principal components of 4×4 patches over their standard deviation: ``filters`` (16, 3, 4, 4).

    ``mean`` (3, 4, 4) is the mean patch. No label is needed for either.
    """

    filters: Tensor
    mean: Tensor


def whitening(photos: np.ndarray, seed: int = 0, patches: int = 100_000) -> Whitening:
    """The whitening of (N, S, S, 3) uint8 photos, from randomly placed 4×4 patches."""
    rng = np.random.default_rng(seed)
    which = rng.integers(len(photos), size=patches)
    top, left = rng.integers(photos.shape[1] - PATCH + 1, size=(2, patches))
    step = np.arange(PATCH)
    rows, columns = top[:, None, None] + step[:, None], left[:, None, None] + step
    found = photos[which[:, None, None], rows, columns].astype(np.float64) / 255  # (P, 4, 4, 3)
    found = found.transpose(0, 3, 1, 2).reshape(patches, -1)  # (P, 48)
    mean = found.mean(0)
    spread, directions = np.linalg.eigh(np.cov(found - mean, rowvar=False))
    largest = np.argsort(spread)[::-1][:COMPONENTS]
    filters = directions[:, largest].T / np.sqrt(spread[largest] + 1e-4)[:, None]
    filters *= np.sign(filters[np.arange(COMPONENTS), np.abs(filters).argmax(1)])[:, None]
    shape = (3, PATCH, PATCH)
    return Whitening(
        torch.from_numpy(filters.reshape(-1, *shape)).float(),
        torch.from_numpy(mean.reshape(shape)).float(),
    )


class Trunk(nn.Module):
    """(N, 3, h, w) in [0, 1] → the maps of four stages, of side h/2, h/4, h/8 and h/16.

    With a ``whitening`` the first convolution is frozen: plus and minus each component, rectified.
    Without, it is learned like the others.
    """

    def __init__(self, whitening: Whitening | None = None) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, WIDTHS[0], PATCH, 2, 1)
        if whitening is not None:
            with torch.no_grad():
                filters = torch.cat([whitening.filters, -whitening.filters])
                self.stem.weight.copy_(filters)
                self.stem.bias.copy_(-(filters * whitening.mean).sum((1, 2, 3)))
            self.stem.requires_grad_(False)
        self.first = block(WIDTHS[0], WIDTHS[0], side=1)
        self.stages = nn.ModuleList(
            nn.Sequential(block(inputs, outputs, stride=2), block(outputs, outputs))
            for inputs, outputs in pairwise(WIDTHS)
        )

    def forward(self, x: Tensor) -> list[Tensor]:
        maps = [self.first(nnf.relu(self.stem(x)))]
        for stage in self.stages:
            maps.append(stage(maps[-1]))
        return maps


def block(inputs: int, outputs: int, stride: int = 1, side: int = 3) -> nn.Sequential:
    """Convolution, group normalisation, rectifier."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, side, stride, side // 2, bias=False),
        nn.GroupNorm(8, outputs),
        nn.ReLU(inplace=True),
    )


def new_trunk(seed: int, whitening: Whitening | None = None) -> Trunk:
    """A trunk with random weights that depend on ``seed`` alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Trunk(whitening)


READOUTS = tuple(
    f"{where}{how}"
    for where in ("stage1", "stage2", "stage3", "stage4", "all")
    for how in ("", "_2x2")
)


def readouts(stages: list[Tensor]) -> dict[str, Tensor]:
    """The ten ways to read a trunk, each (N, D) float32: the mean over all places or over each
    quarter of the photo (``_2x2``), of every stage and of all together."""
    found: dict[str, Tensor] = {}
    for how, side in (("", 1), ("_2x2", 2)):
        pooled = [nnf.adaptive_avg_pool2d(stage.float(), side).flatten(1) for stage in stages]
        found |= {f"stage{k}{how}": values for k, values in enumerate(pooled, 1)}
        found[f"all{how}"] = torch.cat(pooled, 1)
    return {name: found[name] for name in READOUTS}


@torch.inference_mode()
def photo_features(trunk: Trunk, photos: np.ndarray, batch: int = 250) -> dict[str, np.ndarray]:
    """``readouts`` of (N, S, S, 3) uint8 photos, on the device the trunk is on."""
    device = next(trunk.parameters()).device
    parts = []
    for start in range(0, len(photos), batch):
        x = torch.from_numpy(photos[start : start + batch]).to(device)
        x = x.permute(0, 3, 1, 2).float().div_(255)  # channels last in memory
        parts.append({k: v.cpu().numpy() for k, v in readouts(trunk(x)).items()})
    return {name: np.concatenate([part[name] for part in parts]) for name in READOUTS}
