"""One who asks for a hundred pages, many at the same moment, and a server that is killed."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time

import psutil
import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from course_lib.bench.page_client import PageClient
from course_lib.bench.server_load import _children
from course_lib.serve.seats import PAGES_EACH
from tests.conftest import ROOT, unused_port
from tests.serve.test_page_sockets import PAGE, course  # noqa: F401
from tests.serve.test_seats import ask, two_seats  # noqa: F401

pytestmark = pytest.mark.slow


async def at_once(address: str, cookies: list[str]) -> list[int]:
    """The status of a page for each of these visitors, all asked in the same moment."""
    client = AsyncHTTPClient(force_instance=True, max_clients=len(cookies))
    requests = [
        HTTPRequest(address + PAGE, headers={"Cookie": f"course-visitor={cookie}"},
                    request_timeout=120)
        for cookie in cookies
    ]  # fmt: skip
    replies = await asyncio.gather(*(client.fetch(r, raise_error=False) for r in requests))
    client.close()
    return [reply.code for reply in replies]


def kernels(address: str) -> int:
    return json.loads(ask(address + "/health"))["kernels"]


def test_one_learner_gets_no_hundred_pages_and_another_still_gets_his(course):  # noqa: F811
    before = kernels(course)
    codes = asyncio.run(at_once(course, ["a" * 32] * 100))
    assert codes.count(200) <= PAGES_EACH
    assert codes.count(200) + codes.count(503) == 100
    assert kernels(course) - before <= PAGES_EACH

    async def another() -> None:
        client = PageClient(course, PAGE, random.Random(0))
        await client.open()
        assert not client.waited
        await client.leave()

    asyncio.run(another())


def test_no_more_enter_than_there_are_seats_however_many_come_at_once(two_seats):  # noqa: F811
    codes = asyncio.run(at_once(two_seats, [f"{n:032}" for n in range(20)]))
    assert kernels(two_seats) <= 2
    assert codes.count(200) == 2
    assert codes.count(503) == 18


def serve(folder: str, port: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "course_lib", "serve", "--no-browser", "--port", str(port)]
    server = subprocess.Popen([*command, "--notebooks", folder], cwd=ROOT)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            ask(f"http://127.0.0.1:{port}/health")
            return server
        except OSError:
            time.sleep(0.1)
    server.kill()
    raise AssertionError("the course could not be served")


async def lesson(address: str, learners: int) -> None:
    clients = [PageClient(address, PAGE, random.Random(n)) for n in range(learners)]
    for client in clients:
        await client.open()
        await client.meet()
        assert await client.press()


def test_a_server_that_is_killed_in_mid_class_leaves_nothing_and_comes_back(
    course,  # noqa: F811
    tmp_path_factory,
):
    folder = str(next(tmp_path_factory.getbasetemp().glob("served*")))
    port = unused_port()
    address = f"http://127.0.0.1:{port}"
    server = serve(folder, port)
    try:
        asyncio.run(lesson(address, 3))
        below = [psutil.Process(number) for number in _children(server.pid)]
        assert len(below) >= 3
        server.kill()
        server.wait()
        assert psutil.wait_procs(below, timeout=20)[1] == []
        server = serve(folder, port)  # at the same address, where the pages wait for it
        assert kernels(address) == 0
        asyncio.run(lesson(address, 3))
    finally:
        server.terminate()
        server.wait(30)
