"""Drawing characters, keeping them, and asking the machines about them."""

from __future__ import annotations

import numpy as np
import pytest
import traitlets

from course_lib.controls.draw_character import DrawCharacter
from course_lib.errors import LearnerError
from course_lib.oneshot import class_alphabet
from course_lib.panels.oneshot.own_alphabet import OwnAlphabet

CROSS = [[[20.0, 20.0], [80.0, 80.0]], [[80.0, 20.0], [20.0, 80.0]]]
BAR = [[[52.0, 10.0], [52.0, 95.0]]]
BOX = [[[20.0, 20.0], [80.0, 20.0], [80.0, 80.0], [20.0, 80.0], [20.0, 20.0]]]


@pytest.fixture
def panel(tmp_path, monkeypatch):
    """The panel with the two machines that need no weights."""
    alike = {"pixels": "pixel distance", "hausdorff": "modified Hausdorff distance"}
    monkeypatch.setattr("course_lib.panels.oneshot.own_alphabet.MACHINES", alike)
    return OwnAlphabet(tmp_path / "class.zip")


def kept(panel: OwnAlphabet, strokes: list) -> None:
    panel.pad.strokes = strokes
    panel.keep.click()


def test_the_pen_leaves_ink_where_it_went():
    pad = DrawCharacter(strokes=BAR)
    ink = pad.drawing()
    assert ink.shape == (105, 105)
    assert ink[50, 52] == 1
    assert ink[50, 60] == 0
    pad.clear()
    with pytest.raises(LearnerError, match="no ink"):
        pad.drawing()
    assert "no ink" in pad.error


@pytest.mark.parametrize(
    "junk", ["x", [[1, 2]], [[]], [[[np.nan, 1.0]]], [[[1.0, 1e9]]], [BAR] * 9]
)
def test_junk_leaves_the_page_as_it_was(junk):
    pad = DrawCharacter(strokes=BAR)
    with pytest.raises(traitlets.TraitError):
        pad.strokes = junk
    assert pad.strokes == BAR
    assert "as it was" in pad.error


def test_a_scribble_over_the_whole_page_is_refused(panel):
    kept(panel, [[[x, y] for x in range(0, 105, 4) for y in (0, 104)]])
    assert "all ink" in panel.note.value
    assert not panel.alphabet.signs


def test_what_is_kept_is_there_next_time_and_is_recognised(panel):
    for strokes in (CROSS, BAR, BOX):
        kept(panel, strokes)
    again = OwnAlphabet(panel.path)
    assert len(again.alphabet.signs) == 3
    again.choice.value = "2"
    again.pad.strokes = [[[22.0, 21.0], [79.0, 22.0], [81.0, 79.0], [19.0, 80.0], [21.0, 20.0]]]
    again.ask.click()
    assert again.wait()
    assert [int(np.argmax(s)) for s in again.answers.values()] == [2, 2]
    assert again.table.value.count("✓") == 2


def test_a_blank_query_and_a_single_character_are_sentences(panel):
    panel.ask.click()
    assert "no ink" in panel.note.value
    kept(panel, BAR)
    panel.pad.strokes = BAR
    panel.ask.click()
    assert "two characters" in panel.note.value
    assert panel.pad.strokes == BAR


def test_a_classmates_file_is_added_and_a_bad_one_loses_nothing(panel, tmp_path):
    kept(panel, BAR)
    other = OwnAlphabet(tmp_path / "other.zip")
    kept(other, CROSS)
    good = {"name": "theirs.zip", "content": memoryview(class_alphabet.pack(other.alphabet))}
    bad = {"name": "bad.zip", "content": memoryview(b"half a zip")}
    panel._uploaded({"new": (good, bad)})
    assert len(panel.alphabet.signs) == 2
    assert "bad.zip is no zip" in panel.note.value
    assert len(class_alphabet.read(panel.path).signs) == 2


def test_the_machines_are_shown_anothers_hand(panel, tmp_path):
    kept(panel, BAR)
    kept(panel, BOX)
    other = OwnAlphabet(panel.path)
    other.choice.value = "0"
    kept(other, [[[60.0, 10.0], [60.0, 95.0]]])
    panel.alphabet = other.alphabet
    assert panel.support()[0, 0, 50, 64] == 0
    assert panel.support()[0, 0, 50, 61] == 1
    assert other.support()[0, 0, 50, 61] == 0


def test_a_drawing_is_removed(panel):
    kept(panel, BAR)
    panel.remove.click()
    assert "Choose a character" in panel.note.value
    panel.choice.value = "0"
    panel.remove.click()
    assert not panel.alphabet.signs
    assert not panel.path.exists()
