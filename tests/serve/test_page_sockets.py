"""What passes through a page's sockets: forged frames, tried for real on a served course."""

from __future__ import annotations

import asyncio
import gc
import json
import random
import time
import urllib.error
import urllib.request

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClosedError, websocket_connect

from course_lib.bench.page_client import PageClient, packed
from course_lib.serve import page_sockets
from course_lib.serve.page_sockets import FORGED, PROTOCOL, KernelSocket, parts, refusal
from tests.serve.test_course_map import write


def said(kind: str, content: dict, channel: str = "shell") -> bytes:
    return packed(channel, {"msg_type": kind}, {}, {}, content)


def test_a_frame_is_cut_as_jupyter_packs_it():
    """The oracle is Jupyter's own function for the newer protocol."""
    body = [b'{"msg_type": "x"}', b"{}", b"{}", b'{"a": 1}', b"\0picture"]
    assert parts(serialize_msg_to_ws_v1(body, "shell")) == [b"shell", *body]


@pytest.mark.parametrize(("error", "told"), [(WebSocketClosedError(), 0), (ValueError("new"), 1)])
def test_what_a_page_that_was_left_did_not_get_is_no_error(monkeypatch, error, told):
    """As tornado does it: a task nobody waits for, which fails because the page has gone."""

    async def write() -> list[dict]:
        async def fails() -> None:
            raise error

        reported: list[dict] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, what: reported.append(what))
        monkeypatch.setattr(
            page_sockets.VoilaKernelWebsocketHandler,
            "write_message",
            lambda *_: asyncio.ensure_future(fails()),
        )
        KernelSocket.write_message(KernelSocket.__new__(KernelSocket), b"told", True)
        await asyncio.sleep(0.01)
        gc.collect()
        return reported

    assert len(asyncio.run(write())) == told


def test_what_voila_keeps_to_itself_is_told_to_nobody():
    code = packed("iopub", {"msg_type": "execute_input"}, {}, {}, {"code": "1"})
    assert KernelSocket.write_message(KernelSocket.__new__(KernelSocket), code, True) is None


@given(st.binary(max_size=200))
def test_no_bytes_hang_or_break_the_reader(frame):
    assert refusal(frame)


@given(st.data())
def test_a_frame_that_was_changed_is_whole_or_refused_at_once(data):
    frame = bytearray(said("comm_msg", {"comm_id": "1", "data": {}}))
    frame[data.draw(st.integers(0, 63))] = data.draw(st.integers(0, 255))
    began = time.perf_counter()
    refusal(bytes(frame))
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        (said("comm_msg", {}), ""),
        (said("comm_open", {"target_name": "jupyter.widget.control"}), ""),
        (said("kernel_info_request", {}, "control"), ""),
        (said("comm_open", {"target_name": "jupyter.widget"}), "no page opens"),
        (said("comm_open", {}), "no page opens"),
        (said("execute_request", {"code": "1"}), "no page sends"),
        (said("complete_request", {"code": "1"}), "no page sends"),
        (said("inspect_request", {"code": "1"}), "no page sends"),
        (said("history_request", {}), "no page sends"),
        (said("shutdown_request", {}, "control"), "no page sends"),
        (said("debug_request", {}, "control"), "no page sends"),
        (said("input_reply", {"value": "1"}, "stdin"), "no page sends"),
        (said("comm_msg", {}, "iopub"), "no page sends"),
        (said("comm_msg", {}, "\u0436"), "no page sends"),
        (packed("shell", {"msg_type": ["comm_msg"]}, {}, {}, {}), "no page sends"),
        (packed("shell", {}, {}, {}, {}), "damaged"),
        (packed("shell", {"msg_type": "comm_msg"}, {}, {}, []), "damaged"),
        ((2**40).to_bytes(8, "little") + b"\0" * 100, "damaged"),
        (b"", "damaged"),
        ('{"header": {"msg_type": "comm_msg"}}', "older protocol"),
    ],
)
def test_only_what_a_page_says_passes(frame, why):
    assert (why in refusal(frame)) if why else refusal(frame) == ""


@pytest.fixture(scope="module")
def course(serve_notebooks, tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("served")
    cells = ["import ipywidgets\nbutton = ipywidgets.Button(description='Go')\nbutton"]
    write(folder / "dashboards" / "page.ipynb", cells)
    text = json.loads((folder / "dashboards" / "page.ipynb").read_text())
    text |= {"nbformat": 4, "nbformat_minor": 5}
    text["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    text["cells"][0] |= {"id": "a", "metadata": {}, "outputs": [], "execution_count": None}
    (folder / "dashboards" / "page.ipynb").write_text(json.dumps(text))
    (folder.parent / "secret.ipynb").write_text("{}")
    return serve_notebooks(folder)


PAGE = "/voila/render/dashboards/page.ipynb"


async def ends(client: PageClient, frame: str | bytes, protocol: str | None = PROTOCOL) -> int:
    """The code with which the server closes a socket on which this frame is sent."""
    address = f"ws{client.base.removeprefix('http')}/api/kernels/{client.kernel}/channels"
    request = HTTPRequest(address, headers={"Origin": client.base, "Cookie": client._cookie})
    socket = await websocket_connect(request, subprotocols=[protocol] if protocol else None)
    try:
        await socket.write_message(frame, binary=isinstance(frame, bytes))
    except WebSocketClosedError:
        return socket.close_code
    while await asyncio.wait_for(socket.read_message(), 20) is not None:
        pass
    return socket.close_code


@pytest.mark.slow
def test_forged_frames_close_their_socket_and_everybody_goes_on(course):
    async def class_hour() -> None:
        good, bad = (PageClient(course, PAGE, random.Random(0)) for _ in range(2))
        await good.open()
        await good.meet()
        await bad.open()
        for frame in (
            said("execute_request", {"code": "import os; os._exit(1)"}),
            (2**62).to_bytes(8, "little") * 20,
            b"\xff" * 1000,
        ):
            assert await ends(bad, frame) == FORGED
        # a client of the older protocol once kept the whole server busy
        assert await ends(bad, json.dumps({"channel": "shell"}), None) == FORGED
        # a frame over the limit of 64 MiB is cut off while it arrives (a proxy may see no code)
        assert await ends(bad, bytes(64 * 2**20 + 1)) in (1009, 1006, None)
        bad.kernel = "00000000-0000-4000-8000-000000000000"  # nobody's
        with pytest.raises(Exception, match=r"404|403"):
            await ends(bad, b"")
        assert await good.press()
        await good.leave()

    asyncio.run(class_hour())


@pytest.mark.slow
def test_who_knows_the_number_of_a_live_kernel_neither_speaks_to_it_nor_hears_nor_ends_it(course):
    """A learner with a page of his own, and the number of a classmate's: read off a screen, say."""

    async def class_hour() -> None:
        ada, eve = (PageClient(course, PAGE, random.Random(n)) for n in range(2))
        for client in (ada, eve):
            await client.open()
            await client.meet()
        assert ada._cookie != eve._cookie
        widget = next(n for n, w in ada._widgets.items() if w["model_name"] == "ButtonModel")
        own, eve.kernel = eve.kernel, ada.kernel
        for path in ("/api/kernels/{}/channels", "/voila/execution/{}"):
            for cookie in (eve._cookie, "", "course-visitor="):
                request = HTTPRequest(
                    f"ws{course.removeprefix('http')}{path.format(ada.kernel)}",
                    headers={"Origin": course, "Cookie": cookie},
                )
                with pytest.raises(HTTPClientError) as refused:
                    await websocket_connect(request, subprotocols=[PROTOCOL])
                assert refused.value.code == 404
        await eve.leave()  # which posts to the address that ends a kernel: now Ada's
        # from the socket to her own page's kernel, a message to Ada's button changes nothing
        eve.kernel = own
        update = {"method": "update", "state": {"description": "Eve"}, "buffer_paths": []}
        late = PageClient(course, PAGE, random.Random(2))
        await late.open()
        await late.meet()
        message = await late._send("comm_msg", {"comm_id": widget, "data": update})
        async for _ in late._until_idle(message):
            pass
        assert await ada.press()
        ada._widgets.clear()
        await ada.meet()
        assert ada._widgets[widget]["state"]["description"] == "Go"
        for client in (ada, eve, late):
            await client.leave()

    asyncio.run(class_hour())


@pytest.mark.slow
def test_a_foreign_page_cannot_open_a_socket(course):
    async def visit() -> None:
        client = PageClient(course, PAGE, random.Random(0))
        await client.open()
        for header in ({"Origin": "http://evil.example"}, {"Origin": "null"}):
            address = f"ws{course.removeprefix('http')}/api/kernels/{client.kernel}/channels"
            request = HTTPRequest(address, headers={**header, "Cookie": client._cookie})
            with pytest.raises(Exception, match="403"):
                await websocket_connect(request, subprotocols=[PROTOCOL])
        await client.leave()

    asyncio.run(visit())


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    ["/voila/render/../secret.ipynb", "/voila/render/%2e%2e/secret.ipynb",
     "/voila/render/..%2fsecret.ipynb", "/voila/files/../secret.ipynb",
     "/voila/files/dashboards/page.ipynb", "/voila/render//etc/passwd", "/api/contents/",
     "/api/kernels", "/api/sessions", "/api/terminals", "/course/cards/..%2f..%2fMANIFEST.toml"],
)  # fmt: skip
def test_no_file_and_no_list_of_others_is_handed_out(course, path):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(course + path, timeout=20)
    assert refused.value.code in (400, 403, 404, 405)


@pytest.mark.slow
def test_five_learners_come_at_once(course):
    async def bell() -> list[PageClient]:
        clients = [PageClient(course, PAGE, random.Random(n)) for n in range(5)]

        async def one(client: PageClient) -> None:
            await client.open()
            await client.meet()
            for _ in range(3):
                assert await client.press()
            await client.leave()

        await asyncio.gather(*map(one, clients))
        return clients

    clients = asyncio.run(bell())
    assert len({client.kernel for client in clients}) == 5
    assert all(len(client.answers) == 3 for client in clients)
