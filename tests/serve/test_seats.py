"""Seats and the queue: nobody is passed, nobody waits in vain, and a served course keeps to it."""

from __future__ import annotations

import asyncio
import json
import random
import time
import urllib.request

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.bench.page_client import PageClient
from course_lib.serve.open_files import UNLIMITED
from course_lib.serve.page_kernels import PageKernelManager
from course_lib.serve.seats import FORGOTTEN, Seats, room_for
from tests.serve.test_page_sockets import PAGE, course  # noqa: F401


def test_who_comes_first_enters_first():
    seats = Seats(2)
    assert seats.place("a", 0, 0) == seats.place("b", 1, 0) == 0
    assert [seats.place(who, 2, 1) for who in "cde"] == [1, 2, 3]
    assert seats.waiting(1) == 3
    # one leaves: the first in the queue enters, however often the others ask
    assert seats.place("e", 1, 2) == 2
    assert seats.place("d", 1, 2) == 1
    assert seats.place("c", 1, 2) == 0
    assert seats.place("d", 2, 2) == 1


def test_who_asks_no_more_is_passed():
    seats = Seats(1)
    assert seats.place("a", 1, 0) == 1
    assert seats.place("b", 1, FORGOTTEN - 1) == 2
    assert seats.place("b", 1, FORGOTTEN + 1) == 1
    assert seats.place("b", 0, FORGOTTEN + 2) == 0


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=60), st.integers(1, 3)
)
def test_never_more_than_the_limit_and_places_are_told_apart(asked, limit):
    """The queue as a list is the oracle: whoever asks, or somebody leaves before."""
    seats, inside, queue = Seats(limit), set(), []
    for visitor, leaves in asked:
        if leaves and inside:
            inside.pop()
        if visitor in inside:
            continue
        place = seats.place(visitor, len(inside), 0)
        if visitor not in queue:
            queue.append(visitor)
        free = limit - len(inside)
        expected = max(0, queue.index(visitor) + 1 - free)
        assert place == expected
        if place == 0:
            queue.remove(visitor)
            inside.add(visitor)
        assert len(inside) <= limit
        assert seats.waiting(0) == len(queue)


def test_a_small_machine_has_room_for_one_and_a_large_one_for_a_class():
    assert room_for(500, UNLIMITED) == 1
    assert 30 <= room_for(8000, UNLIMITED) <= 60
    # a large one that may open few files: pages that it could not serve get no seat
    assert room_for(64000, 1024) < 1024 / 15 < room_for(64000, UNLIMITED)
    assert room_for(64000, 3) == 1
    with pytest.raises(ValueError, match="0 seats"):
        Seats(0)


@pytest.fixture(scope="module")
def two_seats(serve_notebooks, course, request):  # noqa: F811
    folder = request.getfixturevalue("tmp_path_factory").getbasetemp()
    notebooks = next(folder.glob("served*"))
    return serve_notebooks(notebooks, "--seats", "2")


@pytest.mark.slow
def test_the_third_visitor_waits_and_enters_by_himself(two_seats):
    async def lesson() -> None:
        clients = [PageClient(two_seats, PAGE, random.Random(n)) for n in range(3)]
        await clients[0].open()
        await clients[1].open()
        late = asyncio.ensure_future(clients[2].open())
        await asyncio.sleep(4)
        assert not late.done()
        health = json.loads(await asyncio.to_thread(ask, two_seats + "/health"))
        assert health == {"status": "ok", "kernels": 2, "seats": 2, "waiting": 1}
        metrics = (await asyncio.to_thread(ask, two_seats + "/metrics")).decode()
        assert "course_kernels 2.0" in metrics
        assert "course_pages_opened_total 2.0" in metrics
        await clients[0].leave()
        await asyncio.wait_for(late, 30)
        assert clients[2].waited
        for client in clients[1:]:
            await client.leave()

    asyncio.run(lesson())


def ask(address: str) -> bytes:
    return urllib.request.urlopen(address, timeout=20).read()


@pytest.mark.slow
def test_a_kernel_that_is_left_or_grows_is_ended_and_it_is_told_why():
    async def run() -> None:
        manager = PageKernelManager(left_seconds=0.5, most_mb=100_000)
        manager._looking.stop()
        left = await manager.start_kernel(kernel_name="python3")
        assert manager.taken == 1
        await manager._look()
        assert left in manager
        await asyncio.sleep(0.6)
        await manager._look()
        assert left not in manager
        assert manager.endings == {left: "left"}
        large = await manager.start_kernel(kernel_name="python3")
        manager.notify_connect(large)
        until = time.monotonic() + 20
        while manager.own_mb(large) < 10 and time.monotonic() < until:
            await asyncio.sleep(0.1)
        manager.most_mb = 5
        await manager._look()
        assert manager.endings[large] == "memory"
        assert manager.taken == 0

    asyncio.run(run())
