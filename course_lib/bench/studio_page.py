"""The mask studio as a visitor gets it: our server, a real browser, and the page's kernel."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

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
        """Process id of the page's kernel. LearnerError where there is none."""
        found = kernels(self.server)
        if found:
            return found[0]
        raise LearnerError("The page's kernel was not found.")

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


def kernels(server: int) -> list[int]:
    """Process ids of a server's kernels, spawned by it or forked from its warm process."""
    forked, spawned = [], []
    for process in psutil.Process(server).children():
        with suppress(psutil.Error):  # it ended just now
            command = " ".join(process.cmdline())
            if "warm_parent" in command:
                forked += [kernel.pid for kernel in process.children()]
            elif "ipykernel" in command:
                spawned.append(process.pid)
    return forked + spawned


@contextmanager
def open_studio(address: str = ADDRESS) -> Iterator[Studio]:
    """Serve the course, open the mask studio (or another page), and end both afterwards."""
    with browsing() as chromium, served() as (base, server):
        page = chromium.new_page(viewport={"width": 1280, "height": 1000})
        asked = time.perf_counter()
        page.goto(base + address, wait_until="commit", timeout=PATIENCE)
        yield Studio(page, server, asked)
