"""``python -m course_lib bench session --learners 30``: a class session, from press to projector.

Every learner is a connection of its own that joins, listens and presses once a question, all within
one second. The k-th press stands on the projector once the stream of its page says that k have
answered. ``reveal_ms`` is from the teacher's press until a learner's page has the answer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from course_lib.serve.ports import settle

SPREAD = 1.0  # seconds in which all press
WARM = 60.0  # seconds for the machines to load
PATIENCE = 30.0


class Page:
    """One page's stream: what it was told, and when."""

    def __init__(self, client: AsyncHTTPClient, address: str, cookie: str) -> None:
        self.told: list[tuple[float, dict]] = []
        self._rest = b""
        request = HTTPRequest(
            address,
            headers={"Cookie": cookie},
            streaming_callback=self._hear,
            request_timeout=0,
        )
        self.stream = client.fetch(request, raise_error=False)

    def _hear(self, data: bytes) -> None:
        *whole, self._rest = (self._rest + data).split(b"\n\n")
        for event in whole:
            if event.startswith(b"data: "):
                self.told.append((time.perf_counter(), json.loads(event[6:])))

    async def when(self, shown, seconds: float = PATIENCE) -> float:
        """The moment at which ``shown(what is told)`` first held. TimeoutError if it never does."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for at, told in self.told:
                if shown(told):
                    return at
            await asyncio.sleep(0.005)
        raise TimeoutError("a page was not told")


async def lesson(
    base: str, code: str, secret: str, learners: int, questions: int, end: Callable[[], None]
) -> dict:
    """The numbers that are printed; ``end()`` ends the server, and with it all streams."""
    client = AsyncHTTPClient(force_instance=True, max_clients=4 * learners + 8)
    teacher = f"class-teacher={secret}"

    async def send(path: str, cookie: str, sent: dict):
        return await client.fetch(
            base + path, method="POST", body=json.dumps(sent), headers={"Cookie": cookie}
        )

    cookies = []
    for number in range(learners):
        joined = await send("/join", "", {"code": code, "nickname": f"learner {number}"})
        cookies.append(joined.headers["Set-Cookie"].partition(";")[0])
    screen = Page(client, f"{base}/news/screen", teacher)
    pages = [Page(client, f"{base}/news/learner", cookie) for cookie in cookies]
    rng, pressed, revealed = random.Random(0), [], []
    for question in range(1, questions + 1):
        await send("/teacher", teacher, {"do": "ask"})
        await asyncio.gather(*(page.when(partial(_asks, question)) for page in pages))
        times: list[float] = []

        async def press(cookie: str, times=times, question=question) -> None:
            await asyncio.sleep(rng.uniform(0, SPREAD))
            times.append(time.perf_counter())
            await send("/answer", cookie, {"number": question, "choice": rng.randrange(10)})

        await asyncio.gather(*(press(cookie) for cookie in cookies))
        for rank, at in enumerate(sorted(times), 1):
            pressed.append(await screen.when(partial(_counts, question, rank)) - at)
        at = time.perf_counter()
        await send("/teacher", teacher, {"do": "reveal"})
        over = partial(_over, question)
        revealed += [await page.when(over) - at for page in pages]
        if question == 1:  # the machines are loaded once the first question is told in full
            await screen.when(_all_thought, WARM)
            pressed, revealed = [], []
    end()
    await asyncio.gather(screen.stream, *(page.stream for page in pages), return_exceptions=True)
    return {"learners": learners, "press_ms": _spread(pressed), "reveal_ms": _spread(revealed)}


def _asks(question: int, told: dict) -> bool:
    return told["number"] == question


def _counts(question: int, rank: int, told: dict) -> bool:
    return told["number"] == question and told["answered"] >= rank


def _over(question: int, told: dict) -> bool:
    return told["number"] == question and told["phase"] == "revealed"


def _all_thought(told: dict) -> bool:
    return all(one["choice"] is not None for one in told.get("machines", [{"choice": None}]))


def _spread(seconds: list[float]) -> dict:
    return {f"p{q}": round(1000 * float(np.percentile(seconds, q)), 1) for q in (50, 95)}


def main(argv: list[str]) -> int:
    """Start a session's server, hold the lesson, print one line of JSON; 0 then."""
    parser = argparse.ArgumentParser("python -m course_lib bench session", description=__doc__)
    parser.add_argument("--learners", type=int, default=30, help="at most 100 (default 30)")
    parser.add_argument("--questions", type=int, default=5, help="the first warms up (default 5)")
    args = parser.parse_args(argv)
    if not 1 <= args.learners <= 100 or args.questions < 2:
        parser.error("1 to 100 learners and two questions or more")
    number = settle(0)
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "course_lib",
            "class",
            "--port",
            str(number),
            "--session-only",
        ]
        command += ["--file", str(Path(folder) / "session.sqlite3")]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            code = server.stdout.readline().split()[-1]
            secret = server.stdout.readline().strip().partition("?key=")[2]
            base = f"http://127.0.0.1:{number}"
            held = lesson(base, code, secret, args.learners, args.questions, server.kill)
            print(json.dumps(asyncio.run(held)))
        finally:
            server.kill()
            server.wait()
    return 0
