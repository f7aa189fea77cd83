"""The course as a visitor gets it: our own server, and a real browser on one of its pages."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from course_lib.errors import LearnerError
from course_lib.install import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NO_BROWSER = f"This needs Chromium or Chrome and Playwright, which come so: {browser.HOW}"
PATIENCE = 120_000  # milliseconds: a busy machine is slow to start, not wrong


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_served(address: str, server: subprocess.Popen, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            raise LearnerError("The server ended: python -m course_lib serve says why.")
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise LearnerError(f"The server did not answer within {seconds:.0f} s.")


@contextmanager
def served(*arguments: str) -> Iterator[tuple[str, int]]:
    """The course on a port of its own: its address without the last slash, the process's id.

    ``arguments`` are more of ``serve``'s.
    """
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "course_lib", "serve"),
            *("--port", str(port), "--no-browser", "--offline", *arguments),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_served(base, server)
        yield base, server.pid
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser without a window. LearnerError, with the line that gets one, where none is."""
    browser_path = browser.find()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise LearnerError(NO_BROWSER) from error
    if browser_path is None:
        raise LearnerError(NO_BROWSER)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path, args=browser.ARGUMENTS)
        try:
            yield chromium
        finally:
            chromium.close()


__all__ = ["NO_BROWSER", "PATIENCE", "browsing", "served"]
