"""Names of points never cover each other, whatever the words, the window and the reader's zoom."""

from __future__ import annotations

import json

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Each press draws other words at other places, flat or solid; one word stands first.
CELL = """
import ipywidgets, numpy as np, plotly.graph_objects as go
from course_lib.controls.chart import Chart
from course_lib.figures.components import name_points

chart, number = Chart(height=300), [0]

def draw(_=None):
    rng = np.random.default_rng(number[0])
    count = int(rng.integers(5, 45))
    words = ["".join(rng.choice(list("abcwil"), rng.integers(2, 12))) + str(i)
             for i in range(count)]
    places = rng.normal(size=(count, 3)) * rng.uniform(0.05, 1, 3)
    solid = bool(number[0] % 3 == 2)
    axes = dict(zip("xyz" if solid else "xy", places.T))
    kind = go.Scatter3d if solid else go.Scatter
    halves = [slice(None, count // 2), slice(count // 2, None)]
    figure = go.Figure([
        kind(**{k: v[h] for k, v in axes.items()}, text=words[h], mode="markers+text",
             textposition="top center", textfont={"size": 15}) for h in halves
    ])
    name_points(figure, words)
    chart.show(figure, label=f"drawn {number[0]} {words[0]}")
    number[0] += 1

button = ipywidgets.Button(description="Another")
button.on_click(draw)
draw()
ipywidgets.VBox([button, chart])
"""
FLAT = """() => [...document.querySelectorAll(".lwl-chart .textpoint text")].map((t) => {
  const { left, right, top, bottom } = t.getBoundingClientRect();
  return { name: t.textContent, left, right, top, bottom,
           seen: getComputedStyle(t).visibility === "visible" && t.textContent !== "" };
})"""
PLOT = "document.querySelector('.lwl-chart-plot')"
TEXT = "document.querySelectorAll('.lwl-chart .textpoint text')"
DRAWN = f"(n) => {PLOT}?.ariaLabel?.startsWith(`drawn ${{n}} `)"


def cover(a, b) -> bool:
    return (
        min(a["right"], b["right"]) - max(a["left"], b["left"]) > 0.01
        and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > 0.01
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_names_that_are_written_never_cover_each_other(voila, open_page, width):
    page = open_page(
        voila.notebook(CELL), ready=".lwl-chart-plot", viewport={"width": width, "height": 800}
    )
    solid = 0
    for number in range(18):
        page.wait_for_function(DRAWN, arg=number)
        first = page.locator(".lwl-chart-plot").get_attribute("aria-label").split()[-1]
        if number % 3 == 2:
            solid += 1
            shown = page.evaluate(f"{PLOT}.data.flatMap(t => t.text)")
            assert first in shown
        else:
            texts = page.evaluate(FLAT)
            seen = [text for text in texts if text["seen"]]
            assert first in [text["name"] for text in seen]
            assert not [1 for i, a in enumerate(seen) for b in seen[:i] if cover(a, b)]
            for one in texts:  # and whoever is left out had no room
                assert one["seen"] or any(cover(one, other) for other in seen)
        page.get_by_role("button", name="Another").click()
    assert solid == 6


def test_a_zoom_gives_names_room(voila, open_page):
    page = open_page(voila.notebook(CELL), ready=".lwl-chart-plot")
    page.wait_for_function(DRAWN, arg=0)
    count = f"[...{TEXT}].filter(t => t.style.visibility !== 'hidden').length"
    page.wait_for_function(f"{count} > 0")
    few = page.evaluate(count)
    hidden = page.locator(".textpoint text").count() - few
    assert hidden > 0
    page.evaluate(
        """() => { const plot = document.querySelector('.lwl-chart-plot');
        const { x, y } = plot._fullData[0];
        const near = (v) => [v[0] - 0.02, v[0] + 0.02];
        return Plotly.relayout(plot, {"xaxis.range": near(x), "yaxis.range": near(y)}); }"""
    )
    page.wait_for_function(f"{count} > 0")
    seen = [text for text in page.evaluate(FLAT) if text["seen"]]
    assert not [1 for i, a in enumerate(seen) for b in seen[:i] if cover(a, b)]


def test_in_three_dimensions_names_stand_where_plotly_draws_them(voila, open_page):
    """A turn of the picture gives others room; the first name is always there."""
    page = open_page(voila.notebook(CELL), ready=".lwl-chart-plot")
    for number in range(5):
        page.wait_for_function(DRAWN, arg=number)
        page.get_by_role("button", name="Another").click()
    page.wait_for_function(DRAWN, arg=5)  # many words
    page.wait_for_timeout(500)
    text = "document.querySelector('.lwl-chart-plot').data.flatMap(t => t.text).join(' ')"
    before = page.evaluate(text)
    page.evaluate(
        "Plotly.relayout(document.querySelector('.lwl-chart-plot'), "
        "{'scene.camera.eye': {x: 0.1, y: 0.1, z: 2.2}})"
    )
    page.wait_for_function(f"{text} !== {json.dumps(before)}")
    assert page.locator(".lwl-chart-plot").get_attribute("aria-label").split()[-1] in before
    shown = page.evaluate(text).split()
    assert page.locator(".lwl-chart-plot").get_attribute("aria-label").split()[-1] in shown
