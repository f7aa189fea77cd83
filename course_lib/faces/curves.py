"""What a threshold does: false accepts and false rejects, ROC, DET, equal error rate, prices.

The door opens where d(x, y) ≤ τ. Equal distances stand or fall together, so a judge that says the
same of every pair gets chance and no more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.errors import LearnerError


@dataclass(frozen=True, eq=False)
class Curve:
    """Every threshold that changes something, from the strictest, (T,) each.

    ``far``: share of different pairs let in; ``frr``: share of same pairs locked out. The first
    threshold is −∞: nobody gets in.
    """

    threshold: np.ndarray
    far: np.ndarray
    frr: np.ndarray

    @property
    def eer(self) -> float:
        """The equal error rate: where far and frr cross, on the straight line between points."""
        after = int(np.argmax(self.far >= self.frr))  # ≥ 1: at 0, far is 0 and frr is 1
        before = after - 1
        gap = self.frr[before] - self.far[before]
        closed = gap + self.far[after] - self.frr[after]
        share = gap / closed
        return float(self.far[before] + share * (self.far[after] - self.far[before]))

    @property
    def equal(self) -> float:
        """The threshold whose two error rates are nearest to each other."""
        return float(self.threshold[1:][np.argmin(np.abs(self.far - self.frr)[1:])])

    @property
    def auc(self) -> float:
        """The area under the ROC curve: 0.5 by chance, 1 at best."""
        return float(np.trapezoid(1 - self.frr, self.far))

    def at(self, threshold: float) -> tuple[float, float]:
        """(far, frr) where the door opens for d ≤ ``threshold``."""
        place = int(np.searchsorted(self.threshold, threshold, side="right")) - 1
        return float(self.far[place]), float(self.frr[place])

    def for_far(self, wanted: float) -> float:
        """The most open threshold that lets in at most a share ``wanted`` of different pairs.

        −∞ when even the strictest lets in more. ValueError unless 0 ≤ wanted ≤ 1.
        """
        if not 0 <= wanted <= 1:
            raise ValueError(f"a false-accept rate of {wanted}")
        return float(self.threshold[np.flatnonzero(self.far <= wanted)[-1]])

    def price(self, stranger_in: float, colleague_out: float, strangers: float) -> np.ndarray:
        """What a visitor costs on average at every threshold, (T,).

        ``strangers``: share of visitors who are strangers; the others are prices of one mistake.
        """
        return stranger_in * strangers * self.far + colleague_out * (1 - strangers) * self.frr

    def cheapest(self, stranger_in: float, colleague_out: float, strangers: float = 0.5) -> float:
        """The threshold of least price; of equal ones the strictest."""
        return float(self.threshold[np.argmin(self.price(stranger_in, colleague_out, strangers))])

    def det(self, least: float = 1e-4) -> tuple[np.ndarray, np.ndarray]:
        """far and frr as normal deviates (Martin et al. 1997), kept ``least`` from 0 and 1."""
        from scipy.stats import norm

        clipped = (np.clip(rate, least, 1 - least) for rate in (self.far, self.frr))
        return tuple(norm.ppf(rate) for rate in clipped)


def curve(same: np.ndarray, different: np.ndarray) -> Curve:
    """The curve of distances (n,) of same pairs and (m,) of different pairs.

    LearnerError where there are none of one kind; ValueError for what is not finite.
    """
    same, different = np.sort(np.ravel(same)), np.sort(np.ravel(different))
    if not len(same) or not len(different):
        raise LearnerError(
            "A threshold takes pairs of both kinds: two photos of one person, and two people."
        )
    if not (np.isfinite(same).all() and np.isfinite(different).all()):
        raise ValueError("a distance is not a finite number")
    threshold = np.concatenate([[-np.inf], np.unique(np.concatenate([same, different]))])
    far = np.searchsorted(different, threshold, side="right") / len(different)
    frr = 1 - np.searchsorted(same, threshold, side="right") / len(same)
    return Curve(threshold, far, frr)


def pairs(subject: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All pairs of n photos, i < j: which two, (P,) each, and whether they are one person's."""
    first, second = np.triu_indices(len(subject), 1)
    return first, second, subject[first] == subject[second]


def of_faces(z: np.ndarray, subject: np.ndarray) -> Curve:
    """The curve of all pairs of embeddings (n, D) of length 1."""
    first, second, same = pairs(subject)
    d = distances(z, z)[first, second]
    return curve(d[same], d[~same])


def nearest(d: np.ndarray, threshold: float, count: int = 6) -> np.ndarray:
    """Which of the distances (P,) lie nearest the threshold, (count,), the nearest first."""
    return np.argsort(np.abs(d - threshold), kind="stable")[:count]


def unit(z: np.ndarray) -> np.ndarray:
    """Vectors (…, D) made 1 long; a zero stays."""
    return z / np.maximum(np.linalg.norm(z, axis=-1, keepdims=True), 1e-9)


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """d = 1 − cosine of embeddings (n, D) and (m, D) of length 1: (n, m), from 0 to 2.

    To six decimals: what differs by less was the same and was rounded differently.
    """
    return np.round(np.clip(1 - np.asarray(a, float) @ np.asarray(b, float).T, 0, 2), 6)
