"""Fewer numbers a word: what is kept, what is made smaller, and what is refused."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import check_grad

from course_lib.errors import LearnerError
from course_lib.words.squeeze import FAR, apart, squeezed


def cosines(rows):
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return units @ units.T


def by_hand(wanted, found):
    """The weighted mean over all pairs, pair by pair."""
    total = weights = 0.0
    for i in range(len(wanted)):
        for j in range(len(wanted)):
            weight = max(0.0, wanted[i, j]) ** 2 + FAR
            total += weight * (wanted[i, j] - found[i, j]) ** 2
            weights += weight
    return total / weights


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 5))
def test_how_far_cosines_are_apart_is_the_equation(seed, n, dim):
    rng = np.random.default_rng(seed)
    there, here = rng.normal(size=(n, 6)), rng.normal(size=(n, dim))
    units = torch.from_numpy(there / np.linalg.norm(there, axis=1, keepdims=True))
    found = float(apart(units, torch.from_numpy(here)))
    assert found == pytest.approx(by_hand(cosines(there), cosines(here)))


def test_its_gradient_is_that_of_differences():
    rng = np.random.default_rng(0)
    there = torch.from_numpy(rng.normal(size=(5, 4)))
    units = there / there.norm(dim=1, keepdim=True)

    def value(flat):
        return float(apart(units, torch.from_numpy(flat.reshape(5, 3))))

    def slope(flat):
        rows = torch.from_numpy(flat.reshape(5, 3).copy()).requires_grad_()
        apart(units, rows).backward()
        return rows.grad.numpy().ravel()

    assert check_grad(value, slope, rng.normal(size=15)) < 1e-5


def test_what_lies_in_fewer_dimensions_stays_as_it_is():
    rng = np.random.default_rng(1)
    flat = rng.normal(size=(40, 3)).astype(np.float32)
    flat = np.concatenate([flat, -flat])  # around 0, so that the mean takes nothing away
    turned = flat @ np.linalg.qr(rng.normal(size=(8, 8)))[0][:3].astype(np.float32)
    found = squeezed(turned, np.arange(80, 0, -1), 3, steps=50)
    np.testing.assert_allclose(cosines(found), cosines(turned), atol=0.02)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), np.linalg.norm(turned, axis=1), 1e-5)


def test_near_words_keep_their_cosines_better_than_by_principal_components():
    rng = np.random.default_rng(2)
    kinds = rng.normal(size=(30, 24)) * 2
    vectors = (kinds.repeat(8, 0) + rng.normal(size=(240, 24))).astype(np.float32)
    counts = np.full(240, 5)
    wanted = cosines(vectors)
    begun, found = squeezed(vectors, counts, 6, steps=0), squeezed(vectors, counts, 6, steps=200)
    assert by_hand(wanted, cosines(found)) < 0.95 * by_hand(wanted, cosines(begun))
    near = (wanted > 0.5) & (wanted < 0.999)
    wrong = [np.abs(cosines(rows) - wanted)[near].mean() for rows in (begun, found)]
    assert wrong[1] < 0.8 * wrong[0]


def test_the_same_seed_gives_the_same_numbers_and_steps_are_told():
    vectors = np.random.default_rng(3).normal(size=(50, 8)).astype(np.float32)
    counts, told = np.arange(1, 51), []
    one = squeezed(vectors, counts, 4, seed=1, steps=5, on_step=told.append)
    np.testing.assert_array_equal(one, squeezed(vectors, counts, 4, seed=1, steps=5))
    assert told == [1, 2, 3, 4, 5]
    assert one.dtype == np.float32


def test_a_word_of_nothing_stays_nothing():
    vectors = np.random.default_rng(4).normal(size=(9, 5)).astype(np.float32)
    vectors[3] = 0
    found = squeezed(vectors, np.full(9, 2), 2, steps=20)
    assert np.isfinite(found).all()
    assert not found[3].any()


@pytest.mark.parametrize(("words", "dim"), [(9, 0), (9, 6), (3, 4)])
def test_into_more_numbers_than_there_are_nothing_is_squeezed(words, dim):
    with pytest.raises(LearnerError, match=f"{words} words of 5 numbers .* squeezed into {dim}"):
        squeezed(np.ones((words, 5), np.float32), np.ones(words), dim)
