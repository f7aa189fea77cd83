"""Chapter 3: plausible wrong answers with what the check says, and right ones."""

import math

import numpy as np


def _mirrored(photos, label):
    out = photos.copy()
    for k, one in enumerate(label):
        if one:
            out[k] = np.fliplr(photos[k])
    return out


def _flipped(how):
    return lambda photos, label: np.stack(
        [how(p) if k else p for p, k in zip(photos, label, strict=True)]
    )


WRONG_MIRRORED = [
    (_flipped(np.flipud), "up and down"),
    (lambda p, y: p[:, :, ::-1], "Every photo"),
    (lambda p, y: _mirrored(p, 1 - y), "label 0 are mirrored"),
    (lambda p, y: p, "No photo"),
    (_flipped(lambda p: p[..., ::-1]), "colours round"),
    (_flipped(lambda p: p[::-1, ::-1]), "half a turn"),
]


def _cross(z, head, label):
    total = 0.0
    for row, k in zip(z @ head, label, strict=True):
        total += math.log(sum(math.exp(v) for v in row)) - row[k]
    return total / len(z)


def _both(z, f, s, a, b):
    return _cross(z, f, a) + _cross(z, s, b)


WRONG_HEADS = [
    (lambda z, f, s, a, b: _both(z, f, s, a, b) / 2, "mean of the two"),
    (lambda z, f, s, a, b: _cross(z, f, a), "Only the first"),
    (lambda z, f, s, a, b: _cross(z, s, b), "Only the second"),
    (lambda z, f, s, a, b: _both(z, f, s, b, a), "labels are swapped"),
    (lambda z, f, s, a, b: _both(z, f, s, a, b) * len(z), "summed over the photos"),
    (lambda z, f, s, a, b: _cross(z, f, a) * _cross(z, s, b), "multiplied"),
    (lambda z, f, s, a, b: [_cross(z, f, a), _cross(z, s, b)], "should be a number"),
]


def _cos(g, h):
    g, h = g.ravel(), h.ravel()
    return g @ h / (np.linalg.norm(g) * np.linalg.norm(h))


WRONG_COSINE = [
    (lambda g, h: np.vdot(g, h), "dot product"),
    (lambda g, h: np.vdot(g, h) / (np.vdot(g, g) * np.vdot(h, h)), "squared lengths"),
    (lambda g, h: np.mean([_cos(a, b) for a, b in zip(g, h, strict=True)]), "rows"),
    (lambda g, h: math.acos(_cos(g, h)), "angle"),
    (lambda g, h: abs(_cos(g, h)), "sign"),
    (lambda g, h: 1 - _cos(g, h), "distance"),
]


def _steps(seconds, costs):
    return math.floor(seconds / sum(costs))


WRONG_STEPS = [
    (lambda t, c: t // np.mean(c), "mean cost"),
    (lambda t, c: t // max(c), "dearest"),
    (lambda t, c: sum(t // x for x in c), "one after the other"),
    (lambda t, c: t / sum(c), "whole steps"),
    (lambda t, c: t * sum(c), "multiplied"),
]


def _honest(held, test):
    return test[max(range(len(held)), key=lambda k: held[k])]


WRONG_STAGE = [
    (lambda held, test: max(test), "on the test"),
    (lambda held, test: max(held), "too kind"),
    (lambda held, test: test[-1], "last stage"),
    (lambda held, test: np.argmax(held), "This is the stage"),
    (lambda held, test: np.mean(test), "mean over stages"),
]


def _gain(first, second):
    d = np.array(first, float) - np.array(second, float)
    mean = d.sum() / len(d)
    error = math.sqrt(((d - mean) ** 2).sum() / (len(d) - 1) / len(d))
    return np.array([mean - 1.96 * error, mean + 1.96 * error])


def _unpaired(first, second):
    error = math.sqrt(np.var(first, ddof=1) / len(first) + np.var(second, ddof=1) / len(second))
    mean = np.mean(first) - np.mean(second)
    return np.array([mean - 1.96 * error, mean + 1.96 * error])


def _wider(by):
    def answer(first, second):
        low, high = _gain(first, second)
        half = (high - low) / 2 * by(len(first))
        return np.array([(low + high) / 2 - half, (low + high) / 2 + half])

    return answer


WRONG_GAIN = [
    (lambda f, s: _gain(s, f), "sign"),
    (_unpaired, "different photos"),
    (_wider(lambda n: 1 / 1.96), "1.96 is missing"),
    (_wider(lambda n: math.sqrt(n)), "forgot"),
    (_wider(lambda n: math.sqrt((n - 1) / n)), "ddof=1"),
    (lambda f, s: _gain(f, s)[::-1], "wrong order"),
    (lambda f, s: _gain(f, s).mean(), "numpy array"),
]

WRONG = {
    "mirrored": WRONG_MIRRORED,
    "two_heads": WRONG_HEADS,
    "gradient_cosine": WRONG_COSINE,
    "steps_for_all": WRONG_STEPS,
    "honest_stage": WRONG_STAGE,
    "gain_interval": WRONG_GAIN,
}
RIGHT = {
    "mirrored": [_mirrored],
    "two_heads": [_both],
    "gradient_cosine": [_cos],
    "steps_for_all": [_steps],
    "honest_stage": [_honest],
    "gain_interval": [_gain],
}
