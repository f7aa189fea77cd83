"""Chapter 4: plausible wrong answers with what the check says, and right ones."""

import numpy as np

norm = np.linalg.norm

# ---- one_hot, embed ----------------------------------------------------------------------------


def _hot(place, size, value=1.0):
    o = np.zeros(size)
    o[place] = value
    return o


WRONG_ONE_HOT = [
    (lambda i, n: _hot(i + 1, n), "one place too far to the right"),
    (lambda i, n: _hot(i - 1, n), "one place too far to the left"),
    (lambda i, n: _hot(-i - 1, n), "count from the end"),
    (lambda i, n: _hot(i, n, i), "wrote the word's number"),
    (lambda i, n: np.zeros(n), "Everything is 0"),
    (lambda i, n: 1 - _hot(i, n), "Inside out"),
    (lambda i, n: np.r_[np.ones(i + 1), np.zeros(n - i - 1)], "Every place up to the word"),
    (lambda i, n: np.r_[np.ones(i), np.zeros(n - i)], "Every place before the word"),
    (lambda i, n: np.eye(n), "of every word"),
    (lambda i, n: _hot(i, 10_000), "has shape (10000,); it should be (8,)"),
    (lambda i, n: _hot(i, n).tolist(), "is a list"),
    (lambda i, n: _hot(i, n, 2), "0 0 1 0 0"),
]


def _one_hot_by_comparing(index, size):
    return np.arange(size) == index


WRONG_EMBED = [
    (lambda E, w: E[:, w], "still standing upright"),
    (lambda E, w: E[:, w].reshape(len(w), len(E)), "mixes the words"),
    (lambda E, w: E[w], "You picked rows. A row"),
    (lambda E, w: E[w].T, "picked rows and turned them over"),
    (lambda E, w: E[:, w - 1].T, "its neighbour's column"),
    (lambda E, w: np.eye(E.shape[1])[w], "one-hot vectors themselves"),
    (lambda E, w: E[:, w].sum(1), "added the words up"),
    (lambda E, w: E[:, w].mean(1), "averaged the words"),
    (lambda E, w: E[:, w[0]], "the first word's embedding only"),
    (lambda E, w: np.concatenate([E[:, i] for i in w]), "in one long row"),
    (lambda E, w: E.T, "every word of the vocabulary"),
    (lambda E, w: [E[:, i] for i in w], "is a list"),
    (lambda E, w: E[:2, w].T, "has shape (3, 2); it should be (3, 6)"),
    (lambda E, w: 2 * E[:, w].T, "Shape and type are right"),
]


def _embed_by_product(E, words):
    return np.eye(E.shape[1])[words] @ E.T


def _embed_by_loop(E, words):
    return np.stack([E[:, c] for c in words])


# ---- cosine, analogy ---------------------------------------------------------------------------


def _cosine(a, b):
    return np.sum(a * b) / np.sqrt(np.sum(a**2) * np.sum(b**2))


WRONG_COSINE = [
    (lambda a, b: a.dot(b), "This is the dot product"),
    (lambda a, b: a @ b / norm(a), "the length of a only"),
    (lambda a, b: a @ b / norm(b), "the length of b only"),
    (lambda a, b: a @ b / (sum(a**2) * sum(b**2)), "squares of the lengths"),
    (lambda a, b: a @ b / (norm(a) + norm(b)), "the sum of the lengths"),
    (lambda a, b: a @ b / norm(a) * norm(b), "belongs into brackets"),
    (lambda a, b: 1 - _cosine(a, b), "the cosine distance"),
    (lambda a, b: abs(_cosine(a, b)), "lost its sign"),
    (lambda a, b: norm(a - b), "distance between the two points"),
    (lambda a, b: np.arccos(_cosine(a, b)), "the angle itself"),
    (lambda a, b: np.corrcoef(a, b)[0, 1], "the correlation"),
    (lambda a, b: np.mean(a * b) / norm(a) / norm(b), "The products are averaged"),
    (lambda a, b: a * b / (norm(a) * norm(b)), "is an array of shape (2,)"),
    (lambda a, b: f"{_cosine(a, b):.2f}", "You returned a str"),
    (lambda a, b: float("nan"), "is not finite"),
    (lambda a, b: 0.5, "Try a = (1, 0)"),
]


def _cosine_of_unit_vectors(a, b):
    return (a / norm(a)) @ (b / norm(b))


def _scores(E, v, *leave_out):
    s = v @ E
    s[list(leave_out)] = -9
    return s


def _parallel(E, a, b, c):
    return E[:, b] - E[:, a] + E[:, c]


def _slipped(E, a, b, c):
    return np.delete(_parallel(E, a, b, c) @ E, [a, b, c]).argmax()


def _signed(i, j, k):
    """Leaving all three out, the word nearest to i e_a + j e_b + k e_c."""
    return lambda E, a, b, c: _scores(E, i * E[:, a] + j * E[:, b] + k * E[:, c], a, b, c).argmax()


WRONG_ANALOGY = [
    (lambda E, *abc: (_parallel(E, *abc) @ E).argmax(), "one of the three words"),
    (lambda E, a, b, c: _scores(E, _parallel(E, a, b, c), c).argmax(), "You left out c, but"),
    (lambda E, a, b, c: _scores(E, _parallel(E, a, b, c), b, c).argmax(), "a was given too"),
    (_signed(1, -1, 1), "walk the wrong way"),
    (_signed(1, 1, -1), "You take c away"),
    (_signed(1, 1, 1), "added all three"),
    (_signed(-1, 1, 0), "forgot to start it at c"),
    (_signed(1, -1, -1), "the opposite way"),
    (_slipped, "its number has slipped"),
    (lambda E, a, b, c: _parallel(E, a, b, c), "You returned a ndarray"),
    (lambda E, a, b, c: (_parallel(E, a, b, c) @ E).max(), "You returned a float64"),
    (lambda E, a, b, c: 0, "one score v · e_j"),
]


def _analogy_by_sorting(E, a, b, c):
    order = np.argsort(-(_parallel(E, a, b, c) @ E))
    return next(int(j) for j in order if j not in (a, b, c))


def _analogy_by_distance(E, a, b, c):
    far = norm(E - _parallel(E, a, b, c)[:, None], axis=0)
    far[[a, b, c]] = np.inf
    return far.argmin()


# ---- probabilities, cross_entropy --------------------------------------------------------------


def _softmax(z):
    return np.exp(z) / np.exp(z).sum()


WRONG_PROBABILITIES = [
    (lambda e, W, b: _softmax(W @ e), "The bias is missing"),
    (lambda e, W, b: _softmax(W @ e) + b, "added to the probabilities"),
    (lambda e, W, b: np.exp(W @ e + b), "the numerators"),
    (lambda e, W, b: (W @ e + b) / sum(W @ e + b), "divide the bare scores"),
    (lambda e, W, b: np.exp(W @ e + b - max(W @ e + b)), "Your largest value is 1"),
    (lambda e, W, b: 1 / (1 + np.exp(-W @ e - b)), "This is σ, word by word"),
    (lambda e, W, b: np.log(_softmax(W @ e + b)), "the logarithms"),
    (lambda e, W, b: _softmax(-W @ e - b), "The sign is turned round"),
    (lambda e, W, b: np.eye(len(b))[np.argmax(W @ e + b)], "chose the best word outright"),
    (lambda e, W, b: W @ e + b, "These are the scores"),
    (lambda e, W, b: _softmax(W @ e + b), "exp of a large one is infinite"),
    (lambda e, W, b: _softmax(W @ e + b).max(), "is a float64"),
    (lambda e, W, b: _softmax(W @ e + b)[:, None], "has shape (6, 1); it should be (6,)"),
    (lambda e, W, b: _softmax(2 * (W @ e + b)), "every word should get 1/V"),
]


def _stable(e_c, W, b):
    z = W @ e_c + b
    z -= z.max()
    return np.exp(z) / np.exp(z).sum()


def _by_logaddexp(e_c, W, b):
    z = W @ e_c + b
    return np.exp(z - np.logaddexp.reduce(z))


WRONG_CROSS_ENTROPY = [
    (lambda y, p: (y * np.log(p)).sum(), "The sign is missing"),
    (lambda y, p: -(y * np.log2(p)).sum(), "base 2"),
    (lambda y, p: -(y * np.log10(p)).sum(), "base 10"),
    (lambda y, p: -(y * np.log(p)).mean(), "the mean over the vocabulary"),
    (lambda y, p: -np.log(p).sum(), "Every word's logarithm counts"),
    (lambda y, p: -(y * p).sum(), "falls only by 1"),
    (lambda y, p: 1 - (y * p).sum(), "how far the target's probability"),
    (lambda y, p: np.sum((y - p) ** 2), "squared errors"),
    (lambda y, p: -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)), "each by itself"),
    (lambda y, p: -np.sum(p * np.log(p)), "This is the entropy"),
    (lambda y, p: -(y * np.log(p)).sum(), "0 · log 0"),
    (lambda y, p: -y * np.log(p), "is an array of shape (5,)"),
    (lambda y, p: 3.0, "log 2"),
]

# ---- context_windows ---------------------------------------------------------------------------


def _windows(before, after):
    """Right but for the ranges: ``before(n, t, s)`` and ``after(n, t, s)``."""

    def make(n, t, s):
        return list(before(n, t, s)), [*before(n, t, s), *after(n, t, s)]

    return make


def _left(n, t, s):
    return range(max(t - s, 0), t)


def _right(n, t, s):
    return range(t + 1, min(t + s + 1, n))


_context_windows = _windows(_left, _right)

WRONG_WINDOWS = [
    (
        lambda n, t, s: (_left(n, t, s), range(max(0, t - s), min(n, t + s + 1))),
        "the target itself: who",
    ),
    (
        lambda n, t, s: (range(max(0, t - s + 1), t + 1), _context_windows(n, t, s)[1]),
        "ends with the target",
    ),
    (
        _windows(lambda n, t, s: range(t - s, t), lambda n, t, s: range(t + 1, t + s + 1)),
        "over both ends",
    ),
    (_windows(lambda n, t, s: range(t - s, t), _right), "you return negative positions"),
    (_windows(_left, lambda n, t, s: range(t + 1, t + s + 1)), "the sentence does not have"),
    (_windows(lambda *a: _left(*a)[::-1], _right), "count backwards"),
    (lambda n, t, s: (_left(n, t, s)[::-1], _context_windows(n, t, s)[1]), "is back to front"),
    (lambda n, t, s: (_left(n, t, s), _right(n, t, s)), "the right side only"),
    (lambda n, t, s: _context_windows(n, t, s)[::-1], "the wrong way round"),
    (
        lambda n, t, s: (_left(n, t, s), _context_windows(n, t, s // 2)[1]),
        "shared `size` between",
    ),
    (_windows(_left, lambda n, t, s: range(t + 1, min(t + s, n))), "stop one word early"),
    (lambda n, t, s: (range(t), [i for i in range(n) if i != t]), "all the words"),
    (lambda n, t, s: _left(n, t, s), "two values: last, around"),
    (lambda n, t, s: (t, t), "You returned a int as the first list"),
    (lambda n, t, s: (["orange"], []), "holds 'orange'"),
    (lambda n, t, s: ([], []), "put a finger on 6"),
]


def _windows_by_testing(n, t, size):
    near = [i for i in range(n) if 0 < abs(i - t) <= size]
    return [i for i in near if i < t], near


WRONG = {
    "one_hot": WRONG_ONE_HOT,
    "embed": WRONG_EMBED,
    "cosine": WRONG_COSINE,
    "analogy": WRONG_ANALOGY,
    "probabilities": WRONG_PROBABILITIES,
    "cross_entropy": WRONG_CROSS_ENTROPY,
    "context_windows": WRONG_WINDOWS,
}
RIGHT = {
    "one_hot": [_hot, _one_hot_by_comparing, lambda i, n: np.eye(n, dtype=int)[i]],
    "embed": [lambda E, w: E[:, w].T, lambda E, w: E.T[w], _embed_by_product, _embed_by_loop],
    "cosine": [_cosine, _cosine_of_unit_vectors, lambda a, b: float(_cosine(a, b))],
    "analogy": [_signed(-1, 1, 1), _analogy_by_sorting, _analogy_by_distance],
    "probabilities": [_stable, _by_logaddexp],
    "cross_entropy": [
        lambda y, p: -np.log(p[y.argmax()]),
        lambda y, p: -np.log(p[y == 1]).sum(),
        lambda y, p: float(-np.log(y @ p)),
    ],
    "context_windows": [_context_windows, _windows_by_testing],
}
