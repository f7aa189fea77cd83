"""An alphabet drawn in a real browser: by touch, by mouse and by keys."""

from __future__ import annotations

import json
import os

from tests.browser.hands import Hands

PAPER = ".lwl-ink-page"
PAGE = """
from pathlib import Path
from course_lib.panels.oneshot.own_alphabet import OwnAlphabet
OwnAlphabet(Path({path!r}))
"""


def by_touch(page, points) -> None:
    """One finger's stroke, in shares of the paper, as the browser's own touch events."""
    page.locator(PAPER).evaluate("paper => paper.scrollIntoView({block: 'center'})")
    box = page.locator(PAPER).bounding_box()
    session = page.context.new_cdp_session(page)
    places = [
        {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in points
    ]
    for kind, place in zip(["touchStart"] + ["touchMove"] * len(places[1:]), places, strict=True):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def strokes(page, count: int) -> None:
    page.locator(f".lwl-ink[data-strokes='{count}']").wait_for()


def test_two_characters_one_by_touch_then_the_machines_answer(voila, open_page, tmp_path):
    path = str(tmp_path / "class.zip")
    page = open_page(voila.notebook(PAGE.format(path=path)), ready=PAPER)
    page.get_by_role("button", name="Keep this drawing").click()
    page.locator(".lwl-own-alphabet .lwl-error", has_text="There is no ink").first.wait_for()
    by_touch(page, [(0.2, 0.2), (0.5, 0.5), (0.8, 0.8)])
    strokes(page, 1)
    page.get_by_role("button", name="Keep this drawing").click()
    page.locator("[data-value='0']").wait_for()
    strokes(page, 0)
    box = page.locator(PAPER).bounding_box()
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(middle, box["y"] + box["height"] - 20, steps=5)
    page.mouse.up()
    strokes(page, 1)
    page.get_by_role("button", name="Keep this drawing").click()
    page.locator("[data-value='1']").wait_for()
    page.locator(PAPER).focus()
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Space")
    strokes(page, 1)
    page.get_by_role("button", name="Ask the machines").click()
    row = page.locator("tr[data-machine=hausdorff]")
    row.locator("img").wait_for()
    assert "character 2" in row.inner_text()
    if place := os.environ.get("LWL_SCREENSHOTS"):
        page.screenshot(path=f"{place}/own_alphabet.png", full_page=True)
    page.reload(wait_until="commit")
    page.locator("[data-value='1']").wait_for()
    assert json.loads(page.evaluate("JSON.stringify(document.documentElement.scrollWidth)")) <= 1280


def test_a_pen_goes_before_the_palm_on_paper_too(voila, open_page, tmp_path):
    path = str(tmp_path / "class.zip")
    page = open_page(voila.notebook(PAGE.format(path=path)), ready=PAPER)
    hands = Hands(page, PAPER)
    hands.touch("touchStart", (0.8, 0.9))
    hands.pen((0.2, 0.2), (0.5, 0.5), (0.8, 0.2))
    strokes(page, 1)
    hands.touch("touchMove", (0.7, 0.9))
    hands.touch("touchEnd")
    hands.pen((0.2, 0.6), (0.8, 0.6))
    strokes(page, 2)
