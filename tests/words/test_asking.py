"""What is typed is found as it was meant: marks, quotes and spaces as people write them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.words.asking import asked, written
from course_lib.words.vectors import WordVectors


def vectors_of(*words):
    return WordVectors.from_arrays(words, np.eye(len(words)) + 1)


TEXT = vectors_of("orange", "apple", "don't", "café", "new", "york", "fine", "می\u200cخواهم", "的")
PHRASES = (
    "new york", "sea", "los_angeles", "San Francisco", ",", "a,b", '"', "”", "“", "\u3000", "don’t",
    "cafe\u0301", "ship", "New", "supreme court of the united states", "apollo 11",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("don’t don't DON‘T", ["don't"]),
        ("café cafe\u0301 CAFÉ", ["café"]),
        ("Orange, ORANGE", ["orange"]),
        ("orange;apple", ["orange", "apple"]),
        ("orange、apple，don't；的", ["orange", "apple", "don't", "的"]),
        ("orange\u00a0apple\norange", ["orange", "apple"]),
        ("\u200borange \ufeffapple", ["orange", "apple"]),
        ("orange\u200e or\xadange \u202aapple\u202c", ["orange", "apple"]),
        ("ﬁne ｏｒａｎｇｅ", ["fine", "orange"]),
        ("“orange” 'apple' \"fine\" ‘new’ «york»", ["orange", "apple", "fine", "new", "york"]),
        ("orange. (apple)! fine?", ["orange", "apple", "fine"]),
        ("New York", ["new", "york"]),
        ("می\u200c\u200cخواهم", ["می\u200cخواهم"]),
        ("  ", []),
        (",;", []),
    ],
)
def test_words_are_found_as_a_text_is_read(text, words):
    found = asked(text, TEXT)
    assert list(found.words) == words
    assert found.unknown is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("new york", ["new york"]),
        ("New York, sea", ["new york", "sea"]),
        ("new york sea", ["new york", "sea"]),
        ("sea los angeles", ["sea", "los_angeles"]),
        ("san_francisco", ["San Francisco"]),
        ("the sea", []),
        ("new", ["New"]),
        ('sea "new york" ship', ["sea", "new york", "ship"]),
        ("“a,b”, sea", ["a,b", "sea"]),
        ("a,b", ["a,b"]),
        (",", [","]),
        ("café don't", ["cafe\u0301", "don’t"]),
        ("Apollo 11 Supreme Court of the United States", ["apollo 11", PHRASES[-2]]),
    ],
)
def test_words_of_several_words(text, words):
    found = asked(text, vectors_of(*PHRASES))
    if words:
        assert list(found.words) == words
        assert found.unknown is None
    else:
        assert found.unknown.word == "the"


def test_the_first_unknown_word_is_named_with_its_place():
    text = "orange, ornage apple zzzz"
    found = asked(text, TEXT)
    assert found.words == ("orange", "apple")
    assert found.unknown.suggestions == ("orange",)
    assert text[slice(*found.place)] == "ornage"
    text = "orange “aple” fine"
    assert text[slice(*asked(text, TEXT).place)] == "aple"
    assert asked("😀", TEXT).unknown.suggestions == ()
    assert "x…”" in str(asked("x" * 500, TEXT).unknown)


@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=5, unique=True))
def test_what_is_written_is_read_back(words):
    found = asked(written(words), vectors_of(*PHRASES))
    assert list(found.words) == words
    assert found.unknown is None


@given(st.text(max_size=40))
def test_anything_may_be_typed(text):
    found = asked(text, TEXT)
    assert set(found.words) <= set(TEXT.words)
    start, end = found.place
    assert (found.unknown is None) == (start == end)


def test_of_words_that_are_alike_the_one_written_so_is_meant_else_the_first():
    vectors = vectors_of("Apple", "APPLE", "pear", "Pear")
    assert [vectors.meant(t) for t in ("APPLE", "apple", "aPPle", "Pear", "pEAR")] == [
        "APPLE", "Apple", "Apple", "Pear", "pear",
    ]  # fmt: skip
    assert vectors.meant("plum") is None
