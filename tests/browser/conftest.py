"""Real servers and a real browser: Voila and JupyterLab over a folder of small notebooks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 90_000  # milliseconds: a busy machine is slow, not wrong
# Messages of the pages around our widgets, about things that do no harm here.
HARMLESS = ("favicon", "Failed to load resource: the server responded with a status of 404")


@dataclass
class Server:
    """A running server; ``notebook`` writes a page of cells and returns its address."""

    base: str
    folder: Path
    page_path: str
    _made: int = field(default=0)

    def notebook(self, *cells: str) -> str:
        self._made += 1
        name = f"page{self._made}.ipynb"
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(book, self.folder / name)
        return f"{self.base}{self.page_path}{name}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _serve(command: list[str], folder: Path, page_path: str, ask: str) -> Iterator[Server]:
    root = Path(__file__).resolve().parents[2]
    port = _free_port()
    paths = [str(root), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    log = folder.parent / f"{folder.name}.log"
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", *command, f"--port={port}"],
            cwd=folder,
            env=environment,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
        base = f"http://127.0.0.1:{port}"
        try:
            until = time.monotonic() + PATIENCE / 1000
            while True:
                try:
                    urllib.request.urlopen(base + ask, timeout=2).close()
                    break
                except (urllib.error.URLError, OSError):
                    if process.poll() is not None or time.monotonic() > until:
                        pytest.fail(f"{command[0]} did not start:\n{log.read_text()[-2000:]}")
                    time.sleep(0.1)
            yield Server(base, folder, page_path)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture(scope="session")
def voila(tmp_path_factory, browser_path) -> Iterator[Server]:
    """A Voila server over an empty folder."""
    folder = tmp_path_factory.mktemp("voila")
    settings = [
        "--no-browser",
        "--Voila.ip=127.0.0.1",
        "--VoilaConfiguration.extension_allowlist=['@voila-dashboards/widgets-manager8',"
        "'@jupyter-widgets/jupyterlab-manager','anywidget']",
    ]
    yield from _serve(["voila", str(folder), *settings], folder, "/voila/render/", "/")


@pytest.fixture(scope="session")
def lab(tmp_path_factory, browser_path) -> Iterator[Server]:
    """A JupyterLab server over an empty folder, without a token and without its own settings."""
    folder = tmp_path_factory.mktemp("lab")
    settings = [
        "--no-browser",
        "--allow-root",
        "--ServerApp.ip=127.0.0.1",
        "--IdentityProvider.token=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=",
        "--LabApp.extension_manager=readonly",
        f"--LabApp.user_settings_dir={folder.parent / 'lab_settings'}",
        f"--LabApp.workspaces_dir={folder.parent / 'lab_workspaces'}",
        f"--ServerApp.root_dir={folder}",
    ]
    yield from _serve(["jupyterlab", *settings], folder, "/lab/tree/", "/api")


@pytest.fixture(scope="session")
def chromium(browser_path):
    """One browser for the session."""
    playwright_api = pytest.importorskip("playwright.sync_api")
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium) -> Iterator[Callable]:
    """``open_page(address, ready=selector)`` gives a page; at the end no error may be on record.

    Take ``page.problems.clear()`` after a test that causes errors on purpose.
    """
    contexts = []
    pages = []

    def open_(address: str, ready: str = "body", run_all: bool = False, **options):
        context = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 1000}, "has_touch": True, **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda m: m.type == "error" and page.problems.append(m.text))
        pages.append(page)
        page.goto(address, wait_until="commit", timeout=PATIENCE)
        if run_all:  # JupyterLab shows a notebook; a visitor runs it
            page.locator(".jp-Notebook .jp-Cell").first.wait_for()
            page.locator(".jp-NotebookPanel-toolbar").first.wait_for()
            page.get_by_text("Idle", exact=False).first.wait_for()
            page.locator(".jp-mod-main-menubar, #jp-MainMenu").get_by_text("Run", exact=True).click()
            page.get_by_text("Run All Cells", exact=True).click()
        page.locator(ready).first.wait_for()
        return page

    yield open_
    problems = [
        problem
        for page in pages
        for problem in page.problems
        if not any(harmless in problem for harmless in HARMLESS)
    ]
    for context in contexts:
        context.close()
    assert not problems, problems
