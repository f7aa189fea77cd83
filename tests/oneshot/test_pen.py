"""The pen: ink against a brute-force distance to the line, and what a stroke file says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.oneshot import pen

POINT = st.tuples(st.floats(0, 105), st.floats(0, 105))
STROKES = st.lists(st.lists(POINT, min_size=1, max_size=6).map(np.array), min_size=1, max_size=4)


def brute_force(strokes, radius):
    """Every pixel's distance to every segment."""
    y, x = np.mgrid[:105, :105].astype(float)
    pixels = np.stack([x, y], axis=-1)
    nearest = np.full((105, 105), np.inf)
    for stroke in strokes:
        starts, ends = (stroke[:-1], stroke[1:]) if len(stroke) > 1 else (stroke, stroke)
        for a, b in zip(starts, ends, strict=True):
            way = b - a
            along = ((pixels - a) @ way) / max(way @ way, 1e-12)
            foot = a + np.clip(along, 0, 1)[..., None] * way
            nearest = np.minimum(nearest, np.linalg.norm(pixels - foot, axis=-1))
    return nearest


@settings(max_examples=40, deadline=None)
@given(STROKES, st.floats(1, 5))
def test_ink_is_what_lies_within_the_radius_of_a_stroke(strokes, radius):
    nearest = brute_force(strokes, radius)
    drawn = pen.ink(strokes, radius)
    clear = np.abs(nearest - radius) > 1e-6  # on the edge itself rounding decides
    np.testing.assert_array_equal(drawn[clear] > 0, (nearest <= radius)[clear])
    assert drawn.dtype == np.float32


def test_nothing_drawn_is_white_paper():
    assert pen.ink([]).shape == (105, 105)
    assert pen.ink([]).sum() == 0
    assert pen.ink([np.empty((0, 2))]).sum() == 0


@settings(max_examples=50, deadline=None)
@given(st.lists(POINT, min_size=2, max_size=9).map(np.array), st.integers(2, 40))
def test_even_steps_keep_the_ends_and_lie_on_the_line(stroke, count):
    points = pen.even_steps(stroke, count)
    assert points.shape == (count, 2)
    np.testing.assert_allclose(points[[0, -1]], stroke[[0, -1]], atol=1e-9)
    assert pen.length(points) <= pen.length(stroke) + 1e-6
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    assert (steps <= pen.length(stroke) / (count - 1) + 1e-6).all()


@settings(max_examples=50, deadline=None)
@given(STROKES, st.floats(0, 1))
def test_up_to_a_share_of_the_way_that_share_is_drawn(strokes, share):
    whole = sum(map(pen.length, strokes))
    drawn = pen.up_to(strokes, share)
    assert sum(map(pen.length, drawn)) == pytest.approx(share * whole, abs=1e-6)


def test_up_to_stops_in_the_middle_of_a_segment():
    drawn = pen.up_to([np.array([[0.0, 0], [10, 0]]), np.array([[0.0, 5], [0, 15]])], 0.75)
    np.testing.assert_allclose(drawn[0], [[0, 0], [10, 0]])
    np.testing.assert_allclose(drawn[1], [[0, 5], [0, 10]])


def test_a_stroke_file_is_read_with_y_downwards():
    first, second = pen.read("START\n1.5,-2,0\n3,-4,10\nBREAK\n5,-6,20\nBREAK\n")
    np.testing.assert_allclose(first, [[1.5, 2, 0], [3, 4, 10]])
    np.testing.assert_allclose(second, [[5, 6, 20]])


@pytest.mark.parametrize("text", ["hello", "1,2", "1,2,3,4", "a,b,c"])
def test_another_text_is_refused_in_a_sentence(text):
    with pytest.raises(LearnerError, match="stroke file"):
        pen.read(text)
