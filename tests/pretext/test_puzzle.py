"""Jigsaws by what a network of context prediction says of pairs."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from course_lib.bench import puzzle as bench
from course_lib.panels.pretext.beat_the_network import CHANCE, PLAYED
from course_lib.pretext import guesses, puzzle, shipped
from course_lib.pretext.guesses import GAMES, POSITION
from course_lib.pretext.jigsaw import permutations
from course_lib.vision import photos

# By hand: place d around a cell is so many rows down and columns to the right.
AROUND = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]


def what_an_oracle_says(order: np.ndarray) -> torch.Tensor:
    """(1, 9, 9, 8): sure of the place where there is one, and knowing nothing of patches apart."""
    said = torch.full((1, 9, 9, 8), np.log(1 / 8))
    for i, cell in enumerate(order):
        for place, (down, right) in enumerate(AROUND):
            row, column = cell // 3 + down, cell % 3 + right
            if 0 <= row < 3 and 0 <= column < 3:
                [j] = np.flatnonzero(order == 3 * row + column)
                said[0, i, j] = torch.full((8,), 0.01).log()
                said[0, i, j, place] = np.log(0.93)
    return said


@pytest.mark.parametrize("number", [0, 1, 17, 40, 71])
def test_who_knows_all_places_finds_the_order_among_all(number):
    orders = permutations()
    found = puzzle.scores(what_an_oracle_says(orders[number]), orders)
    assert found.shape == (1, 72)
    assert int(found.argmax()) == number
    assert float(found[0, number]) == pytest.approx(9 * np.log(0.93), abs=1e-5)  # nine votes


def test_there_are_forty_neighbours_and_the_centre_has_eight():
    i, j, place = puzzle.neighbours()
    assert np.bincount(i).tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    for here, there, d in zip(i, j, place, strict=True):
        assert AROUND[d] == (there // 3 - here // 3, there % 3 - here % 3)
    assert list(place[i == 4]) == list(range(8))


def test_pairs_are_what_the_head_answers_of_the_centre():
    network = shipped.network(POSITION)
    x = torch.rand(2, 9, 3, 28, 28, generator=torch.Generator().manual_seed(0))
    said = puzzle.pairs(network, x)
    assert said.shape == (2, 9, 9, 8)
    expected = network.answer("context_prediction", x.flatten(0, 1)).log_softmax(1)
    others = [j for j in range(9) if j != 4]
    torch.testing.assert_close(said[:, 4, others].flatten(0, 1), expected, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("game", GAMES)
def test_every_games_network_knows_something_and_shows_where_it_looked(game):
    asked = [
        guesses.make(game, photos.gallery()[name].full(), seed)
        for name in PLAYED
        if game != "colour" or name != "camera"
        for seed in range(4)
    ]
    with torch.inference_mode():
        right = [int(g.probabilities(g.x[None])[0].argmax()) == g.truth for g in asked]
    # By chance so many are right in one of a thousand of such tests.
    chance, n = CHANCE[game], len(asked)
    assert sum(right) > n * chance + 3.1 * (n * chance * (1 - chance)) ** 0.5
    drop = np.abs(guesses.answer(asked[0]).drop)
    assert drop.max() > 1e-3
    assert drop.min() < drop.max()


def test_a_photo_without_anything_is_no_better_than_chance():
    found = bench.measure(np.full((24, 96, 96, 3), 120, np.uint8))
    assert found["puzzles"] == 24
    assert found["among_all"] < 0.2
    assert found["among_four"] < 0.6
