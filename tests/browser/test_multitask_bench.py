"""The multi-task bench on a real page: guessed by keys, on a phone, and trained for a moment."""

from __future__ import annotations

BENCH = """
from course_lib.panels.pretext.multitask_bench import MultitaskBench
MultitaskBench()
"""
HERE = """
from course_lib.panels.pretext.train_here import TrainHere
from course_lib.pretext.tasks import combination
TrainHere(lambda: combination(["rotation"]), steps=4)
"""


def test_a_guess_by_keys_then_the_bars_and_another_budget(voila, open_page):
    page = open_page(
        voila.notebook(BENCH),
        ready=".lwl-multitask-bench",
        viewport={"width": 1280, "height": 720},
    )
    page.get_by_role("radio", name="One cannot tell").focus()
    page.keyboard.press("Space")
    told = page.locator(".lwl-multitask-bench .lwl-note")
    told.filter(has_text="points").wait_for()
    page.locator(".lwl-multitask-bench .barlayer path").first.wait_for(state="attached")
    before = told.first.inner_text()
    page.get_by_role("radio", name="Equal computing").focus()
    page.keyboard.press("Space")
    page.wait_for_function(
        "before => document.querySelector('.lwl-multitask-bench .lwl-note').innerText !== before",
        arg=before,
    )
    page.get_by_label("Context encoder").click()
    page.wait_for_function("!document.querySelector('.lwl-multitask-bench .lwl-note')")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_trains_here_before_the_learners_eyes(voila, open_page):
    page = open_page(voila.notebook(HERE), ready=".lwl-train-here")
    page.get_by_role("button", name="Start training").click()
    page.locator("th", has_text="after 4 steps").wait_for()
    assert "%" in page.locator("tr", has_text="rotation").inner_text()
