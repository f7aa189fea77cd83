"""The front door in a real browser: by keys, on a phone, and with a webcam that is not real."""

from __future__ import annotations

import os

import pytest

from course_lib.install import browser

PAGE = """
from course_lib.panels.faces.front_door import FrontDoor
FrontDoor()
"""
READY = ".lwl-front-door .lwl-picture[data-state=ready]"
FAKE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def shot(page, name: str) -> None:
    if place := os.environ.get("LWL_SCREENSHOTS"):
        page.screenshot(path=f"{place}/{name}.png", full_page=True)


def awake(page) -> None:
    """Door A has been trained, so door B is awake too."""
    page.locator(".lwl-school", has_text="Trained for").wait_for()


def press_for_another(page, name: str) -> None:
    """Press, and wait until the question is about the one who knocks now."""
    asked = page.locator(".lwl-door-guess input").first.element_handle()
    page.get_by_role("button", name=name, exact=True).click()
    asked.wait_for_element_state("hidden")


@pytest.fixture(scope="module")
def with_webcam(chromium, browser_path):
    """A browser whose webcam shows a test picture and is always allowed."""
    args = [*browser.ARGUMENTS, *FAKE]
    made = chromium.browser_type.launch(executable_path=browser_path, args=args)
    yield made
    made.close()


def test_one_visitor_by_keys_alone_in_one_view(course_url, open_page):
    studio = f"{course_url}/voila/render/dashboards/front_door.ipynb"
    page = open_page(studio, READY, viewport={"width": 1280, "height": 720})
    awake(page)
    page.locator(".lwl-door-guess input").first.focus()
    page.keyboard.press("Space")
    for _ in range(4):  # the first visitor is the last on the list
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".lwl-success", has_text="Right: it is Emi").wait_for()
    page.locator(".lwl-door-pair", has_text="d =").wait_for()
    shot(page, "door_decided")
    for what in (".lwl-picture-frame", ".lwl-door-guess", ".lwl-door-pair"):
        box = page.locator(f".lwl-front-door {what}").first.bounding_box()
        assert box["y"] + box["height"] <= 720, what


def test_a_stranger_must_be_named_by_door_a(voila, open_page):
    page = open_page(voila.notebook(PAGE), READY)
    awake(page)
    press_for_another(page, "A stranger knocks")
    page.locator("[data-value='(shut)']").click()
    page.get_by_role("button", name="That is my answer").click()
    page.locator(".lwl-success", has_text="a stranger").wait_for()
    page.locator(".lwl-door-pair", has_text="opens for").wait_for()
    page.get_by_role("button", name="A new person joins").click()
    page.locator(".lwl-success", has_text="Door B knows").wait_for()
    page.locator(".lwl-school", has_text="before").wait_for()


def test_on_a_phone_nothing_is_wider_than_the_page(voila, open_page):
    page = open_page(voila.notebook(PAGE), READY, viewport={"width": 390, "height": 844})
    awake(page)
    page.locator(".lwl-door-guess label").first.click()
    page.get_by_role("button", name="That is my answer").click()
    page.locator(".lwl-door-pair", has_text="d =").wait_for()
    shot(page, "door_phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_learners_face_by_webcam_is_cut_by_keys_and_joins(voila, with_webcam):
    page = with_webcam.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(90_000)
    page.goto(voila.notebook(PAGE))
    page.locator(READY).wait_for()
    awake(page)
    page.get_by_role("button", name="Use the webcam").click()
    page.get_by_role("button", name="Take the photo").click()
    frame = page.locator(".lwl-face-box")
    frame.wait_for()
    before = frame.bounding_box()
    frame.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("-")
    after = frame.bounding_box()
    assert after["width"] < before["width"]
    assert after["x"] < before["x"] + 10
    shot(page, "door_own")
    assert page.locator("video").evaluate("video => video.srcObject === null")
    page.get_by_role("button", name="Join the team").click()
    page.locator(".lwl-own-face .lwl-success", has_text="Door B knows You").wait_for()
    press_for_another(page, "Knock")
    page.locator(".lwl-door-guess [data-value=You]").click()
    page.get_by_role("button", name="That is my answer").click()
    page.locator(".lwl-success", has_text="it is You").wait_for()
    page.close()


def test_a_webcam_that_is_refused_is_one_sentence(voila, open_page):
    page = open_page(voila.notebook(PAGE), READY, permissions=[])
    page.get_by_role("button", name="Use the webcam").click()
    page.locator(".lwl-webcam .lwl-error", has_text="webcam").wait_for()
    page.get_by_role("button", name="Next visitor").click()
    page.locator(READY).wait_for()
