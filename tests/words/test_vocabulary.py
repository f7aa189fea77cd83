"""Counting and numbering words against collections.Counter."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.words import corpora, vocabulary
from course_lib.words.tokens import words_in
from course_lib.words.vocabulary import Vocabulary, encode_corpus

TOKENS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "g"]), min_size=1, max_size=80)


@given(TOKENS, st.integers(1, 4), st.integers(2, 9))
def test_counts_and_order(tokens, min_count, limit):
    often = [(w, n) for w, n in Counter(tokens).items() if n >= min_count]
    often = sorted(often, key=lambda pair: (-pair[1], pair[0]))[:limit]
    if len(often) < 2:
        with pytest.raises(LearnerError):
            Vocabulary.count(tokens, min_count, limit)
        return
    found = Vocabulary.count(tokens, min_count, limit)
    assert list(zip(found.words, found.counts.tolist(), strict=True)) == often
    assert found.counts.dtype == np.int64
    assert found.total == len(tokens)
    assert [found.words[found.index[word]] for word in found.words] == list(found.words)


@given(TOKENS)
def test_encoding_drops_or_marks_unknown_words(tokens):
    known = Vocabulary(("a", "b", "c"), np.array([3, 2, 1]), 6)
    dropped = known.encode(tokens)
    assert dropped.dtype == np.int32
    assert [known.words[i] for i in dropped] == [t for t in tokens if t in "abc"]
    marked = known.encode(tokens, unknown=3)
    assert len(marked) == len(tokens)
    assert [i == 3 for i in marked] == [t not in "abc" for t in tokens]


def test_a_corpus_on_disk_is_the_corpus_in_memory(tmp_path):
    text = "\n\n".join(f"paragraph {i % 7} about the words" for i in range(60_000))
    corpus = corpora.pasted(text)
    known = Vocabulary.count(corpus)
    memory, disk = (encode_corpus(corpus, known, to) for to in (None, tmp_path / "tokens"))
    np.testing.assert_array_equal(memory.tokens, known.encode(words_in(text)))
    np.testing.assert_array_equal(disk.tokens, memory.tokens)
    assert isinstance(disk.tokens, np.memmap)
    assert disk.tokens.dtype == memory.tokens.dtype == np.int32
    np.testing.assert_array_equal(disk.ends, memory.ends)
    assert len(memory.ends) == len(list(corpus.pieces())) > 1
    assert memory.ends[-1] == len(memory.tokens)


def test_memory_stays_bounded_with_endless_new_words(monkeypatch):
    monkeypatch.setattr(vocabulary, "MOST_DIFFERENT", 1000)
    words = (w for i in range(50_000) for w in ("often", "again", f"new{i}"))
    found = Vocabulary.count(words, min_count=2)
    assert found.words == ("again", "often")
    assert found.total == 150_000


@pytest.mark.parametrize(
    ("tokens", "says"),
    [([], "no words"), (["word"] * 9, "one word, 9 times"), (list("abcdef"), "fewer than two")],
)
def test_too_little_text_is_one_sentence(tokens, says):
    with pytest.raises(LearnerError, match=says):
        Vocabulary.count(tokens)


def test_nothing_known_and_a_full_disk_are_one_sentence(tmp_path):
    known = Vocabulary(("x", "y"), np.array([2, 1]), 3)
    with pytest.raises(LearnerError, match="None of"):
        encode_corpus(corpora.pasted("other words"), known)
    with pytest.raises(LearnerError, match="cannot be written"):
        encode_corpus(corpora.pasted("x y"), known, tmp_path / "none" / "tokens")
