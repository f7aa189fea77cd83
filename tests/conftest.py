"""What several tests share: the training data if present, a free port, a browser's path."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from course_lib import browser

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with the data sets: ``$LWL_DATA``, or ``shared/data`` beside the project."""
    named = os.environ.get("LWL_DATA")
    folders = [Path(named)] if named else [ROOT.parent / "shared" / "data", ROOT / "data"]
    for folder in folders:
        if folder.is_dir():
            return folder
    pytest.skip(f"no data folder at {folders[0]}: name one in the variable LWL_DATA")


@pytest.fixture
def free_port() -> int:
    """A port on 127.0.0.1 that nothing listened on a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Path of the browser; the test is skipped, with the line that installs one, where none is."""
    path = browser.find()
    if path is None:
        pytest.skip(f"no Chromium or Chrome here; this gets one: {browser.HOW}")
    return path
