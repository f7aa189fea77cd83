"""An answer that takes too long: ended whole, asked once more, and nobody after it suffers."""

from __future__ import annotations

import tempfile

import pytest

from course_lib.exercises import guard
from course_lib.exercises.checking import catalogue
from course_lib.exercises.guard import TOO_LONG
from course_lib.grading import apart

COSINE = catalogue()["cosine"]
RIGHT = "import numpy as np\ndef cosine(a, b):\n    return a @ b / np.sqrt((a @ a) * (b @ b))"
ENDLESS = """def cosine(a, b):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass"""


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """Where answers may write; an answer has half a second."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(apart, "SECONDS", 0.5)
    yield tmp_path
    apart._worker.stop()


def test_endless_answers_leave_nothing_and_the_next_one_is_judged(scratch):
    for _ in range(2):
        assert apart.judge_apart(COSINE, [ENDLESS], 0).message == TOO_LONG
    assert not list(scratch.glob("answer-*"))
    assert apart.judge_apart(COSINE, [RIGHT], 0, (0, 7)).passed
    assert not list(scratch.glob("answer-*"))


def test_the_checks_own_alarm_does_not_ring_while_a_late_answer_is_ended(scratch, monkeypatch):
    stop, stopped = apart._worker.stop, []

    def slowly() -> None:
        begun = apart.time.monotonic()
        while apart.time.monotonic() < begun + 1.0:  # an alarm would end it here
            pass
        stop()
        stopped.append(True)

    monkeypatch.setattr(guard, "SECONDS", 1.0)  # what a check in the learner's notebook has
    monkeypatch.setattr(apart._worker, "stop", slowly)
    assert apart.judge_apart(COSINE, [ENDLESS], 0).message == TOO_LONG
    assert stopped == [True, True]


def test_who_was_late_once_is_asked_again(scratch, monkeypatch):
    asked = []
    ask = apart._worker.ask

    def busy(arguments: tuple, until: float) -> list:
        asked.append(arguments)
        if len(asked) == 1:
            raise apart.Gone(late=True)
        return ask(arguments, until)

    monkeypatch.setattr(apart._worker, "ask", busy)
    assert apart.judge_apart(COSINE, [RIGHT], 0).passed
