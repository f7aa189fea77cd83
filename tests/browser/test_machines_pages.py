"""The dashboards on machines and on strokes, used in a real browser."""

from __future__ import annotations

import base64
import io
import os

import numpy as np
import pytest
from PIL import Image

from course_lib.controls.stroke_movie import COLOURS
from course_lib.oneshot import pen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
READY = "document.getElementById('lwl-state')?.dataset.state === 'ready'"
STROKES = [
    [[20.0, 20.0], [60.0, 30.0], [60.0, 70.0]],
    [[20.0, 90.0], [90.0, 80.0]],
    [[80.0, 20.0]],
]
FILM = f"""
import numpy as np
from course_lib.controls.stroke_movie import StrokeMovie
movie = StrokeMovie()
movie.show([np.array(s) for s in {STROKES!r}], "Three strokes")
movie
"""


def shot(page, name: str) -> None:
    if place := os.environ.get("LWL_SCREENSHOTS"):
        page.screenshot(path=f"{place}/{name}.png", full_page=True)


def no_error(page) -> None:
    assert page.locator(".lwl-error:visible").all_inner_texts() == []
    assert "Traceback" not in page.inner_text("body")


@pytest.fixture
def dashboard(course_url, open_page):
    def open_one(name: str, ready: str, **options):
        address = f"{course_url}/voila/render/dashboards/{name}.ipynb"
        page = open_page(address, ready=ready, **options)
        page.wait_for_function(READY)
        return page

    return open_one


def test_the_three_panels_on_machines(dashboard):
    page = dashboard("machines", ".lwl-machine-spaces .lwl-chart[data-revision]")
    spaces = page.locator(".lwl-machine-spaces")
    spaces.locator("g.imagelayer image, .layer-above image").first.wait_for()
    assert spaces.locator("image").count() == 21
    assert "% of the variance" in spaces.locator(".xtitle").text_content()
    before = spaces.locator(".lwl-spaces-result").inner_text()
    spaces.get_by_role("button", name="Next trial").click()
    page.wait_for_function(
        "before => document.querySelector('.lwl-spaces-result').innerText !== before", arg=before
    )
    spaces.locator("[data-value=hausdorff]").click()
    spaces.get_by_text("no space").wait_for()
    no_error(page)

    curves = page.locator(".lwl-shots-and-ways")
    curves.get_by_role("button", name="Measure").click()
    curves.locator(".lwl-hint[data-step]:not([data-step='0'])").wait_for()
    curves.get_by_role("button", name="Stop").click()
    curves.get_by_role("button", name="Go on").wait_for()
    assert "%" in curves.locator("table").inner_text()
    curves.locator("[data-value=shots]").click()
    curves.locator(".xtitle", has_text="shots K: drawings of each class").wait_for()

    worst = page.locator(".lwl-worst-mistakes")
    worst.get_by_role("button", name="Look for mistakes").click()
    worst.get_by_text("100 of 100 trials").wait_for()
    assert worst.locator(".lwl-picture[data-state=ready]").count() >= 9
    width = worst.locator(".lwl-picture-frame").first.bounding_box()["width"]
    assert 80 <= width <= 200
    no_error(page)
    shot(page, "machines_pages")


def test_strokes_are_drawn_one_after_the_other(dashboard):
    page = dashboard("strokes", ".lwl-movie[data-strokes]")
    made = page.locator(".lwl-movie").first
    height = page.evaluate("document.documentElement.scrollHeight")
    page.evaluate(
        """() => {
          const film = document.querySelector('.lwl-movie');
          window.seen = [];
          new MutationObserver(() => window.seen.push(Number(film.dataset.share)))
            .observe(film, { attributes: true, attributeFilter: ['data-share'] });
        }"""
    )
    page.get_by_role("button", name="Another character").click()
    # A busy machine leaves frames out: that there are some between is all that is certain.
    page.wait_for_function("window.seen.some(s => s < 1) && window.seen.at(-1) === 1")
    played = page.evaluate("window.seen")
    begin = played.index(min(played))
    assert played[begin:] == sorted(played[begin:])
    assert len(set(played)) > 1
    slider = made.get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    assert made.get_attribute("data-share") == "0"
    page.keyboard.press("ArrowRight")
    assert made.get_attribute("data-share") == "0.005"
    page.locator(".lwl-choice-thumb[data-value='3']").click()
    made.get_by_text("drawing 3").wait_for()
    assert abs(page.evaluate("document.documentElement.scrollHeight") - height) <= 60
    page.get_by_role("button", name="Draw mine anew").click()
    page.locator(".lwl-error", has_text="no ink").wait_for()
    paper = page.locator(".lwl-ink-page")
    paper.focus()
    for key in ["Space", *["Shift+ArrowDown"] * 5, "Space"]:
        page.keyboard.press(key)
    page.locator(".lwl-ink[data-strokes='1']").wait_for()
    page.get_by_role("button", name="Draw mine anew").click()
    page.locator(".lwl-movie[data-strokes='1']").last.wait_for()
    no_error(page)
    shot(page, "strokes_page")


def test_strokes_fit_a_phone_and_a_reader_who_wants_no_motion(dashboard):
    page = dashboard(
        "strokes",
        ".lwl-movie[data-strokes]",
        viewport={"width": 390, "height": 844},
        color_scheme="dark",
        reduced_motion="reduce",
    )
    made = page.locator(".lwl-movie").first
    page.get_by_role("button", name="Another character").click()
    made.get_by_text("Character 2, the plan").wait_for()
    assert made.get_attribute("data-share") == "1"  # there at once
    made.get_by_role("button", name="Next stroke").click()
    assert made.locator("output").inner_text().startswith("stroke 1 of")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    no_error(page)
    shot(page, "strokes_390")


@pytest.mark.parametrize("share", [0.0, 0.1, 0.37, 0.62, 0.9, 1.0])
def test_a_frame_of_the_film_is_what_the_pen_has_left(film, share):
    """Ink in the browser against Python's pen, and each stroke in its own colour."""
    page = film
    slider = page.get_by_role("slider")
    slider.evaluate(
        "(e, v) => { e.value = v; e.dispatchEvent(new Event('input')); }", round(200 * share)
    )
    assert float(page.locator(".lwl-movie").get_attribute("data-share")) == round(200 * share) / 200
    url = page.locator(".lwl-movie-page").evaluate("c => c.toDataURL()")
    image = Image.open(io.BytesIO(base64.b64decode(url.split(",")[1])))
    rgb = np.array(image.convert("RGB")).astype(int)[2::4, 2::4]  # a pixel of paper each
    inked = (rgb.min(2) < 250) & (rgb.sum(2) < 720)
    strokes = [np.array(stroke) for stroke in STROKES]
    drawn = pen.up_to(strokes, round(200 * share) / 200)
    if share == 1:
        drawn = strokes
    expected = pen.ink(drawn) > 0.5 if drawn else np.zeros((105, 105), bool)
    wrong = inked != expected
    assert wrong.mean() < 0.004
    for number, stroke in enumerate(drawn[:2]):
        x, y = stroke[0].astype(int)
        wanted = [int(COLOURS[number][i : i + 2], 16) for i in (1, 3, 5)]
        assert np.abs(rgb[y, x] - wanted).max() < 12


@pytest.fixture(scope="module")
def film(voila, open_page):
    return open_page(voila.notebook(FILM), ready=".lwl-movie[data-strokes='3']")
