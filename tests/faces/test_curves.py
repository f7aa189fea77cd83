"""Thresholds against scikit-learn, and a judge who says the same of every pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from sklearn.metrics import det_curve, roc_auc_score, roc_curve

from course_lib.errors import LearnerError
from course_lib.faces import curves

# Few different values, so that ties are common.
DISTANCES = st.lists(st.integers(0, 12).map(lambda n: n / 8), min_size=1, max_size=40)


def both(same, different):
    """Labels and distances of all pairs, as scikit-learn takes them."""
    return np.r_[np.ones(len(same)), np.zeros(len(different))], np.r_[same, different]


@settings(max_examples=100, deadline=None)
@given(DISTANCES, DISTANCES)
def test_the_curve_is_scikit_learns(same, different):
    truth, d = both(same, different)
    found = curves.curve(same, different)
    far, tar, threshold = roc_curve(truth, -d, drop_intermediate=False)
    np.testing.assert_allclose(found.far, far)
    np.testing.assert_allclose(1 - found.frr, tar)
    np.testing.assert_allclose(found.threshold, -threshold)
    assert found.auc == pytest.approx(roc_auc_score(truth, -d))


@settings(max_examples=60, deadline=None)
@given(DISTANCES, DISTANCES)
def test_det_is_scikit_learns_on_normal_axes(same, different):
    truth, d = both(same, different)
    far, frr, _ = det_curve(truth, -d)
    found = curves.curve(same, different)
    pairs = set(zip(*(np.round(axis, 9) for axis in found.det(0.01)), strict=True))
    theirs = (np.round(norm.ppf(np.clip(rate, 0.01, 0.99)), 9) for rate in (far, frr))
    assert set(zip(*theirs, strict=True)) <= pairs


@settings(max_examples=100, deadline=None)
@given(DISTANCES, DISTANCES)
def test_the_equal_error_rate_lies_where_scikit_learns_curves_cross(same, different):
    """Root of far − frr along scikit-learn's ROC, by bisection."""
    truth, d = both(same, different)
    far, tar, _ = roc_curve(truth, -d, drop_intermediate=False)
    low, high = 0.0, float(len(far) - 1)
    place = np.arange(len(far))
    for _ in range(60):
        middle = (low + high) / 2
        if np.interp(middle, place, far) < 1 - np.interp(middle, place, tar):
            low = middle
        else:
            high = middle
    found = curves.curve(same, different)
    assert found.eer == pytest.approx(np.interp(low, place, far), abs=1e-9)


def test_a_judge_who_says_the_same_of_every_pair_gets_chance():
    found = curves.curve(np.full(30, 0.4), np.full(70, 0.4))
    assert found.eer == pytest.approx(0.5)
    assert found.auc == pytest.approx(0.5)
    assert found.at(0.4) == (1.0, 0.0)
    assert found.at(0.39) == (0.0, 1.0)
    assert found.for_far(0.01) == -np.inf  # nobody, or everybody


def test_a_constant_embedding_gets_chance():
    z = np.tile(np.float32([[0.6, 0.8]]), (12, 1))
    found = curves.of_faces(z, np.repeat(np.arange(4), 3))
    assert found.eer == pytest.approx(0.5)


def test_a_perfect_judge_errs_never():
    found = curves.curve([0.1, 0.2], [0.7, 0.9, 1.1])
    assert found.eer == 0
    assert found.at(found.equal) == (0.0, 0.0)
    assert found.auc == 1


@settings(max_examples=100, deadline=None)
@given(DISTANCES, DISTANCES, st.floats(0, 1))
def test_the_threshold_for_a_false_accept_rate_is_the_most_open_one(same, different, wanted):
    found = curves.curve(same, different)
    threshold = found.for_far(wanted)
    assert np.mean(np.array(different) <= threshold) <= wanted
    further = [d for d in [*same, *different] if d > threshold]
    if further:
        assert np.mean(np.array(different) <= min(further)) > wanted


@settings(max_examples=60, deadline=None)
@given(DISTANCES, DISTANCES, st.floats(0.1, 50), st.floats(0.1, 50), st.floats(0.05, 0.95))
def test_no_threshold_is_cheaper_than_the_cheapest(same, different, fee_in, fee_out, strangers):
    found = curves.curve(same, different)

    def price(threshold):
        let_in = np.mean(np.array(different) <= threshold)
        locked_out = np.mean(np.array(same) > threshold)
        return fee_in * strangers * let_in + fee_out * (1 - strangers) * locked_out

    best = price(found.cheapest(fee_in, fee_out, strangers))
    assert best == pytest.approx(min(map(price, [-np.inf, *same, *different])))


def test_the_nearest_pairs_come_nearest_first():
    assert curves.nearest(np.array([0.1, 0.5, 0.45, 0.9]), 0.46, 2).tolist() == [2, 1]


def test_pairs_are_every_two_photos_once():
    first, second, same = curves.pairs(np.array([3, 3, 5]))
    assert list(zip(first.tolist(), second.tolist(), same.tolist(), strict=True)) == [
        (0, 1, True), (0, 2, False), (1, 2, False)]  # fmt: skip


def test_what_has_no_threshold_is_refused():
    with pytest.raises(LearnerError, match="both kinds"):
        curves.curve([0.1], [])
    with pytest.raises(ValueError, match="finite"):
        curves.curve([np.nan], [0.2])
    with pytest.raises(ValueError, match=r"1\.5"):
        curves.curve([0.1], [0.2]).for_far(1.5)
