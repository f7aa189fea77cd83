"""Texts from anywhere: opened twice, in pieces that cut no word, and refused in one sentence."""

import gzip
import lzma
import sys
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.words import corpora, text_files
from course_lib.words.tokens import words_in


def text_of(corpus):
    return "".join(corpus.pieces())


@pytest.mark.parametrize("ending", [".txt", ".gz", ".xz", ".zip"])
def test_a_file_is_read_however_it_is_packed(tmp_path, ending):
    text = "Une étude — 中文, עברית.\n" * 50
    file = tmp_path / f"text{ending}"
    if ending == ".zip":
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("readme.md", "no")
            packed.writestr("text.txt", text)
    else:
        packer = {".txt": open, ".gz": gzip.open, ".xz": lzma.open}[ending]
        with packer(file, "wb") as stream:
            stream.write(text.encode())
    corpus = corpora.from_path(file)
    assert text_of(corpus).strip() == text.strip()
    assert text_of(corpus).strip() == text.strip()  # and again


def test_a_folder_is_its_files_in_order_and_no_word_runs_on(tmp_path):
    (tmp_path / "b.txt").write_text("three four")
    (tmp_path / "a.txt").write_text("one two")
    (tmp_path / "c.jpg").write_bytes(b"\xff\xd8\0\0")
    corpus = corpora.from_path(tmp_path)
    assert words_in(text_of(corpus)) == ["one", "two", "three", "four"]
    assert "2 files" in corpus.about


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("cp1252", True)],
)
def test_encodings(tmp_path, encoding, noted):
    text = "naïve façade – “quoted” words"
    data = text.encode(encoding)
    uploaded = corpora.from_bytes(data, "f.txt")
    assert text_of(uploaded) == text
    assert ("Windows-1252" in uploaded.about) == noted
    (tmp_path / "f.txt").write_bytes(data)
    named = corpora.from_path(tmp_path / "f.txt")
    assert text_of(named).strip() == text
    assert ("Windows-1252" in named.about) == noted


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no words"),
        (b" .,\n", "no words"),
        ("…—".encode(), "no words"),
        (b"word", "only one word"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (bytes(range(256)) * 99, "binary"),
        (gzip.compress(b"one two three " * 99, mtime=0), "binary"),
        (b"a b " * 2_000_001, "8 MB"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path, data, says):
    with pytest.raises(LearnerError, match=says):
        corpora.from_bytes(data, "it")
    if says != "8 MB":
        (tmp_path / "it.txt").write_bytes(data)
        with pytest.raises(LearnerError, match=says):
            corpora.from_path(tmp_path / "it.txt")


def test_pasted_text_is_as_strict():
    assert text_of(corpora.pasted("two words")) == "two words"
    for bad in ("", "one", "x" * 8_000_001, "a\0b c"):
        with pytest.raises(LearnerError):
            corpora.pasted(bad)


def test_missing_empty_and_damaged_files(tmp_path):
    with pytest.raises(LearnerError, match="no file or folder"):
        corpora.from_path(tmp_path / "none")
    with pytest.raises(LearnerError, match=r"no \.txt"):
        corpora.from_path(tmp_path)
    for ending in (".gz", ".xz", ".zip"):
        file = tmp_path / f"bad{ending}"
        file.write_bytes(b"this is not packed at all")
        with pytest.raises(LearnerError, match=r"damaged|only a part of one"):
            corpora.from_path(file)
    cut_off = tmp_path / "cut.txt.gz"
    cut_off.write_bytes(gzip.compress(b"some words again " * 99_999, mtime=0)[:-2000])
    with pytest.raises(LearnerError, match="damaged"):
        list(corpora.from_path(cut_off).pieces())


@given(st.lists(st.text(alphabet="ab \n", max_size=40)), st.integers(4, 50))
def test_pieces_are_the_text_and_cut_no_word(blocks, size):
    before = text_files.PIECE
    text_files.PIECE = size
    try:
        pieces = list(text_files.cut(blocks))
    finally:
        text_files.PIECE = before
    text = "".join(blocks)
    assert "".join(pieces) == text
    assert all(len(piece) <= size for piece in pieces)
    if max(map(len, words_in(text)), default=0) < size // 2 - 1:
        assert [word for piece in pieces for word in words_in(piece)] == words_in(text)


def test_a_large_file_takes_little_memory(tmp_path):
    """60 MB pass through in pieces of a megabyte; tracemalloc sees what is held."""
    import tracemalloc

    file = tmp_path / "large.txt"
    with open(file, "w") as stream:
        for _ in range(60):
            stream.write("some words of a very large text file\n" * 27_100)
    corpus = corpora.from_path(file)
    tracemalloc.start()
    letters = sum(len(piece) for piece in corpus.pieces())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert letters > 59e6
    assert most < 10e6


def test_articles_have_their_titles(tmp_path):
    file = tmp_path / "wiki.txt"
    long = "Long and single line, " + "word " * 60
    file.write_text(f"One\n\nFirst line.\nSecond.\n\nTwo\n\n{long}\n\nThree\n\nA.\nB.\n")
    expected = ["One\nFirst line.\nSecond.", f"Two\n{long.strip()}", "Three\nA.\nB."]
    assert list(corpora.articles(file)) == expected


def test_a_twentieth_is_held_back_by_its_first_line(tmp_path):
    texts = [f"Title {i}\nSome text." for i in range(4000)]
    held = [text for text in texts if corpora.is_held_back(text)]
    assert 120 < len(held) < 280
    assert all(zlib.crc32(text.splitlines()[0].encode()) % 20 == 0 for text in held)
    file = tmp_path / "a.txt"
    file.write_text("\n\n".join(text.replace("\n", "\n\n", 1) for text in texts))
    kept = text_of(corpora.of_articles(file, held_back=False))
    back = text_of(corpora.of_articles(file, held_back=True))
    assert kept.count("Title") == 4000 - len(held)
    assert back.count("Title") == len(held)


def test_the_documentation_is_english_prose_of_bounded_length():
    corpus = corpora.documentation(0.5)
    text = text_of(corpus)
    assert 0.4e6 < len(text) <= 0.5e6
    assert text == text_of(corpus)
    words = words_in(text)
    assert 0.02 < words.count("the") / len(words) < 0.12
    assert ">>>" not in text


def test_prose_leaves_code_out():
    docstring = """Sum of two numbers.

    Examples
    --------
    >>> add(1, 2)
    array(3)

    It is commutative.
    """
    assert corpora.prose(docstring).split() == [
        "Sum",
        "of",
        "two",
        "numbers.",
        "Examples",
        "It",
        "is",
        "commutative.",
    ]


def test_the_documentation_imports_nothing():
    import subprocess

    program = (
        "import sys; from course_lib.words import corpora; next(corpora.documentation().pieces());"
        "print([m for m in ('torch', 'scipy', 'sklearn', 'skimage') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_text8_lies_where_it_is_named(tmp_path):
    (tmp_path / "text8").mkdir()
    (tmp_path / "text8" / "text8").write_text(" anarchism originated as a term of abuse")
    assert words_in(text_of(corpora.text8(tmp_path)))[:2] == ["anarchism", "originated"]


def test_text8_is_unpacked_from_what_was_fetched(tmp_path, monkeypatch):
    from course_lib.files import fetch

    def arrives(url, to, **sums):
        assert sums["sha256"]
        with zipfile.ZipFile(to, "w") as packed:
            packed.writestr("text8", " anarchism originated")
        return to

    monkeypatch.setattr(fetch, "fetch", arrives)
    assert text_of(corpora.text8(tmp_path)).split() == ["anarchism", "originated"]
    assert not (tmp_path / "text8.zip").exists()
