"""Text to words: examples in many scripts, and properties of any text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.words.tokens import words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" ,.;— \n", []),
        ("I want a glass of orange juice.", ["i", "want", "a", "glass", "of", "orange", "juice"]),
        ("Don't, don’t: O'Neill's 'quoted'", ["don't", "don't", "o'neill's", "quoted"]),
        ("snake_case and-dashes 3.14 x2", ["snake", "case", "and", "dashes", "3", "14", "x2"]),
        ("Straße ΣΟΦΙΑ naïve", ["straße", "σοφια", "naïve"]),
        ("cafe\u0301 café", ["café", "café"]),
        ("soft\xadhyphen", ["softhyphen"]),
        ("我爱北京。今天", list("我爱北京今天")),
        ("ひらがなカタカナー", list("ひらがなカタカナー")),
        ("PyTorch很好用2次", ["pytorch", "很", "好", "用", "2", "次"]),
        ("한국어 문장", ["한국어", "문장"]),
        ("می‌خواهم بروم.", ["می‌خواهم", "بروم"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("ไทย น้ำ", ["ไ", "ท", "ย", "น้", "ำ"]),
        ("hi👍🏽there 🇫🇷🇩🇪", ["hi", "👍🏽", "there", "🇫🇷", "🇩🇪"]),
        ("👩‍👩‍👧❤️", ["👩‍👩‍👧", "❤️"]),
    ],
)
def test_words_of_a_text(text, words):
    assert words_in(text) == words


@given(st.text())
def test_words_are_words_of_themselves(text):
    words = words_in(text)
    assert words_in(" ".join(words)) == words


@given(st.text(), st.text())
def test_what_is_apart_stays_apart(one, other):
    assert words_in(one + "\n" + other) == words_in(one) + words_in(other)


@given(st.text())
def test_no_word_is_empty_or_holds_white_space_or_capitals(text):
    for word in words_in(text):
        assert word
        assert not any(letter.isspace() for letter in word)
        assert word == word.lower()


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_as_the_slow_way_says(text):
    """The same by a loop over letters."""
    words, word = [], ""
    for letter in text.lower() + " ":
        if letter.isalnum() or (letter == "'" and word):
            word += letter
            if word.endswith("''"):
                words, word = [*words, word[:-2]], ""
        elif word:
            words, word = [*words, word.removesuffix("'")], ""
    assert words_in(text) == words


@given(st.text(alphabet="äöüßéèçñÅàabc de'’", max_size=60))
def test_composed_and_decomposed_letters_are_the_same(text):
    assert words_in(unicodedata.normalize("NFD", text)) == words_in(text)
