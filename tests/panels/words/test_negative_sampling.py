"""The negative sampling panel without a browser: the lecture's table, draws, words, learning."""

from __future__ import annotations

import re

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.figures.noise_distribution import noise_chart, ranks_to_draw
from course_lib.panels.words import negative_sampling
from course_lib.panels.words.negative_sampling import NegativeSampling
from course_lib.words import lecture
from course_lib.words.noise import noise_distribution
from course_lib.words.tokens import words_in
from course_lib.words.vectors import WordVectors

WORDS = words_in(
    "the of and to a in is i want glass orange juice king book with go along my cereal سیب 水"
)
COUNTS = np.geomspace(100_000, 5, len(WORDS)).astype(np.int64)


def small(words=WORDS, counts=COUNTS) -> WordVectors:
    return WordVectors.from_arrays(words, np.eye(len(words), 4, dtype=np.float32) + 1, counts)


def sigmas(panel: NegativeSampling) -> list[float]:
    return [float(s) for s in re.findall(r"</span><b>([\d.]+)</b>", panel.table.value)]


def test_it_begins_with_the_lectures_own_table_and_says_where_of_stands() -> None:
    panel = NegativeSampling(small())
    assert tuple(panel.rows) == lecture.NEGATIVE_TABLE
    assert panel.k.value == 4
    assert sigmas(panel) == [0.5] * 5
    assert "also in the window" in panel.table.value
    assert panel.table.value.count("drawn as noise") == 3
    assert 'lwl-near-both">of<' in panel.sentence.value
    assert "says y = 0 of a true neighbour" in panel.sentence.value
    chance = 100 * noise_distribution(COUNTS)[WORDS.index("king")]
    assert f"{chance:.2g} %" in panel.table.value


def test_drawing_again_draws_k_others_and_the_lectures_table_comes_back() -> None:
    panel = NegativeSampling(small())
    panel.k.value = 20
    assert "at most" not in panel.note.value
    assert len(panel.rows) == 21
    assert panel.rows[0] == ("juice", 1)
    first = list(panel.rows)
    panel.again.click()
    assert panel.rows != first
    assert all(word in WORDS and word != "juice" for word, _ in panel.rows[1:])
    assert panel.seed.value == 1
    panel.seed.value = 0
    assert panel.rows == first  # the same seed, the same words
    panel.lecture_table.click()
    assert tuple(panel.rows) == lecture.NEGATIVE_TABLE
    assert panel.k.value == 4


def test_any_pair_in_any_script() -> None:
    panel = NegativeSampling(small())
    panel.target.value = "سیب"
    assert panel.rows[0] == ("سیب", 1)
    panel.context.value = "水"
    assert "水" in panel.table.value
    assert "not in the lecture’s sentence" in panel.sentence.value


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type a word"),
        ("!!", "Type a word"),
        ("two words", "Type one word"),
        ("orangf", "orange"),
    ],
)
def test_a_bad_word_is_a_sentence_at_its_field_and_the_table_stays(typed: str, said: str) -> None:
    panel = NegativeSampling(small())
    before = panel.table.value
    panel.context.value = typed
    assert said in panel.context.error
    assert panel.table.value == before
    for button in (panel.again, panel.learn):
        button.click()
    assert panel.table.value == before
    panel.context.value = "glass"
    assert panel.context.error == ""
    assert len(panel.rows) == 5


def test_learning_moves_every_sigma_its_way_and_forgetting_undoes_it() -> None:
    panel = NegativeSampling(small())
    for _ in range(5):
        panel.learn.click()
    now = sigmas(panel)
    assert now[0] > 0.8
    assert all(s < 0.2 for s in now[1:])
    assert "after 5 steps" in panel.table.value
    panel.forget.click()
    assert sigmas(panel) == [0.5] * 5


def test_a_k_larger_than_the_vocabulary_is_a_sentence_and_a_smaller_one_works_again() -> None:
    words = ["orange", "juice", "king", "book", "the", "of"]
    panel = NegativeSampling(small(words, np.arange(6, 0, -1)))
    panel.k.value = 6
    assert "k = 6" in panel.note.value
    assert "at most 5" in panel.note.value
    panel.k.value = 5
    assert panel.note.value == ""
    assert len(panel.rows) == 6


def test_alpha_decides_what_is_drawn() -> None:
    panel = NegativeSampling(small())
    panel.alpha.value = 0.0
    assert f"{100 / len(WORDS):.2g} %" in panel.table.value
    assert panel.draws.value.count("<tr") == 4  # heading, 0, ¾, 1
    panel.alpha.value = 0.5
    assert panel.draws.value.count("<tr") == 5


def test_no_shipped_vectors_is_one_sentence(monkeypatch) -> None:
    def missing():
        raise LearnerError("The vectors are not here.")

    monkeypatch.setattr(negative_sampling, "shipped", missing)
    assert "The vectors are not here." in NegativeSampling().note.value


def test_the_chart_marks_the_words_on_the_chosen_line() -> None:
    lines = {a: noise_distribution(COUNTS, a) for a in (0.0, 0.75, 1.0)}
    chart = noise_chart(lines, 0.75, [("the", 0), ("king", 12)])
    marks = chart.data[-1]
    assert list(marks.x) == [1, 13]
    assert list(marks.y) == [lines[0.75][0], lines[0.75][12]]
    assert [trace.name for trace in chart.data[:3]] == ["α = 0", "α = 0.75", "α = 1"]
    ranks = ranks_to_draw(400_000)
    assert (ranks[0], ranks[-1]) == (0, 399_999)
    assert len(ranks) <= 160
    assert (np.diff(ranks) > 0).all()
