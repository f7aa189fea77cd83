"""Eigenfaces and Fisherfaces: what varies among faces, and what varies among people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from course_lib.errors import LearnerError
from course_lib.faces.curves import unit
from course_lib.faces.features import FEATURES
from course_lib.faces.photos import FaceSet
from course_lib.faces.views import SMALL, morph, morphs, retake, tensor, views

COMPONENTS = 60  # eigenfaces kept
KEPT = 150  # principal components that the discriminant analysis sees
RETAKEN = 3  # times that each photo is taken anew for it
MORPHS = morphs(6)  # other proportions, by which one person becomes six


@dataclass(frozen=True, eq=False)
class Linear:
    """Features, less their mean, projected: ``mean`` (F,), ``axes`` (F, D) float32.

    ``axes.T`` as pictures are the eigenfaces or Fisherfaces where the features are pixels.
    ``near_views``: ask of six near views of a photo and take the mean of the answers.
    """

    feature: str
    mean: np.ndarray
    axes: np.ndarray
    near_views: bool = False

    def embed(self, images: np.ndarray) -> np.ndarray:
        """As ``Method.embed``."""
        x = tensor(images)
        seen = views(x) if self.near_views else [x]
        return unit(sum(unit(self._project(part)) for part in seen))

    def _project(self, x: Tensor) -> np.ndarray:
        return (FEATURES[self.feature](x) - self.mean) @ self.axes

    def weights(self) -> dict[str, Tensor]:
        """Its numbers, in half precision."""
        named = {"mean": self.mean, "axes": self.axes}
        return {key: torch.from_numpy(value).half() for key, value in named.items()}

    @classmethod
    def from_weights(cls, feature: str, weights: dict[str, Tensor], near_views: bool) -> Linear:
        """From what ``weights`` gave. LearnerError when they belong to something else."""
        try:
            mean, axes = (weights[key].float().numpy() for key in ("mean", "axes"))
        except KeyError:
            mean, axes = np.zeros(0), np.zeros(0)
        if mean.ndim != 1 or axes.ndim != 2 or len(mean) != len(axes) or not len(mean):
            raise LearnerError("The weights are not those of eigenfaces or Fisherfaces.")
        return cls(feature, mean, axes, near_views)


def eigenfaces(faces: FaceSet, components: int = COMPONENTS) -> Linear:
    """Principal components of the photos, each scaled to variance 1 (Turk and Pentland 1991)."""
    from sklearn.decomposition import PCA

    x = FEATURES["pixels"](tensor(faces.images))
    found = PCA(min(components, len(x) - 1), svd_solver="full", whiten=True).fit(x)
    axes = found.components_.T / np.sqrt(found.explained_variance_)
    return Linear("pixels", found.mean_.astype(np.float32), axes.astype(np.float32))


def fisherfaces(faces: FaceSet, feature: str = "pixels", seed: int = 0) -> Linear:
    """Directions in which people differ most for how much their own photos do (Belhumeur et al.
    1997): 150 principal components, then a linear discriminant analysis.

    A face in other proportions, and its mirror image, is another person, so that a few people are
    many. Each photo stands beside three that are taken anew a little otherwise. LearnerError unless
    there are two people, one of them with two photos.
    """
    from sklearn.decomposition import PCA
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    if len(faces.people) < 2 or max(map(len, faces.rows())) < 2:
        raise LearnerError(
            f"{faces.name} is too little to learn from: it takes two people, and two photos of "
            "one of them."
        )
    generator = torch.Generator().manual_seed(seed)
    photos = tensor(faces.images)
    features, who = [], []
    for how in MORPHS:
        x = morph(photos, how.expand(len(photos), -1))
        x = torch.cat([x, *(retake(x, SMALL, generator) for _ in range(RETAKEN))])
        for made in (x, x.flip(3)):
            first = len(who) * (faces.subject.max() + 1)
            features.append(FEATURES[feature](made))
            who.append(np.tile(faces.subject, RETAKEN + 1) + first)
    f, who = np.concatenate(features), np.concatenate(who)
    kept = min(KEPT, *(n - 1 for n in f.shape))
    whole = PCA(kept, svd_solver="randomized", random_state=seed, whiten=True).fit(f)
    fisher = LinearDiscriminantAnalysis().fit(whole.transform(f), who)
    scale = whole.components_.T / np.sqrt(whole.explained_variance_)  # (F, kept)
    directions = fisher.scalings_
    # Both are centred and linear, so they are one.
    axes = scale @ directions
    middle = fisher.xbar_ @ directions
    mean = whole.mean_ + np.linalg.lstsq(axes.T, middle, rcond=None)[0]
    return Linear(feature, mean.astype(np.float32), axes.astype(np.float32), near_views=True)
