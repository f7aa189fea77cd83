"""In a class, no field of any page opens a file of the computer that the course runs on."""

from __future__ import annotations

import pytest

from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.panels.faces.sources import open_album
from course_lib.panels.oneshot.arena_characters import _open_place
from course_lib.panels.words import corpus_choice
from course_lib.words import vector_files


def _album(path: str) -> object:
    return open_album("folder", path)


DOORS = {
    "faces": _album,
    "characters": _open_place,
    "corpus": corpus_choice._from_path,
    "vectors": vector_files.read,
}
HERE = places.project()


@pytest.mark.parametrize("door", DOORS)
def test_no_field_of_a_page_opens_a_file_of_the_server(door, monkeypatch, tmp_path):
    monkeypatch.setenv(places.IN_CLASS, "1")
    (tmp_path / "words.txt").write_text("the sea and the land " * 50)
    for path in (tmp_path, tmp_path / "words.txt", "~", "/etc/passwd", "nowhere"):
        with pytest.raises(LearnerError, match="not yours"):
            DOORS[door](str(path))


def test_what_a_learner_types_becomes_a_path_in_one_place_only():
    """A new field that asks ``places.typed`` is safe; a ``~`` opened elsewhere is not."""
    own = {"course_lib/files/places.py", "course_lib/serve/private_folders.py"}
    found = {
        str(file.relative_to(HERE))
        for file in (HERE / "course_lib").rglob("*.py")
        if "expanduser" in file.read_text()
    }
    assert found <= own, found - own
