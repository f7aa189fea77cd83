"""Omniglot is fetched beside the server: told, never twice, and a failure is one line."""

from __future__ import annotations

import pytest

from course_lib.errors import LearnerError
from course_lib.files import fetch
from course_lib.serve import first_fetch


@pytest.fixture
def said(monkeypatch, tmp_path):
    monkeypatch.setenv("LWL_DATA", str(tmp_path))
    return []


def test_what_is_there_is_not_fetched_again(said, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "get", lambda name: pytest.fail(name))
    for name in first_fetch.NAMES:
        (tmp_path / fetch.DATA_SETS[name].holds).touch()
    assert first_fetch.fetch_beside(said.append) is None
    assert said == []


def test_what_is_missing_is_fetched_and_told(said, tmp_path, monkeypatch):
    got = []
    monkeypatch.setattr(fetch, "get", got.append)
    (tmp_path / fetch.DATA_SETS["omniglot-evaluation"].holds).touch()
    first_fetch.fetch_beside(said.append).join(10)
    assert got == ["omniglot-background"]
    assert len(said) == 2
    assert "is here" in said[1]


def test_without_a_network_it_is_one_line(said, monkeypatch):
    def get(_):
        raise LearnerError("no network: look at the cable")

    monkeypatch.setattr(fetch, "get", get)
    first_fetch.fetch_beside(said.append).join(10)
    assert "could not be fetched now (no network)" in said[1]
