"""The model of strokes: what it learns from strokes made here, and what it draws."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.oneshot import hausdorff, pen, stroke_model, trials
from course_lib.oneshot.stroke_model import StrokeModel, fit_type, made_alphabets, related
from course_lib.train import strokes as learning


@pytest.fixture(scope="module")
def model():
    return StrokeModel.shipped()


def test_the_same_seed_draws_the_same_and_another_another(model):
    a, b, c = (
        made_alphabets(seed, alphabets=1, characters=3, drawers=2, model=model)
        for seed in (1, 1, 2)
    )
    pixels = [np.stack([x.drawings() for x in s.characters]) for s in (a, b, c)]
    np.testing.assert_array_equal(pixels[0], pixels[1])
    assert (pixels[0] != pixels[2]).any()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_types_and_tokens_stay_on_the_page_and_have_ink(seed):
    model, rng = StrokeModel.shipped(), np.random.default_rng(seed)
    kind = model.character(rng)
    for strokes in (kind.plain(), model.token(kind, rng)):
        points = np.concatenate(strokes)
        assert points.min() >= 0
        assert points.max() <= 104
        assert len(strokes) == len(kind.strokes)
        assert 20 < model.image(strokes).sum() < 0.5 * 105**2


@pytest.mark.slow
def test_tokens_of_a_type_are_more_alike_than_tokens_of_two(model):
    """By the modified Hausdorff distance, over many pairs."""
    rng = np.random.default_rng(5)
    kinds = [model.character(rng) for _ in range(12)]
    clouds = [
        [hausdorff.points(model.image(model.token(kind, rng))) for _ in range(2)] for kind in kinds
    ]
    own = np.mean([hausdorff.distance(*pair) for pair in clouds])
    other = np.mean(
        [
            hausdorff.distance(clouds[i][0], clouds[j][1])
            for i in range(12)
            for j in range(12)
            if i != j
        ]
    )
    assert own < 0.7 * other


def test_made_alphabets_serve_for_trials(model):
    made = made_alphabets(alphabets=2, characters=6, drawers=3, model=model)
    trial = trials.sample(made, ways=5, seed=3)
    assert trial.support.shape == (5, 1, 105, 105)
    assert len({name.split("/")[0] for name in trial.names}) == 1


def test_a_stroke_tied_to_another_moves_with_it():
    kind = fit_type([np.array([[20.0, 20], [20, 80]]), np.array([[20.0, 80], [70, 80]])])
    assert [s.relation for s in kind.strokes] == ["independent", "end"]
    moved = kind.moved(np.array([5.0, -3.0])).plain()
    np.testing.assert_allclose(moved[0][0], [25, 17])
    np.testing.assert_allclose(moved[1][0], moved[0][-1])


@pytest.mark.parametrize(
    ("start", "relation", "at"),
    [
        ((0, 1), "start", 0),
        ((100, 2), "end", 1),
        ((50, 3), "along", 0.5),
        ((50, 40), "independent", 0),
    ],
)
def test_relations(start, relation, at):
    line = np.stack([np.linspace(0, 100, 101), np.zeros(101)], axis=1)
    found = related(np.array(start, float), [line])
    assert found[0] == relation
    assert found[2] == pytest.approx(at, abs=0.01)


@pytest.mark.slow
def test_fit_type_keeps_the_drawing_and_new_exemplars_differ_a_little(model):
    drawing = [np.array([[30.0, 20], [30, 80], [70, 80]]), np.array([[70.0, 20], [70, 60]])]
    kind = fit_type(drawing)
    plain = pen.ink(kind.plain())
    assert (np.abs(plain - pen.ink(drawing)) > 0).mean() < 0.01
    rng = np.random.default_rng(0)
    many = [model.image(model.token(kind, rng)) for _ in range(9)]
    assert len({image.tobytes() for image in many}) == 9
    others = [model.image(model.token(model.character(rng), rng)) for _ in range(9)]
    support = np.stack([plain, *others])[:, None]
    told = [int(np.argmax(hausdorff.shipped().score(support, image))) for image in many]
    assert told.count(0) >= 6  # found again among ten, most of the time


def test_no_stroke_is_no_character():
    with pytest.raises(LearnerError, match="draw your character first"):
        fit_type([])


def test_another_file_is_no_model(tmp_path):
    file = tmp_path / "x.safetensors"
    file.write_bytes(b"not a model")
    with pytest.raises(LearnerError, match="holds no model of strokes"):
        StrokeModel.load(file)


def written(strokes):
    """Strokes as a file: 1 px a 10 ms, and a pause of the pen at every given corner."""
    lines, time = ["START"], 0.0
    for stroke in strokes:
        for a, b in itertools.pairwise(stroke):
            steps = max(2, int(np.hypot(*np.subtract(b, a))))
            for share in np.linspace(0, 1, steps):
                x, y = np.add(a, share * np.subtract(b, a))
                slow = 8 if min(share, 1 - share) < 0.12 else 1
                time += 10 * slow
                lines.append(f"{x},{-y},{time}")
        lines.append("BREAK")
    return "\n".join(lines)


def test_a_stroke_is_cut_where_the_pen_pauses():
    (stroke,) = pen.read(written([[(10, 10), (10, 60), (60, 60)]]))
    down, right = learning.sub_strokes(stroke)
    np.testing.assert_allclose(down[0], [10, 10], atol=1)
    np.testing.assert_allclose(down[-1], [10, 60], atol=6)
    np.testing.assert_allclose(right[-1], [60, 60], atol=1)


@pytest.mark.slow
def test_learning_counts_strokes_and_relations():
    """Crosses of two strokes: the second begins along nothing, then lies on the first's end."""
    rng = np.random.default_rng(0)
    corner = [[(20, 20), (20, 80)], [(20, 80), (80, 80)]]
    drawings = []
    for _ in range(12):
        shift = rng.normal(0, 2, 2)
        drawings.append(pen.read(written([[tuple(np.add(p, shift)) for p in s] for s in corner])))
    numbers = learning.learn({"A/character01": drawings}, primitives=2)
    assert numbers["strokes"][1] == 12
    assert numbers["strokes"].sum() == 12
    relations = dict(zip(stroke_model.RELATIONS, numbers["relations"], strict=True))
    assert relations == {"independent": 0, "start": 0, "end": 12, "along": 0}
    # Moved by 2 pixels and not changed otherwise.
    deviations = np.sqrt(np.diag(numbers["affine"]))
    assert deviations[:4].max() < 0.05
    assert numbers["tremor"].item() < 1
    image = StrokeModel(numbers).image(StrokeModel(numbers).character(rng).plain())
    assert image.sum() > 20


def test_files_without_strokes_are_refused(tmp_path):
    import zipfile

    with pytest.raises(LearnerError, match="no stroke files at"):
        learning.read_all([tmp_path / "missing.zip"])
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as packed:
        packed.writestr("readme.md", "nothing")
    with pytest.raises(LearnerError, match="no stroke files"):
        learning.read_all([tmp_path / "empty.zip"])
