"""The look reaches a page that is not ours, once, and is there again after a reload."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

CELL = "from course_lib.controls.stops import Stops\nfrom IPython.display import display\n"
CELL += "for n in range(3):\n    display(Stops('Window', [1, 2, 3]))"
LOOK = """() => ({
  sheets: document.querySelectorAll("style#lwl-course").length,
  layout: getComputedStyle(document.querySelector(".lwl-stops")).display,
  ink: getComputedStyle(document.body).getPropertyValue("--lwl-ink"),
})"""


@pytest.mark.parametrize("place", ["lab", "voila"])
def test_one_stylesheet_whatever_the_number_of_controls(place, request, open_page):
    server = request.getfixturevalue(place)
    page = open_page(server.notebook(CELL), ready=".lwl-stops")
    page.locator(".lwl-stops").nth(2).wait_for()
    look = page.evaluate(LOOK)
    assert look["layout"] == "grid"
    assert look["ink"].startswith("rgb(")  # settled for light or dark, for whoever reads it
    assert look["sheets"] == (1 if place == "lab" else 0)  # our own pages link it


def test_it_comes_back_when_jupyterlab_is_reloaded(lab, open_page):
    page = open_page(lab.notebook(CELL), ready=".lwl-stops")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1000)
    page.goto(page.url.replace("?reset", ""))
    page.locator(".lwl-stops").nth(2).wait_for()
    look = page.evaluate(LOOK)
    assert (look["sheets"], look["layout"]) == (1, "grid")
