"""An alphabet drawn in a real browser: by touch, by mouse and by keys."""

from __future__ import annotations

import os

import numpy as np
from playwright.sync_api import expect

from course_lib.oneshot.class_alphabet import ClassAlphabet, pack
from tests.browser.hands import Hands

PAPER = ".lwl-ink-page"
PAGE = """
from course_lib.panels.oneshot.own_alphabet import OwnAlphabet
OwnAlphabet()
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


def test_two_characters_are_kept_by_this_browser_and_read_while_one_is_drawn(voila, open_page):
    address = voila.notebook(PAGE)
    page = open_page(address, ready=PAPER)
    keep = page.get_by_role("button", name="Keep it")
    keep.click()
    page.locator(".lwl-own-alphabet .lwl-error", has_text="There is no ink").first.wait_for()
    by_touch(page, [(0.2, 0.2), (0.5, 0.5), (0.8, 0.8)])
    page.wait_for_timeout(500)
    keep.tap()  # soon after a finger's stroke, and it counts
    page.locator("[data-value='0']").wait_for()
    strokes(page, 0)
    box = page.locator(PAPER).bounding_box()
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(middle, box["y"] + box["height"] - 20, steps=5)
    page.mouse.up()
    keep.click()
    page.locator("[data-value='1']").wait_for()
    strokes(page, 0)
    page.locator(PAPER).focus()
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Space")
    row = page.locator("tr[data-machine=hausdorff] td").first
    expect(row).to_contain_text("surest", timeout=60_000)
    assert row.locator("img").get_attribute("alt") == "character 2"
    if place := os.environ.get("LWL_SCREENSHOTS"):
        page.wait_for_timeout(3000)
        page.screenshot(path=f"{place}/own_alphabet.png", full_page=True)
    page.get_by_label("Your name").fill("Ada")
    page.wait_for_function("(localStorage['lwl-own-drawer'] ?? '').endsWith(' Ada')")

    second = page.context.new_page()  # another tab of this browser
    second.goto(address, wait_until="commit")
    second.locator("[data-value='1']").wait_for(timeout=60_000)
    assert second.get_by_label("Your name").input_value() == "Ada"
    by_touch(second, [(0.2, 0.5), (0.8, 0.5)])
    second.get_by_role("button", name="Keep it").tap()
    page.locator("[data-value='2']").wait_for()  # the first tab follows
    second.goto("about:blank")
    second.close()
    page.reload(wait_until="commit")
    page.locator("[data-value='2']").wait_for()
    assert page.get_by_label("Your name").input_value() == "Ada"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280

    stranger = open_page(address, ready=PAPER)  # another browser
    stranger.wait_for_timeout(1000)
    assert not stranger.locator("[data-value='0']").count()


def test_a_pen_goes_before_the_palm_on_paper_too(voila, open_page):
    page = open_page(voila.notebook(PAGE), ready=PAPER)
    hands = Hands(page, PAPER)
    hands.touch("touchStart", (0.8, 0.9))
    hands.pen((0.2, 0.2), (0.5, 0.5), (0.8, 0.2))
    strokes(page, 1)
    hands.touch("touchMove", (0.7, 0.9))
    hands.touch("touchEnd")
    hands.pen((0.2, 0.6), (0.8, 0.6))
    strokes(page, 2)


def test_script_in_the_names_of_a_class_alphabet_is_text(voila, open_page):
    evil = "<img src=x onerror='window.hit=1'>"
    ink = np.zeros((105, 105), bool)
    ink[20:80, 50:54] = True
    alphabet = ClassAlphabet(evil)
    for number in range(2):
        alphabet = alphabet.drawn(np.roll(ink, 20 * number, axis=1), "eve", evil)
    page = open_page(voila.notebook(PAGE), ready=PAPER)
    sent = {"name": f"{evil[:20]}.zip", "mimeType": "application/zip", "buffer": pack(alphabet)}

    def give(file: dict) -> None:
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Add a classmate’s file").click()
        chooser.value.set_files(file)

    give(sent)
    page.locator("[data-value='1']").wait_for()
    page.locator("[data-value='1']").click()
    damaged = {**sent, "buffer": b"no zip"}  # whose name is said
    give(damaged)
    page.locator(".lwl-error", has_text="<img").first.wait_for()
    assert page.evaluate("window.hit") is None
    assert not page.locator("img[src=x]").count()
