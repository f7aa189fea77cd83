"""Temporary folders: gone with their program, kept while it lives, swept after a kill."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from course_lib.files import temporary

HOLD = """
import sys
from course_lib.files.temporary import own_folder
folder = own_folder("kind")
(folder / "file").write_text("x")
print(folder, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def hold(tmp_path, monkeypatch):
    """Start a program that holds a folder: the program, and the folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    started = []

    def start():
        program = subprocess.Popen(
            [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )  # fmt: skip
        started.append(program)
        return program, Path(program.stdout.readline().strip())

    yield start
    for program in started:
        program.kill()
        program.communicate()


def aged(folder: Path) -> None:
    os.utime(folder / temporary.HELD, (1, 1))


def test_a_folder_ends_with_its_program(hold):
    program, folder = hold()
    assert (folder / "file").exists()
    program.communicate("")
    assert not folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="TMPDIR, and a kill, are Unix's")
def test_a_killed_programs_folder_goes_when_the_next_one_starts_and_no_living_ones(hold):
    killed, left = hold()
    _, living = hold()
    killed.kill()
    killed.wait()
    aged(living)
    _, _ = hold()
    assert left.exists()  # so young that its program might not have locked it yet
    aged(left)
    _, third = hold()
    assert not left.exists()
    assert (living / "file").exists()
    assert (third / "file").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_leads_to_no_deletion(hold, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / temporary.HELD).write_text("")
    aged(elsewhere)
    (tmp_path / "kind-link").symlink_to(elsewhere)
    hold()
    assert (elsewhere / temporary.HELD).exists()
