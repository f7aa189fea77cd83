"""Texts as people have them: cut, with stray bytes, packed again by other systems, several at once.

There are two doors, an upload and a path, and each test of an encoding goes through both.
"""

import bz2
import contextlib
import gzip
import io
import os
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.words import corpora, encodings, text_files
from course_lib.words.text_files import Source, survey
from course_lib.words.tokens import LONGEST, words_in

GERMAN = "Grüße aus Köln, schöne Bäume und Flüsse. " * 50
PERSIAN = "می‌خواهم کتاب‌های فارسی بخوانم و بنویسم. " * 50
CHINESE = "学习词向量很有意思。" * 50
RUSSIAN = "Привет, мир слов. " * 50
APPLE = b"\0\5\x16\7\0\2\0\0Mac OS X        " + bytes(60) + b"com.apple.TextEncoding" + bytes(80)
SEA, BREAD, KING = "sea ship " * 20, "bread flour " * 20, "king queen " * 20


def words_of(corpus):
    return [word for piece in corpus.pieces() for word in words_in(piece)]


def both_doors(data, folder, name="mine.txt"):
    """The same bytes, uploaded and named by their path; both read alike, or refused alike."""
    (folder / name).write_bytes(data)
    found = []
    for door, said in (
        (lambda: corpora.from_bytes(data, name), "Your own text; it stays on this machine."),
        (lambda: corpora.from_path(folder / name), f"of yours: {folder / name}."),
    ):
        try:
            corpus = door()
            found.append((words_of(corpus), corpus.about.partition(said)[2]))
        except LearnerError as error:
            found.append(error)
    if isinstance(found[0], LearnerError):
        assert str(found[0]) == str(found[1])
        raise found[0]
    assert found[0] == found[1]
    return found[0]


@pytest.mark.slow
@pytest.mark.parametrize("text", [GERMAN, PERSIAN, CHINESE, RUSSIAN])
@pytest.mark.parametrize("spoil", ["cut", "stray", "stray first", "strays", "late", "zero"])
def test_a_bad_byte_changes_one_word_and_no_guess(tmp_path, text, spoil):
    data = text.encode()
    at = len(text[: len(text) // 2].encode())
    spoiled, lost = {
        "cut": (data + "ß词"[text is CHINESE].encode()[:-1], 1),
        "stray": (data[:at] + b" caf\xe9 " + data[at:], 1),
        "stray first": (b"\xff " + data, 1),
        "strays": (data[:at] + b" \xfc\xff\xe9 . \xe4 " + data[at:], 4),
        "late": (b"a " * encodings.BLOCK + data + b" \x96 ", 1),
        "zero": (data[:at] + b" \0 " + data[at:], 0),
    }[spoil]
    words, about = both_doors(spoiled, tmp_path)
    right = words_in(text)
    assert set(right) <= set(words)
    assert len(words) - words.count("a") - words.count("caf") - len(right) <= 2
    assert ("could not be read: “�” stands there" in about) == bool(lost)
    if lost:
        assert f"{lost} place{'s' * (lost > 1)} could not" in about
    assert "1252" not in about


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8-sig", b""), ("utf-16", b""), ("utf-32", b""), ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""), ("utf-16-be", b""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", [GERMAN, PERSIAN, CHINESE, "the sea and the ship " * 30])
def test_unicode_with_a_mark_and_without(tmp_path, text, encoding, mark):
    words, about = both_doors(mark + text.encode(encoding), tmp_path)
    assert words == words_in(text)
    assert "could not" not in about


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_what_is_no_unicode_is_western_and_says_so(tmp_path, encoding):
    words, about = both_doors(GERMAN.encode(encoding), tmp_path)
    assert words == words_in(GERMAN)
    assert "Windows-1252" in about


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"), (CHINESE.replace("习词", "問"), "big5"),
        ("単語を学ぶ。" * 50, "cp932"),
        ("한국어 문장을 배우다. " * 50, "euc-kr"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"),
        ("كتاب جميل و قلم " * 50, "cp1256"), ("שלום עולם וים " * 50, "cp1255"),
        ("Η θάλασσα και το πλοίο. " * 50, "cp1253"), ("ภาษาไทย " * 50, "cp874"),
    ],
)  # fmt: skip
def test_letters_that_would_come_out_as_others_are_refused(tmp_path, text, encoding):
    with pytest.raises(LearnerError, match="save it as UTF-8"):
        both_doors(text.encode(encoding, "ignore"), tmp_path)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.4\n%\xe2\xe3" + bytes(range(256)) * 9, "a PDF"),
        (rb"{\rtf1\ansi Hello sea and ship\par}" * 20, "an RTF"),
        (b"PK\x03\x04" + bytes(range(256)) * 9, "Word"),
        (b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 9, "old Word"),
        (b"7z\xbc\xaf'\x1c" + bytes(99), "7z"),
        (bytes(range(256)) * 9, "binary file:"),
    ],
)
def test_what_people_take_for_a_text_is_named(tmp_path, data, kind):
    with pytest.raises(LearnerError, match=f"not a text.*{kind}.*plain text"):
        both_doors(data, tmp_path)


def test_a_giant_run_is_left_out_and_counted(tmp_path):
    size = encodings.BLOCK
    run = b"9f" * 150_000
    for data, count in (
        (b"the sea " * 30 + run + b" and the tide " * 30, "1 run of"),
        (b"the sea " + b"x" * LONGEST + b" " + b"x" * (LONGEST + 1) + b" y", "1 run of"),
        (b"the sea " + run + b" ship " + run, "2 runs of"),
        (b"a " * (size // 2 - 30) + b"x" * (LONGEST + 1), "1 run of"),  # over a block's end
    ):
        words, about = both_doors(data, tmp_path)
        assert f"{count} more than 100 letters left out" in about
        assert max(map(len, words)) <= LONGEST
    assert "left out" not in both_doors(CHINESE.encode(), tmp_path)[1]


@given(st.lists(st.binary(max_size=40), max_size=6), st.sampled_from(["", "ü", "词"]))
@settings(max_examples=150, deadline=None)
def test_no_bytes_end_in_anything_but_words_or_one_sentence(tmp_path_factory, parts, letter):
    data = f"the sea {letter} ".encode().join(parts) + b" the ship"
    with contextlib.suppress(LearnerError):
        assert both_doors(data, tmp_path_factory.getbasetemp())[0]


# ---- Several texts -------------------------------------------------------------------------------


def zipped(path, *entries):
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in entries:
            packed.writestr(name, data)
    return path


def test_every_text_of_a_zip_is_read_through_either_door(tmp_path):
    file = zipped(tmp_path / "three.zip", ("c.txt", KING), ("a.txt", SEA), ("b/b.TXT", BREAD))
    words, _ = both_doors(file.read_bytes(), tmp_path, "three.zip")
    assert words == words_in(SEA + BREAD + KING)
    assert "3 files" in corpora.from_path(file).about
    other = zipped(tmp_path / "r.zip", ("README.txt", "cite us"), ("corpus.txt", SEA))
    assert words_of(corpora.from_path(other)) == ["cite", "us", *words_in(SEA)]


@pytest.mark.parametrize("packing", ["tar", "tar.gz", "tgz", "tar.xz", "tar.bz2"])
def test_every_text_of_a_tar_is_read(tmp_path, packing):
    file = tmp_path / f"t.{packing}"
    mode = {"tar": "w", "tgz": "w:gz"}.get(packing, f"w:{packing[4:]}")
    with tarfile.open(file, mode) as packed:
        for name, text in (("a.txt", SEA), ("./d/b.txt", BREAD)):
            info = tarfile.TarInfo(name)
            info.size = len(text)
            packed.addfile(info, io.BytesIO(text.encode()))
    assert words_of(corpora.from_path(file)) == words_in(SEA + BREAD)


def test_a_packed_text_goes_through_either_door(tmp_path):
    for name, pack in (("a.txt.gz", gzip.compress), ("a.bz2", bz2.compress)):
        assert both_doors(pack(GERMAN.encode()), tmp_path, name)[0] == words_in(GERMAN)
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as packed:
        packed.addfile(tarfile.TarInfo("a.txt"))
    with pytest.raises(LearnerError, match=r"x\.gz is not a text but .* tar"):
        both_doors(gzip.compress(data.getvalue()), tmp_path, "x.gz")


@pytest.fixture
def books(tmp_path):
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "a.txt").write_text(SEA)
    (folder / "b.txt").write_text(BREAD)
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "._a.txt", "__MACOSX/._a.txt", "__MACOSX/a.txt", ".ipynb_checkpoints/a-checkpoint.txt",
        ".Trash-1000/files/a.txt", "$RECYCLE.BIN/a.txt", ".git/a.txt", ".DS_Store", "Thumbs.db",
        "desktop.ini", "~$a.txt", "sub/.~lock.a.txt#",
    ],
)  # fmt: skip
@pytest.mark.parametrize("as_zip", [False, True])
def test_what_systems_add_is_neither_read_nor_told(tmp_path, books, name, as_zip):
    added = books / name
    added.parent.mkdir(exist_ok=True, parents=True)
    added.write_bytes(APPLE if "._" in name else SEA.encode())
    place = books
    if as_zip:
        place = zipped(tmp_path / "b.zip", (name, added.read_bytes()), ("a.txt", SEA),
                       ("b.txt", BREAD))  # fmt: skip
    corpus = corpora.from_path(place)
    assert words_of(corpus) == words_in(SEA + BREAD)
    assert corpus.about == f"Text from 2 files of yours: {place}."


def test_names_of_other_systems_are_names(tmp_path):
    file = zipped(tmp_path / "w.zip", (r"books\a.txt", SEA), ("./b.txt", BREAD))
    assert words_of(corpora.from_path(file)) == [*words_in(BREAD), *words_in(SEA)]


def test_a_bad_file_is_left_out_named_and_counted(books):
    (books / "bad.txt").write_bytes(bytes(range(256)) * 9)
    (books / "cut.txt.gz").write_bytes(gzip.compress(os.urandom(999))[:-40])
    (books / "half.zip").write_bytes(b"PK\x03\x04" + bytes(99))
    (books / "cover.jpg").write_bytes(b"\xff\xd8")
    (books / "notes.md").write_text(KING)
    zipped(books / "more.zip", ("k.txt", KING), ("p.txt", "%PDF-1.4"), ("x.png", "no"))
    os.symlink(books / "nowhere", books / "gone.txt")
    corpus = corpora.from_path(books)
    assert words_of(corpus) == words_in(SEA + BREAD + KING)
    for part in (
        "3 files", "4 files left out: bad.txt is not a text", "cut.txt.gz is damaged",
        "half.zip is no zip", "And 1 more.", "no texts: cover.jpg, notes.md, more.zip/x.png.",
    ):  # fmt: skip
        assert part in corpus.about


def test_what_unpacks_to_very_much_is_read_from_a_path_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(text_files, "MOST_UNPACKED", 1_000_000)
    file = zipped(tmp_path / "z.zip", ("a.txt", SEA), ("b.txt", "the sea " * 200_000))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("c.txt", "the sea " * 200_000)
    with pytest.raises(LearnerError, match="unpacks to more than 1 MB"):
        corpora.from_bytes(file.read_bytes(), "z.zip")
    assert len(words_of(corpora.from_path(file))) == 40 + 800_000


def test_one_bad_file_alone_is_refused(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "bad.txt").write_bytes(bytes(range(256)) * 9)
    with pytest.raises(LearnerError, match=r"^bad.txt is not a text"):
        corpora.from_path(tmp_path / "d")
    (tmp_path / "d" / "worse.txt").write_bytes(bytes(range(256)) * 9)
    with pytest.raises(LearnerError, match=r"There is no text in d: bad.txt is not"):
        corpora.from_path(tmp_path / "d")
    docx = zipped(tmp_path / "d.zip", ("[Content_Types].xml", "<x/>"), ("word/d.xml", "<w>sea</w>"))
    with pytest.raises(LearnerError, match="a document or an e-book"):
        corpora.from_path(docx)


@pytest.mark.parametrize(
    ("spoil", "says"), [("password", "locked with a password"), (9, "Deflate64"), (98, "PPMd")]
)
def test_a_zip_that_cannot_be_opened_says_why(tmp_path, spoil, says):
    data = bytearray(zipped(tmp_path / "z.zip", ("a.txt", SEA)).read_bytes())
    for sign, flags, way in ((b"PK\x03\x04", 6, 8), (b"PK\x01\x02", 8, 10)):
        at = data.find(sign)
        if spoil == "password":
            data[at + flags] |= 1
        else:
            data[at + way] = spoil
    with pytest.raises(LearnerError, match=says):
        both_doors(bytes(data), tmp_path, "z.zip")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("n" * 400, "too long for a path"),
        ("the sea\n" * 60, "too long for a path"),
        ("~nosuchuser/x", "home folder"),
        ("a\0b", "no path"),
        ("https://example.org/a.txt", "address on the network: download it"),
        ("/dev/null", "neither a file nor a folder"),
        ("/nowhere/at all", "no file or folder"),
    ],
)
def test_a_path_that_is_none_is_one_sentence(path, says):
    with pytest.raises(LearnerError, match=says):
        corpora.from_path(path)


def test_a_path_is_read_as_people_write_it(books):
    for written in (f'"{books}"', f"'{books}' ", f"“{books}”", books.as_uri()):
        assert words_of(corpora.from_path(written)) == words_in(SEA + BREAD)


def test_the_sum_of_a_text_is_that_of_its_words_and_not_of_its_packing(tmp_path, books):
    def digest(place):
        return survey(Source.at(place)).digest

    (tmp_path / "a.txt").write_text(SEA)
    (tmp_path / "z.gz").write_bytes(gzip.compress(SEA.encode()))
    assert digest(tmp_path / "a.txt") == digest(tmp_path / "z.gz") != digest(books)
    before = digest(books)
    (books / "._b.txt").write_bytes(APPLE)
    assert digest(books) == before
    (books / "b.txt").write_text(BREAD.replace("bread", "break"))
    assert digest(books) != before
