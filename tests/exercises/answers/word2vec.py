"""Chapter 5: plausible wrong answers with what the check says, and right ones."""

import numpy as np

# ---- skip_gram_pairs ---------------------------------------------------------------------------


def _pairs(near, inside=lambda t, n: 0 <= t < n):
    """Right but for its conditions, as a learner's two loops would write it."""

    def make(n, window):
        found = []
        for c in range(n):
            for t in range(c - 2 * window - n, c + 2 * window + n):
                if inside(t, n) and near(t - c, window):
                    found.append((c, t))
        return found

    return make


_skip_gram_pairs = _pairs(lambda d, w: 0 < abs(d) <= w)

WRONG_PAIRS = [
    (_pairs(lambda d, w: abs(d) <= w), "paired with itself"),
    (_pairs(lambda d, w: 0 < d <= w), "all stand on the right"),
    (_pairs(lambda d, w: 0 < -d <= w), "all stand on the left"),
    (_pairs(lambda d, w: d != 0 and -w <= d < w), "On the right your window is one word short"),
    (_pairs(lambda d, w: 0 < abs(d) < w), "one word short on both sides"),
    (_pairs(lambda d, w: 0 < abs(d) <= w + 1), "one word too far"),
    (_pairs(lambda d, w: 0 < abs(d) <= w, lambda t, n: True), "lie outside the sentence"),
    (_pairs(lambda d, w: 0 < abs(d) <= w, lambda t, n: t < n), "You have negative positions"),
    (_pairs(lambda d, w: abs(d) == w), "exactly `window` away are there"),
    (_pairs(lambda d, w: d != 0), "`window` plays no part"),
    (lambda n, w: _skip_gram_pairs(n, w) * 2, "Each pair is there twice"),
    (lambda n, w: len(_skip_gram_pairs(n, w)), "You returned a int"),
    (lambda n, w: None, "gave back nothing"),
    (lambda n, w: [0, 1], "each entry is a pair"),
    (lambda n, w: [("orange", "juice")], "two positions, whole numbers"),
    (lambda n, w: [], "you have 0 pairs, and there are 100"),
    (lambda n, w: [(0, 0) for _ in _skip_gram_pairs(n, w)], "not the same"),
]


def _pairs_as_array(n, window):
    c, t = np.nonzero(np.abs(np.subtract.outer(np.arange(n), np.arange(n))) <= window)
    return np.stack([t, c], axis=1)[c != t]


# ---- keep_probability, noise_distribution ------------------------------------------------------


def _keep(counts, s):
    f = counts / counts.sum()
    return np.minimum(1, np.sqrt(s / f) + s / f)


def _unclipped(counts, s):
    f = counts / counts.sum()
    return (np.sqrt(f / s) + 1) * s / f


WRONG_KEEP = [
    (lambda n, s: 1 - _keep(n, s), "chance to be thrown away"),
    (_unclipped, "above 1"),
    (lambda n, s: np.minimum(1, np.sqrt(s / (n / n.sum()))), "that the paper prints"),
    (lambda n, s: np.minimum(1, s / (n / n.sum())), "the term √(s/f) is missing"),
    (lambda n, s: np.minimum(1, np.sqrt(s / n) + s / n), "the counts themselves"),
    (lambda n, s: np.clip(np.sqrt(n / n.sum() / s) + n / n.sum() / s, 0, 1), "upside down"),
    (lambda n, s: np.clip(_unclipped(n, s * n.max() / n.sum()), 0, 1), "the largest count"),
    (lambda n, s: np.maximum(1, _unclipped(n, s)), "nothing is below 1"),
    (lambda n, s: _keep(n, s)[0], "is a float64"),
    (lambda n, s: _keep(n, s)[1:], "has shape (5,); it should be (6,)"),
    (lambda n, s: _keep(n, s) / 2, "Where f = 4 s"),
]


def _noise(counts, alpha):
    return counts**alpha / sum(counts**alpha)


WRONG_NOISE = [
    (lambda n, a: n**a, "do not sum to 1: divide"),
    (lambda n, a: (n / n.sum()) ** a, "made shares first"),
    (lambda n, a: n / n.sum(), "The power is missing"),
    (lambda n, a: np.full(len(n), 1 / len(n)), "equally likely"),
    (lambda n, a: _noise(n, 3 / 4), "ignores the alpha"),
    (lambda n, a: _noise(n, 1 / a), "Your exponent is 1/α"),
    (lambda n, a: _noise(n, -a), "the rarest word"),
    (lambda n, a: n**a / n.sum(), "divide by the sum of their powers"),
    (lambda n, a: n**a / (n**a).max(), "The likeliest word got 1"),
    (lambda n, a: list(_noise(n, a)), "is a list"),
    (lambda n, a: _noise(n + 1, a), "0.8 and 0.2"),
]

# ---- negative_sampling_loss and its gradient -----------------------------------------------------


def _sigma(z):
    return 1 / (1 + np.exp(-z))


def _loss(e, W, b, y):
    z = W @ e + b
    return np.logaddexp(0, -z[y == 1]).sum() + np.logaddexp(0, z[y == 0]).sum()


def _true(e, W, b, y):
    return -np.log(_sigma(W @ e + b))[y == 1].sum()


def _noise_words(e, W, b, y):
    return -np.log(_sigma(-(W @ e + b)))[y == 0].sum()


def _softmax_loss(e, W, b, y):
    p = np.exp(W @ e + b)
    return -np.log((p / p.sum())[y == 1]).sum()


WRONG_LOSS = [
    (_true, "Only the true target counts"),
    (_noise_words, "Only the noise words count"),
    (lambda e, W, b, y: -np.log(_sigma(W @ e + b)).sum(), "as if they were true"),
    (lambda e, W, b, y: _loss(e, W, b, 1 - y), "True and noise are swapped"),
    (lambda e, W, b, y: -_loss(e, W, b, y), "The sign is missing"),
    (lambda e, W, b, y: _loss(e, W, b, y) / len(y), "the mean of the rows"),
    (lambda e, W, b, y: _loss(e, W, b * 0, y), "The bias is missing"),
    (_softmax_loss, "a softmax over the k + 1 words"),
    (lambda e, W, b, y: ((_sigma(W @ e + b) - y) ** 2).sum(), "squared errors of σ"),
    (lambda e, W, b, y: -_sigma((2 * y - 1) * (W @ e + b)).sum(), "The logarithm is missing"),
    (lambda e, W, b, y: _true(e, W, b, y) + _noise_words(e, W, b, y), "its logarithm is lost"),
    (lambda e, W, b, y: np.logaddexp(0, W @ e + b), "is an array of shape (5,)"),
    (lambda e, W, b, y: _loss(e, W, b, y) + 1, "what does yours give"),
]


def _gradient(e, W, b, y):
    r = _sigma(W @ e + b) - y
    return W.T @ r, r[:, None] * e, r


def _of(residual):
    """The gradients with another residual."""

    def wrong(e, W, b, y):
        r = residual(W @ e + b, y)
        return W.T @ r, np.outer(r, e), r

    return wrong


def _true_only_for_e(e, W, b, y):
    _, by_W, r = _gradient(e, W, b, y)
    return r[y.argmax()] * W[y.argmax()], by_W, r


WRONG_GRADIENT = [
    (_of(lambda z, y: y - _sigma(z)), "All signs are turned round"),
    (_of(lambda z, y: z - y), "The σ is missing"),
    (_of(lambda z, y: _sigma(z)), "The labels are missing"),
    (_of(lambda z, y: (_sigma(z) - y) * _sigma(z) * _sigma(-z)), "too many"),
    (_of(lambda z, y: 2 * (_sigma(z) - y)), "twice too large"),
    (_of(lambda z, y: (_sigma(z) - y) / len(y)), "You divided by k + 1"),
    (_of(lambda z, y: np.where(y == 1, _sigma(z) - 1, 0)), "Only the true target is moved"),
    (_of(lambda z, y: np.where(y == 1, 0, _sigma(z))), "Only the noise words are moved"),
    (_true_only_for_e, "hears from the true target only"),
    (lambda *t: (*_gradient(*t)[:2], np.zeros(len(t[3]))), "The gradient by b is 0"),
    (
        lambda e, W, b, y: (_gradient(e, W, b, y)[0] / len(y), *_gradient(e, W, b, y)[1:]),
        "a mean over the rows",
    ),
    (lambda *t: _gradient(*t)[:2], "it should return three arrays"),
    (lambda *t: _gradient(*t)[::-1], "The gradient by e_c has shape (5,); it should be (3,)"),
    (lambda *t: (_gradient(*t)[0], _gradient(*t)[1].T, _gradient(*t)[2]), "has shape (3, 5)"),
    (lambda e, W, b, y: (e, W, b), "By the chain rule"),
]


def _gradient_by_differences(e, W, b, y, step=1e-5):
    """Independent of every derivation: the loss, nudged."""

    def slope(i, place):
        ends = []
        for sign in (1, -1):
            nudged = [e.copy(), W.copy(), b.copy()]
            nudged[i][place] += sign * step
            ends.append(_loss(*nudged, y))
        return (ends[0] - ends[1]) / (2 * step)

    return [
        np.array([slope(i, p) for p in np.ndindex(x.shape)]).reshape(x.shape)
        for i, x in enumerate((e, W, b))
    ]


def _gradient_by_autograd(e, W, b, y):
    import torch

    inputs = [torch.tensor(x, requires_grad=True) for x in (e, W, b)]
    z = inputs[1] @ inputs[0] + inputs[2]
    loss = torch.nn.functional.binary_cross_entropy_with_logits(z, torch.tensor(y), reduction="sum")
    loss.backward()
    return tuple(x.grad.numpy() for x in inputs)


# ---- pca ---------------------------------------------------------------------------------------


def _eigen(X):
    """Shares and directions, largest first."""
    values, vectors = np.linalg.eigh(np.cov(X.T))
    return values[::-1] / values.sum(), vectors[:, ::-1]


def _pca(X):
    shares, vectors = _eigen(X)
    return (X - X.mean(0)) @ vectors[:, :2], shares[:2]


def _pca_of_scikit_learn(X):
    from sklearn.decomposition import PCA

    fitted = PCA(2).fit(X)
    return -fitted.transform(X), fitted.explained_variance_ratio_


def _uncentred(X):
    U, S, _ = np.linalg.svd(X, full_matrices=False)
    return (U * S)[:, :2], (S**2 / (S**2).sum())[:2]


def _svd(X):
    return np.linalg.svd(X - X.mean(0), full_matrices=False)


WRONG_PCA = [
    (_uncentred, "The mean is still in it"),
    (lambda X: _uncentred(X - X.mean()), "took one number away everywhere"),
    (lambda X: _uncentred(X - X.mean(1)[:, None]), "each word's mean"),
    (lambda X: _pca(X / X.std(0)), "divided each dimension by its spread"),
    (
        lambda X: (
            (X - X.mean(0)) @ np.linalg.eigh(np.cov(X.T))[1][:, :2],
            np.linalg.eigvalsh(np.cov(X.T))[:2] / np.trace(np.cov(X.T)),
        ),
        "the two smallest components",
    ),
    (
        lambda X: ((X - X.mean(0)) @ _eigen(X)[1][:, -2:], _eigen(X)[0][-2:]),
        "These are the last components",
    ),
    (lambda X: (_pca(X)[0], _svd(X)[1][:2] / _svd(X)[1].sum()), "made of squares"),
    (lambda X: (_pca(X)[0], _pca(X)[1] / _pca(X)[1].sum()), "your two shares make 1"),
    (lambda X: (_pca(X)[0], _pca(X)[0].var(0)), "but these are variances: divide"),
    (lambda X: (_pca(X)[0], _pca(X)[0].var(0, ddof=1)), "(with N − 1)"),
    (lambda X: (_svd(X)[0][:, :2], _pca(X)[1]), "Both axes have the same width"),
    (lambda X: (X[:, :2], (X.var(0) / X.var(0).sum())[:2]), "the dimensions themselves"),
    (lambda X: (X @ _eigen(X)[1][:, :2], _pca(X)[1]), "what is projected"),
    (lambda X: (_pca(X)[0].T, _pca(X)[1]), "has shape (2, 12); it should be (12, 2)"),
    (lambda X: _pca(X)[0], "it should return two values"),
    (lambda X: (_pca(X)[0] * 3, _pca(X)[1]), "be uncorrelated"),
]

WRONG = {
    "skip_gram_pairs": WRONG_PAIRS,
    "keep_probability": WRONG_KEEP,
    "noise_distribution": WRONG_NOISE,
    "negative_sampling_loss": WRONG_LOSS,
    "negative_sampling_gradient": WRONG_GRADIENT,
    "pca": WRONG_PCA,
}
RIGHT = {
    "skip_gram_pairs": [
        _skip_gram_pairs,
        _pairs_as_array,
        lambda n, w: set(_skip_gram_pairs(n, w)),
    ],
    "keep_probability": [_keep, lambda n, s: np.clip(_unclipped(n, s), 0, 1)],
    "noise_distribution": [
        _noise,
        lambda n, a: np.exp(a * np.log(n)) / np.exp(a * np.log(n)).sum(),
    ],
    "negative_sampling_loss": [
        _loss,
        lambda e, W, b, y: np.logaddexp(0, (1 - 2 * y) * (W @ e + b)).sum(),
    ],
    "negative_sampling_gradient": [_gradient, _gradient_by_differences, _gradient_by_autograd],
    "pca": [_pca, _pca_of_scikit_learn, lambda X: (_pca(X)[0] * [-1, 1], list(_pca(X)[1]))],
}
