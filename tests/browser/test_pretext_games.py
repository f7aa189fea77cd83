"""Label factory, Beat the network and the cheat detective on real pages: by keys, on a phone."""

from __future__ import annotations

import numpy as np

FACTORY = """
from course_lib.panels.pretext.label_factory import LabelFactory
LabelFactory()
"""
GAME = """
from course_lib.panels.pretext.beat_the_network import BeatTheNetwork
BeatTheNetwork("rotation")
"""
DETECTIVE = """
from course_lib.panels.pretext.cheat_detective import CheatDetective
CheatDetective(seed=1)
"""


def state(page) -> str:
    return page.locator(".lwl-guess").get_attribute("data-state")


def play(page, digit: str) -> None:
    """Answer the question on show by a key, see the network's answer, go on by Enter."""
    number = page.locator(".lwl-guess").get_attribute("data-number")
    page.keyboard.press(digit)
    page.locator(".lwl-guess-after img").first.wait_for()
    assert "The network is" in page.locator(".lwl-guess-verdict").inner_text()
    page.keyboard.press("Enter")
    page.locator(f'.lwl-guess[data-state=asked]:not([data-number="{number}"])').wait_for()


def test_a_whole_game_by_keys_and_the_score_after_a_reload(voila, open_page):
    page = open_page(
        voila.notebook(GAME),
        ready=".lwl-guess[data-state=asked]",
        viewport={"width": 1280, "height": 720},
    )
    for digit in "1234":
        play(page, digit)
    row = page.locator("tr[data-game=rotation] td")
    assert "of 4" in row.nth(0).inner_text()
    assert "of 4" in row.nth(1).inner_text()
    page.locator(".lwl-choice-option[data-value=colour]").click()
    page.locator(".lwl-guess-question", has_text="colour").wait_for()
    play(page, "2")  # the focus is still on the choice
    mine = row.nth(0).inner_text()
    page.reload()
    page.locator(".lwl-guess[data-state=asked]").wait_for()
    page.locator("tr[data-game=colour] td", has_text="of 1").first.wait_for()
    assert row.nth(0).inner_text() == mine


def test_the_game_fits_a_phone_and_a_photo_of_the_learners(voila, open_page, tmp_path):
    from PIL import Image

    page = open_page(
        voila.notebook(GAME),
        ready=".lwl-guess[data-state=asked]",
        viewport={"width": 390, "height": 844},
    )
    page.locator(".lwl-guess-answer").nth(1).tap()
    page.locator(".lwl-guess-after img").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    noise = np.random.default_rng(0).integers(0, 255, (40, 60, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "small.png")
    Image.fromarray(noise.repeat(5, 0).repeat(5, 1)).save(tmp_path / "large.png")
    given = page.locator("input[type=file]").first
    given.set_input_files(tmp_path / "small.png")
    page.locator(".lwl-error", has_text="at least 96").first.wait_for()
    number = page.locator(".lwl-guess").get_attribute("data-number")
    given.set_input_files(tmp_path / "large.png")
    page.locator(f'.lwl-guess[data-state=asked]:not([data-number="{number}"])').wait_for()


def test_the_factory_makes_another_and_answers_questions_by_keys(voila, open_page):
    page = open_page(
        voila.notebook(FACTORY),
        ready=".lwl-factory-label",
        viewport={"width": 1280, "height": 720},
    )
    told = page.locator(".lwl-factory-label")
    page.get_by_role("radio", name="Rotation").focus()
    page.keyboard.press("Space")
    page.locator(".lwl-factory-label", has_text="“").wait_for()
    before, seen = told.inner_text(), set()
    page.get_by_role("button", name="Make another").focus()
    for _ in range(12):
        page.keyboard.press("Enter")
        page.wait_for_timeout(150)
        seen.add(told.inner_text())
    assert len(seen | {before}) > 1
    page.get_by_role("radio", name="The photo itself").focus()
    page.keyboard.press("Space")
    page.locator(".lwl-success", has_text="first property").wait_for()


def test_the_detective_by_keys(voila, open_page):
    page = open_page(
        voila.notebook(DETECTIVE),
        ready=".lwl-detective-table b",
        viewport={"width": 390, "height": 844},
    )
    lens = page.get_by_label("A poor lens: red larger, blue smaller")
    lens.focus()
    page.keyboard.press("Space")
    rows = page.locator(".lwl-detective-table tbody tr")
    rows.nth(1).wait_for()
    page.get_by_role("radio", name="Network A").focus()
    page.keyboard.press("Space")
    page.locator("p", has_text="cheats.").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert rows.count() == 2
