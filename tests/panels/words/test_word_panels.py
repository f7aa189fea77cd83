"""One-hot, context lab and skip-gram pairs without a browser: what is done, what is then shown."""

from __future__ import annotations

import re
import subprocess
import sys

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.panels.words.blank_answers import Question, ask, percent
from course_lib.panels.words.context_lab import ContextLab
from course_lib.panels.words.memory_bars import MemoryBars, share
from course_lib.panels.words.one_hot import OneHot
from course_lib.panels.words.skipgram_pairs import THRESHOLDS, SkipgramPairs, look
from course_lib.words import lecture
from course_lib.words.choices import CHOICES
from course_lib.words.how_often import WordCounts
from course_lib.words.tokens import words_in
from course_lib.words.vectors import WordVectors
from course_lib.words.windows import examples, skipgram_pairs

WORDS = words_in(lecture.SENTENCE)
OTHERS = ["the", "king", "apple", "book"]


def small_vectors() -> WordVectors:
    words = list(dict.fromkeys([*OTHERS, *WORDS, *(f"word{i}" for i in range(30))]))
    matrix = np.random.default_rng(0).normal(size=(len(words), 8)).astype(np.float32)
    counts = np.geomspace(1e6, 10, len(words)).astype(np.int64)
    return WordVectors.from_arrays(words, matrix, counts=counts)


def small_counts() -> WordCounts:
    vectors = small_vectors()
    return WordCounts(vectors, np.asarray(vectors.counts))


def missing():
    raise LearnerError("The file is missing.")


def rows_of(panel: SkipgramPairs) -> list[tuple[str, str]]:
    return [(context, target) for context, target, _ in panel.all_pairs.rows]


def test_no_panel_imports_torch_or_plotly_before_it_must():
    code = (
        "import sys; from course_lib.panels.words.context_lab import ContextLab; ContextLab();"
        "from course_lib.panels.words.skipgram_pairs import SkipgramPairs; SkipgramPairs();"
        "from course_lib.panels.words.one_hot import OneHot; OneHot();"
        "print([m for m in ('torch', 'plotly', 'sklearn') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert ran.stdout.strip() == "[]", ran.stderr


# ---- skip-gram pairs


@pytest.mark.parametrize("window", [1, 4, 5, 10])
def test_every_pair_of_the_window_is_in_the_table(window):
    panel = SkipgramPairs(small_counts)
    panel.window.value = window
    expected = [(WORDS[c], WORDS[t]) for c, t in skipgram_pairs(len(WORDS), window)]
    assert rows_of(panel) == expected
    centre = WORDS.index("orange")
    lit = [i for i, (c, _) in enumerate(expected) if c == "orange"]
    assert panel.all_pairs.lit == lit
    marked = {p for p, m in enumerate(panel.sentence.row.marks) if m["kind"] == "target"}
    assert marked == {p for p in range(len(WORDS)) if 0 < abs(p - centre) <= window}


def test_orange_with_needs_a_window_of_five():
    panel = SkipgramPairs(small_counts)
    panel.window.value = 4
    assert 'data-target="with" data-there="false"' in panel.lecture.value
    assert "out of reach: the window must be at least 5" in panel.lecture.value
    panel.window.value = 5
    assert panel.lecture.value.count('data-there="true"') == 3
    panel.sentence.field.value = "Another sentence altogether"
    assert panel.lecture.value == ""


def test_a_draw_can_be_drawn_again_and_its_seed_says_which():
    panel = SkipgramPairs(small_counts)
    panel.threshold.value = 1e-4
    panel.again.click()
    assert panel.how.value == "draw"
    assert panel.seed.value == 2
    first = rows_of(panel)
    panel.again.click()
    second = rows_of(panel)
    assert first != second
    panel.seed.value = 2
    assert rows_of(panel) == first
    dropped = [m["kind"] == "dropped" for m in panel.sentence.row.marks]
    assert dropped == [not kept for kept in panel.draw.kept]
    gone = {WORDS[i] for i in np.flatnonzero(~panel.draw.kept)}
    assert gone
    assert not gone & {word for row in first for word in row}


def test_dropped_words_let_the_window_reach_farther():
    keep = np.ones(9)
    keep[1:8] = 0
    draw = look(9, 1, keep, seed=3)
    assert draw.pairs.tolist() == [[0, 8], [8, 0]]


def test_a_draw_takes_each_words_own_reach_and_no_more():
    for seed in range(20):
        draw = look(12, 5, np.ones(12), seed)
        expected = [
            [c, t] for c in range(12) for t in range(12) if c != t and abs(c - t) <= draw.reach[c]
        ]
        assert draw.pairs.tolist() == expected


def test_chances_stand_under_the_words_once_there_is_a_threshold():
    panel = SkipgramPairs(small_counts)
    assert {m["note"] for m in panel.sentence.row.marks} == {""}
    for threshold in THRESHOLDS[1:]:
        panel.threshold.value = threshold
        expected = small_counts().keep(WORDS, threshold)
        notes = [float(m["note"]) for m in panel.sentence.row.marks]
        assert notes == pytest.approx(expected, abs=0.0051)


def test_without_counts_no_word_is_dropped_and_the_reason_is_said():
    panel = SkipgramPairs(missing)
    panel.threshold.value = 1e-5
    panel.again.click()
    assert panel.draw.kept.all()
    assert "The file is missing." in panel.keeping.value


@pytest.mark.parametrize("text", ["", "orange", "؟!", "🍊", "<b>bold</b> <i>it</i>", "w " * 9000])
def test_pairs_of_any_text(text):
    panel = SkipgramPairs(small_counts)
    panel.again.click()
    panel.sentence.field.value = text
    words = panel.sentence.words
    assert bool(panel.sentence.field.error) == (len(words) < 2)
    assert (len(panel.draw.pairs) == 0) == (len(words) < 2)
    assert "<b>bold" not in panel.says.value.replace("<b>bold</b> as", "")
    panel.sentence.field.value = lecture.SENTENCE
    assert len(panel.draw.pairs)


# ---- context lab


def fake_predict(choice: str, words: list[str], blank: int, n: int) -> list[tuple[str, float]]:
    known = ["the", "juice", "of", "cereal"]
    return list(zip(known, [0.4, 0.3, 0.2, 0.1], strict=True))[:n]


def asked(panel: ContextLab) -> ContextLab:
    panel.start()
    assert panel.answers.wait(20)
    return panel


@pytest.mark.parametrize("choice", sorted(CHOICES))
def test_the_table_holds_the_examples_of_the_choice(choice):
    panel = ContextLab(fake_predict, lecture.SENTENCE)
    panel.choice.value = choice
    found = examples(len(WORDS), choice, np.random.default_rng(panel.seed))
    assert panel.table.rows == [
        [" ".join(WORDS[p] for p in e.context), WORDS[e.target]] for e in found
    ]
    blank = panel.sentence.chosen
    assert WORDS[blank] == "juice"
    (lit,) = panel.table.lit
    assert found[lit].target == blank
    context = {p for p, m in enumerate(panel.sentence.row.marks) if m["kind"] == "context"}
    assert context == set(found[lit].context)
    assert panel.sentence.row.marks[blank]["kind"] == "blank"


def test_four_answers_with_the_rank_of_the_true_word():
    panel = asked(ContextLab(fake_predict, lecture.SENTENCE))
    assert set(panel.answers.answers) == set(CHOICES)
    for choice in CHOICES:
        text = re.sub("<[^>]+>", "", panel.answers.cells[choice].value)
        assert "True word “juice”: rank 2 of 4, 30" in text
    panel.sentence.row.chosen = WORDS.index("with")
    assert panel.answers.wait(20)
    assert "“with” is not among the 4 words" in panel.answers.cells["last_1"].value
    assert "unknown to it: “along”" in panel.answers.cells["last_1"].value
    panel.sentence.field.value = "the <b> of"
    panel.sentence.row.chosen = 2
    assert panel.answers.wait(20)
    assert "unknown to it: “b”" in panel.answers.cells["last_1"].value


def test_the_first_word_has_no_last_words():
    panel = asked(ContextLab(fake_predict, lecture.SENTENCE))
    panel.sentence.row.chosen = 0
    assert panel.answers.wait(20)
    for choice in ("last_4", "last_1"):
        assert "given nothing" in panel.answers.cells[choice].value
    for choice in ("around_4", "nearby_1"):
        assert "lwl-answer-words" in panel.answers.cells[choice].value
    assert "gives no example" in panel.says.value


def test_drawing_again_draws_another_nearby_word():
    panel = asked(ContextLab(fake_predict, lecture.SENTENCE))
    drawn = set()
    for _ in range(30):
        panel.again.click()
        (position,) = panel.context("nearby_1")
        assert 0 < abs(position - panel.sentence.chosen) <= 5
        drawn.add(position)
    assert len(drawn) > 5


def test_a_predictor_is_given_the_word_that_was_drawn():
    heard = []

    def hear(choice, words, blank, n):
        heard.append((choice, words, blank))
        return [("x", 1.0)]

    contexts = {"nearby_1": (5,), "last_1": (2,)}
    question = Question(tuple("abcdefgh"), 3, contexts)
    ask(question, "nearby_1", hear)
    ask(question, "last_1", hear)
    assert heard == [("nearby_1", ["d", "f"], 0), ("last_1", list("abcdefgh"), 3)]


def test_predictors_that_are_not_there_say_so_in_their_cells():
    panel = asked(ContextLab(lambda *_: missing(), lecture.SENTENCE))
    for cell in panel.answers.cells.values():
        assert "The file is missing." in cell.value
        assert 'data-state="unavailable"' in cell.value


@pytest.mark.parametrize("text", ["", "orange", "آب پرتقال می‌خواهم", "我想喝橙汁", "🍊 🧃 🍊"])
def test_the_lab_takes_any_text(text):
    panel = asked(ContextLab(fake_predict, lecture.SENTENCE))
    panel.sentence.field.value = text
    assert panel.answers.wait(20)
    few = len(panel.sentence.words) < 2
    assert bool(panel.sentence.field.error) == few
    assert (panel.table.rows == []) == few
    panel.sentence.field.value = lecture.SENTENCE
    assert panel.answers.wait(20)
    assert panel.table.rows


@pytest.mark.parametrize(
    ("p", "text"), [(0.5, "50 %"), (0.0996, "10 %"), (0.046, "4.6 %"), (0.00002, "< 0.01 %")]
)
def test_percent(p, text):
    assert percent(p).replace("\u00a0", " ") == text


# ---- one-hot or dense


def test_a_word_its_number_and_its_column():
    panel = OneHot(vectors=small_vectors)
    vectors = small_vectors()
    for word in ("juice", "the", "word29"):
        panel.field.value = word
        index = vectors.words.index(word)
        picture = panel.picture
        assert panel.field.error == ""
        assert picture.picked == index
        assert picture.words[index - picture.first] == word
        sent = np.frombuffer(picture.values, np.int8).reshape(-1, picture.dim)
        column = sent[index - picture.first] * picture.scale / 127
        assert column == pytest.approx(vectors.vector(word), abs=picture.scale / 200)


def test_a_pressed_column_becomes_the_word():
    panel = OneHot(vectors=small_vectors)
    panel.picture.picked = 1
    assert panel.word == panel.field.value == "king"
    panel.picture.picked = 10**6
    assert panel.word == "word29"


def test_one_hot_products_are_zero_and_dense_ones_are_cosines():
    panel = OneHot(vectors=small_vectors)
    vectors = small_vectors()
    found = re.findall(r'data-word="(\w+)".*?<td>(.*?)</td><td>(.*?)</td>', panel.likeness.value)
    assert [word for word, _, _ in found] == ["juice", "apple", "king", "of"]
    for word, sparse, dense in found:
        assert sparse == "0"
        a, b = vectors.vector("orange").astype(float), vectors.vector(word).astype(float)
        cosine = a @ b / np.sqrt((a @ a) * (b @ b))
        assert float(dense.replace("−", "-")) == pytest.approx(cosine, abs=0.0051)
    panel.other_field.value = "orange"
    assert "<td>1</td><td>1.00</td>" in panel.likeness.value


@pytest.mark.parametrize("text", ["", "two words", "orangee", "橙", "🍊", "<script>"])
def test_what_is_not_one_known_word_is_said_and_the_picture_stays(text):
    panel = OneHot(vectors=small_vectors)
    panel.field.value = text
    assert panel.field.error.endswith("The picture still shows “orange”.")
    assert panel.word == "orange"
    panel.other_field.value = text
    assert panel.other_field.error
    panel.field.value = "Juice"
    assert panel.field.error == ""
    assert panel.word == "juice"


def test_without_vectors_the_memory_still_counts():
    panel = OneHot(vectors=missing)
    assert "The file is missing." in panel.children[0].children[1].value
    assert "400 MB" in panel.memory.bars.value


def test_memory_bars_follow_their_sliders():
    bars = MemoryBars()
    bars.size.value, bars.dim.value = 1_000_000, 300
    shown = [int(n) for n in re.findall(r'data-bytes="(\d+)"', bars.bars.value)]
    assert shown == [4_000_000, 1200, 4 * 10**12, 1_200_000_000]
    assert share(1) == 0
    assert share(1e13) == 1
    assert share(10**6) == pytest.approx(6 / 13)


def test_bars_of_all_four_share_one_scale():
    def predict(choice, words, blank, n):
        high = 0.5 if choice == "last_4" else 0.1
        return [("the", high), (words[blank], high / 2)][:n]

    panel = asked(ContextLab(predict, lecture.SENTENCE))
    cells = {choice: cell.value for choice, cell in panel.answers.cells.items()}
    assert "--lwl-share:100.0%" in cells["last_4"]
    for choice in ("around_4", "last_1", "nearby_1"):
        assert "--lwl-share:20.0%" in cells[choice]
        assert "--lwl-share:100.0%" not in cells[choice]


def test_who_is_given_more_guesses_better_on_the_default():
    panel = asked(ContextLab())
    assert panel.sentence.words[panel.sentence.chosen] == "university"
    ranks = {choice: said.rank for choice, said in panel.answers.answers.items()}
    assert ranks["around_4"] <= ranks["last_4"] < ranks["last_1"] < ranks["nearby_1"]
