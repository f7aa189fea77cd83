"""A visitor without a browser: asks for a page, runs its cells over its sockets, and presses.

It speaks what the page's script speaks: Voila's execution socket, then Jupyter's kernel socket and
the widgets' messages. It draws nothing, so that thirty of them leave the processor to the server.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from course_lib.serve.page_sockets import PROTOCOL, parts

PATIENCE = 60.0  # seconds for any one answer
LARGEST = 64 * 2**20
# What a visitor would not press in passing.
SHY = re.compile(r"upload|webcam|camera|download|fetch|forget|leave", re.IGNORECASE)


class Refused(RuntimeError):
    """The server did not do what a page needs."""


@dataclass
class PageClient:
    """One visitor of one page. ``first_paint`` is in seconds, all else in milliseconds.

    ``answers``: from a press until the kernel has done what it asks. ``still``: until nothing more
    came of it (work behind the page, a training that is shown), at most until the next press.
    """

    base: str
    address: str
    rng: random.Random
    first_paint: float = 0.0
    answers: list[float] = field(default_factory=list)
    still: list[float] = field(default_factory=list)
    waited: bool = False  # stood in the queue first
    kernel: str = ""
    _cookie: str = ""
    _pressed: float = 0.0
    _socket: WebSocketClientConnection | None = None
    _widgets: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def open(self) -> None:
        """Everything until the last cell's output has come. Refused where the page fails."""
        began = time.perf_counter()
        page = await self._page()
        found = re.search(r'"kernelId":\s*"([0-9a-f-]{36})"', page)
        if not found:
            raise Refused("the page has no kernel")
        self.kernel = found[1]
        socket = await self._connect(f"/voila/execution/{self.kernel}")
        while (message := json.loads(await self._read(socket)))["action"] != "initialized":
            pass
        order = {"action": "execute", "payload": {"kernel_id": self.kernel}}
        await socket.write_message(json.dumps(order))
        while True:
            message = json.loads(await self._read(socket))
            if message["action"] != "execution_result":
                raise Refused(str(message["payload"]))
            told = message["payload"]
            for output in told["output_cell"].get("outputs", ()):
                if output["output_type"] == "error":
                    raise Refused(f"{output['ename']}: {output['evalue']}")
            if told["cell_index"] + 1 == told["total_cell"]:
                break
        self.first_paint = time.perf_counter() - began
        socket.close()

    async def _page(self) -> str:
        """The page's HTML, after the queue if there is one."""
        client = AsyncHTTPClient(max_body_size=LARGEST)
        until = time.monotonic() + 20 * PATIENCE
        while time.monotonic() < until:
            request = HTTPRequest(
                self.base + self.address,
                headers={"Cookie": self._cookie},
                request_timeout=PATIENCE,
            )
            reply = await client.fetch(request, raise_error=False)
            cookies = reply.headers.get_list("Set-Cookie")
            self._cookie = "; ".join(cookie.split(";")[0] for cookie in cookies) or self._cookie
            if reply.code == 503 and "Retry-After" in reply.headers:
                self.waited = True
                await asyncio.sleep(float(reply.headers["Retry-After"]))
                continue
            if reply.code != 200:
                raise Refused(f"HTTP {reply.code}")
            return reply.body.decode()
        raise Refused("the queue did not end")

    async def meet(self) -> None:
        """Connect to the kernel and learn of its widgets, as the page's script does."""
        path = f"/api/kernels/{self.kernel}/channels?session_id={uuid.uuid4()}"
        self._socket = await self._connect(path)
        comm = uuid.uuid4().hex
        content = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
        await self._send("comm_open", content, {"version": "1.0.0"})
        asked = {"comm_id": comm, "data": {"method": "request_states"}}
        message = await self._send("comm_msg", asked)
        async for kind, said in self._until_idle(message):
            data = said.get("data", {})
            if kind == "comm_msg" and data.get("method") == "update_states":
                self._widgets |= data["states"]

    def _presses(self) -> list[tuple[str, dict]]:
        """What can be pressed: widgets by number, and the message that a hand's press makes."""
        found: list[tuple[str, dict]] = []
        for number, widget in self._widgets.items():
            state, name = widget["state"], widget["model_name"]
            label = f"{state.get('description', '')} {state.get('label', '')}"
            if state.get("disabled") or SHY.search(label):
                continue
            if name == "ButtonModel":
                found.append((number, {"method": "custom", "content": {"event": "click"}}))
            elif isinstance(state.get("options"), list) and isinstance(state.get("value"), str):
                values = [o["value"] for o in state["options"] if isinstance(o, dict)]
                if values:
                    found.append((number, _update(value=self.rng.choice(values))))
            elif name in ("FloatSliderModel", "IntSliderModel"):
                low, high = state["min"], state["max"]
                value = low + self.rng.random() * (high - low)
                value = round(value) if name == "IntSliderModel" else value
                found.append((number, _update(value=value)))
        return found

    async def press(self) -> bool:
        """Press something by chance and wait for its answer; False where nothing can be pressed."""
        presses = self._presses()
        if not presses:
            return False
        number, data = self.rng.choice(presses)
        began = time.perf_counter()
        message = await self._send("comm_msg", {"comm_id": number, "data": data})
        async for _ in self._until_idle(message):
            pass
        self.answers.append(1000 * (time.perf_counter() - began))
        self.still.append(self.answers[-1])
        self._pressed = began
        return True

    async def rest(self, seconds: float) -> None:
        """Look at the page for a while, and hear what it still says."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            try:
                header, _, _ = await asyncio.wait_for(self._hear(), left)
            except TimeoutError:
                return
            if self.still and header["msg_type"] == "comm_msg":
                self.still[-1] = 1000 * (time.perf_counter() - self._pressed)

    async def leave(self) -> None:
        """Close the page, which ends its kernel."""
        if self._socket is not None:
            self._socket.close()
        if self.kernel:
            client = AsyncHTTPClient(max_body_size=LARGEST)
            await client.fetch(
                f"{self.base}/voila/api/shutdown/{self.kernel}", method="POST", body="",
                headers={"Cookie": self._cookie}, raise_error=False,
                connect_timeout=PATIENCE, request_timeout=PATIENCE,
            )  # fmt: skip

    async def _connect(self, path: str) -> WebSocketClientConnection:
        request = HTTPRequest(
            "ws" + self.base.removeprefix("http") + path,
            headers={"Origin": self.base, "Cookie": self._cookie},
            connect_timeout=PATIENCE,
        )
        protocols = [PROTOCOL] if path.startswith("/api/") else None
        return await websocket_connect(request, max_message_size=LARGEST, subprotocols=protocols)

    async def _read(self, socket: WebSocketClientConnection) -> str | bytes:
        message = await asyncio.wait_for(socket.read_message(), PATIENCE)
        if message is None:
            raise Refused("the socket was closed")
        return message

    async def _send(
        self, kind: str, content: dict, metadata: dict | None = None, pictures: tuple = ()
    ) -> str:
        number = uuid.uuid4().hex
        header = {"msg_id": number, "msg_type": kind, "username": "", "session": "bench",
                  "version": "5.3", "date": ""}  # fmt: skip
        frame = packed("shell", header, {}, metadata or {}, content, *pictures)
        await self._socket.write_message(frame, binary=True)
        return number

    async def _until_idle(self, message: str) -> AsyncIterator[tuple[str, dict]]:
        """Kinds and contents of the replies to a message, until its work is done."""
        while True:
            header, parent, said = await self._hear()
            if parent.get("msg_id") != message:
                continue
            kind = header["msg_type"]
            if kind == "status" and said["execution_state"] == "idle":
                return
            yield kind, said

    async def _hear(self) -> tuple[dict, dict, dict]:
        """Header, parent's header and content of what the kernel says next; widgets that come, go
        or change are followed, as the page's script does."""
        _, *told = parts(await self._read(self._socket))
        header, parent, _, said = (json.loads(part) for part in told[:4])
        kind, number, data = header["msg_type"], said.get("comm_id"), said.get("data", {})
        if kind == "comm_open" and said.get("target_name") == "jupyter.widget":
            name = data["state"].get("_model_name", "")
            self._widgets[number] = {"model_name": name, "state": data["state"]}
        elif kind == "comm_close":
            self._widgets.pop(number, None)
        elif kind == "comm_msg" and data.get("method") == "update" and number in self._widgets:
            self._widgets[number]["state"] |= data["state"]
        return header, parent, said


def packed(channel: str, *objects: dict | bytes) -> bytes:
    """A frame of the newer protocol: how many ends, the ends, and the parts."""
    told = [channel.encode()]
    told += [one if isinstance(one, bytes) else json.dumps(one).encode() for one in objects]
    ends = [8 * (len(told) + 2)]
    for part in told:
        ends.append(ends[-1] + len(part))
    return b"".join(
        [len(ends).to_bytes(8, "little"), *(n.to_bytes(8, "little") for n in ends), *told]
    )


def _update(**state: Any) -> dict:
    return {"method": "update", "state": state, "buffer_paths": []}
