"""The mask studio as a visitor gets it: our server, a real browser, and the page's kernel."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.errors import LearnerError
from course_lib.install import browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

ADDRESS = "/voila/render/dashboards/mask_studio.ipynb"
FREE_FORM = ".lwl-method-free_form .lwl-picture"
NO_BROWSER = f"This needs Chromium or Chrome and Playwright, which come so: {browser.HOW}"
PATIENCE = 120_000  # milliseconds: a busy machine is slow to start, not wrong


@dataclass
class Studio:
    """An open studio: the ``page``, the server's process id, and when the page was asked for."""

    page: Page
    server: int
    asked: float

    def kernel(self) -> int:
        """Process id of the page's kernel. LearnerError where /proc does not tell (not Linux)."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if parent == self.server and b"ipykernel" in command:
                return int(folder.name)
        raise LearnerError("The page's kernel was not found: this is measured on Linux only.")

    def wait_ready(self, method: str) -> None:
        """Wait for a method's answer; LearnerError with the cell's sentence if there is none."""
        cell = f".lwl-method-{method} .lwl-picture"
        self.page.wait_for_function(
            "s => ['ready', 'unavailable'].includes(document.querySelector(s)?.dataset.state)",
            arg=cell,
            timeout=PATIENCE,
        )
        shown = self.page.locator(cell)
        if shown.get_attribute("data-state") != "ready":
            raise LearnerError(f"The studio says: {shown.inner_text()}")


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
def open_studio(address: str = ADDRESS) -> Iterator[Studio]:
    """Serve the course, open the mask studio (or another page), and end both afterwards."""
    browser_path = browser.find()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise LearnerError(NO_BROWSER) from error
    if browser_path is None:
        raise LearnerError(NO_BROWSER)
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "course_lib", "serve", "--port", str(port), "--no-browser"],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_served(base, server)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=browser_path, args=browser.ARGUMENTS
            )
            try:
                page = chromium.new_page(viewport={"width": 1280, "height": 1000})
                asked = time.perf_counter()
                page.goto(base + address, wait_until="commit", timeout=PATIENCE)
                yield Studio(page, server.pid, asked)
            finally:
                chromium.close()
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
