"""Text to words: examples in many scripts, and properties of any text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.words.tokens import LONGEST, normal, words_in


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
        # joiners: within Sinhala, Hindi and Persian, at the end in old Malayalam
        ("ශ්\u200dරී ලංකාව", ["ශ්\u200dරී", "ලංකාව"]),
        ("क्\u200dषमा नमस्\u200dते", ["क्\u200dषमा", "नमस्\u200dते"]),
        ("അവന്\u200d അവള്\u200d", ["അവന്\u200d", "അവള്\u200d"]),
        ("می\u200c\u200cخواهم کتاب\u200c", ["می\u200cخواهم", "کتاب"]),
        ("ক্\u200cষ \u200dএক", ["ক্\u200cষ", "এক"]),
        # … and where they mean nothing
        ("hel\u200dlo Auf\u200clage \u200corange и\u200dмя", ["hello", "auflage", "orange", "имя"]),
        # marks that nobody sees
        (
            "hel\u200blo main\u2060tain \ufeffsea or\ufeffange",
            ["hello", "maintain", "sea", "orange"],
        ),
        ("orange\u200e \u202bשלום\u202c \u2066a\u2069", ["orange", "שלום", "a"]),
        ("e\u200b\u0301te كـــتاب", ["éte", "كتاب"]),
        # apostrophes and points within words
        ("don’t donʼt don‘t don´t don＇t", ["don't"] * 5),
        ('צה״ל צה"ל "שלום"', ["צה״ל", "צה״ל", "שלום"]),
        ("col·lecció · a·", ["col·lecció", "a"]),
        ("İstanbul IŞIK", ["istanbul", "işik"]),
    ],
)
def test_words_of_a_text(text, words):
    assert words_in(text) == words


@given(st.text())
def test_words_are_words_of_themselves(text):
    words = words_in(text)
    assert words_in(" ".join(words)) == words


@given(st.text())
def test_normal_text_has_the_same_words(text):
    assert normal(normal(text)) == normal(text)
    assert words_in(normal(text)) == words_in(text)


@pytest.mark.parametrize("run", ["9f" * 150_000, "ä" * 300_000, "x" * (LONGEST + 1), "मी" * 200])
def test_a_giant_run_is_no_word(run):
    assert words_in(f"the sea {run} and {run}, ship") == ["the", "sea", "and", "ship"]
    assert words_in(f"the {'x' * LONGEST}") == ["the", "x" * LONGEST]
    assert words_in("学习" * 200) == list("学习" * 200)


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
