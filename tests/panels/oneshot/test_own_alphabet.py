"""Drawing characters, keeping them, and asking the machines about them."""

from __future__ import annotations

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from course_lib.controls.draw_character import DrawCharacter
from course_lib.errors import LearnerError
from course_lib.oneshot import class_alphabet
from course_lib.panels.oneshot.browser_alphabet import BrowserAlphabet
from course_lib.panels.oneshot.own_alphabet import OwnAlphabet, in_words, ranked

CROSS = [[[20.0, 20.0], [80.0, 80.0]], [[80.0, 20.0], [20.0, 80.0]]]
BAR = [[[52.0, 10.0], [52.0, 95.0]]]
BOX = [[[20.0, 20.0], [80.0, 20.0], [80.0, 80.0], [20.0, 80.0], [20.0, 20.0]]]


@pytest.fixture(autouse=True)
def two_machines(monkeypatch):
    """The two that need no weights."""
    alike = {"pixels": "Pixel distance", "hausdorff": "Modified Hausdorff"}
    monkeypatch.setattr("course_lib.panels.oneshot.own_alphabet.MACHINES", alike)


@pytest.fixture
def panel():
    return in_browser({})


def in_browser(kept_there: dict) -> OwnAlphabet:
    """The panel on a page of a browser that keeps these texts."""
    panel = OwnAlphabet(BrowserAlphabet())
    tell(panel, kept_there)
    return panel


def tell(panel: OwnAlphabet, kept_there: dict, unsaved: bool = False) -> None:
    """The browser tells the page what it keeps, ``unsaved`` where the page's own came too late."""
    for keeper in panel.own.keepers:
        keeper.unsaved = unsaved
        keeper.stored = kept_there.get(keeper.place, "")
        keeper.told += 1


def kept_by(panel: OwnAlphabet) -> dict:
    return {keeper.place: keeper.text for keeper in panel.own.keepers}


def kept(panel: OwnAlphabet, strokes: list) -> None:
    panel.pad.strokes = strokes
    panel.pad.acted += 1


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


def test_what_is_kept_is_there_on_the_next_page_and_is_recognised_while_drawn(panel):
    panel.person.value = "Ada L"
    for strokes in (CROSS, BAR, BOX):
        kept(panel, strokes)
    again = in_browser(kept_by(panel))
    assert len(again.alphabet.signs) == 3
    assert again.person.value == "Ada L"
    assert again.own.identity == panel.own.identity
    again.choice.value = "2"
    assert not again.answers
    again.pad.strokes = [[[22.0, 21.0], [79.0, 22.0], [81.0, 79.0], [19.0, 80.0], [21.0, 20.0]]]
    assert again.wait()
    assert [int(np.argmax(s)) for s in again.answers.values()] == [2, 2]
    assert again.table.value.count("surest ✓") == 2
    again.choice.value = "0"
    assert again.table.value.count("surest ✗") == 2
    again.pad.clear()
    assert "answers while you draw" in again.table.value


def test_another_browser_sees_nothing_of_it(panel):
    kept(panel, BAR)
    assert not in_browser({}).alphabet.signs


def test_a_second_page_of_the_browser_follows_and_neither_overwrites_the_other(panel):
    kept(panel, BAR)
    other = in_browser(kept_by(panel))
    kept(other, BOX)
    tell(panel, kept_by(other))
    assert len(panel.alphabet.signs) == 2
    panel.choice.value = "1"
    panel.remove.click()
    tell(other, kept_by(panel))  # what one page removes does not come back from the other
    assert len(other.alphabet.signs) == 1
    kept(panel, CROSS)  # both write at once: the second finds that it came too late
    kept(other, BOX)
    tell(other, kept_by(panel), unsaved=True)
    assert len(other.alphabet.signs) == 3
    assert len(in_browser(kept_by(other)).alphabet.signs) == 3


def test_what_cannot_be_read_is_a_sentence(panel):
    kept(panel, BAR)
    damaged = kept_by(panel)
    damaged["lwl-own-alphabet"] = damaged["lwl-own-alphabet"][:40]
    again = in_browser(damaged)
    assert "cannot be used" in again.note.value
    assert not again.alphabet.signs


def test_a_blank_page_and_a_single_character_are_sentences(panel):
    panel.pad.acted += 1
    assert "no ink" in panel.note.value
    kept(panel, BAR)
    assert "is kept" in panel.note.value
    panel.pad.strokes = BAR
    assert not panel.answers
    with pytest.raises(LearnerError, match="two characters"):
        panel.support()


@given(arrays.arrays(np.float64, st.integers(2, 9), elements=st.floats(-40, 40)))
def test_words_follow_the_bars(scores):
    found, words = ranked(scores), in_words(scores)
    assert [number for number, _ in found] == np.argsort(-scores, kind="stable").tolist()
    assert len(words) == len(found)
    shares = [share for _, share in found]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 1
    assert words.count("surest") == (shares[1] < 1)
    assert words.count("as sure") == (0 if shares[1] < 1 else shares.count(1))


def test_a_close_second_is_called_so():
    assert in_words(np.array([0.0, 10.0, 9.0, 5.0])) == [
        *("surest", "close second", "behind", "far behind")
    ]


def test_a_classmates_file_is_added_and_a_bad_one_loses_nothing(panel):
    kept(panel, BAR)
    other = in_browser({})
    kept(other, CROSS)
    good = {"name": "theirs.zip", "content": memoryview(class_alphabet.pack(other.alphabet))}
    bad = {"name": "bad.zip", "content": memoryview(b"half a zip")}
    panel._uploaded({"new": (good, bad)})
    assert len(panel.alphabet.signs) == 2
    assert "bad.zip is no zip" in panel.note.value
    assert len(in_browser(kept_by(panel)).alphabet.signs) == 2


def test_the_machines_are_shown_anothers_hand(panel):
    kept(panel, BAR)
    kept(panel, BOX)
    other = in_browser({})
    other.own.store(panel.alphabet)
    other._refresh()
    other.choice.value = "0"
    kept(other, [[[60.0, 10.0], [60.0, 95.0]]])
    panel.own.store(other.alphabet)
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
    assert kept_by(panel)["lwl-own-alphabet"] == ""
