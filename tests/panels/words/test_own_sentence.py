"""Fields, sentences, stops and tables as Python sees them."""

from __future__ import annotations

import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from course_lib.controls.lit_table import MOST_ROWS, LitTable
from course_lib.controls.sentence import Mark, Sentence
from course_lib.controls.stops import Stops
from course_lib.controls.text_field import LONGEST, TextField
from course_lib.panels.words.own_sentence import MOST_WORDS, OwnSentence, read


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "no sentence yet"),
        ("  \n", "no sentence yet"),
        ("?!…", "no words in this"),
        ("orange", "“orange” stands alone"),
    ],
)
def test_too_few_words_are_said(text, part):
    assert part in read(text).error


@pytest.mark.parametrize("text", ["آب پرتقال می‌خواهم", "我想喝橙汁", "🍊 🧃", "naïve café"])
def test_every_script_gives_words(text):
    reading = read(text)
    assert not reading.error
    assert len(reading.words) >= 2
    assert all(word in text.lower() for word in reading.words)


def test_a_long_text_is_cut_and_that_is_said():
    reading = read("word " * 3000)
    assert reading.words == ("word",) * MOST_WORDS
    assert "3,000 words" in reading.hint
    assert "more than 3,000" in read("word " * 3000, cut=True).hint


@given(st.text(max_size=300))
def test_any_text_gives_words_and_at_most_one_remark(text):
    reading = read(text)
    assert len(reading.words) <= MOST_WORDS
    assert bool(reading.error) != bool(reading.hint)
    assert bool(reading.error) == (len(reading.words) < 2)


def test_a_new_sentence_is_told_once_and_the_choice_stays_inside():
    own = OwnSentence("Yours")
    told = []
    own.on_change(lambda: told.append((own.words, own.chosen)))
    assert own.words[own.chosen] == "orange"
    own.row.chosen = 12
    assert len(told) == 1
    own.field.value = "two words"
    assert told[1:] == [(("two", "words"), 1)]
    own.field.value = ""
    assert own.field.error
    assert told[-1] == ((), -1)
    own.field.value = "Fresh orange juice"
    assert told[-1] == (("fresh", "orange", "juice"), 1)
    own.field.value = "Fresh, orange juice!"  # the same words: nothing is new
    assert len(told) == 4


@pytest.mark.parametrize("sent", [-7, 3, 10**9])
def test_junk_positions_from_a_page_stay_inside(sent):
    row = Sentence()
    row.show(["a", "b", "c"])
    row.chosen = sent
    assert -1 <= row.chosen <= 2


def test_marks_are_by_position_and_of_known_kinds():
    row = Sentence()
    row.show(["a", "b"], {1: Mark("target", "+1", "0.5")})
    assert row.marks == [
        {"kind": "", "tag": "", "note": ""},
        {"kind": "target", "tag": "+1", "note": "0.5"},
    ]
    with pytest.raises(ValueError, match="purple"):
        Mark("purple")


def test_a_field_takes_so_much_and_no_more():
    assert len(TextField("x", value="y" * (LONGEST + 5)).value) == LONGEST


def test_stops_hold_their_values():
    stops = Stops("V", [10, 100, 1000], value=100, shown=["ten", "hundred", "thousand"])
    assert stops.value == 100
    stops.value = 1000
    assert stops.index == 2
    stops.index = 99
    assert stops.value == 1000
    with pytest.raises(ValueError, match="not in list"):
        stops.value = 11
    with pytest.raises(ValueError, match="3 stops"):
        Stops("V", [1, 2, 3], shown=["one"])
    with pytest.raises(traitlets.TraitError):
        stops.index = "much"


def test_a_table_is_bounded_and_says_so():
    table = LitTable(["a", "b"])
    table.show([(str(i), "x") for i in range(MOST_ROWS + 10)], lit=[2, MOST_ROWS + 3])
    assert len(table.rows) == MOST_ROWS + 1
    assert table.rows[-1] == ["… and 10 more", ""]
    assert table.lit == [2]
