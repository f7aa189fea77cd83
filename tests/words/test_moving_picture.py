"""The moving picture: PCA against scikit-learn, and nothing turns or flips between two looks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.words.moving_picture import MovingPicture, principal_plane, turn, unit


def some(rows: int, dim: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(rows, dim)) * np.geomspace(3, 0.5, dim)


@given(st.integers(3, 30), st.integers(2, 20), st.integers(0, 99))
@settings(deadline=None, max_examples=30)
def test_the_plane_is_scikit_learns(rows: int, dim: int, seed: int) -> None:
    decomposition = pytest.importorskip("sklearn.decomposition")
    x = some(rows, dim, seed)
    pca = decomposition.PCA(2).fit(x)
    plane = principal_plane(x)
    np.testing.assert_allclose(np.abs(plane.points), np.abs(pca.transform(x)), atol=1e-8)
    assert plane.shown == pytest.approx(pca.explained_variance_ratio_.sum())


@pytest.mark.parametrize(("rows", "dim"), [(1, 5), (2, 5), (4, 1)])
def test_few_words_or_dimensions_have_a_picture_too(rows: int, dim: int) -> None:
    plane = principal_plane(some(rows, dim, 0))
    assert plane.points.shape == (rows, 2)
    assert np.isfinite(plane.points).all()
    assert 0 <= plane.shown <= 1 + 1e-12


def test_a_turn_is_the_best_of_all_turns_and_mirrorings() -> None:
    points, last = some(8, 2, 1), some(8, 2, 2)
    best = np.linalg.norm(points @ turn(points, last) - last)
    for angle in np.linspace(0, 2 * np.pi, 721):
        c, s = np.cos(angle), np.sin(angle)
        for other in ([[c, -s], [s, c]], [[c, s], [s, -c]]):
            assert best <= np.linalg.norm(points @ np.array(other) - last) + 1e-9


def test_the_same_vectors_stay_where_they_are_however_pca_turns() -> None:
    x, words = some(12, 8, 3), [f"w{i}" for i in range(12)]
    picture = MovingPicture()
    first = picture.place(words, x).points
    rotation = np.linalg.qr(some(8, 8, 4))[0]  # another basis: PCA's axes may flip
    np.testing.assert_allclose(picture.place(words, x @ rotation).points, first, atol=1e-8)


def test_a_small_move_of_the_vectors_is_a_small_move_in_the_picture() -> None:
    """On vectors with two equal directions, whose PCA axes turn at the slightest push."""
    rng = np.random.default_rng(5)
    angle = np.arange(12) * 2 * np.pi / 12
    x = np.zeros((12, 6))
    x[:, 0], x[:, 1] = np.cos(angle), np.sin(angle)
    words = [str(i) for i in range(12)]
    picture, worst, plain_worst = MovingPicture(), 0.0, 0.0
    last, plain_last = picture.place(words, x).points, principal_plane(unit(x)).points
    for _ in range(30):
        x = x + rng.normal(scale=0.005, size=x.shape)
        points, plain = picture.place(words, x).points, principal_plane(unit(x)).points
        worst = max(worst, np.abs(points - last).max())
        plain_worst = max(plain_worst, np.abs(plain - plain_last).max())
        last, plain_last = points, plain
    assert worst < 0.05
    assert plain_worst > 0.5  # what the turning is for


def test_words_may_come_and_go() -> None:
    x, picture = some(6, 4, 6), MovingPicture()
    before = picture.place(list("abcdef"), x).points
    after = picture.place(list("cdefg"), np.vstack([x[2:], x[:1]]))
    assert after.points.shape == (5, 2)
    assert picture.place(["h", "i"], x[:2]).points.shape == (2, 2)
    distances = np.linalg.norm(after.points[:, None] - after.points, axis=-1)
    own = principal_plane(unit(np.vstack([x[2:], x[:1]]))).points
    np.testing.assert_allclose(distances, np.linalg.norm(own[:, None] - own, axis=-1), atol=1e-9)
    assert before.shape == (6, 2)


def test_a_row_of_zeros_stays_zero() -> None:
    assert unit(np.zeros((2, 3))).tolist() == [[0, 0, 0], [0, 0, 0]]
