"""The pairs' distances and the ROC or DET beside them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from course_lib.faces.curves import curve
from course_lib.figures.face_curves import TICKS, face_curves

RNG = np.random.default_rng(0)
SAME, DIFFERENT = RNG.normal(0.4, 0.1, 400), RNG.normal(0.8, 0.1, 2000)


@pytest.mark.parametrize("kind", ["roc", "det"])
def test_the_point_of_tau_lies_on_the_curve(kind):
    found = curve(SAME, DIFFERENT)
    tau = 0.6
    figure = face_curves(SAME, DIFFERENT, found, tau, kind)
    line, point = figure.data[2], figure.data[3]
    far, frr = np.mean(tau >= DIFFERENT), np.mean(tau < SAME)
    wanted = (far, 1 - frr) if kind == "roc" else norm.ppf([far, frr])
    assert (point.x[0], point.y[0]) == pytest.approx(tuple(wanted), abs=1e-6)
    gap = np.hypot(np.array(line.x) - point.x[0], np.array(line.y) - point.y[0])
    assert gap.min() < 0.05


def test_bell_curves_make_a_straight_det():
    rng = np.random.default_rng(1)
    same, different = rng.normal(0, 1, 20_000), rng.normal(2, 1, 20_000)
    figure = face_curves(same, different, curve(same, different), 1.0, "det")
    x, y = np.array(figure.data[2].x), np.array(figure.data[2].y)
    inside = (np.abs(x) < 1.5) & (np.abs(y) < 1.5)
    assert np.polyfit(x[inside], y[inside], 1) == pytest.approx([-1, -2], abs=0.06)
    assert figure.layout.xaxis2.ticktext[0] == f"{100 * TICKS[0]:g} %"


def test_a_perfect_door_is_drawn_too():
    same, different = np.array([0.1, 0.2]), np.array([0.8, 0.9])
    for kind in ("roc", "det"):
        figure = face_curves(same, different, curve(same, different), 0.5, kind)
        assert all(np.isfinite(np.array(t.x, float)).all() for t in figure.data[2:])
