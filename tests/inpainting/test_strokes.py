"""Strokes become masks: against brute force, an independent painter, and properties."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.inpainting import masks, strokes
from course_lib.inpainting.strokes import Stroke, parse, rasterize

place = st.floats(-40, 168, allow_nan=False).map(lambda v: round(v, 3))
points = st.lists(st.tuples(place, place), min_size=1, max_size=12)
widths = st.integers(4, 40)


def distance_to_line(line: list[tuple[float, float]]) -> np.ndarray:
    """Distance of every pixel centre to a polyline, one segment and one clamp at a time."""
    y, x = np.mgrid[:128, :128] + 0.5
    best = np.full((128, 128), np.inf)
    for (ax, ay), (bx, by) in zip(line, line[1:] or line, strict=False):
        span = (bx - ax) ** 2 + (by - ay) ** 2
        t = np.clip(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / span, 0, 1) if span else 0
        best = np.minimum(best, np.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
    return best


def winding(corners: list[tuple[float, float]]) -> np.ndarray:
    """Winding number around every pixel centre, as the sum of the angles the corners subtend."""
    y, x = np.mgrid[:128, :128] + 0.5
    angles = [np.arctan2(cy - y, cx - x) for cx, cy in corners]
    turns = [
        (after - before + np.pi) % (2 * np.pi) - np.pi
        for before, after in zip(angles, angles[1:] + angles[:1], strict=True)
    ]
    return np.round(np.sum(turns, axis=0) / (2 * np.pi))


@settings(max_examples=60, deadline=None)
@given(points, widths)
def test_pen_is_every_centre_within_half_a_width_of_the_line(line, width):
    mask = rasterize([Stroke("pen", tuple(line), width)])
    distance = distance_to_line(line)
    sure = np.abs(distance - width / 2) > 1e-6  # on the rim itself rounding decides
    np.testing.assert_array_equal(mask[sure], (distance <= width / 2)[sure])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(place, place), min_size=3, max_size=9))
def test_lasso_hides_what_its_line_winds_around(corners):
    mask = rasterize([Stroke("lasso", tuple(corners))])
    clear = distance_to_line([*corners, corners[0]]) > 1e-6
    np.testing.assert_array_equal(mask[clear], (winding(corners) != 0)[clear])


@given(place, place, place, place)
def test_a_rectangle_is_the_lasso_of_its_corners_in_any_order(x0, y0, x1, y1):
    box = rasterize([Stroke("rectangle", ((x0, y0), (x1, y1)))])
    for corners in (((x1, y1), (x0, y0)), ((x0, y1), (x1, y0))):
        np.testing.assert_array_equal(box, rasterize([Stroke("rectangle", corners)]))
    lasso = Stroke("lasso", ((x0, y0), (x1, y0), (x1, y1), (x0, y1)))
    np.testing.assert_array_equal(box, rasterize([lasso]))


def test_a_rectangle_by_hand():
    box = rasterize([Stroke("rectangle", ((32, 16), (96, 48)))])
    expected = np.zeros((128, 128), bool)
    expected[16:48, 32:96] = True
    np.testing.assert_array_equal(box, expected)


@settings(max_examples=30, deadline=None)
@given(points, points, widths)
def test_the_eraser_takes_back_what_the_pen_put(drawn, erased, width):
    pen, eraser = Stroke("pen", tuple(drawn), width), Stroke("eraser", tuple(erased), width)
    left = rasterize([pen, eraser])
    took = rasterize([Stroke("pen", tuple(erased), width)])
    np.testing.assert_array_equal(left, rasterize([pen]) & ~took)
    assert not rasterize([pen, Stroke("eraser", tuple(drawn), width)]).any()


@settings(max_examples=20, deadline=None)
@given(points, widths)
def test_painting_twice_or_in_parts_changes_nothing(line, width):
    whole = rasterize([Stroke("pen", tuple(line), width)])
    again = rasterize([Stroke("pen", tuple(line), width)] * 2)
    parts = [
        Stroke("pen", tuple(pair), width) for pair in zip(line, line[1:] or line, strict=False)
    ]
    np.testing.assert_array_equal(whole, again)
    np.testing.assert_array_equal(whole, rasterize(parts))


@pytest.mark.parametrize("family", masks.FAMILIES)
def test_a_preset_replaces_what_was_painted(family):
    pen = Stroke("pen", ((10, 10), (120, 120)), 12)
    mask = rasterize([pen, Stroke("preset", family=family, seed=7)])
    np.testing.assert_array_equal(mask, masks.sample(family, 7))
    assert rasterize([Stroke("preset", family=family, seed=7), pen]).sum() > mask.sum()


def test_no_stroke_hides_nothing_and_other_sizes_scale():
    assert not rasterize([]).any()
    assert rasterize([]).dtype == bool
    half = rasterize([Stroke("rectangle", ((32, 16), (96, 48)))], size=64)
    assert half.shape == (64, 64)
    assert half[8:24, 16:48].all()
    assert half.sum() == 16 * 32
    preset = rasterize([Stroke("preset", family="central_region", seed=0)], size=64)
    assert preset.sum() == 32 * 32


def test_what_the_browser_sends_is_what_parse_returns():
    raw = [
        {"tool": "pen", "points": [[1, 2], [3.5, 4]], "width": 12},
        {"tool": "eraser", "points": [[-3, 140]], "width": 40.0},
        {"tool": "rectangle", "points": [[1, 2], [3, 4]], "width": 12},
        {"tool": "lasso", "points": [[1, 2], [3, 4], [5, 0]], "width": 12},
        {"tool": "preset", "family": "random_block", "seed": 3, "points": [], "width": 0},
    ]
    parsed = parse(raw)
    assert [stroke.tool for stroke in parsed] == list(strokes.TOOLS)
    assert parsed[0] == Stroke("pen", ((1.0, 2.0), (3.5, 4.0)), 12.0)
    assert parsed[4] == Stroke("preset", (), 0.0, "random_block", 3)


PEN = {"tool": "pen", "points": [[1, 2]], "width": 12}


@pytest.mark.parametrize(
    "raw",
    [
        "pen",
        {"tool": "pen"},
        [None],
        ["pen"],
        [{"tool": "spray", "points": [[1, 2]], "width": 4}],
        [{"tool": ["pen"], "points": [[1, 2]], "width": 4}],
        [{**PEN, "points": []}],
        [{**PEN, "points": None}],
        [{**PEN, "points": [[1]]}],
        [{**PEN, "points": [["1", "2"]]}],
        [{**PEN, "points": [[True, 1]]}],
        [{**PEN, "points": [[float("nan"), 1]]}],
        [{**PEN, "points": [[1, float("inf")]]}],
        [{**PEN, "points": [[1, 1e300]]}],
        [{**PEN, "points": [[1, 2]] * (strokes.MAX_POINTS + 1)}],
        [{**PEN, "points": [[1, 2]] * (strokes.MAX_POINTS // 2 + 1)}] * 2,
        [PEN] * (strokes.MAX_STROKES + 1),
        [{**PEN, "width": 0}],
        [{**PEN, "width": float("nan")}],
        [{**PEN, "width": "12"}],
        [{**PEN, "width": None}],
        [{**PEN, "width": 1000}],
        [{"tool": "rectangle", "points": [[1, 2]], "width": 4}],
        [{"tool": "lasso", "points": [[1, 2], [3, 4]], "width": 4}],
        [{"tool": "preset", "family": "no such", "seed": 0}],
        [{"tool": "preset", "family": ["painted"], "seed": 0}],
        [{"tool": "preset", "family": "painted", "seed": -1}],
        [{"tool": "preset", "family": "painted", "seed": 1.5}],
        [{"tool": "preset", "family": "painted"}],
    ],
)
def test_junk_is_refused_with_one_sentence(raw):
    with pytest.raises(LearnerError) as refusal:
        parse(raw)
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 140


def test_an_ordinary_mask_is_fast():
    rng = np.random.default_rng(0)
    lines = [np.cumsum(rng.normal(0, 2, (60, 2)), 0) + 64 for _ in range(10)]
    raw = [{"tool": "pen", "points": line.tolist(), "width": 14} for line in lines]
    rasterize(parse(raw))
    times = []
    for _ in range(9):
        begin = time.perf_counter()
        rasterize(parse(raw))
        times.append(time.perf_counter() - begin)
    assert min(times) < 0.05  # ten strokes; the machine may be busy with other work
