"""Which words are watched: groups as they are typed, and suggestions that the text really holds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from course_lib.words.tokens import words_in
from course_lib.words.vocabulary import Vocabulary
from course_lib.words.watched import MOST, TECHNICAL, groups_in, suggestion


def vocabulary(words: list[str]) -> Vocabulary:
    return Vocabulary(tuple(words), np.arange(len(words), 0, -1), 100)


def test_semicolons_and_lines_part_groups_and_no_word_comes_twice() -> None:
    assert groups_in("red Blue; one, two red;\n;three") == [
        ["red", "blue"],
        ["one", "two"],
        ["three"],
    ]
    assert groups_in("") == []


@given(st.text())
def test_any_text_gives_at_most_so_many_different_words(text: str) -> None:
    words = [word for group in groups_in(text) for word in group]
    assert len(words) == len(set(words)) <= MOST
    assert all(groups_in(text))


def test_a_technical_text_gets_technical_words_in_their_groups() -> None:
    held = words_in(TECHNICAL)[:14]
    assert groups_in(suggestion(vocabulary(held))) == [
        ["array", "matrix", "vector", "tensor"],
        ["float", "int", "bool", "complex"],
        ["mean", "median", "variance", "std"],
        ["row", "column"],
    ]


def test_another_text_gets_words_of_its_own() -> None:
    words = [f"слово{i}" for i in range(500)] + ["7"]
    told = words_in(suggestion(vocabulary(words)))
    assert len(told) == 20
    assert set(told) <= set(words[50:])
    assert words_in(suggestion(vocabulary(["1", "2"]))) == ["1", "2"]
