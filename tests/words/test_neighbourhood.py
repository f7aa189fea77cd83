"""Pictures of words against scikit-learn and plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA

from course_lib.errors import LearnerError
from course_lib.words.neighbourhood import LINKS, Mapper, along, gather
from course_lib.words.vectors import WordVectors

WORDS = tuple(f"w{i}" for i in range(60))


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    rng = np.random.default_rng(0)
    return WordVectors.from_arrays(WORDS, rng.normal(size=(60, 12)).astype(np.float32))


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("dims", [2, 3])
def test_the_picture_is_scikit_learns_and_the_links_are_true(vectors, whole, dims):
    words = WORDS[5:30]
    found = Mapper(vectors).map(words, dims, whole)
    matrix = np.asarray(vectors.matrix, float)
    units = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    shown = units[5:30]
    pca = PCA(dims).fit(units if whole else shown)
    # an axis may point either way
    expected = pca.transform(shown)
    signs = np.sign((expected * found.points).sum(axis=0))
    assert np.allclose(found.points, expected * signs, atol=1e-4)
    assert found.shares == pytest.approx(tuple(pca.explained_variance_ratio_), abs=1e-5)

    kept = 0
    pairs = {(link.start, link.end): link.kept for link in found.links}
    for i in range(25):
        truth = sorted((j for j in range(25) if j != i), key=lambda j: -shown[i] @ shown[j])
        plane = sorted(
            (j for j in range(25) if j != i),
            key=lambda j: np.linalg.norm(expected[i] - expected[j]),
        )
        for j in truth[:LINKS]:
            assert pairs.pop((i, j)) == (j in plane[:LINKS])
            kept += j in plane[:LINKS]
    assert pairs == {}
    assert found.kept == pytest.approx(kept / (25 * LINKS))
    assert 0 < found.kept < 1


def test_a_plane_that_hides_nothing_keeps_every_neighbour():
    angles = np.linspace(0, 1.2, 14) ** 1.3
    flat = WordVectors.from_arrays(WORDS[:14], np.stack([np.cos(angles), np.sin(angles)], 1))
    found = Mapper(flat).map(WORDS[:14])
    assert found.kept == 1
    assert sum(found.shares) == pytest.approx(1)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_words_and_words_all_alike(vectors, count):
    found = Mapper(vectors).map(WORDS[:count], 3)
    assert found.points.shape == (count, 3)
    assert np.isfinite(found.points).all()
    same = WordVectors.from_arrays(WORDS[:6], np.ones((6, 4)))
    assert Mapper(same).map(WORDS[:count], 2).shares == (0, 0)


def test_gathering_begins_with_the_words_and_goes_on_with_their_nearest(vectors):
    found = gather(vectors, ("w3", "w9", "w3"), 24)
    assert found[:2] == ("w3", "w9")
    assert len(set(found)) == len(found)
    expected = {n.word for word in ("w3", "w9") for n in vectors.nearest(word, 11)}
    assert set(found) == expected | {"w3", "w9"}


def test_the_parallelograms_corner_closes_it(vectors):
    found = Mapper(vectors).parallelogram("w1", "w2", "w3", ["w8", "w9"])
    a, b, c, corner = found.points[:4]
    assert np.allclose(b - a, corner - c, atol=1e-5)
    assert found.words == ("w1", "w2", "w3", "", "w8", "w9")


def test_places_on_an_axis(vectors):
    places = along(vectors, "w1", "w2", WORDS)
    units = vectors.units(WORDS).astype(float)
    axis = units[2] - units[1]
    expected = [float(row @ axis) / np.linalg.norm(axis) for row in units]
    assert places == pytest.approx(expected, abs=1e-5)
    assert places[1] == pytest.approx(-places[2], abs=1e-5)
    with pytest.raises(LearnerError, match="two different words"):
        along(vectors, "w1", "w1", WORDS)
