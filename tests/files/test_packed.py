"""Folders, zips and tars as people pack them: the same files, or one sentence."""

from __future__ import annotations

import contextlib
import io
import os
import tarfile
import unicodedata
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.files.packed import contents, is_clutter

FILES = {"a/one.txt": b"1", "a/b/two.txt": b"22" * 400, "three.png": b"333"}
CLUTTER = (
    "__MACOSX/a/._one.txt",
    "a/._one.txt",
    ".DS_Store",
    "a/.DS_Store",
    "a/Thumbs.db",
    "desktop.ini",
    "a/.ipynb_checkpoints/one-checkpoint.txt",
    "@eaDir/one.txt",
    "a/~$one.txt",
    ".git/one.txt",
)


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    """A zip with these names as they are, whatever the system's separator."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as packed:
        for name, data in files.items():
            member = zipfile.ZipInfo(name)
            member.filename, member.compress_type = name, method
            packed.writestr(member, data)
    return target


def tarred(files: dict[str, bytes], mode: str = "w") -> io.BytesIO:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as packed:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            packed.addfile(member, io.BytesIO(data))
    return target


def found(source, name: str | None = None) -> dict[str, bytes]:
    with contents(source, name) as files:
        assert [file.name for file in files] == sorted(file.name for file in files)
        assert all(file.size == len(file.read()) for file in files)
        return {file.name: file.read() for file in files}


def said(source) -> str:
    with pytest.raises(LearnerError) as told:
        found(source, "x.zip")
    assert "\n" not in str(told.value)
    assert str(told.value).endswith(".")
    return str(told.value)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("change", ["{}", "./{}", "././{}"])
def test_a_zip_is_its_files_however_it_was_packed(method, change):
    assert found(zipped({change.format(n): d for n, d in FILES.items()}, method)) == FILES


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz", "w:bz2"])
@pytest.mark.parametrize("change", ["{}", "./{}"])
def test_a_tar_is_its_files_too(mode, change):
    assert found(tarred({change.format(n): d for n, d in FILES.items()}, mode)) == FILES


def test_a_folder_is_its_files_too(tmp_path):
    for name, data in (FILES | dict.fromkeys(CLUTTER, b"x")).items():
        (tmp_path / ".hidden" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / ".hidden" / name).write_bytes(data)
    assert found(tmp_path / ".hidden") == FILES  # hidden is what lies in it, not where it lies


def test_backslashes_between_folders_are_read_as_such():
    windows = {name.replace("/", "\\"): data for name, data in FILES.items()}
    assert found(zipped(windows | {"a\\": b"", "a\\b\\": b""})) == FILES


@pytest.mark.parametrize("name", CLUTTER)
@pytest.mark.parametrize("change", ["{}", "./{}", "top/{}"])
def test_what_systems_add_is_left_out(name, change):
    files = {change.format(n): d for n, d in FILES.items()}
    expected = found(zipped(files))
    assert found(zipped(files | {change.format(name): b"x"})) == expected
    assert found(zipped(files | {change.format(name).replace("/", "\\"): b"x"})) == expected
    assert found(tarred(files | {change.format(name): b"x"})) == expected


@pytest.mark.parametrize(
    "name", ["one.txt", "a.b/c", "MACOSX/a", "my.DS_Store.txt", "./a", "x~$.y"]
)
def test_a_person_s_file_is_kept(name):
    assert not is_clutter(name)


@pytest.mark.parametrize("name", ["Ελληνικά/α.txt", "Übung/ß.txt", "日本/一.txt"])
def test_names_of_every_script_are_read_as_their_author_wrote_them(name):
    assert found(zipped({name: b"x"})) == {name: b"x"}
    # macOS: each accent a letter of its own, and no word that the name is UTF-8.
    apart = unicodedata.normalize("NFD", name)
    raw = zipped({"n" * len(apart.encode()): b"x"}).getvalue()
    unsaid = raw.replace(b"n" * len(apart.encode()), apart.encode())
    assert found(io.BytesIO(unsaid)) == {name: b"x"}


def test_a_name_in_an_old_system_s_letters_is_read(tmp_path):
    old = zipped({"nnnnn.txt": b"x"}).getvalue().replace(b"nnnnn", "Größe".encode("cp437"))
    assert found(io.BytesIO(old)) == {"Größe.txt": b"x"}
    with contextlib.suppress(OSError):  # some systems allow no such name
        (tmp_path / os.fsdecode(b"Gr\xf6\xdfe.txt")).write_bytes(b"x")
        [name] = found(tmp_path)
        assert name.encode("utf-8")  # can be printed


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/x", "..\\x", "C:\\x", "C:/x", "./../x", "__MACOSX/../../x"]
)
def test_a_name_that_climbs_out_is_refused(name):
    assert "leads out of it" in said(zipped({name: b""}))
    assert "leads out of it" in said(tarred({name: b""}))


def patched(data: bytes, local: int, central: int, value: int, width: int = 1) -> io.BytesIO:
    """A zip with a field of every header changed."""
    changed = bytearray(data)
    for sign, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        at = -1
        while (at := changed.find(sign, at + 1)) >= 0:
            changed[at + offset : at + offset + width] = value.to_bytes(width, "little")
    return io.BytesIO(changed)


def test_a_zip_with_a_password_is_named():
    locked = patched(zipped(FILES).getvalue(), 6, 8, 1)
    assert "locked with a password" in said(locked)
    strong = patched(patched(zipped(FILES).getvalue(), 6, 8, 1).getvalue(), 8, 10, 99, 2)
    assert "locked with a password" in said(strong)


@pytest.mark.parametrize(("method", "name"), [(9, "Deflate64"), (98, "PPMd"), (77, "method 77")])
def test_a_way_of_packing_that_is_not_known_is_named(method, name):
    assert f"({name})" in said(patched(zipped(FILES).getvalue(), 8, 10, method, 2))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no zip, or only a part of one"),
        (b"nothing of the kind", "no zip, or only a part of one"),
        (b"PK\x03\x04" + bytes(40), "no zip, or only a part of one"),
        (zipped(FILES).getvalue()[:-30], "no zip, or only a part of one"),
        (tarred(FILES, "w:gz").getvalue()[:40], "no zip, or only a part of one"),
        (b"7z\xbc\xaf'\x1c" + bytes(50), "7z archive"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(50), "RAR archive"),
    ],
)
def test_what_is_no_archive_that_is_read_is_one_sentence(data, words):
    assert words in said(io.BytesIO(data))


def test_places_without_anything_are_one_sentence(tmp_path):
    with (
        pytest.raises(LearnerError, match="no photos at"),
        contents(tmp_path / "no", what="photos"),
    ):
        pass
    with pytest.raises(LearnerError, match="cannot be read"), contents(tmp_path / ("n" * 400)):
        pass


def test_a_stream_that_is_given_stays_open():
    source = zipped(FILES)
    assert found(source) == found(source) == FILES


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_never_brings_another_error(data):
    make = data.draw(st.sampled_from([zipped, tarred]))
    more = {zipped: [0, 8, 12, 14], tarred: ["w", "w:gz", "w:xz", "w:bz2"]}[make]
    whole = bytearray(make(FILES, data.draw(st.sampled_from(more))).getvalue())
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(whole) // 2, len(whole)))
    with contextlib.suppress(LearnerError):  # any other error fails the test
        found_or_not = contents(io.BytesIO(bytes(whole[:cut])))
        with found_or_not as files:
            for file in files:
                file.read()
