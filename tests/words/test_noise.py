"""The noise distribution by its formula, the sampler by chi-squared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from course_lib.errors import LearnerError
from course_lib.words.noise import NoiseSampler, check_negatives, noise_distribution


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=50), st.floats(0, 1))
def test_the_formula(counts, alpha):
    weights = np.array(counts, float) ** alpha
    np.testing.assert_allclose(noise_distribution(counts, alpha), weights / weights.sum())


@pytest.mark.parametrize("alpha", [0, 0.75, 1])
def test_frequencies_follow_the_distribution(alpha):
    """A wrong α is found as surely as the right one passes."""
    counts = np.array([5000, 900, 300, 40, 7, 1, 1])
    sampler = NoiseSampler(noise_distribution(counts, alpha))
    drawn = sampler.draw((400, 500), np.random.default_rng(1))
    assert drawn.shape == (400, 500)
    seen = np.bincount(drawn.ravel(), minlength=len(counts))
    assert stats.chisquare(seen, noise_distribution(counts, alpha) * seen.sum()).pvalue > 1e-3
    other = noise_distribution(counts, alpha - 0.05 if alpha else 0.05)
    assert stats.chisquare(seen, other * seen.sum()).pvalue < 1e-6


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=60).filter(any))
def test_the_urns_hold_exactly_the_probabilities(counts):
    p = np.array(counts) / sum(counts)
    sampler = NoiseSampler(p)
    held = sampler._keep.copy()
    np.add.at(held, sampler._other, 1 - sampler._keep)
    np.testing.assert_allclose(held / len(p), p, atol=1e-12)


def test_a_draw_is_its_seeds():
    sampler = NoiseSampler(noise_distribution([3, 2, 1]))
    one, same, other = (sampler.draw(50, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


@pytest.mark.parametrize("counts", [[], [1, 0], [1, -1], [1, np.nan], [[1, 2]]])
def test_bad_counts(counts):
    with pytest.raises(LearnerError):
        noise_distribution(counts)


@pytest.mark.parametrize("alpha", [-0.1, 1.1, np.nan])
def test_bad_alpha(alpha):
    with pytest.raises(LearnerError, match="α"):
        noise_distribution([1, 2], alpha)


@pytest.mark.parametrize("p", [[], [0.5], [1.5, -0.5], [np.nan, 1]])
def test_bad_probabilities(p):
    with pytest.raises(LearnerError):
        NoiseSampler(np.array(p))


def test_k_above_the_vocabulary_names_both_numbers():
    check_negatives(5, 6)
    with pytest.raises(LearnerError, match=r"k = 20 .* 12 words"):
        check_negatives(20, 12)
    with pytest.raises(LearnerError):
        check_negatives(0, 12)
