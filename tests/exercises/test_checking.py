"""The check mechanism: states, faults in the learner's code, progress, and what it shows."""

import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.exercises import check, guard, progress
from course_lib.exercises.checking import CHAPTERS, catalogue, exercises_of
from course_lib.exercises.exercise import judge
from course_lib.exercises.result import PASSED, Result
from course_lib.inpainting import masks
from course_lib.progress import events
from tests.exercises.endless import ENDLESS
from tests.exercises.trying import message_of


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def unanswered(*_):
    raise NotImplementedError


@pytest.mark.parametrize("name", catalogue())
def test_every_exercise_says_not_yet_and_what_it_asks(name):
    result = check(name, unanswered)
    assert result.state == "not yet"
    assert not result.passed
    assert result.message == catalogue()[name].asks
    assert events() == ([], "")  # looking leaves no trace


def test_where_nothing_can_be_written_it_says_where_it_can(monkeypatch):
    assert check("cosine", unanswered).word == "Not yet"
    monkeypatch.setenv("LWL_READ_ONLY_PAGE", "1")
    result = check("cosine", unanswered)
    assert result.word == "Yours to write"
    assert "your own copy" in result.note


@pytest.mark.parametrize("name", catalogue())
def test_no_sentence_of_an_exercise_is_said_twice(name):
    exercise = catalogue()[name]
    fixed = [d.sentence for d in exercise.diagnoses if isinstance(d.sentence, str)]
    said = [*fixed, exercise.asks, exercise.shows]
    assert len(set(said)) == len(said)
    assert len(exercise.diagnoses) >= 3


def test_an_error_in_the_learners_code_is_one_sentence_with_kind_and_line():
    def broken(size, hole):
        mask = np.zeros((size, size), bool)
        return mask[wrong_name]  # noqa: F821

    said = message_of("central_region", broken)
    line = broken.__code__.co_firstlineno + 2
    assert f"line {line} " in said
    assert "NameError" in said
    assert "wrong_name" in said
    assert "Traceback" not in said
    assert "\n" not in said


def test_an_error_deep_inside_a_library_still_names_the_learners_line():
    def broken(size, hole):
        return np.stack([])

    said = message_of("central_region", broken)
    assert f"line {broken.__code__.co_firstlineno + 1} " in said
    assert "ValueError" in said


def test_a_wrong_signature_is_said_with_the_right_one():
    said = message_of("central_region", lambda size: None)
    assert "central_region(size, hole)" in said
    assert "argument" in said


def test_a_call_instead_of_the_function_is_explained():
    assert "without brackets" in message_of("central_region", np.zeros((128, 128), bool))


def test_leaving_python_is_caught():
    assert "SystemExit" in message_of("central_region", lambda size, hole: sys.exit("no"))


def test_an_interrupt_from_the_learner_goes_through():
    def stopped(size, hole):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(catalogue()["central_region"], stopped)


@pytest.mark.slow
@pytest.mark.timeout(60, method="thread")
@pytest.mark.parametrize("loop", ENDLESS)
@pytest.mark.parametrize("windows", [False, True])
def test_a_loop_without_end_is_stopped_whatever_it_catches(monkeypatch, loop, windows):
    if windows:  # which knows no pthread_kill: nothing but the end of a call ends a sleep there
        monkeypatch.delattr(signal, "pthread_kill", raising=False)
        monkeypatch.setattr(time, "sleep", lambda seconds, sleep=time.sleep: sleep(min(seconds, 1)))
    monkeypatch.setattr(guard, "SECONDS", 0.1)
    monkeypatch.setattr(guard, "AGAIN", 0.1)
    before = signal.getsignal(guard.SIGNAL)
    assert "never becomes false" in message_of("central_region", loop)
    assert signal.getsignal(guard.SIGNAL) == before
    time.sleep(0.3)  # no ring comes late
    assert check.central_region(masks.central_region).passed


def test_somebody_else_s_clock_goes_on_ticking(monkeypatch):
    if not hasattr(signal, "setitimer"):
        pytest.skip("no interval timer")
    monkeypatch.setattr(guard, "SECONDS", 0.2)
    heard = []
    before = signal.signal(signal.SIGALRM, lambda *_: heard.append(1))
    was = signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        assert "never becomes false" in message_of("central_region", ENDLESS[0])
        assert heard == [1]
    finally:
        signal.setitimer(signal.ITIMER_REAL, *was)
        signal.signal(signal.SIGALRM, before)


def test_both_ways_to_write_a_check_agree():
    assert check.central_region(masks.central_region) == check(
        "central_region", masks.central_region
    )
    assert "central_region" in dir(check)
    assert "central_region" in repr(check)


def test_an_unknown_exercise_or_chapter_is_named():
    with pytest.raises(LearnerError, match="centre_region"):
        check.centre_region(masks.central_region)
    with pytest.raises(LearnerError, match="03_nothing"):
        progress("03_nothing")


def test_progress_counts_tries_and_a_pass_stays():
    check.central_region(lambda size, hole: None)
    check.central_region(masks.central_region)
    check.central_region(lambda size, hole: None)
    check.random_block(lambda rng, size: None)
    shown = progress()
    assert shown.passed == 1
    assert shown.done["central_region"].tries == 3
    assert shown.done["central_region"].passed
    assert not shown.done["random_block"].passed
    assert "1 of 10" in str(shown)
    assert "✓ central_region (3 tries)" in str(shown)
    assert "○ masked_loss" in str(shown)
    assert "1 of 10" in shown._repr_html_()


def test_a_folder_that_cannot_be_written_is_said_and_the_check_counts(folder, monkeypatch):
    (folder / "file").write_text("")
    monkeypatch.setenv("LWL_PROGRESS", str(folder / "file" / "progress.sqlite3"))
    result = check.central_region(masks.central_region)
    assert result.passed
    assert "cannot be kept" in result.note
    assert "cannot be kept" in result._repr_html_()
    assert "cannot be kept" in progress().note


def test_the_card_escapes_what_the_learner_wrote():
    def broken(size, hole):
        raise ValueError("<script>alert(1)</script>")

    card = judge(catalogue()["central_region"], broken)._repr_html_()
    assert "<script>" not in card
    assert "&lt;script&gt;" in card


def test_the_card_says_its_state_by_symbol_and_word():
    card = Result("masked_loss", PASSED, "Only the hole counts.")
    assert "✓" in card._repr_html_()
    assert "Public checks passed" in card._repr_html_()
    assert str(card) == "✓ Public checks passed · masked_loss: Only the hole counts."


def test_names_are_unique_and_every_chapter_has_at_least_five():
    assert all(len(exercises_of(chapter)) >= 5 for chapter in CHAPTERS)
    assert len(catalogue()) == sum(len(exercises_of(c)) for c in CHAPTERS)


def test_importing_the_checks_loads_no_widget_and_no_torch():
    code = (
        "import sys; from course_lib.exercises import check; dir(check); "
        "print([m for m in ('torch', 'ipywidgets', 'IPython', 'plotly') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
