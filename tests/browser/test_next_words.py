"""The next-words panel on a real page: what the page shows is what the model says."""

from __future__ import annotations

import pytest

from course_lib.panels.words import next_words
from course_lib.words import lecture, predictors
from course_lib.words.tokens import words_in

pytestmark = pytest.mark.browser

PAGE = """
from course_lib.panels.words.next_words import NextWords
NextWords()
"""
BAR = ".lwl-likely"
ODD = ("", "?!", "<b>x</b>", "🍊 🧃", "我想喝橙汁", "آب پرتقال می‌خواهم", "word " * 3000)


def says(page, text: str) -> None:
    """Wait until the bars are the model's answer to this text."""
    words = words_in(text[: next_words.LONGEST])
    best = predictors.predict("last_4", words, len(words), next_words.SHOWN)
    page.wait_for_function(
        "([bar, words]) => [...document.querySelectorAll(bar)].map("
        "b => b.firstElementChild.textContent).join(' ') === words",
        arg=[BAR, " ".join(word for word, _ in best)],
    )
    # In one step: the list may be drawn anew between two.
    widths = page.evaluate(
        "() => [...document.querySelectorAll('.lwl-likely-track > i')].map("
        "bar => bar.getBoundingClientRect().width)"
    )
    for width, (_, p) in zip(widths, best, strict=True):
        assert width / widths[0] == pytest.approx(p / best[0][1], abs=0.02)


@pytest.fixture(scope="module")
def page(voila, open_page):
    return open_page(voila.notebook(PAGE), ready=BAR)


def field(page):
    return page.get_by_label("The beginning of a sentence")


def test_the_lectures_sentence_with_both_numbers(page):
    says(page, lecture.BLANK)
    chips = page.locator(".lwl-chip:has([data-number])").all()
    assert len(chips) == 6
    for chip, word, theirs in zip(chips, words_in(lecture.BLANK), lecture.INDICES, strict=True):
        assert chip.locator("b").inner_text() == word
        ours = predictors.vocabulary().index[word]
        assert chip.locator("[data-number=ours]").inner_text() == f"{ours:,}"
        assert chip.locator("[data-number=lecture]").inner_text() == f"{theirs:,}"


def test_typing_updates_the_answer(page):
    field(page).fill("")
    field(page).type("He was born in", delay=30)
    says(page, "He was born in")


def test_a_word_is_picked_by_mouse_and_by_keyboard(page):
    field(page).fill("The capital of")
    says(page, "The capital of")
    first = page.locator(BAR).nth(0)
    word = first.locator("span").first.inner_text()
    first.click()
    says(page, f"The capital of {word}")
    assert field(page).input_value() == f"The capital of {word}"
    page.locator(BAR).nth(1).focus()
    second = page.locator(f"{BAR} span").nth(2).inner_text()
    page.keyboard.press("Enter")
    says(page, f"The capital of {word} {second}")
    held = page.evaluate(
        "[...document.querySelectorAll('.lwl-likely')].indexOf(document.activeElement)"
    )
    assert held == 1


@pytest.mark.parametrize("text", ODD)
def test_any_text_has_a_sentence_and_the_panel_goes_on(page, text):
    field(page).fill(text)
    says(page, text)
    error, hint = next_words.said(
        words_in(text[: next_words.LONGEST]),
        text[: next_words.LONGEST],
        cut=len(text) > next_words.LONGEST,
    )
    page.locator(".lwl-text-said", has_text=error or hint).wait_for()
    field(page).fill(lecture.BLANK)
    says(page, lecture.BLANK)


def test_a_phone_shows_it_all_without_scrolling_sideways(voila, open_page):
    page = open_page(voila.notebook(PAGE), ready=BAR, viewport={"width": 390, "height": 844})
    says(page, lecture.BLANK)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    track = page.locator(".lwl-likely-track").first.bounding_box()
    assert track["width"] > 100


def test_in_jupyterlab(lab, open_page):
    page = open_page(lab.notebook(PAGE), ready=BAR)
    says(page, lecture.BLANK)
    field(page).fill("In the middle of the")
    says(page, "In the middle of the")
