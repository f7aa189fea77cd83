"""Other programs' vector files: round trips with gensim both ways, and everything that is wrong."""

from __future__ import annotations

import bz2
import gzip
import lzma
import pickle
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.words import vector_rows
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


@pytest.mark.slow
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
        (b"2 3\nthe 1 2\nof 1 2\n", "line 2 has 2 numbers where 3 are due, and so on: 2 of 2"),
        (b"2 3\nthe 1 2 3 4\n", "line 2 has 4 numbers where 3 are due"),
        (b"2 3\nthe 1 2 3\nof 1 2\nsea 1 x 3\n", "line 3 has 2 .*, and so on: 2 of 3"),
        (b"2 3\nthe 0,1 0,2 0,3\nof 0,1 0,2 0,3\n", "line 2 has 0 .* with a point"),
        (b"word,d0,d1,d2\nthe,0.1,0.2,0.3\n", "neither .* with a point,.* no commas"),
        (b"the [0.1, 0.2]\nof [0.1, 0.2]\n", "neither .* no brackets"),
        (b'{"the": [0.1, 0.2]}', "JSON"),
        (b"<!DOCTYPE html>\n<p>404</p>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git-lfs"),
        (b"\xba\x16\x4f\x2f" + bytes(99), "fastText model: give its .vec"),
        (b"\x89HDF\r\n\x1a\n" + bytes(99), "HDF5"),
        (b"0 3\n", "announces 0 words"),
        (b"2 99999999\nthe 1\n", "announces 2 words of 99999999 numbers"),
        ("the 1 2 3\n".encode("utf-16"), "UTF-16"),
        (b"only words in here\nand more\n", "neither"),
        (b"PK\x03\x04", "no zip, or only a part"),
        (b"\x93NUMPY", "numbers without words"),
        (gzip.compress(GLOVE * 50, mtime=0)[:20], "damaged"),
        (b"3 2\nab " + b"\0" * 3, "ends in the middle of word 1 of 3"),
        (b"2 4\n" + b"c\0" * 2500, "has no end of word 1 of 2"),
        (b"3 2\n" + b"\xe9 \0\0\0\0\0\0\0\0" * 3, "not UTF-8, .* first line may be wrong"),
        (b"1 2\na " + np.array([0, np.nan], "<f4").tobytes(), "word 1 .* not finite"),
        (b"a" * (2 << 20), "neither"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(data, said):
    with pytest.raises(LearnerError, match=said) as caught:
        read(data, "my.vec")
    assert "my.vec" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"2 3\nthe 1 2 3\nof 1 2\n", "Left out, 1 of 2: line 3 has 2 numbers where 3 are due."),
        (b"the 1 2 3\nof 1 2\n", "Left out, 1 of 2: line 2 has 2 numbers where 3 are due."),
        (b"2 3\nthe 1 2 3\nof 1 2 3 4\n", "line 3 has 4 numbers where 3 are due."),
        (b"2 3\nthe 1 2 3\nof 1 x 3\n", "line 3 has “x”, which is no number."),
        (b"2 3\nthe 1 2 3\nof 1 2 1_0\n", "line 3 has “1_0”, which is no number."),
        (b"2 3\nthe 1 2 3\nof 1 2 1.#QNAN\n", "line 3 has “1.#QNAN”, which is no number."),
        (b"2 3\nthe 1 2 3\nof 1 2 0,3\n", "line 3 has “0,3”, which is no number."),
        (b"2 3\nthe 1 2 3\n 1 2 3\n", "line 3 has no word."),
        (b"2 3\nthe 1 2 3\nof 1 nan 3\n", "line 3 (“of”) holds a number that is not finite."),
        (b"2 3\nthe 1 2 3\nof 1 1e60 3\n", "line 3 (“of”) holds a number that is not finite."),
        (b"2 3\nthe 1 2 3\n" + b"o" * 999 + b" 1 2 3\n", "is a word of 999 letters."),
        (b"<<<<<<< HEAD\nthe 1 2 3\n", "Left out, 1 of 2: line 1 has 0 numbers where 3 are due."),
        (b"3 3\nthe 1 2 3\nof 1 2 3\n"[:-9], "announces 3 words of 3 numbers, but there are 1."),
        (b"9 3\nthe 1 2 3\nthe 4 5 6\n", "announces 9 words of 3 numbers, but there are 2."),
        (b"2 3\nthe 1 2 3\nna\xefve 1 2 3\n", "Not UTF-8, so “�” stands for letters: line 3"),
        (b"the 1 2 3\nof 1 2 3 \n" + b"a" * (2 << 20), "line 3 is longer than a megabyte."),
        (b"2 1\nthe " + b"\0" * 4 + b"of \0\0", "my.vec ends in the middle of word 2 of 2"),
        (b"2 4\nthe " + b"\0" * 16 + b"c" * 17, "my.vec ends before word 2 of 2"),
        (b"1 4\nthe " + b"\0" * 16 + b"c" * 17, "has more behind the 1 words"),
        (b"2 4\nthe " + b"\0" * 16 + b"c" * 5000, "my.vec has no end of word 2 of 2"),
        (b"2 1\nthe \0\0\0\0of \0\0\x80\x7f", "word 2 (“of”) holds a number that is not finite."),
        (b"2 1\nthe \0\0\0\0\xc3 \0\0\0\0", "Not UTF-8, so “�” stands for letters: word 2"),
        (b"2 1\nthe \0\0\0\0 \0\0\0\0", "word 2 has no word."),
    ],
)
def test_one_bad_word_is_left_out_named_and_the_others_read(data, said):
    found = read(data, "my.vec")
    assert found.vectors.words[0] == "the"
    assert len(found.vectors) <= 2
    assert [note for note in found.notes if said in note] == list(found.notes)[:1]
    assert len(found.notes) == 1 or "Came again" in found.notes[1]


def test_bad_lines_of_a_big_file_are_counted():
    good = [f"w{i} {i} 0.5 0.25" for i in range(500)]
    bad = ["short 1 2", "x y z", "nan nan nan nan", "0,1 0,2 0,3 0,4", "w7 1 2 3"]
    found = read("\n".join([*good[:250], *bad, *good[250:]]).encode(), "v")
    assert found.vectors.words == tuple(f"w{i}" for i in range(500))
    assert found.vectors.vector("w499").tolist() == [499, 0.5, 0.25]
    assert found.notes[0].startswith("Left out, 4 of 505: line 251 has 2 numbers")
    assert found.notes[0].endswith(" and 1 more.")
    assert "“w7” (line 255)" in found.notes[1]


def test_a_cut_download_keeps_what_came():
    text = "5000 3\n" + "".join(f"w{i} 0.1 0.2 0.{i}\n" for i in range(5000))
    for pack in (gzip.compress, bz2.compress, lzma.compress):
        packed = pack(text.encode())
        assert len(read(packed, "x").vectors) == 5000
        if pack is gzip.compress:
            found = read(packed[: len(packed) // 2], "x")
            assert 1000 < len(found.vectors) < 4000
            assert "x is damaged and cannot be read to its end: what came before" in found.notes[0]


@pytest.mark.parametrize("dim", [2, 3, 10, 25, 300])
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize(
    "words",
    [
        ("new york", "sea"), ("sea", "apollo 11"), ("apollo 11", "sea"), ("to infinity", "my nan"),
        ("supreme court of the united states", "sea"), ("at name@domain.com", "x", "北京 大学"),
        (". . .", "the"), ("catch 22", "apollo 11", "1 2 3", "the", "of", "in"),
        ("nan", "inf", "NA", "-", "2019"),
        ("the", "\u00a0", "\u0085", "\u2028", "\u3000", "\x0c", "a\x0bb", "c\x1cd"),
    ],
)  # fmt: skip
def test_a_word_may_be_several(words, header, dim):
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(len(words), dim)).round(4)
    text = "".join(
        f"{w} {' '.join(f'{x:.4f}' for x in r)}\n" for w, r in zip(words, matrix, strict=True)
    )
    found = read((f"{len(words)} {dim}\n" * header + text).encode(), "x")
    assert found.vectors.words == words
    assert np.allclose(found.vectors.matrix, matrix)
    assert found.notes == ()


TWO = "2 3\nthe 0.1 0.2 0.3\nsea 0.4 0.5 0.6\n"


@pytest.mark.parametrize(
    "data",
    [
        TWO, "\n" + TWO, "\ufeff\n \t\n" + TWO, TWO[4:], "\n\n" + TWO[4:],
        TWO.replace("\n", "\r\n"), TWO.replace("\n", "\r"), TWO.replace(" 0", "\t0"),
        TWO.replace(" 0", "  0"),
        TWO.replace("\n", " \n"), TWO[:-1], TWO.replace("\nt", "\n  t"), TWO.replace("\n", "\n\n"),
        TWO.replace("0.1", "1e-1"), TWO.replace("0.1", "+.1"),
    ],
)  # fmt: skip
def test_lines_as_other_systems_end_and_part_them(data):
    found = read(data.encode(), "x")
    assert found.vectors.words == ("the", "sea")
    assert np.allclose(found.vectors.matrix, [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    assert found.notes == ()


def test_a_zip_with_one_file_of_vectors_is_read(tmp_path):
    def packed(**files):
        with zipfile.ZipFile(tmp_path / "v.zip", "w") as archive:
            for name, text in files.items():
                archive.writestr(name.replace("__", "/"), text)
        return tmp_path / "v.zip"

    place = packed(glove=GLOVE, __MACOSX__=b"x")
    assert read(place).vectors.words == read(place.read_bytes(), "v.zip").vectors.words
    assert len(read(place).vectors) == 3
    with pytest.raises(LearnerError, match=r"holds a, b: unpack it, and give one"):
        read(packed(a=GLOVE, b=GLOVE))
    damaged = packed(glove=GLOVE).read_bytes()
    at = damaged.rindex(b"PK\x01\x02")  # its list of files leads to a place where no file begins
    moved = damaged[:at] + damaged[at:].replace(bytes(4) + b"glove", b"\x07\0\0\0glove")
    with pytest.raises(LearnerError, match="damaged"):
        read(moved, "v.zip")
    with pytest.raises(LearnerError, match="numbers without words"):
        read(packed(**{"arr_0.npy": b"x"}))


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


@pytest.mark.parametrize("numbers", [b"1 " * 300, b"\0" * 1200])
def test_a_huge_announced_size_takes_no_memory(numbers):
    tracemalloc.start()
    found = read(b"999999999 300\nthe " + numbers + b"\n", "x")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.vectors.words == ("the",)
    assert "999,999,999" in found.notes[0]
    assert most < 20e6


def test_progress_and_stop(tmp_path, monkeypatch):
    monkeypatch.setattr(vector_rows, "LOOK_EVERY", 10)
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
    for path, said in (
        ("n" * 400, "too long"), ("the 0.1 0.2\n" * 60, "too long"),
        ("~nosuchuser/x", "home folder"), ("a\0b", "no path"),
        ("/dev/zero", "is no file"), ("http://a.org/x.vec", "on the network"),
    ):  # fmt: skip
        with pytest.raises(LearnerError, match=said) as caught:
            read(path)
        assert "\n" not in str(caught.value)
    file = tmp_path / "v 1.txt"
    file.write_bytes(GLOVE)
    for path in (f'"{file}"', f" '{file}'", file.as_uri()):
        assert len(read(path).vectors) == 3
