"""k-means on patches (Coates et al. 2011): features from clusters of whitened 6 × 6 patches.

No network and no gradient. A patch is brought to one brightness and contrast and whitened; each
place of a photo then answers max(0, mean distance − distance) to every centre ("triangle"), and the
answers are summed over each quarter of the photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as nnf
from torch import Tensor

from course_lib.learning import training
from course_lib.pretext.views import whole

SIDE, PATCH = 48, 6  # pixels a side of the photo as it is read, and of a patch
CENTRES = 400
FLAT, WEAK = 10 / 255**2, 0.1  # added to a patch's variance and to a direction's


@dataclass(frozen=True)
class PatchKMeans:
    """``centres`` (K, 108) in whitened space; ``whiten`` (108, 108) and ``mean`` (108,)."""

    centres: Tensor
    whiten: Tensor
    mean: Tensor

    @torch.inference_mode()
    def features(self, photos: np.ndarray, batch: int = 50) -> np.ndarray:
        """(N, S, S, 3) uint8 photos → (N, 4·K) float32."""
        parts = []
        for start in range(0, len(photos), batch):
            patches = _patches(photos[start : start + batch])  # (B, places, 108)
            z = (patches - self.mean) @ self.whiten
            distance = torch.cdist(z, self.centres.expand(len(z), -1, -1))  # (B, places, K)
            triangle = nnf.relu(distance.mean(2, keepdim=True) - distance)
            side = SIDE - PATCH + 1
            maps = triangle.transpose(1, 2).unflatten(2, (side, side))
            parts.append(nnf.adaptive_avg_pool2d(maps, 2).flatten(1).numpy())
        return np.concatenate(parts)

    def save(self, path: Path) -> None:
        """Write the centres and the whitening, in float16."""
        tensors = {"centres": self.centres, "whiten": self.whiten, "mean": self.mean}
        training.save_tensors(path, {k: v.half() for k, v in tensors.items()}, {})


def read(path: Path) -> PatchKMeans:
    """What ``save`` wrote."""
    tensors, _ = training.load_tensors(path)
    return PatchKMeans(*(tensors[name].float() for name in ("centres", "whiten", "mean")))


def _patches(photos: np.ndarray) -> Tensor:
    """Every 6 × 6 patch of each photo, of mean 0 and spread 1: (N, 43², 108)."""
    x = whole(torch.from_numpy(np.ascontiguousarray(photos)).permute(0, 3, 1, 2), SIDE)
    patches = nnf.unfold(x, PATCH).transpose(1, 2)
    patches = patches - patches.mean(2, keepdim=True)
    return patches / (patches.var(2, keepdim=True) + FLAT).sqrt()


def fit_kmeans(
    photos: np.ndarray, seed: int = 0, centres: int = CENTRES, patches: int = 100_000
) -> PatchKMeans:
    """Cluster randomly chosen patches of (N, S, S, 3) uint8 photos by mini-batch k-means."""
    from sklearn.cluster import MiniBatchKMeans
    from threadpoolctl import threadpool_limits

    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(photos))[: max(1, patches // 50)]
    each = -(-patches // len(chosen))
    found = []
    for start in range(0, len(chosen), 50):
        whole_set = _patches(photos[np.sort(chosen[start : start + 50])])
        for one in whole_set:
            found.append(one[torch.from_numpy(rng.integers(len(one), size=each))])
    x = torch.cat(found).double()
    mean = x.mean(0)
    spread, directions = torch.linalg.eigh(torch.cov((x - mean).T))
    whiten = directions @ torch.diag((spread + WEAK).rsqrt()) @ directions.T  # ZCA
    z = ((x - mean) @ whiten).float().numpy()
    with threadpool_limits(1):
        fitted = MiniBatchKMeans(
            centres, random_state=seed, batch_size=4096, n_init=1, max_iter=30
        ).fit(z)
    clustered = torch.from_numpy(fitted.cluster_centers_).float()
    return PatchKMeans(clustered, whiten.float(), mean.float())
