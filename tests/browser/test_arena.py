"""Whole games in a real browser: by mouse, by keys, over a reload, after a bad zip."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import expect

PAGE = """
from course_lib.panels.oneshot.arena import arena
arena(ways=5)
"""
ALL = 7  # machines


@pytest.fixture
def game(voila, open_page):
    return open_page(voila.notebook(PAGE), ready=".lwl-trial[data-state=asked]")


def shot(page, name: str) -> None:
    if place := os.environ.get("LWL_SCREENSHOTS"):
        page.screenshot(path=f"{place}/{name}.png", full_page=True)


def told(page) -> None:
    """All machines have answered this trial."""
    said = page.locator(".lwl-trial-said", has_text=re.compile("^[✓✗]"))
    expect(said).to_have_count(ALL, timeout=60_000)


def errors_of(page, player: str) -> str:
    return page.locator(f"tr[data-player={player}] td").first.inner_text()


def answered(page, count: int) -> None:
    page.locator(f".lwl-keeper[data-kept='{count}']").wait_for()


def test_a_game_by_mouse_over_a_reload(game):
    page = game
    shot(page, "arena_asked")
    for number in (1, 2):
        page.locator(f".lwl-trial[data-state=asked] [data-cell='{number}']").wait_for()
        before = page.locator(".lwl-trial-query").get_attribute("src")
        box = page.locator(".lwl-trial-cells").bounding_box()
        page.locator(f"[data-cell='{number}']").dblclick()
        page.locator(".lwl-trial[data-state=answered]").wait_for()
        told(page)
        assert page.locator(".lwl-trial-cells").bounding_box() == box  # nothing jumped
        answered(page, number)
        for player in ("you", "pixels", "encoder"):
            assert errors_of(page, player).endswith(f"of {number}")
        shot(page, f"arena_answered_{number}")
        page.get_by_role("button", name="Next trial").click()
        page.wait_for_function(
            "before => document.querySelector('.lwl-trial-query').src !== before", arg=before
        )
    mine = errors_of(page, "you")
    page.reload(wait_until="commit")
    page.locator(".lwl-trial[data-state=asked]").wait_for()
    answered(page, 2)
    assert errors_of(page, "you") == mine
    assert "trial 3" in page.locator(".lwl-trial-title").inner_text()
    page.get_by_role("button", name="Clear the score").click()
    page.get_by_role("button", name="Really forget 2 trials?").click()
    answered(page, 0)


def test_a_game_by_keys_then_a_bad_zip(game):
    page = game
    for number in (1, 2, 3):
        page.locator(".lwl-trial[data-state=asked]").wait_for()
        page.keyboard.press("b")
        page.keyboard.press("c")  # an answer pressed twice counts once
        page.locator(".lwl-trial[data-state=answered]").wait_for()
        told(page)
        answered(page, number)
        assert "B" in page.locator(".lwl-trial-verdict").inner_text()
        page.keyboard.press("Enter")
    page.locator(".lwl-trial[data-state=asked]").wait_for()
    assert errors_of(page, "you").endswith("of 3")
    page.get_by_role("radio", name="Your own file").click(force=True)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a zip").click()
    broken = {"name": "broken.zip", "mimeType": "application/zip", "buffer": b"PK half a zip"}
    chooser.value.set_files(broken)
    page.locator(".lwl-arena .lwl-error", has_text="broken.zip").first.wait_for()
    shot(page, "arena_bad_zip")
    page.get_by_role("radio", name="Made-up alphabets").click(force=True)
    page.locator(".lwl-trial[data-state=asked]").wait_for()
    assert errors_of(page, "you").endswith("of 3")


def test_a_game_by_touch_on_a_narrow_page(game):
    page = game
    page.set_viewport_size({"width": 390, "height": 800})
    cell = page.locator("[data-cell='3']")
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    session = page.context.new_cdp_session(page)
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [place]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.locator(".lwl-trial[data-state=answered]").wait_for()
    told(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, "arena_390")


def test_large_type_fits_a_narrow_page(game):
    page = game
    page.evaluate("document.documentElement.classList.add('lwl-large')")
    for width in (800, 640, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    table = page.locator(".lwl-scoreboard").first
    inside = "table => table.scrollWidth <= table.parentElement.clientWidth"
    page.set_viewport_size({"width": 640, "height": 900})
    page.wait_for_timeout(300)
    assert table.evaluate(inside)  # at this width nothing needs to be scrolled to
