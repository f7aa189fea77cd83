"""Masks: shares, shapes and polarity as Pathak et al. describe them, for many seeds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from course_lib.inpainting import masks

seeds = st.integers(0, 2**32 - 1)


def test_central_region_hides_exactly_the_middle():
    mask = masks.central_region()
    rows, columns = np.nonzero(mask)
    assert mask.shape == (128, 128)
    assert mask.dtype == bool
    assert mask.sum() == 64 * 64
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (32, 95, 32, 95)


@pytest.mark.parametrize("hole", [0, 128, 200])
def test_an_impossible_hole_is_refused_naming_both_numbers(hole):
    with pytest.raises(ValueError, match=rf"{hole}.*128"):
        masks.central_region(hole=hole)


@settings(max_examples=60, deadline=None)
@given(seed=seeds, family=st.sampled_from(["random_block", "random_region", "painted"]))
def test_every_seed_hides_the_promised_share(seed, family):
    mask = masks.sample(family, seed)
    low, high = masks.PAINTED_SHARE if family == "painted" else masks.SHARE
    assert mask.shape == (128, 128)
    assert mask.dtype == bool
    assert low <= mask.mean() <= high
    assert np.array_equal(mask, masks.sample(family, seed))


@settings(max_examples=25, deadline=None)
@given(seed=seeds)
def test_random_block_is_a_union_of_squares(seed):
    mask = masks.random_block(np.random.default_rng(seed))
    # Opening by the smallest square removes nothing from a union of squares at least as large.
    opened = ndimage.binary_opening(mask, np.ones((16, 16)))
    assert np.array_equal(opened, mask)
    assert not np.array_equal(mask, masks.random_block(np.random.default_rng(seed + 1)))


@settings(max_examples=25, deadline=None)
@given(seed=seeds)
def test_random_region_is_irregular(seed):
    mask = masks.random_region(np.random.default_rng(seed))
    rows, columns = np.nonzero(mask)
    box = (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
    assert mask.sum() / box < 0.9  # a rectangle would fill its box
    assert ndimage.label(mask)[1] < 30  # regions, not scattered pixels


def test_unknown_families_and_tiny_photos_are_refused():
    with pytest.raises(ValueError, match="stripes"):
        masks.sample("stripes", 0)
    with pytest.raises(ValueError, match="16"):
        masks.random_block(np.random.default_rng(0), size=8)
