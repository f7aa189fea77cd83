"""Figures against numbers worked out by hand, and the colours against each other."""

import itertools
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.figures import error_map, loss_curve, loss_terms, word_scatter
from course_lib.figures.style import METHODS, template
from course_lib.inpainting.losses import l_rec


def luminance(colour: np.ndarray) -> float:
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def rgb(hexadecimal: str) -> np.ndarray:
    return np.array([int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def test_every_method_has_its_own_colour_symbol_and_name() -> None:
    assert set(METHODS) == {
        "mean",
        "telea",
        "navier_stokes",
        "biharmonic",
        "context_encoder_l2",
        "context_encoder_joint",
        "free_form",
        "free_form_adversarial",
    }
    for field in ("colour", "symbol", "label", "marker"):
        assert len({getattr(m, field) for m in METHODS.values()}) == len(METHODS), field
    assert all(key == method.key for key, method in METHODS.items())


def test_style_does_not_import_plotly() -> None:
    code = "import sys, course_lib.figures.style; print('plotly' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.stdout.strip() == "False", answer.stderr


def test_template_ink_reads_on_white_and_on_near_black() -> None:
    ink = luminance(rgb(template().layout.font.color))
    assert 1.05 / (ink + 0.05) >= 3.9
    assert (ink + 0.05) / (luminance(rgb("#15171B")) + 0.05) >= 3.9


def test_error_map_rises_in_lightness_and_clips() -> None:
    ramp = error_map.paint_errors(np.linspace(0, 0.5, 64)[None])[0]
    light = [luminance(c / 255) for c in ramp]
    assert all(a < b for a, b in itertools.pairwise(light))
    assert (error_map.paint_errors(np.array([[1.0]])) == ramp[-1]).all()
    assert ramp.dtype == np.uint8
    assert error_map.css_gradient().startswith("linear-gradient(")


def test_terms_of_the_loss_agree_with_its_number() -> None:
    rng = np.random.default_rng(0)
    x, f = rng.integers(0, 256, (2, 16, 16, 3), dtype=np.uint8)
    mask = rng.random((16, 16)) < 0.4
    drawn = loss_terms.masked_difference(x, f, mask)
    difference = drawn / 255 * 2 - 1
    difference[~mask] = 0
    exact = l_rec(x / 255, f / 255, mask)
    assert np.linalg.norm(difference) == pytest.approx(exact, rel=0.01)
    assert (drawn[~mask] == 128).all()
    assert (loss_terms.holed(x, mask)[mask] == 0).all()
    assert (loss_terms.holed(x, mask)[~mask] == x[~mask]).all()
    assert (loss_terms.mask_picture(mask)[..., 0] == 255 * mask).all()


def test_mosaic_keeps_every_pixel() -> None:
    a, b = np.zeros((4, 5, 3), np.uint8), np.full((4, 6, 3), 9, np.uint8)
    wide = loss_terms.mosaic([a, b], gap=2)
    assert wide.shape == (4, 13, 3)
    assert (wide[:, :5] == 0).all()
    assert (wide[:, 5:7] == loss_terms.GAP).all()
    assert (wide[:, 7:] == 9).all()
    with pytest.raises(ValueError, match="at least one"):
        loss_terms.mosaic([])


@given(st.lists(st.floats(1e-3, 10), max_size=60), st.integers(1, 20))
def test_thinning_keeps_the_last_step_and_the_range(losses: list[float], most: int) -> None:
    steps = list(range(len(losses)))
    x, y = loss_curve.thin(steps, losses, most)
    assert len(x) == len(y) == min(len(losses), most)
    if losses:
        assert x[-1] == steps[-1]
        assert min(losses) - 1e-9 <= y.min()
        assert y.max() <= max(losses) + 1e-9


def test_running_mean_by_hand() -> None:
    losses = [4.0, 2.0, 6.0, 8.0]
    assert loss_curve.running_mean(losses, 0.5, least=1) == pytest.approx([4, 2, 4, 7])
    assert loss_curve.running_mean(losses, 0.5, least=3) == pytest.approx([4, 3, 4, 16 / 3])


def test_loss_curve_has_three_traces_in_order() -> None:
    figure = loss_curve.loss_curve([0, 1, 2], [0.3, 0.2, 0.1], baseline=0.05)
    assert [t.name for t in figure.data] == ["each step", "running mean", "mean colour"]
    assert list(figure.data[2].y) == [0.05, 0.05]
    assert figure.data[2].line.color == METHODS["mean"].colour
    assert list(loss_curve.loss_curve([], []).data[0].x) == []


def test_words_stand_where_their_points_are() -> None:
    points = np.arange(10.0).reshape(5, 2)
    figure = word_scatter.word_scatter({"a": ["b", "c"], "d": ["e", "f", "g"]}, points, (0.5, 0.25))
    assert [(t.name, list(t.hovertext)) for t in figure.data] == [
        ("a", ["b", "c"]),
        ("d", ["e", "f", "g"]),
    ]
    assert np.column_stack([figure.data[1].x, figure.data[1].y]).tolist() == points[2:].tolist()
    assert figure.layout.meta["names"] == ["b", "e", "c", "f", "g"]  # the groups' first ones first
    assert figure.data[0].marker.symbol != figure.data[1].marker.symbol
    assert "50 %" in figure.layout.xaxis.title.text
    assert "25 %" in figure.layout.yaxis.title.text
    with pytest.raises(ValueError, match="3 words"):
        word_scatter.word_scatter({"a": ["b", "c", "d"]}, points, (0.5, 0.25))
