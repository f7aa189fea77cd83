"""Chapter 1: plausible wrong answers with what the check says, and right ones."""

import numpy as np


def _corner(label, cell, jitter):
    around = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2)]
    row, column = around[label]
    return np.array([row * cell + jitter[0], column * cell + jitter[1]])


WRONG_CORNER = [
    (lambda n, c, j: np.array([n // 3 * c + j[0], n % 3 * c + j[1]]), "sits on the centre"),
    (lambda n, c, j: _corner(n, c, [0, 0]), "jitter is missing"),
    (lambda n, c, j: _corner(n, c, [0, 0])[::-1] + j, "Rows and columns are swapped"),
    (lambda n, c, j: _corner(n, c, [j[1], j[0]]), "two numbers are swapped"),
    (lambda n, c, j: _corner(n, 1, j), "counted cells"),
    (lambda n, c, j: tuple(_corner(n, c, j)), "numpy array"),
    (lambda n, c, j: _corner(n, c, j)[0], "numpy array"),
]


def _turned(photo, quarters):
    for _ in range(quarters):
        photo = photo.transpose(1, 0, 2)[::-1]
    return photo


WRONG_TURN = [
    (lambda p, q: _turned(p, (4 - q) % 4), "with the clock"),
    (lambda p, q: _turned(p, 1), "turned once"),
    (lambda p, q: p, "Nothing is turned"),
    (lambda p, q: p.transpose(1, 0, 2) if q in (1, 3) else _turned(p, q), "mirrors"),
    (lambda p, q: np.flipud(p) if q == 2 else _turned(p, q), "mirror image"),
    (lambda p, q: np.rot90(p, q, axes=(1, 2)), "first two axes"),
]


def _hamming(p, q):
    return sum(a != b for a, b in zip(p, q, strict=True))


def _farthest(orders, chosen):
    nearest = [min(_hamming(order, other) for other in chosen) for order in orders]
    return nearest.index(max(nearest))


def _by(fold, best=max):
    def answer(orders, chosen):
        found = [fold([_hamming(order, other) for other in chosen]) for order in orders]
        return found.index(best(found))

    return answer


WRONG_FARTHEST = [
    (_by(max), "largest distance"),
    (_by(sum), "mean distance"),
    (_by(min, min), "nearest one"),
    (lambda o, c: max(min(_hamming(p, q) for q in c) for p in o), "This is the distance"),
    (lambda o, c: o[_farthest(o, c)], "one number"),
]


def _labels(photo, palette, cells):
    side = photo.shape[0] // cells
    found = np.zeros((cells, cells), int)
    for row in range(cells):
        for column in range(cells):
            part = photo[row * side : (row + 1) * side, column * side : (column + 1) * side]
            far = [np.linalg.norm(part.mean((0, 1)) - colour) for colour in palette]
            found[row, column] = int(np.argmin(far))
    return found


WRONG_COLOURS = [
    (lambda p, pal, c: _labels(p, pal, c).T, "swapped"),
    (lambda p, pal, c: pal[_labels(p, pal, c)], "the colour's number"),
    (
        lambda p, pal, c: _labels(p[:: len(p) // c, :: len(p) // c], pal, c),
        "one pixel of each square",
    ),
    (
        lambda p, pal, c: _labels(p.mean(2)[..., None], pal.mean(1)[:, None], c),
        "brightness",
    ),
    (lambda p, pal, c: _labels(p, pal, len(p)), "every pixel"),
    (lambda p, pal, c: _labels(p, pal, c).ravel(), "should be"),
]


def _softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _loss(logits, label):
    return float(
        np.mean([-np.log(max(p[k], 1e-300)) for p, k in zip(_softmax(logits), label, strict=True)])
    )


WRONG_LOSS = [
    (lambda z, y: -_loss(z, y), "sign"),
    (lambda z, y: _loss(z, y) * len(y), "sum"),
    (lambda z, y: -_softmax(z)[range(len(y)), y].mean(), "logarithm is missing"),
    (lambda z, y: -z[range(len(y)), y].mean(), "softmax is missing"),
    (lambda z, y: -np.log(_softmax(z)).mean(), "over all classes"),
    (lambda z, y: np.mean(z.argmax(1) != y), "share of errors"),
    (
        lambda z, y: -np.log(np.exp(z)[range(len(y)), y] / np.exp(z).sum(1)).mean(),
        "overflows",
    ),
]


def _standard(train, test):
    columns = [
        (test[:, k] - np.mean(train[:, k])) / np.std(train[:, k]) for k in range(train.shape[1])
    ]
    return np.stack(columns, 1)


WRONG_STANDARD = [
    (lambda a, b: _standard(b, b), "own mean"),
    (lambda a, b: _standard(np.vstack([a, b]), b), "both together"),
    (lambda a, b: b - a.mean(axis=0), "spread is missing"),
    (lambda a, b: b / a.std(axis=0), "mean is missing"),
    (lambda a, b: (b - a.mean(axis=0)) / a.std(axis=0) ** 2, "variance"),
    (lambda a, b: (b - a.mean()) / a.std(), "one mean and one spread"),
    (lambda a, b: _standard(a, a), "This is train"),
]

WRONG = {
    "patch_corner": WRONG_CORNER,
    "turn": WRONG_TURN,
    "farthest_order": WRONG_FARTHEST,
    "colour_labels": WRONG_COLOURS,
    "pretext_loss": WRONG_LOSS,
    "standardise": WRONG_STANDARD,
}
RIGHT = {
    "patch_corner": [_corner],
    "turn": [_turned],
    "farthest_order": [_farthest],
    "colour_labels": [_labels],
    "pretext_loss": [_loss],
    "standardise": [_standard],
}
