"""A class session in real browsers: three learners and the projector at once."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from course_lib.oneshot import class_alphabet
from course_lib.progress import Event, exported
from tests.browser.axe import grave
from tests.classroom.test_session import Served

pytestmark = pytest.mark.browser
NICKNAME = "<b>Bob</b><img src=x>"[:24]


@pytest.fixture
def served(tmp_path):
    server = Served(tmp_path / "session.sqlite3", "--ways", "10")
    yield server
    server.process.kill()
    server.process.wait()


@pytest.fixture
def open_page(served, open_page):
    """Pages are left before their server goes: they would complain."""
    return open_page


PHONE = {"viewport": {"width": 390, "height": 844}}


def joined(served, open_page, *nicknames: str) -> list:
    """A learner's page on a phone for each."""
    pages = []
    for nickname in nicknames:
        page = open_page(served.base, "#join", **PHONE)
        page.get_by_label("Code").fill(served.code.lower())
        page.get_by_label("Nickname").fill(nickname)
        page.keyboard.press("Enter")
        page.locator("#said", has_text="You are in").wait_for()
        pages.append(page)
    return pages


def opened(served, open_page):
    """The projector's page."""
    return open_page(f"{served.base}/screen?key={served.secret}", "#code:not(:empty)")


def test_three_learners_guess_and_the_projector_reveals(served, open_page):
    screen = opened(served, open_page)
    assert served.secret not in screen.url
    assert screen.inner_text("#code") == served.code
    assert not grave(open_page(served.base, "#join", **PHONE))
    learners = joined(served, open_page, "Ada", NICKNAME, "Cleo")
    screen.locator("#names li", has_text="Bob").wait_for()
    assert screen.locator("#names li").all_inner_texts() == ["Ada", NICKNAME, "Cleo"]
    assert not screen.locator("#names :is(b, img)").count()
    assert not grave(screen)
    screen.get_by_role("button", name="First question").click()
    for row, page in enumerate(learners[:2]):
        choice = page.get_by_role("button", name=re.compile(f"character {row + 1} "))
        choice.focus()
        page.keyboard.press("Enter")  # by keyboard alone
        page.locator("#said", has_text="is kept").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not grave(page)
    screen.locator("#said", has_text="2 of 3 have answered").wait_for()
    assert not screen.locator("[data-mark=truth]").count()
    screen.get_by_role("button", name="Reveal").click()
    for page in (*learners, screen):
        page.locator("[data-mark=truth]").wait_for()
    assert "You gave no answer" in learners[2].inner_text("#said")
    screen.locator("#score tr", has_text="Your answers").wait_for()
    expect(screen.locator("#score")).not_to_contain_text("still thinking", timeout=60_000)
    under = " ".join(screen.locator("#choices .class-under").all_inner_texts())
    assert sum(int(n) for n in re.findall(r"(\d+) of you", under)) == 2
    assert sum(int(n) for n in re.findall(r"(\d+) machine", under)) == 7
    for page in (screen, learners[0]):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert not grave(page)
    screen.on("dialog", lambda dialog: dialog.accept())
    screen.locator("summary").click()
    screen.get_by_role("button", name="Forget everything").click()
    learners[0].locator("#join").wait_for()
    screen.locator("#count", has_text="0").wait_for()
    assert screen.inner_text("#code") != served.code


def test_a_telephones_camera_finds_the_way_in(served, open_page):
    screen = opened(served, open_page)
    screen.locator("#way").wait_for()
    assert screen.request.get(f"{served.base}/way.svg").status == 200
    seen = np.frombuffer(screen.locator("#way").screenshot(), np.uint8)
    address, _, _ = cv2.QRCodeDetector().detectAndDecode(cv2.imdecode(seen, cv2.IMREAD_COLOR))
    assert address == f"{served.base}/#{served.code}"
    page = open_page(address, "#join", **PHONE)
    assert page.request.get(f"{served.base}/way.svg").status == 403  # it is the teacher's
    page.get_by_label("Nickname").fill("Ada")
    page.keyboard.press("Enter")
    page.locator("#said", has_text="You are in").wait_for()


@pytest.mark.parametrize("ways", [10, 20])
def test_a_question_stands_in_one_view(tmp_path, open_page, ways):
    room = Served(tmp_path / "room.sqlite3", "--ways", str(ways))
    try:
        screen = opened(room, open_page)
        [learner] = joined(room, open_page, "Ada")
        for page in (screen, learner):
            page.set_viewport_size({"width": 1280, "height": 720})
        screen.get_by_role("button", name="First question").click()
        learner.locator(".class-choice").nth(ways - 1).click()
        learner.locator("#said", has_text="is kept").wait_for()
        in_one_view(screen, "#asks, .class-asked img, .class-choice, #go")
        screen.get_by_role("button", name="Reveal").click()
        for page, what in ((screen, "#score"), (learner, "#said")):
            page.locator("[data-mark=truth]").wait_for()
            in_one_view(page, f".class-asked img, .class-choice, {what}")
        for page in (screen, learner):
            page.goto("about:blank")
    finally:
        room.process.kill()
        room.process.wait()


def in_one_view(page, what: str) -> None:
    """Nothing of this is cut off by the window's edges."""
    lowest = page.locator(what).evaluate_all(
        "all => Math.max(...all.map(e => e.getBoundingClientRect().bottom))"
    )
    assert page.evaluate("scrollY") == 0
    assert lowest <= page.viewport_size["height"], what


@pytest.mark.parametrize("kind", ["position", "rotation", "jigsaw", "colour"])
def test_a_round_of_a_pretext_game(served, open_page, kind):
    screen = opened(served, open_page)
    screen.get_by_label("On the projector").select_option(kind)
    learners = joined(served, open_page, "Ada", "Bob", "Cleo")
    screen.get_by_role("button", name="First question").click()
    asked = [page.locator("#pictures img").get_attribute("src") for page in (*learners, screen)]
    assert len(set(asked)) == 1  # everybody on the same item
    for row, page in enumerate(learners):
        page.locator(".class-choice").nth(row).click()
        page.locator("#said", has_text="is kept").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not grave(page)
    screen.locator("#said", has_text="3 of 3 have answered").wait_for()
    assert screen.get_by_label("On the projector").is_disabled()
    assert not screen.locator("#after img").count()
    screen.get_by_role("button", name="Reveal").click()
    right = 0
    for row, page in enumerate((*learners, screen)):
        page.locator("[data-mark=truth]").wait_for()
        page.locator("#after img").nth(1).wait_for()  # the photo, and where the network looked
        if page is not screen:
            marks = page.locator(".class-choice").evaluate_all(
                "all => all.map(b => b.dataset.mark)"
            )
            right += marks[row] == "truth"
    screen.locator("#said", has_text=f"{right} of 3 of you are right. The network is").wait_for()
    row = screen.locator("#score tr", has_text="Your answers")
    expect(row.locator("td").first).to_have_text(f"{right} of 3")
    assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not grave(screen)
    assert not grave(learners[0])


def test_the_alphabet_fills_up_and_a_name_with_script_in_it_does_nothing(served, open_page):
    screen = opened(served, open_page)
    screen.get_by_label("On the projector").select_option("alphabet")
    learners = joined(served, open_page, "Ada", NICKNAME, "Cleo")
    for place, page in enumerate(learners):
        paper = page.locator(".lwl-ink-page")
        paper.scroll_into_view_if_needed()
        box = paper.bounding_box()
        for y in (60, 140):
            page.mouse.move(box["x"] + 40, box["y"] + y)
            page.mouse.down()
            page.mouse.move(box["x"] + 200, box["y"] + 50 + y + 20 * place, steps=8)
            page.mouse.up()
        if place == 2:  # the first one again, in another hand
            page.get_by_role("button", name="character 1").click()
        page.get_by_role("button", name="Into the alphabet").click()
        page.locator(".class-signs button").nth(min(place, 1) + 1).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not grave(page)
    screen.locator("#said", has_text="2 characters, drawn by 3 of you").wait_for()
    screen.locator("figcaption", has_text="2 hands").wait_for()
    assert not screen.locator("#given b").count()
    assert not grave(screen)
    with screen.expect_download() as saved:
        screen.get_by_role("link", name="Save the alphabet").click()
    read = class_alphabet.read(Path(saved.value.path()), "class_alphabet.zip")
    assert list(read.drawers.values()) == ["Ada", NICKNAME, "Cleo"]


def test_words_and_exercises_come_to_the_projector(served, open_page, tmp_path):
    screen = opened(served, open_page)
    screen.get_by_label("On the projector").select_option("words")
    learners = joined(served, open_page, "Ada", "Bob", "Cleo")
    for page in (screen, learners[0]):
        page.get_by_role("heading", name="Your class’s words", exact=True).wait_for()
    for page, words in zip(learners, ("orange", "apple orange", "river"), strict=True):
        for word in words.split():
            page.get_by_label("A word for the explorer").fill(word)
            page.keyboard.press("Enter")
            page.locator("h2", has_text=f"Nearest to {word}").wait_for()
        assert page.locator(".class-near li").count() == 8
        assert not grave(page)
    screen.locator(".class-near li", has_text="orange ×2").wait_for()
    screen.locator("svg text", has_text="river").wait_for()
    assert screen.locator("svg circle").count() == 3
    assert not grave(screen)
    screen.get_by_label("On the projector").select_option("exercises")
    file = tmp_path / "progress.json"
    message = "<b>divide</b> by both lengths"
    tried = [Event(1e9, "", "", "cosine", "exercise", "wrong", message)] * 3
    file.write_text(exported.as_json("Ada", tried))
    learners[1].get_by_label("Share what you tried").set_input_files(file)
    learners[1].locator("#given", has_text="Shared: what you tried of 1").wait_for()
    screen.locator("tbody tr", has_text=message).wait_for()
    assert screen.locator(".class-stuck td").all_inner_texts()[:3] == ["1", "0", "1"]
    assert "Bob" not in screen.inner_text("main")
    assert not grave(screen)
    assert not grave(learners[1])
    wide = screen.viewport_size
    screen.set_viewport_size({"width": 390, "height": 844})
    assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screen.set_viewport_size(wide)
    for page in (screen, learners[1]):
        size = "getComputedStyle(document.querySelector('#said')).fontSize"
        before = float(page.evaluate(size).removesuffix("px"))
        page.get_by_role("button", name="Large type").click()
        assert float(page.evaluate(size).removesuffix("px")) == pytest.approx(1.3 * before)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.reload()
        page.locator("html.lwl-large").wait_for()  # remembered
