"""Chapter 6: plausible wrong answers with what the check says, and right ones."""

import numpy as np
from scipy.spatial.distance import cdist
from scipy.special import expit, softmax

# ---- draw_trial ----------------------------------------------------------------------------------


def _trial(characters, drawers, ways, rng):
    support, query = rng.choice(drawers, 2, replace=False)
    return rng.permutation(characters)[:ways], support, query, rng.integers(ways)


def _but(**changed):
    """The right trial, with some of its parts made otherwise."""

    def make(characters, drawers, ways, rng):
        names = ("classes", "support", "query", "truth")
        parts = dict(zip(names, _trial(characters, drawers, ways, rng), strict=True))
        for name, otherwise in changed.items():
            parts[name] = otherwise(parts, characters, drawers, ways, rng)
        return tuple(parts.values())

    return make


def _twice(p, characters, drawers, ways, rng):
    return rng.integers(characters, size=ways)


WRONG_TRIAL = [
    (_but(classes=_twice), "the same class twice"),
    (_but(query=lambda p, c, d, w, rng: rng.integers(d)), "one person drew both"),
    (_but(truth=lambda p, c, d, w, rng: int(p["classes"][0])), "not a place in `classes`"),
    (_but(truth=lambda p, c, d, w, rng: 0), "never takes some of the places"),
    (
        _but(classes=lambda p, c, d, w, rng: rng.permutation(w)),
        "Some characters never come up",
    ),
    (
        _but(support=lambda p, c, d, w, rng: 0, query=lambda p, c, d, w, rng: 1),
        "Some people never draw the query",
    ),
    (_but(classes=lambda p, c, d, w, rng: np.sort(p["classes"])), "in rising order"),
    (
        lambda c, d, w, rng: _trial(c, d, w, np.random.default_rng()),
        "another trial the second time",
    ),
    (_but(classes=lambda p, c, d, w, rng: p["classes"][:-1]), "you drew"),
    (_but(classes=lambda p, c, d, w, rng: p["classes"] + 1), "numbered from 0 to characters − 1"),
    (_but(support=lambda p, c, d, w, rng: d), "numbered from 0 to drawers − 1"),
    (lambda c, d, w, rng: None, "nothing (None)"),
    (lambda c, d, w, rng: _trial(c, d, w, rng)[:3], "four things"),
    (_but(truth=lambda p, c, d, w, rng: 0.5), "a float as the truth"),
    (_but(classes=lambda p, c, d, w, rng: p["classes"] / 2), "of whole numbers"),
]


def _trial_by_lists(characters, drawers, ways, rng):
    classes = [int(c) for c in rng.choice(characters, ways, replace=False)]
    query = int(rng.integers(drawers))
    support = int(rng.integers(drawers - 1))
    return classes, support + (support >= query), query, int(rng.integers(ways))


# ---- modified_hausdorff --------------------------------------------------------------------------


def _hausdorff(a, b):
    far = cdist(a, b)
    return max(far.min(1).mean(), far.min(0).mean())


WRONG_HAUSDORFF = [
    (lambda a, b: max(cdist(a, b).min(1).max(), cdist(a, b).min(0).max()), "one stray point"),
    (lambda a, b: cdist(a, b).min(1).mean(), "Only the way from a to b"),
    (lambda a, b: cdist(a, b).min(0).mean(), "Only the way from b to a"),
    (lambda a, b: min(cdist(a, b).min(1).mean(), cdist(a, b).min(0).mean()), "the smaller"),
    (lambda a, b: (cdist(a, b).min(1).mean() + cdist(a, b).min(0).mean()) / 2, "mean of both"),
    (lambda a, b: cdist(a, b).min(1).mean() + cdist(a, b).min(0).mean(), "You added both ways"),
    (lambda a, b: max(cdist(a, b).min(1).sum(), cdist(a, b).min(0).sum()), "with more ink"),
    (
        lambda a, b: max((cdist(a, b) ** 2).min(1).mean(), (cdist(a, b) ** 2).min(0).mean()),
        "the root is missing",
    ),
    (
        lambda a, b: max(
            cdist(a, b, "cityblock").min(1).mean(), cdist(a, b, "cityblock").min(0).mean()
        ),
        "along the axes",
    ),
    (lambda a, b: cdist(a, b).mean(), "over all pairs"),
    (lambda a, b: cdist(a, b).min(1), "is an array of shape"),
    (lambda a, b: _hausdorff(a, b) + 1, "Which of the two means differs"),
]


def _hausdorff_by_loops(a, b):
    def way(p, q):
        return sum(min(np.hypot(*(x - y)) for y in q) for x in p) / len(p)

    return max(way(a, b), way(b, a))


# ---- siamese_probability -------------------------------------------------------------------------


def _siamese(a, b, alpha, beta):
    return expit((alpha * abs(a - b)).sum() + beta)


WRONG_SIAMESE = [
    (lambda a, b, w, c: expit((w * (a - b)).sum() + c), "The absolute value is missing"),
    (lambda a, b, w, c: expit((w * (a - b) ** 2).sum() + c), "You squared"),
    (lambda a, b, w, c: expit(abs(a - b).sum() + c), "The weights alpha are missing"),
    (lambda a, b, w, c: expit((w * abs(a - b)).sum()), "The bias beta is missing"),
    (lambda a, b, w, c: (w * abs(a - b)).sum() + c, "The σ is missing"),
    (lambda a, b, w, c: 1 - _siamese(a, b, w, c), "1 minus the answer"),
    (lambda a, b, w, c: expit(abs((w * (a - b)).sum()) + c), "absolute value of the sum"),
    (lambda a, b, w, c: expit((w * abs(a - b)).mean() + c), "the mean over the features"),
    (lambda a, b, w, c: expit(abs(w * (a - b)).sum() + c), "lost their signs"),
    (lambda a, b, w, c: expit(w * abs(a - b) + c), "is an array of shape"),
    (lambda a, b, w, c: _siamese(a, b, w, c) / 2, "Which of them differs"),
    (lambda a, b, w, c: None, "gave back nothing"),
]

# ---- triplet_loss --------------------------------------------------------------------------------


def _triplet(a, p, n, margin):
    return max(0, np.sum((a - p) ** 2) - np.sum((a - n) ** 2) + margin)


WRONG_TRIPLET = [
    (lambda a, p, n, m: np.sum((a - p) ** 2) - np.sum((a - n) ** 2) + m, "max with 0 is missing"),
    (lambda a, p, n, m: _triplet(a, n, p, m), "are swapped"),
    (lambda a, p, n, m: _triplet(a, p, n, 0), "The margin is missing"),
    (lambda a, p, n, m: _triplet(a, p, n, -m), "the wrong sign"),
    (
        lambda a, p, n, m: max(0, np.linalg.norm(a - p) - np.linalg.norm(a - n) + m),
        "not their squares",
    ),
    (
        lambda a, p, n, m: max(m, np.sum((a - p) ** 2) - np.sum((a - n) ** 2)),
        "inside the wrong place",
    ),
    (lambda a, p, n, m: np.maximum(0, (a - p) ** 2 - (a - n) ** 2 + m), "is an array of shape"),
    (lambda a, p, n, m: 2 * _triplet(a, p, n, m), "Which of them differs"),
]

# ---- prototype_probabilities ---------------------------------------------------------------------


def _prototypes(s, q):
    return softmax(-((s.mean(1) - q) ** 2).sum(1))


WRONG_PROTOTYPES = [
    (lambda s, q: softmax(((s.mean(1) - q) ** 2).sum(1)), "The sign is turned round"),
    (lambda s, q: softmax(-np.linalg.norm(s.mean(1) - q, axis=1)), "not their squares"),
    (lambda s, q: softmax(-((s.sum(1) - q) ** 2).sum(1)), "a prototype is their mean"),
    (lambda s, q: softmax(-((s[:, 0] - q) ** 2).sum(1)), "Only the first drawing"),
    (lambda s, q: softmax(-((s - q) ** 2).sum(2).min(1)), "the nearest drawing of each class"),
    (lambda s, q: softmax(-((s - q) ** 2).sum(2).mean(1)), "the mean of the distances"),
    (lambda s, q: softmax(1 - cdist(s.mean(1), q[None], "cosine")[:, 0]), "These are cosines"),
    (lambda s, q: np.exp(-((s.mean(1) - q) ** 2).sum(1)), "do not sum to 1"),
    (lambda s, q: -((s.mean(1) - q) ** 2).sum(1), "The softmax is missing"),
    (lambda s, q: softmax(-((s.mean(1) - q) ** 2).mean(1)), "the mean over the D features"),
    (lambda s, q: np.asarray(_prototypes(s, q).argmax()), "the answer's number"),
    (lambda s, q: softmax(-((s.mean(0) - q) ** 2).sum(1)), "runs over axis 1"),
    (
        lambda s, q: (
            np.exp(-((s.mean(1) - q) ** 2).sum(1)) / np.exp(-((s.mean(1) - q) ** 2).sum(1)).sum()
        ),
        "0/0 is nothing",
    ),
    (lambda s, q: _prototypes(s, q)[::-1].copy(), "Which of them differs"),
    (lambda s, q: _prototypes(s, q).tolist(), "is a list"),
]


WRONG = {
    "draw_trial": WRONG_TRIAL,
    "modified_hausdorff": WRONG_HAUSDORFF,
    "siamese_probability": WRONG_SIAMESE,
    "triplet_loss": WRONG_TRIPLET,
    "prototype_probabilities": WRONG_PROTOTYPES,
}
RIGHT = {
    "draw_trial": [_trial, _trial_by_lists],
    "modified_hausdorff": [_hausdorff, _hausdorff_by_loops],
    "siamese_probability": [_siamese, lambda a, b, w, c: 1 / (1 + np.exp(-(w @ abs(b - a)) - c))],
    "triplet_loss": [
        _triplet,
        lambda a, p, n, m: max(0.0, float((p - n) @ (p + n - 2 * a)) + m),
    ],
    "prototype_probabilities": [
        _prototypes,
        lambda s, q: softmax(2 * s.mean(1) @ q - (s.mean(1) ** 2).sum(1)),
    ],
}
