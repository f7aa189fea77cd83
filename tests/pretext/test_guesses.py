"""Games of the pretext tasks: the truth by undoing, answers by their chances, bad photos."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.game.score import Score, from_json
from course_lib.pretext import guesses, occlusion
from course_lib.pretext.colourisation import CELLS, NAMES, colours
from course_lib.pretext.guesses import GAMES, PLACES, Kind

PHOTO = np.random.default_rng(0).integers(0, 255, (9, 12, 3), np.uint8).repeat(20, 0).repeat(20, 1)


@given(n=st.integers(1, 3), cells=st.integers(1, 5), seed=st.integers(0, 999))
def test_only_the_cell_that_is_looked_at_matters(n, cells, seed):
    rng = np.random.default_rng(seed)
    x = torch.from_numpy(rng.random((n, 3, 12, 15))).float()
    which, row, column = rng.integers(n), rng.integers(12), rng.integers(15)

    def reads_one_pixel(asked):
        return asked[:, which, 1, row, column]

    drop = occlusion.occlusion(reads_one_pixel, x, cells)
    assert drop.shape == (n, cells, cells)
    expected = torch.zeros(n, cells, cells)
    mean = x[which, 1].mean()
    place = (which, row * cells // 12, column * cells // 15)
    expected[place] = x[which, 1, row, column] - mean
    torch.testing.assert_close(drop, expected)


def test_more_cells_than_pixels_are_refused():
    with pytest.raises(ValueError, match="9 cells"):
        occlusion.occlusion(lambda asked: asked.sum((1, 2, 3, 4)), torch.zeros(1, 3, 8, 8), 9)


@pytest.mark.parametrize("game", GAMES)
def test_an_item_comes_again_from_its_seed(game):
    first, again, other = (guesses.make(game, PHOTO, seed) for seed in (3, 3, 4))
    assert torch.equal(first.x, again.x)
    assert (first.truth, first.answers) == (again.truth, again.answers)
    assert not torch.equal(first.x, other.x)


@pytest.mark.parametrize("game", GAMES)
def test_every_answer_is_right_equally_often(game):
    rng = np.random.default_rng(1)
    truths = [guesses.make(game, PHOTO, int(seed)).truth for seed in rng.integers(1e9, size=240)]
    choices = len(guesses.make(game, PHOTO, 0).answers)
    counts = np.bincount(truths, minlength=choices)
    assert len(counts) == choices
    assert counts.min() > 240 / choices * 0.45


def test_a_turned_photo_turned_back_is_the_photo():
    for seed in range(8):
        guess = guesses.make("rotation", PHOTO, seed)
        assert np.array_equal(guesses.upright(guess, guess.truth), guess.photo)
        assert not np.array_equal(guesses.upright(guess, (guess.truth + 1) % 4), guess.photo)


def test_places_are_where_they_are_said_to_be():
    steps = {"above": (-1, 0), "below": (1, 0), "left": (0, -1), "right": (0, 1)}
    for seed in range(20):
        guess = guesses.make("position", PHOTO, seed)
        said = np.sum([steps[word] for word in PLACES[guess.truth].split()], 0)
        centre, neighbour = guess.places
        assert np.array_equal(np.rint((neighbour - centre) / 32), said)


def test_the_right_order_and_the_right_colour():
    for seed in range(8):
        jigsaw = guesses.make("jigsaw", PHOTO, seed)
        assert len({tuple(order) for order in jigsaw.orders}) == guesses.OFFERED
        colour = guesses.make("colour", PHOTO, seed)
        top, left = colour.places[0]
        side = 96 // CELLS
        photo = torch.from_numpy(colour.photo).permute(2, 0, 1)[None].float() / 255
        cell = photo[:, :, top : top + side, left : left + side].mean((2, 3), keepdim=True)
        assert colour.answers[colour.truth] == NAMES[int(colours(cell))]
        assert len(set(colour.answers)) == guesses.OFFERED


@pytest.mark.parametrize("game", GAMES)
def test_the_network_answers_by_its_probabilities(game):
    guess = guesses.make(game, PHOTO, 5)
    answer = guesses.answer(guess)
    assert answer.shares.shape == (len(guess.answers),)
    assert answer.shares.sum() == pytest.approx(1, abs=1e-5)
    assert answer.choice == int(answer.shares.argmax())
    cells = GAMES[game].cells
    assert answer.drop.shape == (len(guess.x), cells, cells)
    top = guess.x.clone()
    height, width = (-(-side // cells) for side in top.shape[2:])
    top[0, :, :height, :width] = top[0].mean((1, 2), keepdim=True)  # the first cell, asked alone
    alone = guess.probabilities(top[None])[0, answer.choice]
    fell = answer.shares[answer.choice] - float(alone)
    assert answer.drop[0, 0, 0] == pytest.approx(fell, abs=1e-4)


def test_the_pair_is_answered_as_among_all_nine():
    from course_lib.pretext import shipped
    from course_lib.pretext.context_prediction import ContextPrediction

    task = ContextPrediction(drop_colours=False)
    photo = torch.from_numpy(PHOTO[:96, :96]).permute(2, 0, 1)[None].float() / 255
    guess = guesses.position(photo, task, torch.Generator().manual_seed(2), "context_prediction")
    seed = int(torch.randint(2**31, (1,), generator=torch.Generator().manual_seed(2)))
    items = task.make(photo, torch.Generator().manual_seed(seed))
    logits = shipped.network("context_prediction").answer("context_prediction", items.x)
    torch.testing.assert_close(
        guess.probabilities(guess.x[None])[0], logits[guess.truth].softmax(0), atol=1e-4, rtol=1e-3
    )


def test_photos_that_cannot_be_asked_about_are_a_sentence():
    with pytest.raises(LearnerError, match="at least 96"):
        guesses.make("position", PHOTO[:95], 0)
    grey = np.full((120, 120, 3), 90, np.uint8)
    with pytest.raises(LearnerError, match="grey all over"):
        guesses.make("colour", grey, 0)
    assert guesses.make("rotation", grey, 0).x.shape == (1, 3, 96, 96)


def test_scores_of_games_are_kept_and_read_again():
    score = Score().answered(Kind("rotation"), "a 1", "you", True, 1.0)
    read, note = from_json(score.to_json(), Kind)
    assert (read.answers, note) == (score.answers, "")
    assert from_json('["chess", "a 1", {"you": [1, 1.0]}]\n', Kind)[0].answers == {}
