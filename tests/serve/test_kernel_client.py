"""The server hears a page's kernel as soon as it answers, and loses nothing that it says."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager

import pytest
from jupyter_client.channels import HBChannel
from jupyter_client.manager import AsyncKernelManager

from course_lib.serve.kernel_client import PageKernelClient
from course_lib.serve.server import settings


@asynccontextmanager
async def kernel():
    manager = AsyncKernelManager(client_class=f"{PageKernelClient.__module__}.PageKernelClient")
    await manager.start_kernel()
    try:
        yield manager
    finally:
        await manager.shutdown_kernel(now=True)


async def said(client: PageKernelClient, code: str) -> str:
    asked = client.execute(code)
    text = ""
    while True:
        message = await client.get_iopub_msg(timeout=20)
        if message["parent_header"].get("msg_id") != asked:
            continue  # as whoever runs cells does
        if message["msg_type"] == "stream":
            text += message["content"]["text"]
        elif message["content"].get("execution_state") == "idle":
            return text


def test_who_waited_misses_nothing_that_the_kernel_then_says():
    async def story():
        async with kernel() as manager:
            heard = []
            for number in range(8):  # a page has more than one, and the next comes at once
                client = manager.client()
                assert client.context is manager.context
                client.start_channels()
                await client.wait_for_ready(timeout=60)
                heard.append(await said(client, f"print({number}, flush=True)"))
                client.stop_channels()
            return heard

    assert asyncio.run(story()) == [f"{number}\n" for number in range(8)]


def test_the_servers_kernels_have_such_a_client():
    assert AsyncKernelManager(config=settings()).client_factory is PageKernelClient


def test_a_servers_memory_of_messages_does_not_grow_with_the_lesson():
    session = AsyncKernelManager(config=settings()).session
    for number in range(5000):
        message = session.serialize(session.msg("status", {"n": number}))
        session.deserialize(session.feed_identities(message)[1])
    assert 0 < len(session.digest_history) <= 1024
    with pytest.raises(ValueError, match="Duplicate"):  # what came last cannot come again
        session.deserialize(session.feed_identities(message)[1])


def test_no_thread_beats_that_could_be_stopped_too_early(monkeypatch):
    begun = []
    create = HBChannel._create_socket

    def late(channel: HBChannel) -> None:
        begun.append(channel)
        time.sleep(0.2)  # as on a busy machine: it is stopped before its loop
        assert len(begun) < 5, "it makes one socket after the other"
        create(channel)

    monkeypatch.setattr(HBChannel, "_create_socket", late)

    async def story():
        async with kernel() as manager:
            client = manager.client()
            client.start_channels(hb=True)
            client.stop_channels()
            client = manager.client()
            client.start_channels()
            await client.wait_for_ready(timeout=60)
            assert await client.is_alive()
            client.stop_channels()

    asyncio.run(story())
    assert not begun


def test_one_who_has_ended_is_not_waited_for():
    async def story():
        async with kernel() as manager:
            client = manager.client()
            client.start_channels()
            await client.wait_for_ready(timeout=60)
            await manager.provisioner.kill()
            await manager.provisioner.wait()
            began = time.monotonic()
            with pytest.raises(RuntimeError, match="ended"):
                await client.wait_for_ready(timeout=60)
            client.stop_channels()
            return time.monotonic() - began

    assert asyncio.run(story()) < 10


def test_one_who_never_answers_is_waited_for_as_long_as_was_said():
    async def story():
        async with kernel() as manager:
            client = manager.client()
            client.start_channels()
            await client.wait_for_ready(timeout=60)
            client.execute("import time; time.sleep(30)")
            with pytest.raises(RuntimeError, match="within"):
                await client.wait_for_ready(timeout=0.5)
            client.stop_channels()

    asyncio.run(story())
