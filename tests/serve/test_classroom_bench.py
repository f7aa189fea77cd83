"""The benchmark of a class, small: all its numbers, and what it measures them with."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from course_lib.bench import classroom
from course_lib.bench.server_load import Cores
from course_lib.install import browser

linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
WORK = "import time\nwhile time.process_time() < 1.5: pass"


@linux
@pytest.mark.slow
def test_two_learners_make_all_the_numbers(capsys):
    asked = ["--learners", "2", "--seconds", "6", "--page", "negative_sampling", "--json"]
    assert classroom.main(asked) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["learners"] == 2
    assert told["errors"] == told["kernels_after"] == 0
    assert told["presses"] >= 2
    assert 0 < told["first_paint_s"]["p50"] <= told["first_paint_s"]["p95"]
    assert 0 < told["interaction_ms"]["p50"] <= told["still_ms"]["p50"]
    assert (
        told["mb_before"] < told["mb_with_all"] == pytest.approx(2 * told["mb_per_learner"], 0.01)
    )
    if browser.find():
        assert 0.3 < told["page_mb"] < 20


@linux
@pytest.mark.slow
@pytest.mark.parametrize("whose", ["server's", "somebody's"])
def test_what_others_take_of_the_processor_is_not_ours(whose):
    """A second of work is ours if a child of the server does it, and not if a stranger does."""
    start = f"import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', {WORK!r}])"
    wait = "; print(flush=True); input(); os.wait()" if whose == "server's" else ""
    server = subprocess.Popen(
        [sys.executable, "-c", f"{start}{wait}" if wait else "print(flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        server.stdout.readline()
        watch = Cores(server.pid)
        if not wait:  # its parent ends at once, so that it is nobody's child here
            subprocess.run([sys.executable, "-c", start], check=True)
        time.sleep(0.1)
        until, own = time.monotonic() + 30, 0.0
        # Others may keep the machine busy, too: the server's child then works later.
        while own < 0.5 and time.monotonic() < until:
            time.sleep(0.1)
            busy, own = (
                now - then
                for now, then in zip(watch._seconds(), (watch._busy, watch._own), strict=True)
            )
            if whose == "somebody's" and busy > 1.5:
                break
        assert (own > 0.15) == (whose == "server's")
        assert watch.of_others() >= 0
    finally:
        server.communicate(b"\n")
