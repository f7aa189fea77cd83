"""A reverse proxy such as a university runs: one path of its own, passed on to the course."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Proxy:
    """``http://127.0.0.1:{port}{path}…`` is answered by ``127.0.0.1:{inner}``.

    ``strips``: the path is taken off. ``renames``: the Host header names the inner server, as most
    proxies do unless told otherwise. While ``up`` is false every connection is cut and refused.
    """

    def __init__(self, inner: int, path: str = "/", strips: bool = False, renames: bool = False):
        self.inner, self.path, self.strips, self.renames = inner, path, strips, renames
        self.up, self.port, self._open = True, 0, set()
        self._loop = asyncio.new_event_loop()

    @contextmanager
    def running(self) -> Iterator[Proxy]:
        thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        thread.start()
        start = asyncio.start_server(self._serve, "127.0.0.1", limit=2**20)
        server = asyncio.run_coroutine_threadsafe(start, self._loop).result(10)
        self.port = server.sockets[0].getsockname()[1]
        yield self
        self.drop()
        self._loop.call_soon_threadsafe(server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        thread.join(10)

    def drop(self) -> None:
        """Cut every connection and refuse new ones, until ``up`` is set again."""
        self.up = False
        for writer in list(self._open):
            self._loop.call_soon_threadsafe(writer.transport.abort)

    async def _serve(self, reader, writer) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            if self.up:
                await self._pass_on(reader, writer)
        writer.close()

    async def _pass_on(self, reader, writer) -> None:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
        method, path, version = first.split(" ")
        if not path.startswith(self.path):
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot mine\n")
            return
        if self.strips:
            path = "/" + path.removeprefix(self.path)
        headers = dict(_header(line) for line in lines)
        if self.renames:
            headers["host"] = f"127.0.0.1:{self.inner}"
        if "upgrade" not in headers:
            headers["connection"] = "close"  # one request a connection
        head = [f"{method} {path} {version}", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        back, forth = await asyncio.open_connection("127.0.0.1", self.inner)
        forth.write("\r\n".join(head).encode("latin-1") + body)
        pair = {writer, forth}
        self._open |= pair
        await asyncio.gather(_pipe(reader, forth), _pipe(back, writer))
        self._open -= pair


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.lower(), value.strip()


async def _pipe(reader, writer) -> None:
    with contextlib.suppress(OSError):
        while block := await reader.read(65536):
            writer.write(block)
            await writer.drain()
    writer.close()
