"""One-hot vectors, memory and word counts, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.words import windows
from course_lib.words.how_often import WordCounts
from course_lib.words.one_hot import Memory, human_bytes, one_hot
from course_lib.words.vectors import WordVectors


@given(st.integers(1, 50), st.data())
def test_e_times_one_hot_is_a_column_of_e(size, data):
    index = data.draw(st.integers(0, size - 1))
    E = np.random.default_rng(size).normal(size=(7, size)).astype(np.float32)
    o = one_hot(index, size)
    assert o.shape == (size,)
    assert o.sum() == 1
    assert (E @ o == E[:, index]).all()


@pytest.mark.parametrize("index", [-1, 5])
def test_a_number_outside_the_vocabulary_is_refused(index):
    with pytest.raises(IndexError, match="5 words"):
        one_hot(index, 5)


@given(st.integers(1, 1000), st.integers(1, 50))
def test_memory_is_what_numpy_takes(words, dim):
    memory = Memory(words, dim)
    assert memory.one_hot_vector == one_hot(0, words).nbytes
    assert memory.one_hot_table == np.empty((words, words), np.float32).nbytes
    assert memory.dense_table == np.empty((dim, words), np.float32).nbytes
    assert memory.dense_vector == np.empty(dim, np.float32).nbytes


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (400, "400 B"),
        (999.9, "1 kB"),
        (40_000, "40 kB"),
        (1.2e6, "1.2 MB"),
        (4e12, "4 TB"),
        (4e15, "4 PB"),
        (4e18, "4e+03 PB"),
    ],
)
def test_bytes_are_said_with_a_unit(count, text):
    assert human_bytes(count) == text


@pytest.fixture
def counted() -> WordCounts:
    words = ["the", "orange", "juice"]
    counts = np.array([900_000, 90_000, 10_000])
    vectors = WordVectors.from_arrays(words, np.eye(3, dtype=np.float32), counts=counts)
    return WordCounts(vectors, counts)


def test_shares_and_chances_of_words(counted):
    assert counted.total == 1_000_000
    assert counted.share(["juice", "xyzzy", "the"]) == pytest.approx([0.01, 0, 0.9])
    kept = counted.keep(["juice", "xyzzy", "the"], 1e-3)
    assert kept == pytest.approx([0.1**0.5 + 0.1, 1, (1e-3 / 0.9) ** 0.5 + 1e-3 / 0.9])
    assert (kept[[0, 2]] == windows.keep_probability(counted.counts, 1e-3)[[2, 0]]).all()
