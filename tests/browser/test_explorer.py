"""The explorer and its charts on real pages: typed, pressed, uploaded, in Voila and JupyterLab."""

from __future__ import annotations

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

EXPLORER = """
import numpy as np
from course_lib.panels.words.explorer import Explorer
from course_lib.words.vectors import WordVectors
rng = np.random.default_rng(0)
words = ["man", "woman", "king", "queen", "orange", "apple", "juice", "glass", "breakfast",
         "lunch", "dinner", "cereal", "violin", "nurse", "doctor", *(f"word{i}" for i in range(60))]
matrix = rng.normal(size=(len(words), 16))
matrix[3] = matrix[2] - matrix[0] + matrix[1]
Explorer(WordVectors.from_arrays(words, matrix.astype(np.float32)))
"""
CHARTS = """
import ipywidgets as widgets
import plotly.graph_objects as go
from course_lib.figures.style import template
from course_lib.controls.chart import Chart
told = widgets.Label("nothing")
told.add_class("told")
charts = []
for number in range(5):
    figure = go.Figure(layout={"template": template(), "hovermode": "closest"})
    if number == 4:
        figure.add_scatter3d(x=[0, 0.01], y=[0, 0], z=[0, 0], customdata=["far", "far"],
                             mode="markers", marker={"size": 60})
    else:
        figure.add_scatter(x=[1, 2, 3], y=[2, 1, 3], customdata=["a", "b", "c"], mode="markers",
                           marker={"size": 20, "color": "var(--lwl-ink)"})
    chart = Chart(figure, height=240)
    chart.add_class(f"chart{number}")
    chart.on_click(lambda p, n=number: setattr(told, "value", f"clicked {n} {p['customdata']}"))
    chart.on_hover(lambda p, n=number: told.value.startswith("clicked") or
                   setattr(told, "value", f"over {n} {p['customdata']}"))
    charts.append(chart)
widgets.VBox([told, *charts]).add_class("lwl")
"""
WAY = ".lwl-word-walk .lwl-beside > .lwl-host > .lwl-words:not(.lwl-words-bars)"
TRAIL = f"{WAY} button"
DRAWN = "n => document.querySelectorAll('.lwl-chart[data-revision]').length >= n"


def middle(page, selector: str, number: int = 0) -> tuple[float, float]:
    page.locator(selector).nth(number).scroll_into_view_if_needed()
    box = page.locator(selector).nth(number).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("where", ["voila", "lab"])
def test_five_charts_one_library_and_every_click_arrives(where, request, chromium, open_page):
    server = request.getfixturevalue(where)
    page = open_page(server.notebook(CHARTS), ready=".lwl-chart")
    page.wait_for_function(DRAWN, arg=5)
    scripts = "[...document.scripts].filter(s => /plotly.min|^blob:/.test(s.src)).length"
    assert page.evaluate(scripts) == 1
    for number, word in ((0, "b"), (3, "b")):
        # A hand rests on a point before it clicks; a page that is still being laid out moves it.
        shown = page.locator(f".chart{number} .hoverlayer .hovertext")
        for _ in range(20):
            x, y = middle(page, f".chart{number} .scatterlayer .point", 1)
            page.mouse.move(x - 4, y)
            page.mouse.move(x, y)
            page.wait_for_timeout(500)
            if shown.count():
                break
        page.mouse.click(x, y)
        page.locator(".told", has_text=f"clicked {number} {word}").first.wait_for()


def test_a_solid_chart_hears_a_short_click(voila, open_page):
    page = open_page(voila.notebook(CHARTS), ready=".lwl-chart")
    page.wait_for_function(DRAWN, arg=5)
    x, y = middle(page, ".chart4 .lwl-chart-plot")
    for step in range(-40, 41, 4):  # the axes decide where the middle of the space is seen
        page.mouse.move(x, y + step)
        page.wait_for_timeout(80)
        if "over 4" in page.locator(".told").first.inner_text():
            break
    page.mouse.click(x, y + step)
    page.locator(".told", has_text="clicked 4 far").first.wait_for()


def test_ink_follows_light_and_dark(voila, open_page):
    page = open_page(voila.notebook(CHARTS), ready=".lwl-chart", color_scheme="light")
    page.wait_for_function(DRAWN, arg=5)
    ink = "getComputedStyle(document.querySelector('.chart0 .point')).fill"
    light = page.evaluate(ink)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"before => {ink} !== before", arg=light)
    assert sum(map(int, re.findall(r"\d+", light)[:3])) < 200
    assert sum(map(int, re.findall(r"\d+", page.evaluate(ink))[:3])) > 500


@pytest.fixture(scope="module")
def explorer(voila, open_page):
    page = open_page(voila.notebook(EXPLORER), ready=".lwl-explorer")
    page.wait_for_function(DRAWN, arg=4)
    return page


def near(page) -> list[str]:
    buttons = page.locator(".lwl-word-walk .lwl-words-bars button")
    return [buttons.nth(i).get_attribute("data-word") for i in range(buttons.count())]


def trail(page) -> list[str]:
    return page.locator(TRAIL).all_inner_texts()


def wait_for_trail(page, *words: str) -> None:
    """The trail is told after the answer."""
    page.wait_for_function(
        "([s, words]) => [...document.querySelectorAll(s)].map(b => b.innerText).join() === words",
        arg=[TRAIL, ",".join(words)],
    )


def wait_for_place(page, word: str) -> None:
    label = page.locator(".lwl-walk-near .lwl-words-label")
    label.filter(has_text=f"“{word}”").first.wait_for()


def test_a_word_is_typed_and_a_wrong_one_mended(explorer):
    field = explorer.locator(".lwl-word-walk input[type=text]").first
    field.fill("jiuce")
    over = explorer.locator(".lwl-word-walk .lwl-asked-over")
    over.get_by_text("not among").wait_for()
    over.locator("[data-word=juice]").click()
    wait_for_place(explorer, "juice")
    over.wait_for(state="hidden")
    wait_for_trail(explorer, "orange", "juice")
    assert field.input_value() == "juice"


def test_points_and_list_and_the_way_back(explorer):
    before = trail(explorer)
    x, y = middle(explorer, ".lwl-word-walk .scatterlayer .trace:nth-child(3) .point", 4)
    explorer.mouse.move(x - 2, y)
    explorer.mouse.move(x, y)
    explorer.mouse.click(x, y)
    explorer.wait_for_function(
        "([s, n]) => document.querySelectorAll(s).length > n", arg=[TRAIL, len(before)]
    )
    before = trail(explorer)
    list_ = explorer.locator(".lwl-word-walk .lwl-words-bars button")
    list_.first.focus()
    explorer.keyboard.press("ArrowDown")
    word = near(explorer)[1]
    explorer.keyboard.press("Enter")
    wait_for_place(explorer, word)
    wait_for_trail(explorer, *before, word)
    assert explorer.evaluate("document.activeElement.closest('.lwl-words-bars') !== null")
    explorer.locator(f"{WAY} [data-word=orange]").click()
    wait_for_place(explorer, "orange")
    wait_for_trail(explorer, "orange")


def test_three_dimensions_and_back(explorer):
    for value, there in (("3", ".gl-container canvas"), ("2", ".scatterlayer .point")):
        explorer.locator(f".lwl-word-walk .lwl-choice-option[data-value='{value}']").click()
        explorer.locator(f".lwl-word-walk {there}").first.wait_for(state="attached")
    assert explorer.locator(".lwl-word-walk input[type=radio]:checked").count() == 2


def test_an_analogy_is_answered_and_drawn(explorer):
    answers = explorer.locator(".lwl-analogy .lwl-words-bars button")
    assert answers.first.get_attribute("data-word") == "queen"
    explorer.locator(".lwl-analogy input[type=text]").nth(2).fill("nurse")
    explorer.locator(".lwl-analogy .scatterlayer text", has_text="nurse").first.wait_for()
    explorer.locator(".lwl-analogy input[type=text]").nth(2).fill("nurze")  # what it says is whole
    explorer.locator(".lwl-analogy .lwl-asked-over [data-word=nurse]").click()


def test_own_vectors_good_and_bad(explorer):
    upload = explorer.locator(".lwl-vector-files input[type=file]")
    bad = {"name": "bad.vec", "mimeType": "text/plain", "buffer": b"2 2\none 1 2\ntwo 1\n"}
    upload.set_input_files(bad)
    explorer.get_by_text("line 3 has 1 numbers where 2 are due").first.wait_for()
    lines = "".join(f"own{i} {i} {i % 3} 1\n" for i in range(12))
    good = {"name": "good.vec", "mimeType": "text/plain", "buffer": lines.encode()}
    upload.set_input_files(good)
    explorer.get_by_text("Open: 12 words of 3 numbers").first.wait_for()
    wait_for_place(explorer, "own0")
    with explorer.expect_download() as given:
        explorer.get_by_role("button", name="Download metadata.tsv").click()
    words = given.value.path().read_text(encoding="utf-8").split()
    assert words == [f"own{i}" for i in range(12)]


def test_a_phone_in_the_dark(voila, open_page):
    page = open_page(
        voila.notebook(EXPLORER),
        ready=".lwl-explorer",
        viewport={"width": 390, "height": 844},
        color_scheme="dark",
    )
    page.wait_for_function(DRAWN, arg=4)
    page.locator(".lwl-word-walk input[type=text]").first.fill("aple")
    page.locator(".lwl-word-walk .lwl-asked-over [data-word=apple]").tap()
    wait_for_place(page, "apple")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
