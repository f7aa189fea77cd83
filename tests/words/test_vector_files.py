"""Other programs' vector files: round trips with gensim both ways, and everything that is wrong."""

from __future__ import annotations

import gzip
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.words import vector_files
from course_lib.words.vector_files import Stopped, projector_files, read, save_word2vec
from course_lib.words.vectors import WordVectors

WORDS = ("the", "naïve", "橙", "🍊", "o'clock", "-")
GLOVE = b"the 0.5 -1 2\nof 1e-3 4 5\n. . . 7 8 9\n"


@pytest.fixture
def vectors() -> WordVectors:
    rng = np.random.default_rng(0)
    return WordVectors.from_arrays(WORDS, rng.normal(size=(6, 5)).astype(np.float32))


@pytest.mark.parametrize("binary", [False, True])
def test_ours_is_read_by_gensim_and_gensims_by_us(vectors, tmp_path, binary):
    models = pytest.importorskip("gensim.models")
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    save_word2vec(vectors, ours, binary=binary)
    keyed = models.KeyedVectors.load_word2vec_format(str(ours), binary=binary)
    assert tuple(keyed.index_to_key) == WORDS
    assert np.array_equal(keyed.vectors, vectors.matrix)
    keyed.save_word2vec_format(str(theirs), binary=binary)
    for file in (ours, theirs):
        found = read(file)
        assert found.vectors.words == WORDS
        assert found.notes == ()
        assert np.allclose(found.vectors.matrix, vectors.matrix, atol=0 if binary else 1e-6)
    packed = gzip.compress(ours.read_bytes(), mtime=0)
    assert read(packed, "v.gz").vectors.words == WORDS


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=8),
        min_size=1,
        max_size=8,
        unique=True,
    ),
    st.integers(0, 2**32 - 1),
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_read_back_exactly(tmp_path_factory, words, seed, binary):
    matrix = np.random.default_rng(seed).normal(size=(len(words), 6)).astype(np.float32)
    file = tmp_path_factory.getbasetemp() / "written"
    save_word2vec(WordVectors.from_arrays(words, matrix), file, binary=binary)
    found = read(file).vectors
    assert found.words == tuple(words)
    assert np.array_equal(found.matrix, matrix)


def test_glove_has_no_first_line_and_words_with_spaces(tmp_path):
    file = tmp_path / "glove.txt"
    file.write_bytes(b"\xef\xbb\xbf" + GLOVE)
    found = read(file).vectors
    assert found.words == ("the", "of", ". . .")
    assert np.allclose(found.matrix, [[0.5, -1, 2], [0.001, 4, 5], [7, 8, 9]])
    assert read(GLOVE.replace(b"\n", b"\r\n"), "x").vectors.words == found.words


def test_the_courses_own_file_opens_by_its_path_alone(vectors, tmp_path):
    file = tmp_path / "own.safetensors"
    vectors.save(file)
    assert read(file).vectors.words == WORDS
    with pytest.raises(LearnerError, match="type its path"):
        read(file.read_bytes(), "own.safetensors")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"2 3\nthe 1 2 3\nof 1 2\n", "line 3 has 2 numbers where 3 are due"),
        (b"the 1 2 3\nof 1 2\n", "line 2 has 2 numbers where 3 are due"),
        (b"2 3\nthe 1 2 3\nof 1 2 3 4\n", "line 3 has 4 numbers where 3 are due"),
        (b"2 3\nthe 1 2 3\nof 1 x 3\n", "line 3 .* no number"),
        (b"2 3\nthe 1 2 3\nof 1 nan 3\n", "Line 3 .“of”. holds a number that is not finite"),
        (b"2 3\nthe 1 2 3\nof 1 1e60 3\n", "Line 3 .* not finite"),
        (b"3 3\nthe 1 2 3\nof 1 2 3\n", "announces 3 words of 3 numbers, but there are 2"),
        (b"1 3\nthe 1 2 3\nof 1 2 3\n", "announces 1 words .* line 3 is one more"),
        (b"0 3\n", "announces 0 words"),
        (b"2 99999999\nthe 1\n", "announces 2 words of 99999999 numbers"),
        (b"2 3\nthe 1 2 3\nna\xefve 1 2 3\n", "line 3 is not UTF-8"),
        ("the 1 2 3\n".encode("utf-16"), "UTF-16"),
        (b"only words in here\nand more\n", "neither"),
        (b"PK\x03\x04", "unpack it"),
        (b"\x93NUMPY", "numbers without words"),
        (gzip.compress(GLOVE * 50, mtime=0)[:-20], "damaged"),
        (b"3 2\nab " + b"\0" * 8 + b"cd " + b"\0" * 3, "too short for that"),
        (b"2 4\nab " + b"\0" * 16 + b"cd " + b"\0" * 13, "ends in the middle of word 2 of 2"),
        (b"2 4\nab " + b"\0" * 16 + b"c" * 17, "ends before word 2"),
        (b"1 4\nab " + b"\0" * 16 + b"c" * 17, "more behind them"),
        (b"2 4\nab " + b"\0" * 16 + b"c" * 5000, "never ends"),
        (b"1 2\na " + np.array([0, np.nan], "<f4").tobytes(), "Word 1 .* not finite"),
        (b"a" * (2 << 20), "neither"),
        (b"the 1 2\n" + b"a" * (2 << 20), "line 2 is longer than a megabyte"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(data, said):
    with pytest.raises(LearnerError, match=said) as caught:
        read(data, "my.vec")
    assert "my.vec" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_pickle_is_never_opened_and_told_how_to_save_it(tmp_path):
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("the pickle was opened",))

    file = tmp_path / "model.kv"
    file.write_bytes(pickle.dumps(Trap()))
    with pytest.raises(LearnerError, match="save_word2vec_format"):
        read(file)


def test_the_line_that_saves_a_pickle_works(vectors, tmp_path, monkeypatch):
    models = pytest.importorskip("gensim.models")
    keyed = models.KeyedVectors(5)
    keyed.add_vectors(list(WORDS), vectors.matrix)
    monkeypatch.chdir(tmp_path)
    keyed.save("mine.kv")
    with pytest.raises(LearnerError) as caught:
        read(tmp_path / "mine.kv")
    exec(str(caught.value).split("saves it safely: ")[1])
    assert read(tmp_path / "mine.txt").vectors.words == WORDS


def test_words_that_come_twice_are_told_and_the_first_is_kept():
    found = read(b"a 1 2\nb 3 4\na 5 6\n" + b"b 7 8\n" * 5, "x")
    assert found.vectors.words == ("a", "b")
    assert found.vectors.matrix.tolist() == [[1, 2], [3, 4]]
    assert "“a” (line 3)" in found.notes[0]
    assert "and 3 more" in found.notes[0]


@pytest.mark.parametrize("binary", [False, True])
def test_only_what_fits_is_kept(vectors, tmp_path, binary):
    save_word2vec(vectors, tmp_path / "v", binary=binary)
    found = read(tmp_path / "v", memory=4 * 5 * 4)
    assert found.vectors.words == WORDS[:4]
    assert "first 4 of 6 words" in found.notes[0]
    assert read(GLOVE, "x", memory=24).vectors.words == ("the", "of")


def test_a_huge_announced_size_takes_no_memory():
    with pytest.raises(LearnerError, match="announces"):
        read(b"999999999 300\n" + b"the " + b"1 " * 300 + b"\n", "x")
    with pytest.raises(LearnerError, match="too short"):
        read(b"999999999 300\nthe " + b"\0" * 1200, "x")


def test_progress_and_stop(tmp_path, monkeypatch):
    monkeypatch.setattr(vector_files, "LOOK_EVERY", 10)
    file = tmp_path / "v.txt"
    file.write_text("".join(f"w{i} {i} {'1 ' * 400}\n" for i in range(200)))
    shares: list[float] = []
    read(file, on_progress=shares.append)
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.2
    assert shares[-1] == 1
    with pytest.raises(Stopped):
        read(file, should_stop=lambda: True)


def test_the_projectors_files(vectors):
    numbers, words = projector_files(vectors, 4)
    rows = [[float(x) for x in line.split("\t")] for line in numbers.decode().splitlines()]
    assert np.allclose(rows, vectors.matrix[:4], rtol=1e-3)
    assert tuple(words.decode().splitlines()) == WORDS[:4]


def test_a_folder_and_a_missing_file(tmp_path):
    with pytest.raises(LearnerError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(LearnerError, match="cannot be read"):
        read(tmp_path / "none.txt")
