"""Pictures of words: the neighbourhood of some, an analogy's parallelogram, places on an axis.

All of them work with ê = e / |e|, so that near means: of high cosine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from course_lib.errors import LearnerError
from course_lib.words.vectors import WordVectors

LINKS = 3  # nearest words that each word is linked to
VOCABULARY_FIT = 50_000  # most frequent words that the axes of a whole vocabulary are fitted on


@dataclass(frozen=True)
class Link:
    """Word ``end`` is among the nearest of word ``start`` by cosine; is it in the picture too?"""

    start: int
    end: int
    kept: bool


@dataclass(frozen=True)
class WordMap:
    """N words at ``points`` (N, 2 or 3) on principal axes.

    shares: each axis's share of the variance of what the axes were fitted on, in [0, 1]. links:
    each word's nearest by cosine among these words. kept: the share of the links whose end is also
    among as many nearest in the picture.
    """

    words: tuple[str, ...]
    points: np.ndarray
    shares: tuple[float, ...]
    links: tuple[Link, ...]
    kept: float


@dataclass(frozen=True)
class Parallelogram:
    """a, b, c, the corner ê_b − ê_a + ê_c and the words found: ``points`` (4 + found, 2)."""

    words: tuple[str, ...]
    points: np.ndarray
    shares: tuple[float, float]


def gather(vectors: WordVectors, words: Sequence[str], most: int) -> tuple[str, ...]:
    """The words themselves, then their nearest in turn until there are about ``most``."""
    words = list(dict.fromkeys(words))
    each = max(3, (most - len(words)) // max(1, len(words)))
    near = [[n.word for n in vectors.nearest(word, each)] for word in words]
    return tuple(dict.fromkeys([*words, *(word for found in near for word in found)]))


class Mapper:
    """Puts words of one set of vectors into a plane or a space by principal components.

    The axes are fitted (by scikit-learn, imported here when they are first needed) on the words
    shown, or once on the most frequent 50,000 of the vocabulary.
    """

    def __init__(self, vectors: WordVectors) -> None:
        self.vectors = vectors
        self._whole = None

    def map(self, words: Sequence[str], dims: int = 2, whole: bool = False) -> WordMap:
        """Where the words lie on ``dims`` (2 or 3) axes; ``whole``: the vocabulary's axes."""
        units = self.vectors.units(words)
        points, shares = self._project(units, dims, whole)
        links = _links(units, points)
        kept = sum(link.kept for link in links) / len(links) if links else 1.0
        return WordMap(tuple(words), points, shares, links, kept)

    def parallelogram(self, a: str, b: str, c: str, found: Sequence[str]) -> Parallelogram:
        """The plane in which an analogy's words lie best, as seen by their own components."""
        first, second, third = self.vectors.units((a, b, c))
        corner = second - first + third
        rest = self.vectors.units(found) if found else np.empty((0, self.vectors.dim))
        rows = np.vstack([first, second, third, corner, rest])
        points, shares = self._project(rows, 2, False)
        return Parallelogram((a, b, c, "", *found), points, shares)

    def _project(
        self, rows: np.ndarray, dims: int, whole: bool
    ) -> tuple[np.ndarray, tuple[float, ...]]:
        from sklearn.decomposition import PCA

        with np.errstate(invalid="ignore", divide="ignore"):  # one word, or all alike: no variance
            if whole and self._whole is None:
                v = self.vectors
                most = min(len(v), VOCABULARY_FIT)
                self._whole = PCA(min(3, most, v.dim)).fit(v.rows[:most] * v.shrink[:most, None])
            axes = self._whole if whole else PCA(min(dims, *rows.shape)).fit(rows)
        points, shares = np.zeros((len(rows), dims)), np.zeros(dims)
        found = axes.transform(rows)[:, :dims]
        points[:, : found.shape[1]] = found
        shares[: found.shape[1]] = np.nan_to_num(axes.explained_variance_ratio_[:dims])
        return points, tuple(shares.tolist())


def _links(units: np.ndarray, points: np.ndarray) -> tuple[Link, ...]:
    count = min(LINKS, len(units) - 1)
    if count < 1:
        return ()
    cosines = units @ units.T
    apart = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    np.fill_diagonal(cosines, -np.inf)
    np.fill_diagonal(apart, np.inf)
    near = np.argsort(-cosines, axis=1, kind="stable")[:, :count]
    shown = np.argsort(apart, axis=1, kind="stable")[:, :count]
    return tuple(
        Link(start, int(end), bool(end in shown[start]))
        for start in range(len(units))
        for end in near[start]
    )


def along(vectors: WordVectors, low: str, high: str, words: Sequence[str]) -> np.ndarray:
    """Each word's place on the axis from ``low`` to ``high``: ê_w · û, (N,) in [−1, 1].

    u = ê_high − ê_low, û = u / |u|. LearnerError where the two are one word or lie together.
    """
    first, second = vectors.units((low, high))
    axis = second - first
    length = float(np.linalg.norm(axis))
    if length < 1e-6:
        raise LearnerError("An axis needs two different words: one for each end.")
    return vectors.units(words) @ (axis / length)


__all__ = ["LINKS", "Link", "Mapper", "Parallelogram", "WordMap", "along", "gather"]
