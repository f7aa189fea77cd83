"""The linear probe: how much of what a photo shows can a linear classifier read from features?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.errors import LearnerError

FOLDS = 5
STRENGTH = 0.01  # scikit-learn's C: features are many and photos few


@dataclass(frozen=True)
class Probe:
    """``folds``: the accuracy in each fold; ``hits`` (N,) bool: which photos were named right."""

    folds: np.ndarray
    hits: np.ndarray

    @property
    def mean(self) -> float:
        """The share of all photos named right, each by a classifier that had not seen it."""
        return float(self.hits.mean())

    @property
    def std(self) -> float:
        """The spread of the accuracy over the folds."""
        return float(self.folds.std(ddof=1))


def probe(features: np.ndarray, shown: np.ndarray, strength: float = STRENGTH) -> Probe:
    """Five-fold logistic regression on standardised features (N, D), classes ``shown`` (N,).

    Standardised by each fold's own training part; folds keep the classes' shares and depend on
    ``shown`` alone, so two trunks are compared photo by photo. LearnerError with fewer than two
    classes or a class of fewer than five photos.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from threadpoolctl import threadpool_limits

    counts = np.unique(shown, return_counts=True)[1]
    if len(counts) < 2 or counts.min() < FOLDS:
        raise LearnerError(
            f"The probe needs two classes or more with at least {FOLDS} photos each; here are "
            f"{len(counts)} classes, the smallest of {counts.min() if len(counts) else 0} photos."
        )
    hits = np.zeros(len(shown), bool)
    folds = []
    with threadpool_limits(
        1
    ):  # on matrices this small, threads cost a hundred times what they give
        for fit, ask in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(features, shown):
            model = make_pipeline(
                StandardScaler(), LogisticRegression(C=strength, max_iter=400)
            ).fit(features[fit], shown[fit])
            hits[ask] = model.predict(features[ask]) == shown[ask]
            folds.append(hits[ask].mean())
    return Probe(np.array(folds), hits)


@dataclass(frozen=True)
class Difference:
    """How much more often the first is right: the mean, and its 95 % interval."""

    mean: float
    low: float
    high: float


def difference(first: list[np.ndarray], second: list[np.ndarray]) -> Difference:
    """Compare two rows on the same photos, each given as ``hits`` (N,) of one run a seed.

    Both sources of chance count: which photos were asked (the spread of the mean difference over
    photos) and how the runs came out (its spread over seeds, where there are several).
    """
    seeds = min(len(first), len(second))
    each = np.stack(
        [a.astype(float) - b for a, b in zip(first[:seeds], second[:seeds], strict=True)]
    )
    mean = float(each.mean())
    variance = each.mean(0).var(ddof=1) / each.shape[1]
    if seeds > 1:
        variance += each.mean(1).var(ddof=1) / seeds
    half = 1.96 * float(np.sqrt(variance))
    return Difference(mean, mean - half, mean + half)
