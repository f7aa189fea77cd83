"""One sentence instead of a traceback: in IPython itself, as a notebook uses it."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.testing.globalipapp import start_ipython
from IPython.utils.capture import capture_output

from course_lib import plain_errors
from course_lib.errors import LearnerError


@pytest.fixture
def shell():
    found = start_ipython() or InteractiveShell.instance()
    yield found
    found.set_custom_exc((), None)


def run(shell, code):
    with capture_output() as captured:
        result = shell.run_cell(code)
    shown = " ".join(output.data.get("text/html", "") for output in captured.outputs)
    return result, shown, captured.stdout + captured.stderr


def test_a_learner_error_is_its_sentence(shell):
    shell.run_line_magic("load_ext", "course_lib")
    code = "from course_lib.errors import LearnerError\nraise LearnerError('Paint <less>.')"
    result, shown, printed = run(shell, code)
    assert not result.success
    assert "Paint &lt;less&gt;." in shown
    assert "Traceback" not in printed


def test_an_unanswered_exercise_says_so(shell):
    plain_errors.install(shell)
    _, shown, printed = run(shell, "raise NotImplementedError")
    assert "needs your answer" in shown
    assert "Traceback" not in printed


def test_a_fault_keeps_its_traceback_for_who_writes_code(shell, monkeypatch):
    monkeypatch.delenv("LWL_READ_ONLY_PAGE", raising=False)
    plain_errors.install(shell)
    _, shown, printed = run(shell, "{}['no such key']")
    assert shown == ""
    assert "KeyError" in printed


def test_a_fault_behind_a_page_is_one_sentence(shell, monkeypatch):
    monkeypatch.setenv("LWL_READ_ONLY_PAGE", "1")
    plain_errors.install(shell)
    _, shown, _ = run(shell, "{}['no such key']")
    assert "could not be shown (KeyError" in shown


def test_sentences():
    assert plain_errors.sentence(LearnerError("Do this.")) == "Do this."
    assert plain_errors.sentence(NotImplementedError("Your turn.")) == "Your turn."
