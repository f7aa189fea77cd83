"""The server's own ear at a page's kernel, which does not listen to silence.

jupyter_client's waits until a fifth of a second has passed in which the kernel said nothing, and a
page has two of them, one after the other: most of the time in which nothing stood on it. Whoever
runs cells tells the answers of his own requests from others, so nothing has to be drained.
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from queue import Empty
from typing import Any

import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from traitlets import default

REPLY = 1.0  # seconds to wait for a kernel's answer before it is asked again
HEARD = 0.05  # and for what it says to all


class PageKernelClient(AsyncKernelClient):
    """As the base class, but for how long it waits, and without its heartbeat."""

    @default("context")
    def _its_managers(self) -> zmq.asyncio.Context:
        return self.parent.context  # the base class's own would start two threads for each

    def start_channels(
        self,
        shell: bool = True,
        iopub: bool = True,
        stdin: bool = True,
        hb: bool = False,
        control: bool = True,
    ) -> None:
        """As the base class, but no heartbeat begins, whatever ``hb`` says.

        The manager knows whether its kernel lives. And the heartbeat's thread, if it is stopped
        before it has come to its loop, never ends: it makes sockets until the server may open no
        more files, while ``stop_channels`` waits for it and all pages with it.
        """
        super().start_channels(shell, iopub, stdin, False, control)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Until the kernel has answered, and what it says to all is heard here.

        ``timeout`` in seconds. RuntimeError when the kernel has ended, or does not answer in time.
        """
        until = time.monotonic() + (math.inf if timeout is None else timeout)
        while True:
            asked = self.kernel_info()
            with suppress(Empty):
                reply = await _answering(asked, self.get_shell_msg, REPLY)
                await _answering(asked, self.get_iopub_msg, HEARD)
                self._handle_kernel_info_reply(reply)
                return
            if not await self.is_alive():
                raise RuntimeError("The kernel ended before it answered.")
            if time.monotonic() > until:
                raise RuntimeError(f"The kernel did not answer within {timeout} seconds.")


async def _answering(
    asked: str, get: Callable[..., Awaitable[dict[str, Any]]], seconds: float
) -> dict[str, Any]:
    """The first message that answers this request; those of earlier ones go. Empty for none."""
    until = time.monotonic() + seconds
    while True:
        message = await get(timeout=max(0.0, until - time.monotonic()))
        if message["parent_header"].get("msg_id") == asked:
            return message


__all__ = ["PageKernelClient"]
