"""Chapter 7: plausible wrong answers with what the check says, and right ones."""

import numpy as np


def _d(a, b):
    return np.linalg.norm(a - b, axis=1)


def _contrastive(a, b, same, margin):
    d = _d(a, b)
    total = 0.0
    for i in range(len(d)):
        total += d[i] ** 2 if same[i] else max(0.0, margin - d[i]) ** 2
    return total / len(d)


WRONG_CONTRASTIVE = [
    (lambda a, b, s, m: _contrastive(a, b, ~s, m), "swapped"),
    (lambda a, b, s, m: np.where(s, _d(a, b) ** 2, (m - _d(a, b)) ** 2).mean(), "max with 0"),
    (
        lambda a, b, s, m: np.where(s, _d(a, b) ** 2, np.clip(m - _d(a, b), 0, None)).mean(),
        "square of the second part",
    ),
    (lambda a, b, s, m: np.where(s, _d(a, b) ** 2, 0).mean(), "all faces on one point"),
    (lambda a, b, s, m: _contrastive(a, b, s, m) * 2, "Which of them differs"),
]


def _semi_hard(near, far, margin):
    found = [i for i in np.argsort(far) if near < far[i] < near + margin]
    return int(found[0]) if found else -1


WRONG_SEMI_HARD = [
    (lambda near, far, m: np.argmin(far), "the hardest"),
    (lambda near, far, m: np.where(far > near, far, np.inf).argmin(), "upper end"),
    (
        lambda near, far, m: (
            np.where(far < near + m, far, np.inf).argmin() if (far < near + m).any() else -1
        ),
        "lower end",
    ),
    (lambda near, far, m: max(0, _semi_hard(near, far, m)), "you named one"),
    (lambda near, far, m: None, "nothing (None)"),
]


def _threshold(different, wanted):
    shares = [(different <= d).mean() for d in different]
    return max(d for d, share in zip(different, shares, strict=True) if share <= wanted + 1e-9)


WRONG_THRESHOLD = [
    (lambda d, far: np.quantile(d, far), "interpolates"),
    (lambda d, far: _threshold(d, 1 - far), "wrong end"),
    (lambda d, far: np.sort(d)[round(far * len(d))], "One too many"),
    (lambda d, far: d.max(), "everybody in"),
    (lambda d, far: far, "τ is a distance"),
]


def _enrol(photos):
    total = sum(photos)
    return total / np.sqrt(total @ total)


WRONG_ENROL = [
    (lambda z: z.mean(axis=0), "inside it"),
    (lambda z: z[0], "first photo"),
    (lambda z: z.sum(axis=0), "the sum"),
    (lambda z: z.mean(axis=1), "it should be"),
]

WRONG_GROW = [
    (lambda w, new: np.vstack([new, w]), "first"),
    (lambda w, new: w, "Nothing has grown"),
    (lambda w, new: np.vstack([w[:-1], new]), "last colleague's place"),
    (lambda w, new: np.append(w, new), "one long row"),
    (lambda w, new: [*list(w), new], "numpy array"),
]

WRONG = {
    "contrastive_loss": WRONG_CONTRASTIVE,
    "semi_hard_negative": WRONG_SEMI_HARD,
    "threshold_for_far": WRONG_THRESHOLD,
    "enrol": WRONG_ENROL,
    "grow_head": WRONG_GROW,
}
RIGHT = {
    "contrastive_loss": [_contrastive],
    "semi_hard_negative": [_semi_hard],
    "threshold_for_far": [_threshold],
    "enrol": [_enrol],
    "grow_head": [lambda w, new: np.vstack([w, new])],
}
