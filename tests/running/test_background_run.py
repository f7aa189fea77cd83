"""Work in a thread: what the learner can mend is told to the learner; a fault is logged, too."""

import logging
import os
import sys
import threading

import pytest

from course_lib.errors import LearnerError
from course_lib.running.background_run import BEHIND, BackgroundRun, Progress
from course_lib.running.latest_wins import Job, LatestWins


class Failing(BackgroundRun):
    """Raises what it is given."""

    def __init__(self, error, on_progress):
        super().__init__(Progress(), on_progress)
        self._error = error

    def work(self, stop):
        raise self._error


@pytest.mark.parametrize(
    ("error", "said", "logged"),
    [
        (LearnerError("Take a longer text."), "Take a longer text.", 0),
        (KeyError("x"), "KeyError", 1),
    ],
)
def test_only_a_fault_is_logged(error, said, logged, caplog):
    caplog.set_level(logging.DEBUG)
    seen = []
    run = Failing(error, seen.append)
    run.start()
    assert run.join()
    assert seen[-1].state == "failed"
    assert said in seen[-1].error
    assert len(caplog.records) == logged


def test_an_answer_that_cannot_be_shown_is_no_fault_where_the_learner_can_mend_it(caplog):
    caplog.set_level(logging.DEBUG)
    seen = []

    def show(outcome):
        if outcome.error is None:
            raise LearnerError("Too few words to show.")
        seen.append(outcome.error)

    runner = LatestWins(show)
    runner.submit([Job("a", lambda: 1)])
    assert runner.wait()
    assert seen == ["Too few words to show."]
    assert not caplog.records


class Nice(BackgroundRun):
    """Tells how nice its thread is, and one that it starts."""

    def work(self, stop):
        self.told = [os.getpriority(os.PRIO_PROCESS, 0)]
        helper = threading.Thread(
            target=lambda: self.told.append(os.getpriority(os.PRIO_PROCESS, 0))
        )
        helper.start()
        helper.join()
        return True


@pytest.mark.skipif(sys.platform != "linux", reason="a thread has no nice value of its own")
def test_a_run_stands_behind_presses_and_they_stand_where_they_stood():
    before = os.getpriority(os.PRIO_PROCESS, 0)
    run = Nice(Progress(), lambda progress: None)
    for _ in range(2):  # gone on with, it is no nicer than before
        run.start()
        assert run.join()
        assert run.told == [min(19, before + BEHIND)] * 2
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
