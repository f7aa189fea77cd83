"""Pictures on principal axes: one scale, honest titles, and addresses of pictures read back."""

from __future__ import annotations

import base64
import io

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from course_lib.figures.components import frame, name_points
from course_lib.figures.data_address import framed_address, ink_address, photo_address


@pytest.mark.slow
@settings(deadline=None)
@given(st.floats(0.1, 50), st.floats(0.1, 50), st.floats(0, 1))
def test_the_frame_holds_every_point_and_both_axes_have_one_scale(wide, high, room):
    points = np.array([[-wide, 0.0], [wide, high], [0.0, -high]])
    figure = go.Figure()
    frame(figure, points, (0.5, 0.25), room=room)
    for axis, values in zip((figure.layout.xaxis, figure.layout.yaxis), points.T, strict=True):
        low, high_ = axis.range
        assert low < values.min()
        assert values.max() < high_
        assert high_ - low == pytest.approx((1 + 2 * room) * np.ptp(values) + 2e-3)
    assert figure.layout.yaxis.scaleanchor == "x"
    assert figure.layout.xaxis.title.text == "first component, 50 % of the variance"
    assert figure.layout.yaxis.title.text == "second component, 25 % of the variance"


def test_names_are_told_once_and_in_their_order():
    figure = go.Figure()
    name_points(figure, ["b", "a", "b", "c"])
    assert figure.layout.meta == {"names": ["b", "a", "c"]}


def opened(address: str) -> tuple[str, np.ndarray]:
    head, data = address.split(",")
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    return head, np.asarray(picture.convert("RGB"))


def test_addresses_give_the_pictures_back():
    ink = np.zeros((9, 7))
    ink[2:5, 3] = 1
    head, drawn = opened(ink_address(ink))
    assert head == "data:image/png;base64"
    assert ((drawn == 0).all(axis=2) == (ink > 0.5)).all()
    _, framed = opened(framed_address(ink, "#0072B2", 2))
    assert framed.shape == (13, 11, 3)
    assert tuple(framed[0, 0]) == (0, 0x72, 0xB2)
    assert (framed[2:-2, 2:-2] == drawn).all()
    photo = np.full((16, 24, 3), (200, 40, 90), np.uint8)
    head, shown = opened(photo_address(photo))
    assert head == "data:image/jpeg;base64"
    assert np.abs(shown.astype(int) - photo).max() < 6
