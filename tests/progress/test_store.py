"""The file of what a learner did: kept at once, by several at once, and never in the way."""

from __future__ import annotations

import contextvars
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.progress import attempts, database, events, hints_opened, record, store

ROOT = Path(__file__).resolve().parents[2]
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50)


def test_what_happened_is_there_in_its_order(own_progress):
    assert events() == ([], "")
    assert record("02", "mask", "exercise", "wrong", "Off by one.", "[1]") == ""
    assert record("02", "mask", "exercise", "passed") == ""
    assert record("02", "mask", "exercise", "wrong", "Again.") == ""
    assert record("02", "mask", "hint", "opened", "", "1") == ""
    assert record("02", "mask", "hint", "opened", "", "1") == ""
    assert attempts("mask") == store.Attempts(3, True, "Again.", "")
    assert attempts("mask", "question") == store.Attempts()
    assert hints_opened("mask") == 1
    found, _ = events()
    assert [event.outcome for event in found] == ["wrong", "passed", "wrong", "opened", "opened"]
    assert all(time.time() - 60 < event.at <= time.time() for event in found)
    assert own_progress.is_file()


@given(words, words, words)
def test_any_text_comes_back_as_it_was(item, message, answer):
    record("00", item, "question", "wrong", message, answer)
    last = events()[0][-1]
    assert (last.item, last.message, last.answer) == (item, message, answer)


def test_text_that_sqlite_cannot_hold_is_kept_readable():
    assert record("00", "a", "question", "wrong", "\ud800 lone", "x" * 10_000) == ""
    assert len(events()[0][-1].answer) == store.LONGEST


def test_an_outcome_that_there_is_not_is_a_fault_of_the_course():
    with pytest.raises(ValueError, match="won"):
        record("00", "a", "question", "won")


def test_learners_of_one_server_do_not_see_each_other(monkeypatch):
    monkeypatch.setenv(store.LEARNER, "ada")
    record("00", "a", "question", "passed")
    monkeypatch.setenv(store.LEARNER, "ben")
    assert events() == ([], "")
    record("00", "a", "question", "wrong")
    store.start_over()
    monkeypatch.setenv(store.LEARNER, "ada")
    assert [event.outcome for event in events()[0]] == ["passed"]


def test_start_over_keeps_a_copy(own_progress):
    record("00", "a", "question", "passed")
    kept = store.start_over()
    assert events() == ([], "")
    assert sqlite3.connect(kept).execute("SELECT item FROM event").fetchall() == [("a",)]
    assert kept.parent == own_progress.parent


def test_nothing_is_not_kept_again_and_again(own_progress):
    record("00", "a", "question", "passed")
    store.start_over()
    with pytest.raises(LearnerError, match="nothing yet"):
        store.start_over()
    assert len(list(own_progress.parent.glob("*.before-*"))) == 1


def test_nobody_fills_the_disk_with_his_steps(own_progress, monkeypatch):
    monkeypatch.setattr(store, "MOST", 3)
    assert [record("00", "a", "question", "wrong") for _ in range(4)] == ["", "", "", store.FULL]
    monkeypatch.setenv(store.LEARNER, "ben")
    assert record("00", "a", "question", "wrong") == ""
    assert len(events()[0]) == 1


def test_a_server_for_many_keeps_apart_who_asks(own_progress, monkeypatch):
    for name in ("ada", "ben"):
        context = contextvars.copy_context()
        context.run(store.ASKING.set, name)
        assert context.run(record, "00", name, "question", "passed") == ""
        assert [event.item for event in context.run(events)[0]] == [name]
    assert events() == ([], "")


OLD = {"version": 1, "exercises": {"mask": {"tries": 3, "passed": True},
                                   "loss": {"tries": 2, "passed": False}}}  # fmt: skip


def test_the_file_of_earlier_versions_is_taken_over_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "progress.json").write_text(json.dumps(OLD))
    for _ in range(2):
        assert attempts("mask") == store.Attempts(3, True)
        assert attempts("loss") == store.Attempts(2, False)
    store.start_over()
    assert events() == ([], "")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"exercises": 3}', "\x00",
                                     '{"exercises": {"a": {"tries": "x"}}}'])  # fmt: skip
def test_an_old_file_that_cannot_be_read_is_left_alone(tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "progress.json").write_text(content)
    assert record("00", "a", "question", "passed") == ""
    assert (tmp_path / "progress.json").read_text() == content


@pytest.mark.parametrize("content", [b"\xff" * 5000, b"SQLite format 3\0" + b"\7" * 5000])
def test_a_damaged_file_is_set_aside_by_name_and_never_deleted(own_progress, content):
    own_progress.write_bytes(content)
    note = record("00", "a", "question", "passed")
    (kept,) = own_progress.parent.glob("*.damaged-*.sqlite3")
    assert str(kept) in note
    assert kept.read_bytes() == content
    assert [event.item for event in events()[0]] == ["a"]
    assert record("00", "b", "question", "passed") == ""


def test_a_file_of_a_newer_version_is_not_touched(own_progress):
    record("00", "a", "question", "passed")
    with sqlite3.connect(own_progress) as connection:
        connection.execute(f"PRAGMA user_version = {database.VERSION + 1}")
    assert "newer version" in record("00", "b", "question", "passed")
    assert "newer version" in events()[1]
    with sqlite3.connect(own_progress) as connection:
        assert connection.execute("SELECT item FROM event").fetchall() == [("a",)]


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LWL_PROGRESS", str(tmp_path / "file" / "progress.sqlite3"))
    assert "cannot be kept" in record("00", "a", "question", "passed")
    assert events()[0] == []
    monkeypatch.setenv("LWL_PROGRESS", str(tmp_path))  # a folder
    assert "cannot be written" in record("00", "a", "question", "passed")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to try")
def test_a_full_disk_is_a_sentence(own_progress, monkeypatch):
    record("00", "a", "question", "passed")
    real = sqlite3.connect

    def small(*args, **kwargs):
        connection = real(*args, **kwargs)
        connection.execute("PRAGMA max_page_count = 1")  # what SQLite itself calls a full file
        return connection

    monkeypatch.setattr(database.sqlite3, "connect", small)
    notes = [record("00", "b", "question", "passed", "x" * 4000) for _ in range(20)]
    assert "no room left" in notes[-1]
    monkeypatch.undo()
    os.environ["LWL_PROGRESS"] = str(own_progress)
    assert events()[0][0].item == "a"


WRITER = """
import sys
from course_lib.progress import record
for number in range(int(sys.argv[2])):
    assert record("00", f"{sys.argv[1]}-{number}", "question", "passed") == ""
    print(number, flush=True)
"""


def writer(name: str, count: int) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", WRITER, name, str(count)], cwd=ROOT,
                            stdout=subprocess.PIPE, text=True)  # fmt: skip


def test_two_kernels_write_at_once_and_nothing_is_lost():
    both = [writer("a", 40), writer("b", 40)]
    assert [one.wait(60) for one in both] == [0, 0]
    items = [event.item for event in events()[0]]
    assert sorted(items) == sorted(f"{name}-{n}" for name in "ab" for n in range(40))


def test_who_meets_a_locked_file_waits(own_progress):
    own_progress.parent.mkdir(exist_ok=True)
    with sqlite3.connect(own_progress, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        said = []
        waiting = threading.Thread(
            target=lambda: said.append(record("00", "a", "question", "passed"))
        )
        waiting.start()
        time.sleep(0.5)
        assert not said
        other.execute("ROLLBACK")
        waiting.join(20)
    assert said == [""]


@pytest.mark.slow
def test_a_kill_in_mid_write_loses_nothing_that_was_acknowledged():
    """Children are killed at moments of chance, for real; more of them in ``bench progress``."""
    from course_lib.bench.progress import kill_while_writing

    told = kill_while_writing(20, seed=0)
    assert told.kills == 20
    assert told.lost == 0
    assert told.acknowledged > 0  # a busy machine kills most before their first answer


def test_a_kernel_that_is_killed_leaves_no_lock(own_progress):
    record("00", "a", "question", "passed")
    child = writer("k", 10_000)
    child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert record("00", "b", "question", "passed") == ""
