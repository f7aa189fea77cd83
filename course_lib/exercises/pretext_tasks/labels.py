"""Chapter 1: inputs and labels made from photos.

Places of patches (Doersch et al. 2015), quarter turns (Gidaris et al. 2018), orders far apart in
Hamming distance (Noroozi and Favaro 2016), classes of colour (Zhang et al. 2016).
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_arrays


def _corner(label: int, cell: int, down: int, right: int) -> tuple:
    return label, cell, np.array([down, right])


def _at(number, cell, jitter):
    return np.array(divmod(number, 3)) * cell + jitter


def _past(label):
    """The cell of a label in reading order: the centre, number 4, is skipped."""
    return label + (label >= 4)


PATCH_CORNER = formula_exercise(
    name="patch_corner",
    signature="patch_corner(label, cell, jitter)",
    asks="The nine cells of a grid are cell pixels each way. label is 0 to 7 in reading order "
    "without the centre, jitter is (2,): down and right. Return the patch's top left corner as "
    "np.array([row, column]) in pixels.",
    cases=lambda salt: [
        _corner(label, 32 + salt % 17, (label + salt) % 3, 4 - (label + salt) % 5)
        for label in (0, 2, 3, 4, 6, 7)
    ],
    call=on_arrays(lambda value: expect.array(value, None, "the corner")),
    right=lambda label, cell, jitter: _at(_past(label), cell, jitter),
    mistakes=(
        (
            lambda label, cell, jitter: _at(label, cell, jitter),
            "Labels 4 to 7 sit one cell too early, and 4 sits on the centre: the centre is a cell "
            "of the grid, and no label.",
        ),
        (
            lambda label, cell, jitter: _at(_past(label), cell, jitter * 0),
            "The jitter is missing: without it the network can learn one fixed distance.",
        ),
        (
            lambda label, cell, jitter: _at(_past(label), cell, jitter * 0)[::-1] + jitter,
            "Rows and columns are swapped: number // 3 is the row, number % 3 the column.",
        ),
        (
            lambda label, cell, jitter: _at(_past(label), cell, jitter[::-1]),
            "The jitter's two numbers are swapped: the first goes down, the second right.",
        ),
        (
            lambda label, cell, jitter: _at(_past(label), 1, jitter),
            "You counted cells: a corner is in pixels, so multiply by cell.",
        ),
        (
            lambda label, cell, jitter: _at(_past(label), cell, -jitter),
            "The jitter is subtracted: it moves the patch down and right inside its cell.",
        ),
        (
            lambda label, cell, jitter: _at(_past(label), cell + jitter, 0),
            "You made the cells larger by the jitter: it is added once, to the corner.",
        ),
    ),
    shape_says="Your corner has shape {found}; it should be {wanted}: row and column.",
    otherwise="Cell number label, or label + 1 from the centre on; divmod(number, 3) gives row and "
    "column of the cell; times cell, plus jitter. Which differs?",
    shows="A label that cost nobody a minute: whoever cuts the patch knows it.",
)


def _small(side: int, quarters: int, seed: int) -> tuple:
    return np.random.default_rng(seed).random((side, side, 3)), quarters


def _rot(photo, quarters):
    return np.rot90(photo, quarters)


TURN = formula_exercise(
    name="turn",
    signature="turn(photo, quarters)",
    asks="photo is (n, n, 3). Return it turned by quarters quarter turns against the clock.",
    cases=lambda salt: [
        _small(4, 1, 11 + salt),
        _small(5, 2, 12 + salt),
        _small(4, 3, 13 + salt),
        _small(3, 0, 14 + salt),
    ],
    small=lambda: [(np.arange(12.0).reshape(2, 2, 3), 1)],
    call=on_arrays(lambda value: expect.array(value, None, "the photo")),
    right=_rot,
    mistakes=(
        (
            lambda photo, quarters: _rot(photo, -quarters),
            "You turned with the clock: label 1 is a quarter turn to the left.",
        ),
        (
            lambda photo, quarters: _rot(photo, 1),
            "You turned once, whatever the label says: 0 leaves the photo as it was.",
        ),
        (
            lambda photo, quarters: photo,
            "Nothing is turned: the photo comes back as it was.",
        ),
        (
            lambda photo, quarters: (
                photo.transpose(1, 0, 2) if quarters % 2 else _rot(photo, quarters)
            ),
            "Transposing mirrors the photo on its diagonal: that is no turn.",
        ),
        (
            lambda photo, quarters: photo[::-1] if quarters == 2 else _rot(photo, quarters),
            "Two quarter turns flip rows and columns both; you flipped the rows alone, a mirror "
            "image.",
        ),
        (
            lambda photo, quarters: _rot(photo, quarters)[..., ::-1],
            "The colours are in another order: turn the first two axes alone.",
        ),
    ),
    shape_says="Your photo has shape {found}; it should be {wanted}: only the first two axes turn.",
    otherwise="np.rot90 turns the first two axes, against the clock. Which pixels differ?",
    shows="Quarter turns move pixels and change none. Any other angle interpolates, and a network "
    "reads the blur in place of the photo.",
)


def _orders(count: int, chosen: int, seed: int) -> tuple:
    rng = np.random.default_rng(seed)
    orders = np.stack([rng.permutation(9) for _ in range(count)])
    near = orders[:2].copy()
    near[:, [0, 1]] = near[:, [1, 0]]  # two that differ in two places alone
    return np.concatenate([near, orders]), orders[:chosen]


def _distances(orders, chosen):
    return (orders[:, None] != chosen[None]).sum(2)


FARTHEST_ORDER = formula_exercise(
    name="farthest_order",
    signature="farthest_order(orders, chosen)",
    asks="orders is (m, 9) and chosen (k, 9): orders of nine patches. Return the number of the one "
    "in orders whose smallest Hamming distance to any of chosen is largest; of equals the first.",
    cases=lambda salt: [
        _orders(12, 3, 21 + salt),
        _orders(15, 4, 24 + salt),
        _orders(10, 2, 29 + salt),
        _orders(14, 5, 31 + salt),
    ],
    call=on_arrays(lambda value: expect.number(value, "the number of the order")),
    right=lambda orders, chosen: _distances(orders, chosen).min(1).argmax(),
    mistakes=(
        (
            lambda orders, chosen: _distances(orders, chosen).max(1).argmax(),
            "You took the largest distance to any of chosen: an order may be far from one and the "
            "double of another. The smallest counts.",
        ),
        (
            lambda orders, chosen: _distances(orders, chosen).mean(1).argmax(),
            "You took the mean distance: an order may be far on average and close to one of them.",
        ),
        (
            lambda orders, chosen: _distances(orders, chosen).min(1).argmin(),
            "This is the nearest one: a network could never tell the two apart.",
        ),
        (
            lambda orders, chosen: (9 - _distances(orders, chosen)).min(1).argmax(),
            "You counted the places that agree: the Hamming distance counts those that differ.",
        ),
        (
            lambda orders, chosen: _distances(orders, chosen).min(1).max(),
            "This is the distance: return which order has it.",
        ),
        (
            lambda orders, chosen: np.abs(orders[:, None] - chosen[None]).sum(2).min(1).argmax(),
            "You added up how far the numbers lie apart: patches 1 and 9 differ no more than 1 "
            "and 2 do.",
        ),
    ),
    otherwise="orders[:, None] != chosen[None] is (m, k, 9): the sum over the last axis is the "
    "distance, (m, k); then the smallest over k, and the argmax over m. Which differs?",
    shows="Again and again, that makes a set of orders far apart. Close ones would let a single "
    "patch decide, and the rest of the photo would not matter.",
)


def _coloured(cells: int, side: int, seed: int) -> tuple:
    rng = np.random.default_rng(seed)
    rough = rng.random((cells, cells, 3)).repeat(side, 0).repeat(side, 1)
    photo = 0.55 * rough + 0.45 * rng.random((cells * side, cells * side, 3))
    return photo, rng.random((5, 3)), cells


def _means(photo, cells):
    side = len(photo) // cells
    return photo.reshape(cells, side, cells, side, 3).mean((1, 3))


def _nearest(colours, palette, best=np.argmin):
    return best(((colours[..., None, :] - palette) ** 2).sum(-1), -1)


COLOUR_LABELS = formula_exercise(
    name="colour_labels",
    signature="colour_labels(photo, palette, cells)",
    asks="photo is (n, n, 3), palette (C, 3), and n is a multiple of cells. Return (cells, cells): "
    "for the mean colour of each square the number of the nearest colour of the palette.",
    cases=lambda salt: [
        _coloured(3, 2, 41 + salt),
        _coloured(4, 3, 42 + salt),
        _coloured(2, 4, 43 + salt),
    ],
    small=lambda: [(np.full((2, 2, 3), 0.7), np.array([[0.0] * 3, [0.8] * 3]), 1)],
    call=on_arrays(lambda value: expect.array(value, None, "the labels")),
    right=lambda photo, palette, cells: _nearest(_means(photo, cells), palette),
    mistakes=(
        (
            lambda photo, palette, cells: _nearest(_means(photo, cells), palette, np.argmax),
            "These are the farthest colours: take the argmin of the distances.",
        ),
        (
            lambda photo, palette, cells: _nearest(
                photo[:: len(photo) // cells, :: len(photo) // cells], palette
            ),
            "You took one pixel of each square: the mean of all its pixels is asked for.",
        ),
        (
            lambda photo, palette, cells: _nearest(_means(photo, cells), palette).T,
            "Rows and columns of the squares are swapped.",
        ),
        (
            lambda photo, palette, cells: np.abs(
                _means(photo, cells).mean(-1)[..., None] - palette.mean(-1)
            ).argmin(-1),
            "You compared the brightness: a red and a green of one brightness are two colours.",
        ),
        (
            lambda photo, palette, cells: palette[_nearest(_means(photo, cells), palette)],
            "These are the colours themselves: a label is the colour's number, a class.",
        ),
        (
            lambda photo, palette, cells: _nearest(photo, palette),
            "This is a label for every pixel: average over squares of n // cells pixels first.",
        ),
    ),
    shape_says="Your labels have shape {found}; they should be {wanted}, one a square.",
    otherwise="photo.reshape(cells, side, cells, side, 3).mean((1, 3)) are the squares' colours; "
    "then the squared distance to each of the palette, and the argmin. Which differs?",
    shows="Classes and not numbers: where an apple may be red or green, the mean of both is a "
    "brown that no apple has.",
)
