"""The mask studio as a visitor gets it: our server, a real browser, and the page's kernel."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.errors import LearnerError
from course_lib.install.visit import PATIENCE, browsing, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

ADDRESS = "/voila/render/dashboards/mask_studio.ipynb"
IMAGINED = ".lwl-imagined"  # the answer that is shown large


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


@contextmanager
def open_studio(address: str = ADDRESS) -> Iterator[Studio]:
    """Serve the course, open the mask studio (or another page), and end both afterwards."""
    with browsing() as chromium, served() as (base, server):
        page = chromium.new_page(viewport={"width": 1280, "height": 1000})
        asked = time.perf_counter()
        page.goto(base + address, wait_until="commit", timeout=PATIENCE)
        yield Studio(page, server, asked)
