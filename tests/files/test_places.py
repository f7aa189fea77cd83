"""One place for every folder: variables with ~, quotes and relative paths mean the same always."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.errors import LearnerError
from course_lib.files import places

FOLDERS = {"LWL_ASSETS": places.assets, "LWL_DATA": places.data, "LWL_HOME": places.own}
IMPOSSIBLE = ["~nosuchuser/x", "x" * 5000, "a/" * 4000, "y" * 300]


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for name in (*FOLDERS, places.STARTED):
        monkeypatch.delenv(name, raising=False)


def test_the_usual_folders(repository):
    assert places.project() == repository
    assert places.assets() == repository / "assets"
    assert places.data() == repository / "data"
    assert places.own() == repository / "my_course"
    ignored = (repository / ".gitignore").read_text().split()
    assert {"my_course/", "/data/"} <= set(ignored)


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_variable_is_none(name, empty, monkeypatch, repository):
    monkeypatch.setenv(name, empty)
    assert FOLDERS[name]().parent == repository


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("/some/where", "/some/where"),
        ("~", "/at/home"),
        ("~/where", "/at/home/where"),
        ('"/some/where"', "/some/where"),
        ("'~/a b'", "/at/home/a b"),
        ("“/some/where”", "/some/where"),
        (" /some/where\n", "/some/where"),
        ("/odd'name", "/odd'name"),
    ],
)
def test_what_a_variable_may_be(name, value, meant, monkeypatch):
    monkeypatch.setenv("HOME", "/at/home")
    monkeypatch.setenv(name, value)
    assert FOLDERS[name]() == Path(meant)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_relative_variable_is_pinned_where_the_command_starts(name, monkeypatch, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, "./mine")
    places.pin()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert FOLDERS[name]() == tmp_path / "mine"
    assert os.environ[name] == str(tmp_path / "mine")


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("value", IMPOSSIBLE)
def test_an_impossible_variable_is_one_short_sentence_that_names_it(name, value, monkeypatch):
    monkeypatch.setenv(name, value)
    for ask in (FOLDERS[name], places.pin):
        with pytest.raises(LearnerError, match=name) as refused:
            ask()
        assert "\n" not in str(refused.value)
        assert len(str(refused.value)) < 250


@pytest.mark.parametrize("value", [*IMPOSSIBLE, "a\0b", "\ud800"])
def test_an_impossible_typed_path_is_one_short_sentence(value):
    with pytest.raises(LearnerError) as refused:
        places.typed(value)
    assert len(str(refused.value)) < 250


def test_a_typed_path_begins_where_the_server_was_started(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert places.typed("a.txt") == tmp_path / "a.txt"
    monkeypatch.setenv(places.STARTED, "/started/here")
    assert places.typed(' "b/a.txt" ') == Path("/started/here/b/a.txt")
    assert places.typed("/b/a.txt") == Path("/b/a.txt")


def test_no_home_at_all_is_said_only_where_one_is_needed(monkeypatch):
    """HOME unset, and a user whom the computer does not know (a container)."""

    def nobody(path):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", lambda p: nobody(p) if p.parts[:1] == ("~",) else p)
    assert places.typed("/tmp/x") == Path("/tmp/x")
    with pytest.raises(LearnerError, match="home folder"):
        places.typed("~/x")


def test_a_command_says_it_too(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "course_lib", "lab", "--copies-only"],
        env={**os.environ, "LWL_HOME": "~nosuchuser/course"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "LWL_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_of_a_browser_is_a_path_or_is_named(tmp_path):
    file = tmp_path / "a b, ü.txt"
    assert places.typed(file.as_uri()) == file
    assert places.typed(f"“{file.as_uri()}”") == file
    assert places.typed("/data/12:30 notes.txt") == Path("/data/12:30 notes.txt")
    with pytest.raises(LearnerError, match="address on the network"):
        places.typed("https://example.org/a.txt")


@pytest.fixture
def locked(tmp_path, monkeypatch):
    """A data folder that this user may not look into (for root there is none)."""
    real = os.stat

    def stat(path, *rest, **named):
        if str(path).startswith(str(tmp_path / "locked")):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest, **named)

    monkeypatch.setattr(os, "stat", stat)
    monkeypatch.setenv("LWL_DATA", str(tmp_path / "locked"))
    return tmp_path / "locked"


def test_a_locked_data_folder_ends_no_page(locked):
    from course_lib.faces import photos
    from course_lib.oneshot import sources

    assert places.data() == locked
    for key in sources.FILES:
        with pytest.raises(LearnerError):
            sources.open_named(key)
    with pytest.raises(LearnerError):
        photos.find()


def test_a_locked_place_that_somebody_types_is_a_sentence(locked):
    with pytest.raises(LearnerError, match="Permission denied"):
        places.typed(str(locked / "text.txt"))


@pytest.mark.parametrize("name", ["~/browser", "'~/browser'"])
def test_the_browsers_variable_is_read_as_the_others(name, monkeypatch):
    from course_lib.install import browser

    monkeypatch.setenv("HOME", "/at/home")
    monkeypatch.setenv("LWL_BROWSER", name)
    assert browser.find() == "/at/home/browser"


def test_who_sits_at_another_computer_names_no_file_of_this_one(monkeypatch, tmp_path):
    assert places.typed(str(tmp_path)) == tmp_path
    monkeypatch.setenv(places.IN_CLASS, "1")
    for text in (str(tmp_path), "/etc/passwd", "~", "nowhere.txt", "file:///etc/passwd"):
        with pytest.raises(LearnerError, match="upload"):
            places.typed(text)
