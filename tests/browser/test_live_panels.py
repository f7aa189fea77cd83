"""Softmax cost, negative sampling and watch it train on real pages, at a desk and on a phone."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from course_lib.words import lecture

pytestmark = pytest.mark.browser

COST = """
from course_lib.panels.words.softmax_cost import SoftmaxCost
SoftmaxCost(sizes=(1_000, 10_000, 100_000))
"""
NEGATIVE = """
import numpy as np
from course_lib.panels.words.negative_sampling import NegativeSampling
from course_lib.words.vectors import WordVectors
words = "the of and to a in is i want glass orange juice king book with go along my cereal".split()
words += [f"word{i}" for i in range(80)]
matrix = np.ones((len(words), 4), np.float32)
NegativeSampling(WordVectors.from_arrays(words, matrix, 1_000_000 // np.arange(1, len(words) + 1)))
"""
WATCH = """
import numpy as np
from course_lib.panels.words.watch_it_train import WatchItTrain
WatchItTrain()
"""
TEXT = "the king and the queen rule the land and a man and a woman drink sweet orange juice . "
STATE = ".lwl-progress + p"
WATCHED = ".lwl-watch-it-train > .lwl-card:nth-child(2)"


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def no_wider_than_the_page(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def drawn(chart) -> int:
    """How many points the chart's lines hold."""
    return chart.evaluate(
        """c => [...c.querySelector('.js-plotly-plot').data].reduce((n, trace) =>
             n + [...trace.x].filter(x => x !== null).length, 0)"""
    )


def test_times_come_in_one_by_one_and_can_be_stopped(voila, open_page) -> None:
    page = open_page(voila.notebook(COST), ready=".lwl-softmax-cost .js-plotly-plot")
    chart = page.locator(".lwl-chart")
    assert drawn(chart) == 0
    press(page, "Measure on this machine")
    page.wait_for_function("document.querySelector('.lwl-table').textContent.includes('µs')")
    press(page, "Stop")
    page.get_by_role("button", name="Go on").wait_for()
    assert 0 < drawn(chart) < 9
    press(page, "Go on")
    page.get_by_role("button", name="Measure again").wait_for()
    page.wait_for_function(
        "document.querySelector('.lwl-live-result').textContent.includes('100,')"
    )
    assert drawn(chart) == 9
    assert "100,000 words" in page.locator(".lwl-live-result").inner_text()
    page.locator(".lwl-stops input").focus()
    page.keyboard.press("ArrowRight")  # k = 6
    page.wait_for_function(
        "document.querySelector('.lwl-live-result').textContent.includes('k = 6')"
    )
    no_wider_than_the_page(page)


def rows(page) -> list[list[str]]:
    """Target, y and σ of each row of the table."""
    read = page.locator(".lwl-noise-table tbody tr").evaluate_all(
        """rows => rows.map(row => [row.cells[1].firstChild.textContent,
             row.cells[2].textContent, row.cells[4].textContent])"""
    )
    return [list(row) for row in read]


@pytest.mark.parametrize("size", [(1280, 1000), (390, 844)])
def test_the_table_is_the_lectures_then_the_learners(voila, open_page, size) -> None:
    look = {"viewport": {"width": size[0], "height": size[1]}}
    page = open_page(voila.notebook(NEGATIVE), ready=".lwl-noise-table", **look)
    expected = [[word, str(y), "0.50"] for word, y in lecture.NEGATIVE_TABLE]
    assert rows(page) == expected
    assert page.locator(".lwl-near-both").inner_text() == "of"
    press(page, "Learn from this table")
    page.wait_for_function("document.querySelector('.lwl-noise-table').textContent.includes('0.6')")
    learned = rows(page)
    assert float(learned[0][2]) > 0.5 > float(learned[-1][2])
    press(page, "Draw again")
    page.wait_for_function(
        "!document.querySelector('.lwl-noise-table').textContent.includes('king')"
        "|| !document.querySelector('.lwl-noise-table').textContent.includes('book')"
    )
    assert len(rows(page)) == 5
    field = page.get_by_label("Context word c")
    field.fill("orang")
    page.locator(".lwl-text-said.lwl-error").wait_for()
    assert "orange" in page.locator(".lwl-text-said.lwl-error").inner_text()
    field.fill("king")
    page.wait_for_function("document.querySelector('.lwl-noise-table td').textContent === 'king'")
    no_wider_than_the_page(page)


def test_a_pasted_text_is_learned_and_its_words_move(voila, open_page) -> None:
    page = open_page(voila.notebook(WATCH), ready=".lwl-watch-it-train")
    page.locator(".lwl-choice-option", has_text="My own text").click()
    area = page.locator("textarea")
    area.fill("word")
    page.locator(".lwl-text-upload .lwl-error").wait_for()
    press(page, "Start training")
    page.locator(".lwl-watch-it-train .lwl-beside .lwl-error").wait_for()
    area.fill(TEXT * 200)
    page.locator(".lwl-text-upload p", has_text="stays on this machine").wait_for()
    page.get_by_label("Words to watch").fill("king queen; man woman; zeppelin")
    press(page, "Start training")
    page.get_by_role("button", name="Train again").wait_for()
    page.locator(".lwl-text-said.lwl-error", has_text="zeppelin").wait_for()
    page.locator(f"{WATCHED} .js-plotly-plot").wait_for()
    # In so small a text they stand close together: whose name would cover another's has a point.
    texts = page.locator(f"{WATCHED} .textpoint text").all_text_contents()
    assert set(texts) - {""} <= {"king", "man", "queen", "woman"}
    assert "king" in texts
    assert page.locator(f"{WATCHED} .scatterlayer .points path").count() == 4
    word = page.get_by_label("Neighbours of a word")
    word.fill("qween")
    page.locator(".lwl-word-results .lwl-error", has_text="queen").wait_for()
    word.fill("queen")
    page.locator(".lwl-word-results tbody th", has_text=re.compile(r"\w")).first.wait_for()


def test_the_documentation_trains_stops_and_resumes_on_a_phone(voila, open_page) -> None:
    page = open_page(
        voila.notebook(WATCH),
        ready=".lwl-watch-it-train",
        viewport={"width": 390, "height": 844},
        color_scheme="dark",
    )
    press(page, "Start training")
    page.locator(STATE, has_text="million words").wait_for()
    page.wait_for_function(f"document.querySelector('{STATE}').dataset.step > 0")
    press(page, "Stop")
    page.get_by_role("button", name="Resume").wait_for()
    stopped = int(page.locator(STATE).get_attribute("data-step"))
    page.wait_for_timeout(700)
    assert int(page.locator(STATE).get_attribute("data-step")) == stopped
    press(page, "Resume")
    page.wait_for_function(f"document.querySelector('{STATE}').dataset.step > {stopped}")
    # Every word has its point; of names that would cover each other one stays, so that how many are
    # written is where the words happen to lie.
    assert page.locator(f"{WATCHED} .scatterlayer .points path").count() >= 12
    assert page.locator(f"{WATCHED} .textpoint text").count() >= 1
    press(page, "Stop")
    page.get_by_role("button", name="Start over").wait_for()
    no_wider_than_the_page(page)


def test_a_file_too_large_never_leaves_the_page(voila, open_page, tmp_path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(1 << 30)  # a gigabyte of nothing
    page = open_page(voila.notebook(WATCH), ready=".lwl-watch-it-train")
    page.locator(".lwl-choice-option", has_text="My own text").click()
    page.locator("input[type=file]").set_input_files(str(large))
    page.locator(".lwl-text-upload .lwl-error", has_text="at most 8 MB").wait_for()
    page.locator("input[type=file]").set_input_files(
        {"name": "film.mp4", "mimeType": "video/mp4", "buffer": bytes(range(256)) * 99}
    )
    page.locator(".lwl-text-upload .lwl-error", has_text="film.mp4").wait_for()
    page.locator("input[type=file]").set_input_files(
        {"name": "good.txt", "mimeType": "text/plain", "buffer": TEXT.encode("utf-16")}
    )
    page.locator(".lwl-text-upload .lwl-hint", has_text="good.txt").wait_for()
    # Of several files none is taken in silence; a zip of them is read whole.
    page.locator(".lwl-text-upload").evaluate(
        """(root) => {
            const dropped = new DataTransfer();
            for (const name of ["a.txt", "b.txt"]) dropped.items.add(new File(["the sea"], name));
            root.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true }));
        }"""
    )
    page.locator(".lwl-text-upload .lwl-error", has_text="These are 2 files").wait_for()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("notes.md", TEXT)
    page.locator("input[type=file]").set_input_files(
        {"name": "two.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    )
    page.locator(".lwl-text-upload .lwl-hint", has_text="no texts: two.zip/notes.md").wait_for()


def test_in_jupyterlab(lab, open_page) -> None:
    page = open_page(lab.notebook(NEGATIVE), ready=".lwl-noise-table")
    press(page, "Draw again")
    page.locator(".lwl-negative-sampling .js-plotly-plot").wait_for()
    assert len(rows(page)) == 5
