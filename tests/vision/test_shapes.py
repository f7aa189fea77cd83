"""Shapes as pixels, on a grid of another size than the photos'."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.vision.shapes import swept_disc


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    points=st.lists(st.tuples(st.floats(-20, 60), st.floats(-20, 60)), min_size=1, max_size=5),
    width=st.floats(1, 20),
)
def test_a_swept_disc_is_all_pixels_within_its_radius_of_the_line(points, width):
    mask = swept_disc(np.array(points), width / 2, 40)
    y, x = np.mgrid[:40, :40] + 0.5
    nearest = np.full((40, 40), np.inf)
    ends = list(pairwise(points)) or [(points[0], points[0])]
    for (ax, ay), (bx, by) in ends:  # dense sampling along the line: an independent oracle
        for t in np.linspace(0, 1, 1500):
            nearest = np.minimum(nearest, np.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
    clear = np.abs(nearest - width / 2) > 0.05  # pixels not within the sampling's own error
    assert np.array_equal(mask[clear], (nearest <= width / 2)[clear])
