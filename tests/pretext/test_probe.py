"""The probe is scikit-learn's; differences have the interval they say."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from course_lib.errors import LearnerError
from course_lib.pretext.colour_histogram import colour_histogram
from course_lib.pretext.kmeans import fit_kmeans, read
from course_lib.pretext.probe import STRENGTH, difference, probe


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    shown = np.repeat([4, 7, 9], [30, 40, 50])
    features = rng.normal(size=(120, 20)) * np.geomspace(0.01, 100, 20)
    features[:, 3] += shown * 0.02
    return features, shown


def test_the_probe_is_scikit_learn_called_directly(data):
    features, shown = data
    pipeline = Pipeline(
        [("scale", StandardScaler()), ("read", LogisticRegression(C=STRENGTH, max_iter=400))]
    )
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    expected = cross_val_predict(pipeline, features, shown, cv=folds) == shown
    found = probe(features, shown)
    assert np.array_equal(found.hits, expected)
    assert found.mean == expected.mean()
    by_fold = [expected[ask].mean() for _, ask in folds.split(features, shown)]
    assert found.folds.tolist() == by_fold
    assert found.std == pytest.approx(np.std(by_fold, ddof=1))


def test_the_probe_finds_what_is_there_and_nothing_where_nothing_is(data):
    _, shown = data
    rng = np.random.default_rng(1)
    assert probe(np.eye(10)[shown], shown).mean == 1
    nothing = probe(rng.normal(size=(120, 5)), rng.permutation(shown)).mean
    assert nothing < 0.6  # the largest class is 0.42


@pytest.mark.parametrize("shown", [np.zeros(20, int), np.repeat([0, 1], [16, 4])])
def test_too_few_classes_or_photos_are_a_sentence(shown):
    with pytest.raises(LearnerError, match="at least 5 photos each"):
        probe(np.zeros((20, 3)), shown)


def test_the_difference_of_two_rows_by_hand():
    first = np.array([1, 1, 1, 1, 0, 0, 1, 1], bool)
    second = np.array([1, 0, 0, 1, 0, 1, 1, 1], bool)
    each = np.array([0, 1, 1, 0, 0, -1, 0, 0])
    half = 1.96 * np.sqrt(each.var(ddof=1) / 8)
    found = difference([first], [second])
    assert found.mean == pytest.approx(1 / 8)
    assert (found.low, found.high) == pytest.approx((1 / 8 - half, 1 / 8 + half))
    same = difference([first, first], [first, first])
    assert (same.mean, same.low, same.high) == (0, 0, 0)


def test_the_interval_of_a_difference_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(400):
        first, second = rng.random((2, 300)) < np.array([[0.7], [0.6]])
        found = difference([first], [second])
        covered += found.low < 0.1 < found.high
    assert 0.91 < covered / 400 < 0.98


def test_a_histogram_counts_colours():
    photos = np.zeros((2, 4, 4, 3), np.uint8)
    photos[0, :, :1] = (255, 0, 128)
    photos[1] = (31, 32, 0)
    found = colour_histogram(photos) ** 2
    assert found.shape == (2, 512)
    assert found[0, 0] == pytest.approx(0.75)
    assert found[0, 7 * 64 + 0 * 8 + 4] == pytest.approx(0.25)
    assert found[1, 0 * 64 + 1 * 8] == pytest.approx(1)


def test_kmeans_features_are_triangles_pooled_in_quarters(split, tmp_path):
    found = fit_kmeans(split.training.whole, centres=12, patches=2000)
    again = fit_kmeans(split.training.whole, centres=12, patches=2000)
    assert np.array_equal(found.centres, again.centres)
    photos = split.held_back.whole[:2]
    features = found.features(photos)
    assert features.shape == (2, 48)
    assert features.min() >= 0
    found.save(tmp_path / "kmeans.safetensors")
    kept = read(tmp_path / "kmeans.safetensors").features(photos)
    assert np.allclose(kept, features, atol=0.05)
    # One place by hand: the flat photo's patches are all zero before whitening.
    flat = found.features(np.full((1, 96, 96, 3), 90, np.uint8))[0].reshape(12, 4)
    distance = np.linalg.norm((-found.mean @ found.whiten) - found.centres, axis=1)
    expected = np.maximum(distance.mean() - distance, 0)
    assert np.allclose(flat, expected[:, None], atol=1e-3)
