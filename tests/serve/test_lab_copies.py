"""The learner's copies: made, renewed while untouched, never overwritten once changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.serve import copies, lab


@pytest.fixture
def course(tmp_path):
    """(the course's notebooks, the learner's folder)"""
    originals, mine = tmp_path / "notebooks", tmp_path / "mine"
    originals.mkdir()
    (originals / "01.ipynb").write_text("one")
    return originals, mine


def names(folder):
    return sorted(f.name for f in folder.iterdir() if not f.name.startswith("."))


def test_first_time(course):
    done = copies.refresh(*course)
    assert done.made == ("01.ipynb",)
    assert (course[1] / "01.ipynb").read_text() == "one"
    assert copies.refresh(*course) == copies.Copied()


def test_an_untouched_copy_follows_an_update(course):
    originals, mine = course
    copies.refresh(originals, mine)
    (originals / "01.ipynb").write_text("one, better")
    assert copies.refresh(originals, mine).renewed == ("01.ipynb",)
    assert (mine / "01.ipynb").read_text() == "one, better"
    assert names(mine) == ["01.ipynb"]


def test_an_edited_copy_stays_and_the_update_lies_beside_it_once(course):
    originals, mine = course
    copies.refresh(originals, mine)
    (mine / "01.ipynb").write_text("my answer")
    assert copies.refresh(originals, mine) == copies.Copied()
    (originals / "01.ipynb").write_text("one, better")
    done = copies.refresh(originals, mine)
    assert done.beside == (("01.ipynb", "01 (new 1).ipynb"),)
    assert copies.refresh(originals, mine) == copies.Copied()
    (mine / "01 (new 1).ipynb").write_text("my answer in the new one")
    (originals / "01.ipynb").write_text("one, best")
    copies.refresh(originals, mine)
    assert (mine / "01.ipynb").read_text() == "my answer"
    assert (mine / "01 (new 1).ipynb").read_text() == "my answer in the new one"
    assert (mine / "01 (new 2).ipynb").read_text() == "one, best"
    assert "kept     01.ipynb, as you changed it" in lab.told(done, mine)


def test_without_its_record_every_different_copy_counts_as_edited(course):
    originals, mine = course
    copies.refresh(originals, mine)
    for broken in (None, "{ not json", "[]"):
        record = mine / copies.RECORD
        record.unlink() if broken is None else record.write_text(broken)
        (mine / "01.ipynb").write_text(f"my answer {broken}")
        copies.refresh(originals, mine)
        assert (mine / "01.ipynb").read_text() == f"my answer {broken}"


def test_a_deleted_copy_comes_back_fresh(course):
    originals, mine = course
    copies.refresh(originals, mine)
    (mine / "01.ipynb").unlink()
    assert copies.refresh(originals, mine).made == ("01.ipynb",)


def test_other_files_of_the_learner_are_left_alone(course):
    originals, mine = course
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    (mine / "01.ipynb").write_text("was here before the course")
    copies.refresh(originals, mine)
    assert (mine / "notes.txt").read_text() == "mine"
    assert (mine / "01.ipynb").read_text() == "was here before the course"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["update", "edit", "open", "lose record"]), max_size=12))
def test_whatever_happens_no_edit_is_lost(tmp_path_factory, happenings):
    folder = tmp_path_factory.mktemp("course")
    originals, mine = folder / "notebooks", folder / "mine"
    originals.mkdir()
    (originals / "01.ipynb").write_text("version 0")
    edits = set()
    for number, happening in enumerate(["open", *happenings]):
        if happening == "update":
            (originals / "01.ipynb").write_text(f"version {number}")
        elif happening == "edit":
            edits.discard((mine / "01.ipynb").read_text())
            (mine / "01.ipynb").write_text(f"edit {number}")
            edits.add(f"edit {number}")
        elif happening == "lose record":
            (mine / copies.RECORD).unlink(missing_ok=True)
        else:
            copies.refresh(originals, mine)
    copies.refresh(originals, mine)
    kept = {f.read_text() for f in mine.glob("*.ipynb")}
    assert edits <= kept
    assert (originals / "01.ipynb").read_text() in kept or edits


def test_a_folder_that_cannot_be_written_is_one_sentence(course):
    originals, mine = course
    mine.write_text("a file where the folder should be")
    with pytest.raises(LearnerError, match="LWL_HOME") as refused:
        copies.refresh(originals, mine)
    assert "\n" not in str(refused.value)


def test_the_command_makes_copies_of_the_real_chapters(tmp_path, monkeypatch, repository, capsys):
    monkeypatch.setenv("LWL_HOME", str(tmp_path / "home"))
    assert lab.main(["--copies-only"]) == 0
    chapters = [f.name for f in sorted((repository / "notebooks").glob("*.ipynb"))]
    assert names(tmp_path / "home") == chapters
    assert str(tmp_path / "home") in capsys.readouterr().out
