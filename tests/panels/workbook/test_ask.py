"""``ask``: marks at once, remembers, restores, and shows what a prediction hides after it alone."""

import json
from time import perf_counter

import ipywidgets as widgets
import pytest

from course_lib.errors import LearnerError
from course_lib.exercises import progress
from course_lib.exercises.asking import question
from course_lib.panels.workbook import ask
from course_lib.progress import attempts, events, record


def give(panel, answer):
    press = panel.board.given.get("press", 0) + 1
    panel.board.given = {"answer": answer, "press": press}
    return panel.board.verdict


def test_an_answer_is_marked_explained_and_kept():
    panel = ask("lens_fix")
    asked = question("lens_fix")[1]
    assert panel.board.verdict == {}
    assert give(panel, 2) == {"state": "wrong", "sentences": [asked.options[2].why]}
    assert give(panel, 0)["state"] == "right"
    kept = attempts("lens_fix", "question")
    assert (kept.tries, kept.passed, kept.last_answer) == (2, True, "0")
    assert events()[0][0].message == asked.options[2].why
    assert {e.chapter for e in events()[0]} == {"01_pretext_tasks"}


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("lens_fix", 3),
        ("who_wrote_it", [0, 4]),
        ("position_chance", "1/8"),
        ("probe_order", [1, 0, 2, 3, 4, 5]),
    ],
)
def test_a_page_made_anew_shows_what_was_left(name, answer):
    first = ask(name)
    give(first, answer)
    again = ask(name)
    assert again.board.answer == answer
    assert again.board.verdict == first.board.verdict
    assert attempts(name, "question").tries == 1  # looking again is no try


@pytest.mark.parametrize("answer", ["", "{", "[99]", "null", '"nan"', "1e999"])
def test_an_answer_that_is_none_is_asked_anew(answer):
    record("01_pretext_tasks", "who_wrote_it", "question", "wrong", "", answer)
    panel = ask("who_wrote_it")
    assert panel.board.verdict == {}
    assert panel.board.answer is None


def test_no_answer_is_said_and_leaves_no_trace():
    panel = ask("position_chance")
    assert give(panel, "")["state"] == "error"
    assert give(panel, "nan")["state"] == "error"
    assert events()[0] == []


@pytest.mark.parametrize("guess", [0, 1])
def test_a_prediction_is_made_once_and_then_shows_what_it_hid(guess):
    made = []

    def then():
        made.append(widgets.HTML("truth"))
        return made[-1]

    panel = ask("random_worth", then=then)
    assert made == []
    give(panel, guess)
    assert panel.children[-1] is made[0]
    assert panel.board.settled
    give(panel, 2)
    kept = attempts("random_worth", "question")
    assert (kept.passed, kept.last_answer) == (True, json.dumps(guess))
    assert ask("random_worth", then=then).children[-1] is made[1]
    assert len(made) == 2


def test_what_a_prediction_hid_may_be_lines_of_text():
    panel = ask("random_worth", then=lambda: ["a < b", "c"])
    give(panel, 0)
    assert "a &lt; b\nc" in panel.children[-1].value


def test_an_answer_that_cannot_be_kept_is_marked_and_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LWL_PROGRESS", str(tmp_path / "file" / "progress.sqlite3"))
    panel = ask("lens_fix")
    assert give(panel, 0)["state"] == "right"
    assert "cannot be kept" in panel.note.value


def test_an_answer_takes_less_than_a_tenth_of_a_second():
    panel = ask("lens_fix")
    give(panel, 1)
    took = []
    for answer in range(4):
        start = perf_counter()
        give(panel, answer)
        took.append(perf_counter() - start)
    assert sorted(took)[1] < 0.1


def test_an_unknown_question_is_said():
    with pytest.raises(LearnerError, match="no question"):
        ask("nothing_of_the_kind")


def test_a_chapters_progress_counts_its_questions():
    give(ask("lens_fix"), 1)
    give(ask("random_worth"), 1)
    give(ask("position_chance"), "12.5")
    shown = progress("01_pretext_tasks")
    assert shown.questions == (2, 8)
    assert "2 of 8 questions answered" in str(shown)
    assert "2 of 8 questions answered" in shown._repr_html_()
