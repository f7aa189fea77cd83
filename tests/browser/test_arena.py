"""Whole games in a real browser: by mouse, by keys, over a reload, after a bad zip."""

from __future__ import annotations

import os
import re

import pytest
import torch
from playwright.sync_api import expect

from course_lib.oneshot import own_network
from course_lib.oneshot.small_network import SmallNetwork

PAGE = """
from course_lib.panels.oneshot.arena import arena
arena()
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


def has_errors(page, player: str, of: int) -> None:
    cell = page.locator(f".lwl-table-scroll tr[data-player={player}] td").first
    expect(cell).to_have_text(re.compile(rf"of {of}$"))


def answered(page, count: int) -> None:
    page.locator(f".lwl-keeper[data-kept='{count}']").wait_for(state="attached")


def at_trial(page, number: int) -> None:
    """Trial ``number`` of a round waits for an answer."""
    title = page.locator(".lwl-trial[data-state=asked] .lwl-trial-title")
    expect(title).to_contain_text(f"Trial {number} of 10", timeout=60_000)


def ended(page) -> None:
    expect(page.locator(".lwl-round-end h3")).to_contain_text("You found")
    expect(page.locator(".lwl-trial")).not_to_be_visible()


def test_a_round_by_mouse_over_a_reload_then_the_friends_link(game):
    page = game
    shot(page, "arena_asked")
    queries = []
    for number in range(1, 11):
        at_trial(page, number)
        queries.append(page.locator(".lwl-trial-query").get_attribute("src"))
        box = page.locator(".lwl-trial-cells").bounding_box()
        page.locator(f"[data-cell='{number % 5}']").dblclick()  # pressed twice, it counts once
        page.locator(".lwl-trial[data-state=answered]").wait_for()
        if number == 1:
            told(page)
            assert page.locator(".lwl-trial-cells").bounding_box() == box  # nothing jumped
            page.locator(".lwl-trial-looked circle").first.wait_for()  # where the pair judge looked
            shot(page, "arena_answered")
        answered(page, number)
        if number == 4:
            page.reload(wait_until="commit")
            at_trial(page, 5)
            continue
        page.get_by_role("button", name="Next trial").click()
    ended(page)
    expect(page.locator(".lwl-round-end tbody tr")).to_have_count(ALL + 1, timeout=60_000)
    shot(page, "arena_end")
    link = page.get_by_label("The same ten for a friend").input_value()
    page.get_by_role("button", name="Next ten").click()
    at_trial(page, 1)
    assert page.locator(".lwl-trial-query").get_attribute("src") not in queries

    page.evaluate("localStorage.clear()")  # a friend has another browser
    page.goto("about:blank")
    page.goto(link, wait_until="commit")
    for number, query in enumerate(queries[:3], 1):
        at_trial(page, number)
        assert page.locator(".lwl-trial-query").get_attribute("src") == query
        page.locator("[data-cell='0']").click()
        page.locator(".lwl-trial[data-state=answered]").wait_for()
        page.get_by_role("button", name="Next trial").click()


def test_a_round_by_keys_then_a_bad_zip(game):
    page = game
    for number in range(1, 11):
        at_trial(page, number)
        page.keyboard.press("b")
        page.keyboard.press("c")  # an answer pressed twice counts once
        page.locator(".lwl-trial[data-state=answered]").wait_for()
        assert "B" in page.locator(".lwl-trial-verdict").inner_text()
        answered(page, number)
        page.keyboard.press("Enter")
    ended(page)
    page.keyboard.press("Enter")  # the focus is on what comes next
    at_trial(page, 1)
    has_errors(page, "you", of=10)
    page.get_by_role("button", name="Change").click()
    page.get_by_role("radio", name="Your own file").click(force=True)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a zip").click()
    broken = {"name": "broken.zip", "mimeType": "application/zip", "buffer": b"PK half a zip"}
    chooser.value.set_files(broken)
    page.locator(".lwl-arena .lwl-error", has_text="broken.zip").first.wait_for()
    shot(page, "arena_bad_zip")
    page.get_by_role("radio", name="Made-up alphabets").click(force=True)
    at_trial(page, 1)
    has_errors(page, "you", of=10)
    page.get_by_role("button", name="Clear the score").click()
    page.get_by_role("button", name="Really forget 10 trials?").click()
    answered(page, 0)


def test_a_round_by_touch_on_a_narrow_page(game):
    page = game
    page.set_viewport_size({"width": 390, "height": 800})
    for number in range(1, 11):
        at_trial(page, number)
        page.locator("[data-cell='3']").tap()
        page.locator(".lwl-trial[data-state=answered]").wait_for()
        if number == 1:
            told(page)
            shot(page, "arena_390")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("button", name="Next trial").tap()
    ended(page)
    shot(page, "arena_390_end")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_ones_own_network_sits_down_where_this_browser_keeps_one(game):
    page = game
    torch.manual_seed(0)
    weights = SmallNetwork().state_dict()
    text = own_network.as_text({k: v for k, v in weights.items() if v.is_floating_point()})
    page.evaluate("([place, text]) => localStorage.setItem(place, text)", [own_network.PLACE, text])
    page.reload(wait_until="commit")
    page.locator(".lwl-trial-player[data-machine=own]").wait_for()
    at_trial(page, 1)
    page.keyboard.press("a")
    said = page.locator("[data-machine=own] .lwl-trial-said")
    expect(said).to_contain_text(re.compile("^[✓✗] [A-E], "), timeout=60_000)


def test_twenty_ways_are_in_one_view_and_the_query_stays_in_it(voila, open_page):
    page = open_page(
        voila.notebook(PAGE.replace("()", "(ways=20)")),
        ready=".lwl-trial[data-state=asked]",
        viewport={"width": 1280, "height": 720},
    )
    top = page.locator(".lwl-arena").bounding_box()["y"]
    seen = page.locator(".lwl-trial-cell, .lwl-trial-player, .lwl-trial-next").all()
    assert len(seen) == 20 + ALL + 1 + 1
    boxes = [one.bounding_box() for one in seen]
    above = 180  # the studio's own header, title and first line
    assert max(box["y"] + box["height"] for box in boxes) - top <= 720 - above
    page.set_viewport_size({"width": 390, "height": 600})
    page.locator("[data-cell='19']").scroll_into_view_if_needed()
    expect(page.locator(".lwl-trial-query")).to_be_in_viewport(ratio=0.9)


def test_large_type_fits_a_narrow_page(game):
    page = game
    page.evaluate("document.documentElement.classList.add('lwl-large')")
    for width in (800, 640, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
