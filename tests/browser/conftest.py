"""A real browser on real pages of Voila and JupyterLab, over folders of small notebooks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import TimeoutError, sync_playwright

from course_lib.install import browser

PATIENCE = 90_000  # milliseconds: a busy machine is slow, not wrong
# What the browser writes about pages' surroundings, none of it about the course's own work.
HARMLESS = ("favicon",)


@dataclass
class Server:
    """A running server; ``notebook`` writes a page of code cells and returns its address."""

    base: str
    folder: Path
    prefix: str
    made: int = 0

    def notebook(self, *cells: str) -> str:
        self.made += 1
        name = f"page{self.made}.ipynb"
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(book, self.folder / name)
        # JupyterLab would else open the notebooks of earlier tests too, in front of this one.
        return f"{self.base}{self.prefix}{name}" + "?reset" * self.prefix.startswith("/lab/")


@pytest.fixture(scope="session")
def voila(serve_for_all, tmp_path_factory) -> Server:
    """The course's own Voila over a folder that starts empty."""
    folder = tmp_path_factory.mktemp("voila")
    return Server(serve_for_all(folder), folder, "/voila/render/")


@pytest.fixture(scope="session")
def lab(tmp_path_factory) -> Iterator[Server]:
    """A plain JupyterLab over a folder that starts empty: no token, nobody's settings."""
    folder = tmp_path_factory.mktemp("lab")
    own = tmp_path_factory.mktemp("lab_own")
    # As `make lab` sets it: an output that is out of sight stays in the page.
    tracker = own / "@jupyterlab" / "notebook-extension" / "tracker.jupyterlab-settings"
    tracker.parent.mkdir(parents=True)
    tracker.write_text('{"windowingMode": "none"}')
    root = Path(__file__).resolve().parents[2]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *(f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token="),
        *(f"--ServerApp.root_dir={folder}", "--LabApp.news_url="),
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *(f"--LabApp.user_settings_dir={own}", f"--LabApp.workspaces_dir={own}"),
    ]
    paths = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    log = own / "log.txt"
    with log.open("w") as written:
        server = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": paths},
            stdout=written,
            stderr=subprocess.STDOUT,
        )
        try:
            base, end = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE / 1000
            while True:
                try:
                    urllib.request.urlopen(f"{base}/api", timeout=5).close()
                    break
                except (urllib.error.URLError, OSError):
                    if server.poll() is not None or time.monotonic() > end:
                        pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
                    time.sleep(0.1)
            yield Server(base, folder, "/lab/tree/")
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()


@pytest.fixture(scope="package")
def chromium(browser_path):
    """One browser for this folder's tests.

    It ends with them: Playwright keeps an event loop running in the test's thread, and a panel made
    in that thread would take it for the page's own.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path, args=browser.ARGUMENTS)
        yield chromium
        chromium.close()


class Pages:
    """``open_page(address, ready=selector)`` is a page; no error may be on record at its end.

    What browser and page complain about is in ``page.problems``. A page that a test opens ends with
    the test; one that a fixture shares, with the tests of its file.
    """

    def __init__(self, chromium, log: Path) -> None:
        self._chromium = chromium
        self._log = log
        self._open: list = []

    def __call__(self, address: str, ready: str = "body", **options):
        context = self._chromium.new_context(
            **{"viewport": {"width": 1280, "height": 1000}, "has_touch": True, **options}
        )
        page = context.new_page()
        self._open.append(page)
        page.set_default_timeout(PATIENCE)
        page.problems = []

        def complained(message) -> None:
            if message.type == "error":
                page.problems.append(f"{message.text} {message.location.get('url', '')}".strip())

        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", complained)
        page.goto(address, wait_until="commit", timeout=PATIENCE)
        if "/lab/tree/" in address:
            run_in_lab(page)
        page.locator(ready).first.wait_for()
        return page

    def __len__(self) -> int:
        return len(self._open)

    def close(self, first: int = 0) -> None:
        """Close all but the ``first`` pages; AssertionError if they had an error on record."""
        closing, self._open = self._open[first:], self._open[:first]
        problems = [problem for page in closing for problem in page.problems]
        for page in closing:
            for one in page.context.pages:
                one.goto("about:blank")  # left, unlike closed, a page ends its kernel
            page.context.close()
        grave = [p for p in problems if not any(word in p for word in HARMLESS)]
        assert not grave, f"{grave}\n{self._log.read_text()[-4000:]}"


@pytest.fixture(scope="module")
def open_page(chromium, serve_for_all) -> Iterator[Pages]:
    """Opens pages, see ``Pages``."""
    pages = Pages(chromium, serve_for_all.log)
    yield pages
    pages.close()


@pytest.fixture(autouse=True)
def _close_pages_of_the_test(request) -> Iterator[None]:
    if "open_page" not in request.fixturenames:
        yield
        return
    pages = request.getfixturevalue("open_page")
    shared = len(pages)  # what fixtures of a wider scope opened: they are made before this one
    yield
    pages.close(shared)


def run_in_lab(page) -> None:
    """Run the notebook that JupyterLab has opened, as its menu does.

    While JupyterLab is still starting, a menu may close again, its command do nothing, or a
    neighbour that restarts the kernel stand in its place and ask; so we look whether the last cell
    runs, and else send questions away and try again.
    """
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    idle = page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")
    idle.first.wait_for(state="attached")  # a narrow toolbar may hide it
    unrun = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt", has_text="[ ]:")
    running = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt", has_text="[*]:")
    asked = page.locator(".jp-Dialog")
    said = []
    for _ in range(15):
        try:
            if asked.count():
                said.append(asked.first.inner_text(timeout=5000))
                asked.first.press("Escape", timeout=5000)
            page.keyboard.press("Escape")
            page.locator(".lm-MenuBar-item", has_text="Run").first.click(timeout=5000)
            page.get_by_text("Run All Cells", exact=True).first.click(timeout=5000)
        except TimeoutError:
            continue
        page.wait_for_timeout(1500)
        if not unrun.count():
            running.first.wait_for(state="detached")  # until then it moves the focus
            return
    pytest.fail(f"JupyterLab did not run the notebook; it asked {said}")
