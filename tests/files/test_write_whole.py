"""A file is written whole or not at all, whatever interrupts it."""

from __future__ import annotations

import os
import stat

import pytest

from course_lib.files.write_whole import whole, write_whole


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(b"before")
    return path


def test_it_is_there_with_its_folders_and_the_usual_rights(tmp_path):
    path, usual = tmp_path / "new" / "folder" / "file", tmp_path / "usual"
    write_whole(path, b"whole")
    usual.write_bytes(b"")
    assert path.read_bytes() == b"whole"
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)
    assert os.listdir(path.parent) == ["file"]


def test_it_replaces_and_can_be_written_piece_by_piece(file):
    with whole(file) as stream:
        stream.write(b"af")
        assert file.read_bytes() == b"before"
        stream.write(b"ter")
    assert file.read_bytes() == b"after"
    assert os.listdir(file.parent) == ["kept"]


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_was_there_survives_a_full_disk_and_a_kill(file, step, error, monkeypatch):
    def fail(*_):
        raise error

    def write():
        with whole(file) as stream:
            stream.write(b"half")
            if step == "write":
                fail()

    if step != "write":
        monkeypatch.setattr(f"course_lib.files.write_whole.os.{step}", fail)
    with pytest.raises(type(error)):
        write()
    assert file.read_bytes() == b"before"
    assert os.listdir(file.parent) == ["kept"]


@pytest.mark.parametrize("links", [True, False])
def test_a_new_file_never_takes_the_place_of_another(file, links, monkeypatch):
    if not links:
        refused = OSError(1, "Operation not permitted")

        def link(*_):
            raise refused

        monkeypatch.setattr("course_lib.files.write_whole.os.link", link)
    with pytest.raises(FileExistsError):
        write_whole(file, b"after", new=True)
    assert file.read_bytes() == b"before"
    write_whole(file.with_name("other"), b"new", new=True)
    assert file.with_name("other").read_bytes() == b"new"
    assert sorted(os.listdir(file.parent)) == ["kept", "other"]


def test_a_link_is_followed(file):
    link = file.with_name("link")
    link.symlink_to(file)
    write_whole(link, b"after")
    assert link.is_symlink()
    assert file.read_bytes() == b"after"


def test_the_longest_name_that_a_disk_takes_is_no_obstacle(tmp_path):
    write_whole(tmp_path / ("n" * 255), b"x")
    assert (tmp_path / ("n" * 255)).read_bytes() == b"x"
