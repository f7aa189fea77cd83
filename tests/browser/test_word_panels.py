"""One-hot, context lab and skip-gram pairs on real pages: by hand, by keyboard, with any text."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib.words import lecture
from course_lib.words.choices import CHOICES
from course_lib.words.tokens import words_in
from course_lib.words.windows import examples, keep_probability, skipgram_pairs

pytestmark = pytest.mark.browser

WORDS = words_in(lecture.SENTENCE)
VOCABULARY = """
import numpy as np
from course_lib.words.vectors import WordVectors
listed = "the of a i want glass orange juice to go along with my cereal king apple"
words = listed.split() + [f"word{i}" for i in range(40)]
matrix = np.random.default_rng(0).normal(size=(56, 20)).astype(np.float32)
vectors = WordVectors.from_arrays(words, matrix, counts=1_000_000 // np.arange(1, 57))
"""
LISTED = "the of a i want glass orange juice to go along with my cereal king apple"
KNOWN = LISTED.split()
COUNTS = 1_000_000 // np.arange(1, 57)
PAIRS = """
from course_lib.panels.words.skipgram_pairs import SkipgramPairs
from course_lib.words.how_often import WordCounts
SkipgramPairs(lambda: WordCounts(vectors, vectors.counts))
"""
ONE_HOT = """
from course_lib.panels.words.one_hot import OneHot
OneHot(vectors=lambda: vectors)
"""
LAB = """
from course_lib.panels.words.context_lab import ContextLab
def predict(choice, words, blank, n):
    return [("the", 0.5), (words[blank], 0.3), (choice, 0.2)][:n]
from course_lib.words import lecture
ContextLab(predict, lecture.SENTENCE)
"""
TABLE = """table => [...table.querySelectorAll('tbody tr')].map(
  row => [row.classList.contains('lwl-lit'), ...[...row.cells].slice(1).map(c => c.textContent)])"""
MARKS = """row => [...row.querySelectorAll('.lwl-word')].map(
  w => [w.dataset.word, w.dataset.mark, w.children[1].textContent, w.children[2].textContent])"""
ODD = (
    "",
    "orange",
    "?!",
    "<b>x</b>",
    "🍊 🧃 👩‍👩‍👧",
    "我想喝橙汁",
    "آب پرتقال می‌خواهم",
    "word " * 9000,
)


def until(page, value, expected, seconds: int = 30):
    """Wait until ``value()`` is ``expected``; fails with what it was."""
    for _ in range(seconds * 20):
        if (last := value()) == expected:
            return
        page.wait_for_timeout(50)
    assert last == expected


def marks(page):
    return page.locator(".lwl-sentence-row").evaluate(MARKS)


def kinds(page):
    return [kind for _, kind, _, _ in marks(page)]


def table(page, number: int = 0):
    return page.locator(".lwl-lit-frame").nth(number).evaluate(TABLE)


def slide(page, label: str, to: int):
    page.get_by_role("slider", name=label).fill(str(to))


def signed(number: int) -> str:
    return f"{number:+d}".replace("-", "−")


def expected_rows(window: int, centre: int) -> list[list]:
    return [
        [c == centre, WORDS[c], WORDS[t], signed(t - c)]
        for c, t in skipgram_pairs(len(WORDS), window).tolist()
    ]


# ---- skip-gram pairs


@pytest.fixture(scope="module")
def pairs(voila, open_page):
    return open_page(voila.notebook(VOCABULARY, PAIRS), ready=".lwl-word")


def test_pairs_follow_the_window_and_the_word(pairs):
    centre = WORDS.index("orange")
    for window in (1, 4, 5, 10):
        slide(pairs, "Window", window - 1)
        until(pairs, lambda: table(pairs, 1), expected_rows(window, centre))
    slide(pairs, "Window", 1)
    pairs.locator(".lwl-word", has_text="cereal").click()
    until(pairs, lambda: table(pairs, 1), expected_rows(2, 12))
    pairs.keyboard.press("ArrowLeft")
    until(pairs, lambda: table(pairs, 1), expected_rows(2, 11))
    assert pairs.evaluate("document.activeElement.dataset.word") == "my"
    pairs.keyboard.press("Home")
    until(pairs, lambda: table(pairs, 1), expected_rows(2, 0))
    marked = [["context", "c"], ["target", "+1"], ["target", "+2"]] + [["", ""]] * 10
    until(pairs, lambda: [[kind, tag] for _, kind, tag, _ in marks(pairs)], marked)


def test_orange_with_is_said_to_be_out_of_reach(pairs):
    with_ = pairs.locator("[data-target=with]")
    slide(pairs, "Window", 3)
    pairs.locator("[data-target=with][data-there=false]").wait_for()
    assert "the window must be at least 5" in with_.inner_text()
    slide(pairs, "Window", 4)
    pairs.locator("[data-target=with][data-there=true]").wait_for()


def test_frequent_words_are_dropped_and_draws_can_be_repeated(pairs):
    slide(pairs, "Threshold", 2)
    index = {word: number for number, word in enumerate(KNOWN)}
    chances = keep_probability(COUNTS, 1e-3)
    notes = [f"{chances[index[word]]:.2f}" for word in WORDS]
    until(pairs, lambda: [note for *_, note in marks(pairs)], notes)
    assert "dropped" not in kinds(pairs)
    seed = pairs.locator("input[type=number]")
    draws = {}
    for number in (2, 3, 4):
        pairs.get_by_role("button", name="Draw again").click()
        until(pairs, seed.input_value, str(number))
        pairs.wait_for_timeout(300)
        draws[number] = table(pairs, 1)
    assert draws[2] != draws[3] != draws[4]
    assert pairs.locator("input[value=draw]").is_checked()
    assert "dropped" in kinds(pairs)
    seed.fill("3")
    seed.press("Enter")
    until(pairs, lambda: table(pairs, 1), draws[3])
    pairs.locator(".lwl-choice-option[data-value=all]").click()
    slide(pairs, "Threshold", 0)
    until(pairs, lambda: kinds(pairs).count("context"), 1)  # a drop may have hidden it
    until(pairs, lambda: table(pairs, 1), expected_rows(5, kinds(pairs).index("context")))


@pytest.mark.parametrize("text", ODD)
def test_any_text_gets_pairs_or_a_sentence(pairs, text):
    slide(pairs, "Window", 4)
    field = pairs.get_by_label("Your sentence")
    words = words_in(text)[:60]
    field.fill(text)
    until(pairs, lambda: [word for word, *_ in marks(pairs)], words)
    error = pairs.locator(".lwl-text-said.lwl-error")
    until(pairs, error.count, int(len(words) < 2))
    count = len(skipgram_pairs(len(words), 5))
    until(pairs, lambda: min(600, len(table(pairs, 1))), min(600, count))
    if len(words) >= 60:
        assert "first 60" in pairs.locator(".lwl-text-said").inner_text()
    pairs.locator(".lwl-text-examples button").first.click()
    until(pairs, lambda: [word for word, *_ in marks(pairs)], WORDS)


def test_persian_runs_from_right_to_left_and_so_do_the_keys(pairs):
    pairs.get_by_label("Your sentence").fill("آب پرتقال می‌خواهم")
    until(pairs, lambda: len(marks(pairs)), 3)
    first, second = (pairs.locator(".lwl-word").nth(n) for n in (0, 1))
    assert first.bounding_box()["x"] > second.bounding_box()["x"]
    first.click()
    pairs.keyboard.press("ArrowLeft")
    until(pairs, lambda: kinds(pairs).index("context"), 1)
    pairs.locator(".lwl-text-examples button").first.click()
    until(pairs, lambda: [word for word, *_ in marks(pairs)], WORDS)


# ---- context lab


@pytest.fixture(scope="module")
def lab_page(voila, open_page):
    return open_page(voila.notebook(LAB), ready=".lwl-answer-truth")


def test_the_four_choices_in_the_sentence_and_in_the_table(lab_page):
    rng_rows = {}
    for choice in CHOICES:
        lab_page.locator(f".lwl-choice-option[data-value={choice}]").click()
        found = examples(len(WORDS), choice, np.random.default_rng(1))
        rng_rows[choice] = [
            [WORDS[e.target] == "juice", " ".join(WORDS[p] for p in e.context), WORDS[e.target]]
            for e in found
        ]
        until(lab_page, lambda choice=choice: table(lab_page), rng_rows[choice])
        blank = next(e for e in found if WORDS[e.target] == "juice")
        expected = ["" for _ in WORDS]
        for position in blank.context:
            expected[position] = "context"
        expected[blank.target] = "blank"
        until(lab_page, lambda: kinds(lab_page), expected)


def test_four_predictors_answer_the_blank_that_is_chosen(lab_page):
    lab_page.locator(".lwl-word", has_text="glass").click()
    for choice in CHOICES:
        truth = lab_page.locator(f".lwl-answer[data-choice={choice}] .lwl-answer-truth")
        until(lab_page, lambda truth=truth: "“glass”: rank 2 of 3" in truth.inner_text(), True)
    lab_page.keyboard.press("ArrowRight")
    cell = lab_page.locator(".lwl-answer[data-choice=last_1]")
    until(lab_page, lambda: "“of”: rank 2 of 3" in cell.inner_text(), True)
    assert "glass ____" in cell.locator(".lwl-answer-given").inner_text()


@pytest.mark.parametrize("text", ODD)
def test_the_lab_takes_any_text(lab_page, text):
    words = words_in(text)[:60]
    lab_page.get_by_label("Your sentence").fill(text)
    until(lab_page, lambda: [word for word, *_ in marks(lab_page)], words)
    until(lab_page, lab_page.locator(".lwl-text-said.lwl-error").count, int(len(words) < 2))
    answered = 4 if len(words) > 1 else 0
    until(lab_page, lab_page.locator(".lwl-answer:not([data-state=empty])").count, answered)
    lab_page.locator(".lwl-text-examples button").first.click()
    until(lab_page, lambda: [word for word, *_ in marks(lab_page)], WORDS)


# ---- one-hot or dense


@pytest.fixture(scope="module")
def one_hot(voila, open_page):
    return open_page(voila.notebook(VOCABULARY, ONE_HOT), ready=".lwl-onehot-column")


def picked(page) -> str:
    column = page.locator(".lwl-onehot-column[aria-checked=true]")
    assert column.locator(".lwl-onehot-bit").inner_text() == "1"
    return column.locator(".lwl-onehot-word").inner_text()


def test_a_word_picks_its_column_and_a_column_its_word(one_hot):
    field = one_hot.get_by_label("A word", exact=True)
    field.fill("Cereal")
    until(one_hot, lambda: picked(one_hot), "cereal")
    until(one_hot, one_hot.locator(".lwl-index").inner_text, str(KNOWN.index("cereal")))
    bits = one_hot.locator(".lwl-onehot-bit").all_inner_texts()
    assert sorted(bits) == ["0"] * (len(bits) - 1) + ["1"]
    one_hot.locator(".lwl-onehot-column", has_text="king").click()
    until(one_hot, field.input_value, "king")
    one_hot.keyboard.press("ArrowRight")
    until(one_hot, lambda: picked(one_hot), "apple")
    until(one_hot, field.input_value, "apple")
    one_hot.keyboard.press("ArrowRight")
    until(one_hot, lambda: picked(one_hot), "word0")


def test_the_picture_shows_the_sign_of_every_number(one_hot):
    """The sum e_c has the colours of its column: blue below zero, orange above."""
    one_hot.get_by_label("A word", exact=True).fill("glass")
    until(one_hot, lambda: picked(one_hot), "glass")
    pixels = one_hot.locator(".lwl-onehot-result canvas").evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, 1, c.height).data]"
    )
    colours = np.array(pixels).reshape(-1, 4)
    vector = np.random.default_rng(0).normal(size=(56, 20))[KNOWN.index("glass")]
    assert len(colours) == len(vector)
    clear = colours[:, 3] > 40
    assert clear.sum() > 10
    assert ((colours[:, 0] > colours[:, 2]) == (vector > 0))[clear].all()
    order = np.argsort(np.abs(vector))
    assert (np.diff(colours[order, 3]) >= -3).all()


@pytest.mark.parametrize("text", ["", "two words", "orangee", "橙", "🍊", "پرتقال", "x" * 500])
def test_what_is_no_known_word_is_said_and_the_picture_stays(one_hot, text):
    field = one_hot.get_by_label("A word", exact=True)
    field.fill("juice")
    until(one_hot, lambda: picked(one_hot), "juice")
    field.fill(text)
    error = one_hot.locator(".lwl-text-said.lwl-error")
    error.wait_for()
    assert "still shows “juice”" in error.inner_text()
    assert picked(one_hot) == "juice"


def test_memory_grows_with_the_slider(one_hot):
    slide(one_hot, "V: words", 9)
    slide(one_hot, "D: numbers", 3)
    told = one_hot.locator(".lwl-memory b")
    until(one_hot, told.all_inner_texts, ["4 MB", "1.2 kB", "4 TB", "1.2 GB"])


# ---- other pages


def test_in_jupyterlab_the_keys_stay_with_the_sentence(lab, open_page):
    page = open_page(lab.notebook(VOCABULARY, PAIRS), ready=".lwl-word")
    page.locator(".lwl-word", has_text="glass").click()
    until(page, lambda: kinds(page).index("context"), 3)
    for position in (4, 5, 6):
        page.keyboard.press("ArrowRight")
        until(page, lambda: kinds(page).index("context"), position)
    page.get_by_label("Your sentence").fill("two words")
    until(page, lambda: [word for word, *_ in marks(page)], ["two", "words"])
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 2


@pytest.mark.parametrize(
    ("cells", "ready"),
    [
        ((VOCABULARY, PAIRS), ".lwl-word"),
        ((LAB,), ".lwl-answer-truth"),
        ((VOCABULARY, ONE_HOT), ".lwl-onehot-column"),
    ],
    ids=["pairs", "lab", "one_hot"],
)
def test_a_phone_shows_it_all_without_scrolling_sideways(voila, open_page, cells, ready):
    page = open_page(voila.notebook(*cells), ready=ready, viewport={"width": 390, "height": 844})
    panel = page.locator(".lwl-prose")
    panel.wait_for()
    box = panel.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
