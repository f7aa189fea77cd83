"""A home folder that cannot be written, is full, or is not there: servers start all the same."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.errors import LearnerError
from course_lib.files import temporary
from course_lib.serve import private_folders

VARIABLES = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
SHOW = (
    "import json, os; from course_lib.serve import private_folders as f; moved = f.{call}();"
    "from jupyter_core import paths; from IPython.paths import get_ipython_dir as i;"
    "print(json.dumps([moved, [paths.jupyter_config_dir(), paths.jupyter_data_dir(),"
    " paths.jupyter_runtime_dir(), i()]]))"
)


def asked(call, tmp_path, **variables):
    """(what ``call`` gave back, the four folders) of a fresh Python under these variables."""
    environment = {k: v for k, v in os.environ.items() if k not in VARIABLES and k[:3] != "XDG"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SHOW.format(call=call)],
        env=environment | {"TMPDIR": str(tmp_path)} | variables,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    moved, folders = json.loads(done.stdout)
    return moved, [Path(folder) for folder in folders]


@pytest.fixture
def home(tmp_path):
    """A home folder; temporary files lie beside it."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def test_pages_write_nothing_to_the_home_and_leave_nothing_behind(home, tmp_path):
    tmp = tmp_path / "tmp"
    tmp.mkdir()
    _, folders = asked("use_own", tmp, HOME=str(home))
    assert all(tmp in folder.parents for folder in folders)
    assert not list(home.iterdir())
    assert not list(tmp.iterdir())


def test_the_lab_uses_a_home_that_can_be_written(home, tmp_path):
    moved, folders = asked("use_writable", tmp_path, HOME=str(home))
    assert moved is False
    assert all(home in folder.parents for folder in folders)
    assert not [file for file in home.rglob("*") if file.is_file()]


@pytest.mark.parametrize("broken", ["no folder", "a file", "one part of it"])
def test_the_lab_does_without_what_cannot_be_written(broken, home, tmp_path):
    """``one part of it``: as an old `sudo jupyter lab` leaves it."""
    where = {"no folder": Path("/dev/null/home"), "a file": tmp_path / "file"}.get(broken, home)
    if broken == "a file":
        where.write_text("")
    elif broken == "one part of it":
        (home / ".jupyter").write_text("")
    moved, folders = asked("use_writable", tmp_path, HOME=str(where))
    assert moved is True
    kept = [folder for folder in folders if where in folder.parents]
    assert len(kept) == (3 if broken == "one part of it" else 0)
    assert "learning-without-labels-" in str(folders[0])


def test_a_full_disk_counts_as_not_writable(home, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    monkeypatch.setattr(private_folders, "write_whole", full)
    assert not private_folders._writable(lambda: str(home), (".",))


def test_no_home_at_all(monkeypatch):
    def nobody():
        raise RuntimeError("Could not determine home directory.")

    for variable in (*VARIABLES, "HOME"):
        monkeypatch.setenv(variable, "")
    monkeypatch.setattr(Path, "home", nobody)
    private_folders.use_own()
    assert Path(os.environ["HOME"]).is_dir()
    assert all(Path(os.environ[variable]).is_dir() for variable in VARIABLES)


def test_no_room_for_temporary_files_is_a_sentence(monkeypatch):
    def nowhere(**_):
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr(temporary.tempfile, "mkdtemp", nowhere)
    with pytest.raises(LearnerError, match="TMPDIR"):
        private_folders.use_own()
