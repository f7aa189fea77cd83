"""A data set fetched behind a page: told as it comes, stopped and gone on with."""

from __future__ import annotations

import pytest

from course_lib.errors import LearnerError
from course_lib.files import fetch
from course_lib.running import fetch_run
from course_lib.running.fetch_run import FetchRun


@pytest.fixture
def told(monkeypatch):
    monkeypatch.setattr(fetch_run, "TELL_EVERY", 0.0)
    return []


def test_files_come_one_after_the_other_with_their_bytes(told, monkeypatch):
    def get(name, on_bytes):
        on_bytes(10, 40)
        on_bytes(40, 40)

    monkeypatch.setattr(fetch, "get", get)
    run = FetchRun(["a", "b"], told.append)
    run.start()
    assert run.join(10)
    assert [(p.file, p.step, p.steps) for p in told if p.step and p.state == "running"] == [
        (1, 10, 40),
        (1, 40, 40),
        (2, 10, 40),
        (2, 40, 40),
    ]
    assert told[-1].state == "done"


def test_a_stop_ends_it_and_a_start_goes_on(told, monkeypatch):
    asked = []

    def get(name, on_bytes):
        asked.append(name)
        if len(asked) == 1:
            run.stop()
        on_bytes(10, None)

    monkeypatch.setattr(fetch, "get", get)
    run = FetchRun(["a"], told.append)
    run.start()
    assert run.join(10)
    assert told[-1].state == "stopped"
    run.start()
    assert run.join(10)
    assert (asked, told[-1].state) == (["a", "a"], "done")


def test_without_a_network_one_sentence_says_so(told, monkeypatch):
    def get(name, on_bytes):
        raise LearnerError("no network here")

    monkeypatch.setattr(fetch, "get", get)
    run = FetchRun(["a"], told.append)
    run.start()
    assert run.join(10)
    assert (told[-1].state, told[-1].error) == ("failed", "no network here")
