"""What a learner hands in and a teacher reads: round trips, broken files, names, counts."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.progress import exported, summary
from course_lib.progress.store import KINDS, OUTCOMES, Event

texts = st.text(st.characters(codec="utf-8"), max_size=30)
made = st.builds(
    Event, st.floats(0, 2e9), st.just("Ada"), texts, texts, st.sampled_from(KINDS),
    st.sampled_from(OUTCOMES), texts, texts,
)  # fmt: skip


def event(item="mask", outcome="wrong", message="", at=0.0, kind="exercise", chapter="02") -> Event:
    return Event(at, "", chapter, item, kind, outcome, message)


@given(st.lists(made, max_size=5))
def test_a_file_comes_back_as_it_was(events):
    read = exported.read(exported.as_json("Ada", events).encode(), "a.json")
    assert read == exported.Export("Ada", tuple(events), False)


@given(st.lists(made, max_size=5))
def test_a_spreadsheet_has_a_row_an_event_and_no_formula(events):
    rows = list(csv.reader(io.StringIO(exported.as_csv(events), newline="")))
    assert len(rows) == len(events) + 1
    assert not any(cell[:1] in "=+@\t\r" and cell for row in rows for cell in row)


def test_an_edited_file_is_known():
    told = json.loads(exported.as_json("Ada", [event()]))
    told["events"][0][told["columns"].index("outcome")] = "passed"
    assert exported.read(json.dumps(told).encode(), "a.json").edited


WHOLE = json.loads(exported.as_json("Ada", [event()]))


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[1]", b"{}", b"[" * 99_000, b"PK\3\4",
     json.dumps(WHOLE | {"events": [[1]]}).encode(),
     json.dumps(WHOLE | {"format": "other"}).encode(), json.dumps(WHOLE | {"events": 3}).encode(),
     json.dumps(WHOLE | {"columns": ["at"] * 7}).encode()],
)  # fmt: skip
def test_another_file_is_one_sentence_with_its_name(content):
    with pytest.raises(LearnerError, match=r"a\.json is not a file of progress"):
        exported.read(content, "a.json")


def test_a_file_of_a_newer_version_says_so():
    with pytest.raises(LearnerError, match="newer version"):
        exported.read(json.dumps(WHOLE | {"version": 2}).encode(), "a.json")


def test_two_learners_of_one_name_are_two_and_one_who_hands_in_twice_is_one():
    first = [event(at=1.0)]
    more = [*first, event(at=2.0, outcome="passed")]
    other = [event(at=5.0, item="loss")]
    files = [exported.Export("Ada", tuple(events)) for events in (first, other, more)]
    named = exported.told_apart(files)
    assert [name for name, _ in named] == ["Ada", "Ada (2)"]
    assert named[0][1].events == tuple(more)


def test_a_class_says_who_tried_solved_and_is_stuck():
    solved = [event(message="off"), event(outcome="passed")]
    stuck = [event(message="off"), event(message="off"), event(message="sign")]
    asked = [event("why", "passed", kind="question"), event("loss", "passed")]
    names = {"Ada": solved, "Ben": stuck, "Cleo": asked}
    rows = exported.of_class((n, exported.Export(n, tuple(e))) for n, e in names.items())
    assert rows[0] == exported.Row("exercise", "mask", 2, 1, "off", 3, ("Ben",))
    assert {row.item: (row.tried, row.solved) for row in rows[1:]} == {
        "why": (1, 1),
        "loss": (1, 1),
    }


def test_time_spent_leaves_out_pauses():
    found = [event(at=at, chapter=c) for at, c in ((0, "1"), (60, "1"), (100, "2"), (10_000, "1"))]
    assert summary.seconds_spent(reversed(found)) == {"1": 100.0}


def test_the_wrong_turn_is_the_message_seen_most():
    assert summary.wrong_turn([event(message="once"), event("loss", message="once")]) is None
    found = [event(message=m) for m in ("a", "b", "a", "b", "c")]
    assert summary.wrong_turn(found) == summary.WrongTurn("mask", "b", 2)


def test_stuck_is_three_wrong_tries_and_no_pass():
    assert summary.stuck_on([event()] * 2) == set()
    assert summary.stuck_on([event()] * 3) == {"mask"}
    assert summary.stuck_on([event()] * 3 + [event(outcome="passed")]) == set()
