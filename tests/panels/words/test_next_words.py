"""The next-words panel without a browser: what it says for each kind of text."""

from __future__ import annotations

import pytest

from course_lib.errors import LearnerError
from course_lib.panels.words import next_words
from course_lib.panels.words.next_words import NextWords
from course_lib.words import lecture, predictors
from course_lib.words.tokens import words_in

ODD = {
    "": next_words.NOTHING,
    "   ": next_words.NOTHING,
    "?!": next_words.NO_WORDS,
    "我想要一杯橙汁": next_words.STRANGE,
    "آب پرتقال می‌خواهم": next_words.STRANGE,
    "🍊 🧃": next_words.STRANGE,
}


@pytest.fixture
def panel() -> NextWords:
    return NextWords()


def test_it_opens_with_the_lectures_sentence(panel):
    assert panel.words == words_in(lecture.BLANK)
    assert panel.best == predictors.predict("last_4", panel.words, 6, 10)
    assert [item[0] for item in panel.bars.items] == [word for word, _ in panel.best]
    assert panel.bars.items[0][1] == 1
    for word, theirs in zip(panel.words, lecture.INDICES, strict=True):
        assert f"{theirs:,}" in panel.chips.value
        assert f"{predictors.vocabulary().index[word]:,}" in panel.chips.value
    assert panel.chips.value.count('data-kind="given"') == 4
    rank = 1 + [w for w, _ in predictors.predict("last_4", panel.words, 6, 10**9)].index("juice")
    assert f"rank <b>{rank:,}</b>" in panel.why.value
    assert f"“orange juice” {predictors.facts()['counts']['orange juice']} times" in panel.why.value


def test_it_follows_the_typing_and_a_picked_word(panel):
    panel.field.value = "In the middle of the"
    before = predictors.predict("last_4", words_in(panel.field.value), 5)
    assert panel.best == before
    panel.bars._told(None, {"type": "picked", "number": 2}, [])
    assert panel.field.value == f"In the middle of the {before[2][0]}"
    assert panel.best == predictors.predict("last_4", panel.words, 6)
    assert "juice" not in panel.why.value
    panel.bars._told(None, {"type": "picked", "number": 99}, [])
    assert len(panel.words) == 6


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_have_a_sentence_and_an_answer(panel, text):
    panel.field.value = text
    assert ODD[text] in (panel.field.error, panel.field.hint)
    assert len(panel.best) == 10
    panel.field.value = lecture.BLANK
    assert panel.field.error == ""


def test_unknown_words_are_named_with_near_spellings(panel):
    panel.field.value = "A glas of ornage"
    assert "“glas”" in panel.field.error
    assert "glass" in panel.field.error
    assert "“ornage” (orange or" in panel.field.error
    assert panel.chips.value.count('data-kind="unknown"') == 2
    panel.field.value = "x" * 3000
    assert len(panel.field.error) < 300


def test_a_long_text_is_cut_with_a_sentence(panel):
    panel.field.cut = True
    panel.field.value = "orange " * 2000
    assert panel.field.error == next_words.TOO_LONG
    assert panel.chips.value.count("<b dir") == next_words.CHIPS


def test_markup_is_text(panel):
    panel.field.value = "<img src=x onerror=alert(1)> orange"
    shown = panel.chips.value + panel.why.value + panel.note.value
    assert "<img" not in shown


def test_without_the_model_it_says_so(monkeypatch):
    def missing(*_: object, **__: object) -> None:
        raise LearnerError("The file is missing.")

    monkeypatch.setattr(predictors, "predict", missing)
    panel = NextWords()
    assert "The file is missing." in panel.note.value
    assert panel.bars.items == []
    monkeypatch.undo()
    panel.field.value = "the"
    assert panel.note.value == ""
    assert len(panel.best) == 10
