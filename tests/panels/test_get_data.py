"""The button that gets a data set: against servers that are right, slow, wrong, cut off, silent."""

from __future__ import annotations

import hashlib
import http.server
import threading
import time

import pytest

from course_lib.files import download, fetch
from course_lib.files.fetch import DataSet
from course_lib.panels.get_data import GetData, is_here
from course_lib.running import fetch_run

CONTENT = bytes(range(256)) * 400


class Source(http.server.BaseHTTPRequestHandler):
    """Serves CONTENT in the way that ``mood`` says."""

    mood = "right"

    def do_GET(self):
        asked = self.headers.get("Range")
        first = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        body = CONTENT[first:] if self.mood != "wrong" else bytes(len(CONTENT) - first)
        if self.mood == "silent":
            time.sleep(3)
            return
        self.send_response(206 if first else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.mood == "cut off":
            self.wfile.write(body[: len(body) // 2])
            return
        for start in range(0, len(body), 10_000):
            self.wfile.write(body[start : start + 10_000])
            if self.mood == "slow":
                self.wfile.flush()
                time.sleep(0.2)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def mood(monkeypatch, tmp_path):
    """``mood("slow")`` and so on: how the server of the data set "own" answers from now on."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Source)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/own.zip"
    known = DataSet(url, None, "own.zip", "made here", hashlib.sha256(CONTENT).hexdigest())
    monkeypatch.setitem(fetch.DATA_SETS, "own", known)
    monkeypatch.setenv("LWL_DATA", str(tmp_path))
    monkeypatch.setattr(fetch_run, "TELL_EVERY", 0.0)
    monkeypatch.setattr(Source, "mood", "right")
    real = download._receive
    monkeypatch.setattr(download, "_receive", lambda *a: real(*a[:3], 1.0))  # patience: a second
    yield lambda name: setattr(Source, "mood", name)
    server.shutdown()
    server.server_close()


def press_and_wait(panel: GetData) -> None:
    panel.pressed()
    assert panel.run.join(20)


def test_it_comes_and_the_button_goes(mood, tmp_path):
    came = []
    panel = GetData(["own"], "Own, 1 MB", lambda: came.append(is_here("own")))
    assert panel.layout.display == ""
    assert "Get Own" in panel.button.description
    press_and_wait(panel)
    assert came == [True]
    assert panel.layout.display == "none"
    assert (tmp_path / "own.zip").read_bytes() == CONTENT
    assert GetData(["own"], "Own", came.clear).layout.display == "none"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "said"),
    [("wrong", "not the file"), ("cut off", "cannot be reached"), ("silent", "cannot be reached")],
)
def test_what_goes_wrong_is_a_sentence_and_the_next_press_mends_it(mood, tmp_path, how, said):
    mood(how)
    panel = GetData(["own"], "Own", lambda: None)
    press_and_wait(panel)
    assert panel.state == "failed"
    assert said in panel.note.value
    assert "Traceback" not in panel.note.value
    assert not is_here("own")
    mood("right")
    press_and_wait(panel)
    assert (panel.state, panel.note.value) == ("done", "")
    assert (tmp_path / "own.zip").read_bytes() == CONTENT


def test_a_slow_one_is_stopped_and_gone_on_with(mood, tmp_path):
    mood("slow")
    panel = GetData(["own"], "Own", lambda: None)
    panel.pressed()
    end = time.monotonic() + 20
    while not panel.run.progress.step and time.monotonic() < end:
        time.sleep(0.01)
    assert "MB" in panel.bar.value
    panel.pressed()
    assert panel.run.join(20)
    assert panel.state == "stopped"
    arrived = (tmp_path / "own.zip.part").stat().st_size
    assert 0 < arrived < len(CONTENT)
    mood("right")
    press_and_wait(panel)
    assert (tmp_path / "own.zip").read_bytes() == CONTENT
