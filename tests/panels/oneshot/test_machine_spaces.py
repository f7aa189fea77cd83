"""A trial in the plane of two principal components: the numbers, the figure, the panel."""

from __future__ import annotations

import base64
import io
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from course_lib.errors import LearnerError
from course_lib.figures.embedding import FRAMES, embedding, letter, tile, with_room
from course_lib.oneshot.machine import machine
from course_lib.oneshot.plane import has_space, plane
from course_lib.oneshot.sources import Source
from course_lib.oneshot.trials import Trial, sample
from course_lib.panels.oneshot import machine_spaces as panel_module
from course_lib.panels.oneshot.machine_spaces import machine_spaces
from tests.oneshot import drawn


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    from course_lib.oneshot import characters

    file = tmp_path_factory.mktemp("set") / "set.zip"
    return characters.load(drawn.packed(file, drawn.tree({"A": 20}, drawers=7)))


class Given:
    """A machine whose points are what the test says: the pixel in the corner numbers a drawing."""

    def __init__(self, points):
        self.points = np.asarray(points, float)

    def embed(self, images):
        return self.points[: len(images)]

    def score(self, support, query):
        return np.arange(len(support), dtype=float)  # always the last class


def blank_trial(ways: int, shots: int = 1, truth: int = 0) -> Trial:
    ink = np.zeros((ways * shots + 1, 9, 9), np.float32)
    ink[:, 4, 4] = 1
    support = ink[:-1].reshape(ways, shots, 9, 9)
    return Trial(support, ink[-1], truth, tuple(map(str, range(ways))))


@pytest.mark.parametrize("shots", [1, 5])
def test_points_and_shares_are_those_of_principal_components(small, shots):
    trial = sample(small, 10, shots, seed=3)
    found = plane(machine("pixels"), trial)
    rows = np.concatenate([trial.support.reshape(-1, 105 * 105), trial.query.reshape(1, -1)])
    centred = rows - rows.mean(0)
    _, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    assert found.shares == pytest.approx((sizes**2 / (sizes**2).sum())[:2], rel=1e-5)
    assert found.shares == pytest.approx(PCA(2).fit(rows).explained_variance_ratio_, rel=1e-5)
    shown = np.vstack([found.support.reshape(-1, 2), found.query])
    assert np.abs(shown) == pytest.approx(np.abs(centred @ axes[:2].T), abs=1e-4)
    assert found.dims == 105 * 105
    assert found.answer == np.argmax(machine("pixels").score(trial.support, trial.query))
    means = trial.support.reshape(10, shots, -1).mean(1)
    apart = np.linalg.norm(means - trial.query.ravel(), axis=1)
    assert found.apart == pytest.approx(apart, rel=1e-5)
    assert found.nearest == np.argmin(apart)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(1, 4), st.integers(3, 9))
def test_the_honest_share_is_counted_by_other_means(seed, ways, shots, dims):
    points = np.random.default_rng(seed).normal(size=(ways * shots + 1, dims))
    found = plane(Given(points), blank_trial(ways, shots))

    def nearest(rows):
        return NearestNeighbors(n_neighbors=2).fit(rows).kneighbors(rows)[1][:, 1]

    shown = np.vstack([found.support.reshape(-1, 2), found.query])
    assert found.kept == pytest.approx(np.mean(nearest(points) == nearest(shown)))
    flat = PCA(2).fit_transform(points)
    means = flat[:-1].reshape(ways, shots, 2).mean(1)
    assert found.apart_shown == pytest.approx(np.linalg.norm(means - flat[-1], axis=1))
    assert found.classes == pytest.approx(found.support.mean(1))


def test_a_plane_can_mislead_and_says_so():
    # Two axes of large spread, and a third on which only class 0 is far from the query.
    points = [[0, 0, 6], [1, 0, 0], [-20, 10, 0], [20, -10, 0], [0, 30, 0], [0, -30, 0], [0, 0, 0]]
    found = plane(Given(points), blank_trial(6, truth=1))
    assert found.nearest_shown == 0
    assert found.nearest == 1


def test_points_that_are_all_the_same_have_no_variance():
    found = plane(Given(np.ones((4, 3))), blank_trial(3))
    assert found.shares == (0, 0)
    assert embedding(found, blank_trial(3)).layout.images


def test_the_hausdorff_distance_has_no_space(small):
    assert not has_space(machine("hausdorff"))
    with pytest.raises(LearnerError, match="no space"):
        plane(machine("hausdorff"), sample(small, 5))


def test_a_blank_query_is_refused():
    trial = blank_trial(3)
    with pytest.raises(LearnerError, match="no ink"):
        plane(machine("pixels"), Trial(trial.support, 0 * trial.query, 0, trial.names))


@pytest.mark.parametrize(("truth", "frames"), [(0, ["right", "wrong"]), (2, ["right"])])
def test_the_figure_shows_every_drawing_at_its_point(truth, frames):
    points = np.random.default_rng(1).normal(size=(4, 5))
    trial = blank_trial(3, truth=truth)
    found = plane(Given(points), trial)
    figure = embedding(found, trial)
    places = {(image.x, image.y) for image in figure.layout.images}
    assert places == {tuple(p) for p in np.vstack([found.support[:, 0], found.query]).tolist()}
    assert figure.layout.images[-1].source == tile(trial.query, "query")
    sources = [image.source for image in figure.layout.images]
    for frame in ("right", "wrong"):
        assert (tile(trial.query, frame) in sources) == (frame in frames)
    answered, true = figure.data[1], figure.data[2]
    assert answered.x == pytest.approx([found.query[0], found.classes[2, 0]])
    assert np.isnan(np.array(true.x, float)).all() == (truth == 2)
    share = 100 * found.shares[0]
    assert f"{share:.0f} % of the variance" in figure.layout.xaxis.title.text
    assert figure.data[4].customdata[-1] == "query"


@settings(max_examples=40, deadline=None)
@given(
    arrays.arrays(np.float64, st.tuples(st.integers(3, 21), st.just(5)), elements=st.floats(-5, 5)),
    st.integers(0, 1),
)
def test_names_in_the_plane_cover_each_other_nowhere(points, truth):
    trial = blank_trial(len(points) - 1, truth=truth)
    found = plane(Given(points), trial)
    names = embedding(found, trial).layout.annotations
    every = np.vstack([found.support.reshape(-1, 2), found.query])
    wide, extent = np.ptp(every[:, 0]), np.ptp(every, axis=0).max()
    assert names[0].text == "<b>query</b>"  # the most important is always there
    # Of a picture 600 pixels wide and high a name takes some 110 by 24.
    for one, other in itertools.combinations(names, 2):
        assert abs(one.x - other.x) >= 0.18 * wide or abs(one.y - other.y) >= 0.04 * extent


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 20), st.integers(2, 5))
def test_drawings_that_are_shown_cover_no_other(seed, ways, shots):
    points = np.random.default_rng(seed).normal(size=(ways * shots + 1, 3))
    trial = blank_trial(ways, shots)
    found = plane(Given(points), trial)
    seen = with_room(found, trial.truth, side=0.8)
    assert seen[[found.answer, trial.truth]].all()
    plain = seen.copy()
    plain[[found.answer, trial.truth]] = False
    every = np.vstack([found.query, found.support[seen & ~plain], found.support[plain]])
    first = len(every) - plain.sum()
    for number, place in enumerate(every[first:], first):
        assert (np.abs(every[:number] - place).max(1) >= 0.8).all()
    # Whoever is left out had no room beside those.
    for place in found.support[~seen]:
        assert (np.abs(every - place).max(1) < 0.8).any()
    figure = embedding(found, trial)
    assert len(figure.data[4].x) == ways * shots + 1  # each can be pointed at, tile or dot


def test_a_classs_only_drawing_is_always_shown():
    trial = blank_trial(4)
    assert with_room(plane(Given(np.ones((5, 3))), trial), trial.truth, side=1.0).all()


def test_a_plane_of_another_trial_is_refused():
    with pytest.raises(ValueError, match="given"):
        embedding(plane(Given(np.eye(4)), blank_trial(3)), blank_trial(2))


def test_a_tile_is_ink_on_paper_in_a_frame():
    ink = np.eye(20)
    data = base64.b64decode(tile(ink, "right").split(",")[1])
    rgb = np.array(Image.open(io.BytesIO(data)).convert("RGB"))
    width = FRAMES["right"][1]
    assert (rgb[width:-width, width:-width, 0] == 255 * (1 - ink)).all()
    assert tuple(rgb[0, 0]) == (0x00, 0x9E, 0x73)


def test_letters():
    assert [letter(0), letter(24), letter(25)] == ["A", "Y", "26"]


@pytest.fixture
def panel(small, monkeypatch):
    source = Source("made-up", "Small", "Drawn by the test.", small)
    monkeypatch.setattr(panel_module, "open_characters", lambda _: source)
    made = machine_spaces()
    made.machine.value = "pixels"
    assert made.wait()
    return made


def test_the_panel_shows_what_the_plane_says(panel, small):
    trial = sample(small, 20, 1, seed=(0, 0))
    found = plane(machine("pixels"), trial)
    assert panel.pictured.plane.support == pytest.approx(found.support)
    assert f"{sum(found.shares):.0%}" in panel.result.value
    verdict = "right ✓" if found.answer == trial.truth else "wrong ✗"
    assert verdict in panel.result.value
    assert panel.note.value.count("Drawn by the test.") == 1


def test_next_is_another_trial_and_a_number_brings_it_back(panel):
    before = panel.pictured.plane.query
    panel.next.click()
    assert panel.wait()
    assert not np.allclose(panel.pictured.plane.query, before)
    panel.seed.value = 0
    assert panel.wait()
    assert np.allclose(panel.pictured.plane.query, before)


def test_no_picture_is_made_up_for_the_hausdorff_distance(panel):
    panel.machine.value = "hausdorff"
    assert panel.wait()
    assert panel.chart.spec == ""
    assert "no space" in panel.chart.empty


def test_what_cannot_be_had_is_a_sentence_and_the_panel_goes_on(panel, small, monkeypatch):
    def missing(_):
        raise LearnerError("These characters are not here.")

    kept = panel_module.open_characters
    monkeypatch.setattr(panel_module, "open_characters", missing)
    panel.start()
    assert panel.wait()
    assert "lwl-error" in panel.note.value
    assert "not here" in panel.note.value
    assert panel.chart.spec == ""
    monkeypatch.setattr(panel_module, "open_characters", kept)
    panel.ways.value = "5"
    assert panel.wait()
    assert len(panel.pictured.trial.support) == 5
