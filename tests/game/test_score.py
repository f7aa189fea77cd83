"""Scores: kept apart, counted once, and read again from text of any kind."""

from __future__ import annotations

import csv
import io
import math
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.game import score
from course_lib.game.score import YOU, Score
from course_lib.oneshot.protocols import UNSTRUCTURED, WITHIN, Setting, published

from_json = partial(score.from_json, kind=Setting)
LECTURE = Setting("made-up", WITHIN, 20, 1)

settings = st.builds(
    Setting,
    st.sampled_from(["made-up", "own: π.zip"]),
    st.sampled_from([WITHIN, UNSTRUCTURED]),
    st.sampled_from([5, 20]),
    st.sampled_from([1, 5]),
)
answers = st.lists(
    st.tuples(
        settings,
        st.sampled_from(["a", "b", "seed 0, trial 3"]),
        st.sampled_from([YOU, "pixels", "encoder"]),
        st.booleans(),
        st.floats(0, 3600),
    ),
    max_size=30,
)


def played(given_answers) -> Score:
    made = Score()
    for answer in given_answers:
        made = made.answered(*answer)
    return made


@given(answers)
def test_a_tally_counts_first_answers_to_trials_that_the_learner_answered(given_answers):
    made = played(given_answers)
    first: dict = {}
    for setting, trial, player, right, _ in given_answers:
        first.setdefault((setting, trial, player), right)
    for setting in {a[0] for a in given_answers}:
        for player in (YOU, "pixels", "encoder"):
            asked = [
                right
                for (s, t, p), right in first.items()
                if s == setting and p == player and (s, t, YOU) in first
            ]
            tally = made.tally(setting, player)
            assert (tally.trials, tally.errors) == (len(asked), asked.count(False))
            names = {trial for _, trial in made.answers}
            parts = [made.tally(setting, player, {name}) for name in names]
            assert sum(part.trials for part in parts) == tally.trials
            assert sum(part.errors for part in parts) == tally.errors


@given(answers)
def test_text_gives_the_same_score_again(given_answers):
    made = played(given_answers)
    again, sentence = from_json(made.to_json())
    assert sentence == ""
    assert {k: {p: r for p, (r, _) in a.items()} for k, a in again.answers.items()} == {
        k: {p: r for p, (r, _) in a.items()} for k, a in made.answers.items()
    }


@given(answers, st.integers(0, 2000))
def test_of_text_that_breaks_off_every_whole_line_remains(given_answers, at):
    text = played(given_answers).to_json()
    again, sentence = from_json(text[:at])
    *whole, rest = text[:at].split("\n")
    complete = bool(rest) and rest in text.split("\n")
    assert len(again.answers) == len(whole) + complete
    assert bool(sentence) == (bool(rest) and not complete)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "null",
        "[]",
        "7",
        '["made-up","within",20,1,"t",{"you":[2,1]}]',
        '["made-up","within",20,1,"t",{"you":[1,NaN]}]',
        '["made-up","within",20,1,"t",{"you":[1,-1]}]',
        '["made-up","within",1,1,"t",{"you":[1,1]}]',
        '["made-up","both",20,1,"t",{"you":[1,1]}]',
        '["made-up","within","20",1,"t",{"you":[1,1]}]',
        '["made-up","within",20,1,"t",[]]',
        '["made-up","within",20,1,3,{"you":[1,1]}]',
        "[" * 100_000,
    ],
)
def test_a_damaged_line_is_left_out_and_said(line):
    good = '["made-up","within",20,1,"t",{"you":[0,1.5]}]\n'
    read, sentence = from_json(good + line + "\n" + good)
    assert read.tally(LECTURE, YOU) == score.Tally(1, 1, 1.5)
    assert "1 trial of" in sentence


@given(st.text())
def test_no_text_is_an_error(text):
    from_json(text)


def test_peoples_rate_stands_only_beside_the_trials_it_was_measured_on():
    assert published(LECTURE) == 0.045
    for other in (
        Setting("made-up", UNSTRUCTURED, 20, 1),
        Setting("made-up", WITHIN, 5, 1),
        Setting("made-up", WITHIN, 25, 1),
        Setting("made-up", WITHIN, 20, 5),
    ):
        assert published(other) is None


def test_the_interval_is_wilsons():
    made = played([(LECTURE, str(i), YOU, i >= 2, 1.0) for i in range(10)])
    # Solved by hand from (p − 0.2)² = z² p (1 − p) / 10.
    z2 = 1.959964**2
    a, b, c = 1 + z2 / 10, -(0.4 + z2 / 10), 0.04
    roots = sorted((-b + sign * math.sqrt(b * b - 4 * a * c)) / (2 * a) for sign in (1, -1))
    assert made.tally(LECTURE, YOU).interval == pytest.approx(roots)
    assert math.isnan(Score().tally(LECTURE, YOU).rate)


def test_two_pages_scores_are_put_together():
    one = played([(LECTURE, "a", YOU, True, 1), (LECTURE, "b", YOU, False, 1)])
    two = played([(LECTURE, "a", YOU, False, 9), (LECTURE, "a", "pixels", False, 1)])
    both = one.merged(two)
    assert both.tally(LECTURE, YOU) == score.Tally(1, 2, 1.0)
    assert both.tally(LECTURE, "pixels").errors == 1


def test_a_full_score_loses_nothing(monkeypatch):
    monkeypatch.setattr(score, "MOST", 2)
    made = played([(LECTURE, "a", YOU, True, 1), (LECTURE, "b", YOU, True, 1)])
    with pytest.raises(LearnerError, match="export it"):
        made.answered(LECTURE, "c", YOU, True, 1)
    assert made.answered(LECTURE, "b", "pixels", True, 1).tally(LECTURE, "pixels").trials == 1
    assert len(made.answers) == 2


def test_the_table_for_a_spreadsheet():
    made = played([(LECTURE, "a, 1", YOU, True, 1.5), (LECTURE, "b", "pixels", True, 1)])
    rows = list(csv.DictReader(io.StringIO(made.to_csv().decode())))
    assert [(r["trial"], r["player"], r["right"], r["seconds"]) for r in rows] == [
        ("a, 1", "you", "1", "1.5000")
    ]
