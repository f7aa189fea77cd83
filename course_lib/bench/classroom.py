"""``python -m course_lib bench classroom --learners 30``: the opening bell on one machine (Linux).

All open a page within ten seconds, spread over all studios (or one, ``--page``), and press
something every few seconds. ``--each``: one studio after the other, three learners a second, for a
table. Memory is PSS: what processes share counts once, in parts. Times hold for a machine on which
nothing else runs: how many cores others took meanwhile is told with them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from collections import Counter

import numpy as np
from tornado.httpclient import AsyncHTTPClient

from course_lib.bench.page_client import PageClient
from course_lib.bench.page_weight import page_mb
from course_lib.bench.server_load import Cores, total_mb
from course_lib.bench.studio_page import kernels
from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.install.visit import browsing, served

BURST = 10.0  # seconds in which all open their page
A_SECOND = 3.0  # learners who do where there are fewer than a class
PAUSE = (2.0, 5.0)  # seconds between presses of one learner
SETTLE = 20.0  # seconds for kernels to end
LOOK_EVERY = 300.0  # seconds between looks at the memory of a long lesson


async def attend(
    learners: int,
    base: str,
    server: int,
    pages: list[str],
    seconds: float,
    seed: int,
    burst: float = BURST,
) -> dict:
    """The whole lesson, as the numbers that are printed."""
    AsyncHTTPClient.configure(None, max_clients=4 * learners)  # they do not wait for each other
    before, watch = total_mb(server), Cores(server)
    rng = random.Random(seed)
    clients = [
        PageClient(base, pages[number % len(pages)], random.Random(seed * 1000 + number))
        for number in range(learners)
    ]
    errors: Counter[str] = Counter()

    async def one(client: PageClient, at: float) -> None:
        await asyncio.sleep(at)
        try:
            await client.open()
            await client.meet()
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                await client.rest(client.rng.uniform(*PAUSE))
                if not await client.press():
                    break
        except Exception as error:  # counted, and told by name: a lesson goes on
            errors[f"{client.address.rsplit('/', 1)[-1]}: {type(error).__name__}: {error}"] += 1

    starts = sorted(rng.uniform(0, burst) for _ in clients)
    looks: list[tuple[int, int]] = []
    looking = asyncio.create_task(_look(server, looks))
    await asyncio.gather(*(one(*pair) for pair in zip(clients, starts, strict=True)))
    looking.cancel()
    others = watch.of_others()
    full = total_mb(server)
    began = time.perf_counter()
    await asyncio.gather(*(client.leave() for client in clients))
    print(f"all have left after {time.perf_counter() - began:.1f} s", file=sys.stderr)
    until = time.monotonic() + SETTLE
    while kernels(server) and time.monotonic() < until:
        await asyncio.sleep(0.5)
    paints = [client.first_paint for client in clients if client.first_paint]
    answers = [ms for client in clients for ms in client.answers]
    return {
        "learners": learners,
        "first_paint_s": _middle(paints, 2),
        "interaction_ms": _middle(answers, 0),
        "still_ms": _middle([ms for client in clients for ms in client.still], 0),
        "mb_per_learner": round(full / learners, 1),
        "mb_a_page": round((full - before) / learners, 1),
        "errors": sum(errors.values()),
        "presses": len(answers),
        "waited": sum(client.waited for client in clients),
        "mb_before": round(before),
        "mb_with_all": round(full),
        "mb_after": round(total_mb(server)),
        "mb_at_minute": looks,
        "kernels_after": len(kernels(server)),
        "cores_of_others": round(others, 2),
        "what_failed": dict(errors),
    }


async def _look(server: int, looks: list[tuple[int, int]]) -> None:
    """Note minute and megabytes from time to time, and tell them at once: a lesson may be long."""
    began = time.monotonic()
    while True:
        await asyncio.sleep(LOOK_EVERY)
        megabytes = await asyncio.to_thread(total_mb, server)
        looks.append((round((time.monotonic() - began) / 60), round(megabytes)))
        print("after {} minutes: {} MB".format(*looks[-1]), flush=True)


def _middle(values: list[float], digits: int) -> dict[str, float | None]:
    if not values:
        return {"p50": None, "p95": None}
    p50, p95 = np.quantile(values, [0.5, 0.95])
    return {"p50": round(float(p50), digits), "p95": round(float(p95), digits)}


def studios() -> list[str]:
    """The addresses of all studios, in their order on the disk."""
    folder = places.project() / "notebooks" / "dashboards"
    return [f"/voila/render/dashboards/{file.name}" for file in sorted(folder.glob("*.ipynb"))]


def weigh(base: str, pages: list[str]) -> dict[str, float]:
    """Megabytes that a new visitor's browser gets, by page; none where there is no browser."""
    try:
        with browsing() as browser:
            return {page.rsplit("/", 1)[-1]: round(page_mb(browser, base + page), 2)
                    for page in pages}  # fmt: skip
    except LearnerError as error:
        print(f"pages were not weighed: {error}", file=sys.stderr)
        time.sleep(8)
        return {}


def each(args: argparse.Namespace, base: str, server: int, pages: list[str], seconds: float) -> int:
    """Fill one studio after the other: a line each, and all of them as one line of JSON."""
    time.sleep(8)  # it is still loading
    asyncio.run(attend(1, base, server, pages[:1], 0, args.seed))
    told = {}
    print("studio: first paint (95 %), a press (95 %), memory of a page")
    for page in pages:
        burst = args.learners / A_SECOND
        now = asyncio.run(attend(args.learners, base, server, [page], seconds, args.seed, burst))
        name = page.rsplit("/", 1)[-1].removesuffix(".ipynb")
        told[name] = now
        paint, answer = now["first_paint_s"], now["interaction_ms"]
        failed = f", {now['errors']} failed" if now["errors"] else ""
        print(
            f"{name}: {paint['p50']} s ({paint['p95']}), {answer['p50']} ms ({answer['p95']}), "
            f"{now['mb_a_page']} MB{failed}",
            flush=True,
        )
    if args.json:
        print(json.dumps(told))
    return int(any(now["errors"] for now in told.values()))


def main(argv: list[str] | None = None) -> int:
    """Print a table and, with ``--json``, one object as the last line; 1 if anything failed."""
    parser = argparse.ArgumentParser("python -m course_lib bench classroom", description=__doc__)
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=120, help="how long each presses")
    parser.add_argument(
        "--minutes", type=float, help="the same, for a long lesson: memory is told every five"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--page", help="one studio for all, by its notebook's name")
    where.add_argument("--each", action="store_true", help="all into one studio, then the next")
    parser.add_argument("--spawn-kernels", action="store_true", help="without forking, to compare")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    seconds = args.seconds if args.minutes is None else 60 * args.minutes
    pages = [f"/voila/render/dashboards/{args.page}.ipynb"] if args.page else studios()
    with served(*["--spawn-kernels"] * args.spawn_kernels) as (base, server):
        if args.each:
            return each(args, base, server, pages, seconds)
        weights = weigh(base, pages)  # a server that has just been started is still loading
        one = asyncio.run(attend(1, base, server, pages[:1], 0, args.seed))
        told = asyncio.run(attend(args.learners, base, server, pages, seconds, args.seed))
    told["page_mb"] = max(weights.values(), default=None)
    told["page_mb_of"] = weights
    told["single_first_paint_s"] = one["first_paint_s"]["p50"]
    paint, answer = told["first_paint_s"], told["interaction_ms"]
    print(f"{args.learners} learners: first paint {paint['p50']} s, 95 % within {paint['p95']} s "
          f"(one visitor alone {told['single_first_paint_s']} s)")  # fmt: skip
    print(f"{told['presses']} presses answered after {answer['p50']} ms, 95 % {answer['p95']} ms")
    still, others = told["still_ms"], told["cores_of_others"]
    print(f"nothing more came of one after {still['p50']} ms, 95 % {still['p95']} ms")
    print(f"meanwhile others kept {others} cores busy: times hold for 0")
    if weights:
        print(f"largest page: {told['page_mb']} MB, {max(weights, key=weights.get)}")
    print(f"{told['mb_per_learner']} MB a learner, everything counted: {told['mb_before']} MB "
          f"before, {told['mb_with_all']} with all, {told['mb_after']} after; "
          f"{told['kernels_after']} kernels left")  # fmt: skip
    for what, times in told["what_failed"].items():
        print(f"failed {times} times: {what}")
    if args.json:
        print(json.dumps(told))
    return int(told["errors"] > 0)
