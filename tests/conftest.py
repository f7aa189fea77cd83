"""What several tests share: the training data if present, a free port, a browser's path."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GET_BROWSER = "python -m playwright install --with-deps chromium"


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


def find_browser() -> str | None:
    """A Chromium or Chrome: ``$LWL_BROWSER``, the PATH, or the one that Playwright installed."""
    named = os.environ.get("LWL_BROWSER")
    if named:
        return named
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"):
        if found := shutil.which(name):
            return found
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Path of the browser; the test is skipped, with the line that installs one, where none is."""
    path = find_browser()
    if path is None:
        pytest.skip(f"no Chromium or Chrome here; this gets one: {GET_BROWSER}")
    return path
