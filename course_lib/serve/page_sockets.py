"""The sockets of a page, and nothing through them but what a page's widgets say.

Voila and Jupyter read how many parts a message has from the message itself and believe it: one
forged frame, or a client of the older protocol, kept the whole server busy for hours. A page speaks
the newer protocol alone, opens the widgets' own channel and sends widgets' messages; all else is
answered by a closed socket, before the kernel or the server acts on it.
"""

from __future__ import annotations

import json
from asyncio import Future
from contextlib import suppress
from itertools import pairwise
from typing import Any

from tornado.websocket import WebSocketClosedError
from voila.tornado.execution_request_handler import ExecutionRequestHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from course_lib.serve.metrics import REFUSED

PROTOCOL = "v1.kernel.websocket.jupyter.org"
WIDGETS = "jupyter.widget.control"  # the only channel that a page opens
SAID = {  # by channel: what a page says
    "shell": {"comm_open", "comm_msg", "comm_close", "comm_info_request", "kernel_info_request"},
    "control": {"kernel_info_request"},
}
MOST_PARTS = 1000  # channel, header, parent, metadata, content, then pictures
FORGED = 4003  # the code with which a socket is closed


def parts(frame: bytes) -> list[bytes]:
    """A frame of the newer protocol, cut where it says. ValueError where it contradicts itself."""
    count = int.from_bytes(frame[:8], "little")
    if len(frame) < 8 or not 6 <= count <= MOST_PARTS or 8 * (count + 1) > len(frame):
        raise ValueError(f"{count} parts")
    ends = [int.from_bytes(frame[8 * i : 8 * i + 8], "little") for i in range(1, count + 1)]
    if ends[0] != 8 * (count + 1) or ends != sorted(ends) or ends[-1] != len(frame):
        raise ValueError("parts that overlap or lie outside")
    return [frame[start:end] for start, end in pairwise(ends)]


def refusal(frame: str | bytes) -> str:
    """Why a page does not say this; "" if it does."""
    if not isinstance(frame, bytes):
        return "a message of the older protocol"
    try:
        channel, header, _, _, content, *_ = parts(frame)
        kind = json.loads(header)["msg_type"]
        said = json.loads(content)
    except (ValueError, KeyError, TypeError, RecursionError):
        return "a message that is damaged"
    if not isinstance(kind, str) or kind not in SAID.get(channel.decode("ascii", "replace"), ()):
        return "a message that no page sends"
    if not isinstance(said, dict):
        return "a message that is damaged"
    if kind == "comm_open" and said.get("target_name") != WIDGETS:
        return "a channel that no page opens"
    return ""


class KernelSocket(VoilaKernelWebsocketHandler):
    """Between a page and its kernel."""

    async def open(self, kernel_id: str) -> None:
        """Connect, if the page speaks the newer protocol."""
        if self.selected_subprotocol != PROTOCOL:
            self._refuse("a message of the older protocol")
        else:
            await super().open(kernel_id)

    def on_message(self, ws_message: str | bytes) -> Any:
        """Pass on what a page says; close the socket at anything else."""
        if why := refusal(ws_message):
            return self._refuse(why)
        return super().on_message(ws_message)

    def write_message(self, message: bytes | dict, binary: bool = False) -> Any:
        """Tell the page; one that was left a moment ago hears no more, and nobody has erred."""
        with suppress(WebSocketClosedError):
            told = super().write_message(message, binary)
            if told is not None:  # Voila keeps some messages to itself
                told.add_done_callback(_heed)
            return told

    def _refuse(self, why: str) -> None:
        self.log.error("A page's socket was closed: %s.", why)
        REFUSED.inc()
        self.close(FORGED, why)


def _heed(told: Future) -> None:
    """Nobody waits for a message to arrive, and asyncio would log of each that did not."""
    error = None if told.cancelled() else told.exception()
    if error is not None and not isinstance(error, WebSocketClosedError):
        raise error


class ExecutionSocket(ExecutionRequestHandler):
    """On which a page asks that its cells be run, and hears their outputs."""

    _executor = None  # Voila's handler counts on one when the socket closes

    async def on_message(self, message_str: str | bytes) -> None:
        """Run the page's cells, once."""
        try:
            asked = json.loads(message_str)
            right = asked["action"] == "execute" and isinstance(asked["payload"], dict)
        except (ValueError, KeyError, TypeError, RecursionError):
            right = False
        if right:
            await super().on_message(message_str)
        else:
            self.log.error("A page's socket was closed: a message that no page sends.")
            self.close(FORGED, "a message that no page sends")


__all__ = ["FORGED", "PROTOCOL", "ExecutionSocket", "KernelSocket", "parts", "refusal"]
