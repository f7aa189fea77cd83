"""Kernels that do not start: none for want of a port, and the page of one that died says so."""

from __future__ import annotations

import asyncio
import random
import threading
import time
import urllib.request
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import psutil
import pytest
from voila import handler

from course_lib.bench.page_client import PageClient
from course_lib.serve import page_renderer
from course_lib.serve.kernels import transport
from course_lib.serve.page_renderer import CourseRenderer
from course_lib.serve.server import settings
from tests.serve.test_crowd import kernels
from tests.serve.test_page_sockets import PAGE, course  # noqa: F401


@pytest.mark.parametrize(
    ("folder", "way"), [("/tmp/voila_12345678", "ipc"), ("/" + "long/" * 20, "tcp")]
)
def test_sockets_where_their_paths_are_short_enough(monkeypatch, folder, way):
    monkeypatch.setattr("course_lib.serve.kernels.os.name", "posix")
    assert transport(folder) == way


def test_voila_writes_pages_by_it(monkeypatch):
    monkeypatch.setattr(handler, "NotebookRenderer", handler.NotebookRenderer)
    page_renderer.use()
    assert handler.NotebookRenderer is CourseRenderer


def server_at(address: str) -> psutil.Process:
    port = str(urlsplit(address).port)
    return next(p for p in psutil.Process().children() if port in p.cmdline())


@contextmanager
def no_kernel_lives(address: str):
    """Whatever begins below the server ends at once, but for what was there before."""
    server, over = server_at(address), threading.Event()
    before = {process.pid for process in server.children(recursive=True)}

    def look() -> None:
        while not over.is_set():
            for process in server.children(recursive=True):
                if process.pid not in before:
                    with suppress(psutil.NoSuchProcess):
                        process.kill()
            time.sleep(0.001)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()


async def visit(address: str) -> PageClient:
    client = PageClient(address, PAGE, random.Random(0))
    await client.open()
    return client


@pytest.mark.slow
def test_a_page_whose_kernel_dies_at_once_ends_and_the_next_one_opens(course):  # noqa: F811
    before = kernels(course)
    with no_kernel_lives(course):
        page = urllib.request.urlopen(course + PAGE, timeout=50).read().decode()
    assert "kernelId" not in page
    assert 'id="loading"' in page  # by which its script knows
    until = time.monotonic() + 20
    while kernels(course) > before and time.monotonic() < until:
        time.sleep(0.1)
    assert kernels(course) == before

    async def another() -> None:
        await (await visit(course)).leave()

    asyncio.run(another())


@pytest.mark.slow
def test_no_port_is_chosen_for_a_page(course):  # noqa: F811
    """One that is free when it is chosen may be taken when the kernel opens it: five for each."""
    if settings().AsyncKernelManager.transport != "ipc":
        pytest.skip("kernels talk by ports on this system")

    async def look() -> list[int]:
        client = await visit(course)
        await client.meet()
        assert await client.press()
        server = server_at(course)
        told = [server, *server.children(recursive=True)]
        open_now = [c for p in told for c in p.net_connections("inet") if c.status == "LISTEN"]
        await client.leave()
        return [c.laddr.port for c in open_now]

    # the server's own, and the one on which the kernel hears its own children: any that is free
    assert len(asyncio.run(look())) <= 2
