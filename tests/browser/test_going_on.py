"""A page whose Python ends comes back by itself, and its controls hold what the learner had set."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from urllib.parse import urlsplit

import nbformat
import numpy as np
import pytest
from PIL import Image

from tests.browser.proxy import Proxy
from tests.conftest import unused_port

pytestmark = pytest.mark.browser

# Every kind of control that is kept, and what Python holds of it.
CONTROLS = """
import json, os
import ipywidgets as w
from course_lib.controls.choice import Choice, Option
from course_lib.controls.stops import Stops
from course_lib.controls.text_field import TextField
from course_lib.panels.panel import Panel
class Settings(Panel):
    def __init__(self):
        super().__init__()
        self.choice = Choice("Fruit", [Option("a", "Apple"), Option("b", "Banana")], value="a")
        self.other = Choice("Nut", [Option("h", "Hazel"), Option("w", "Walnut")], value="h")
        self.stops, self.text = Stops("Window", range(1, 11), value=5), TextField("A word", "one")
        self.box, self.number = w.Checkbox(description="Fine"), w.BoundedIntText(description="No")
        self.said = w.Label()
        self.said.add_class("said")
        shown = self.choice, self.other, self.stops, self.text, self.box, self.number
        self.children = [*shown, self.said]
        self.hear(self.tell, self.choice, self.other, self.text, self.box, self.number)
        self.hear(self.tell, self.stops, of="index")
        self.tell()
    def tell(self):
        controls = self.choice, self.other, self.stops, self.text, self.box, self.number
        self.said.value = json.dumps([os.getpid(), *(c.value for c in controls)])
Settings()
"""
STUDIO = """
import json, os
import ipywidgets as widgets
from course_lib.panels.inpainting.mask_studio import MaskStudio
studio, said = MaskStudio(), widgets.Label()
said.add_class("said")
def tell(*_):
    photo = int(studio.question.photo.astype(int).sum())
    said.value = json.dumps([os.getpid(), studio.pad.strokes, studio.picker.value, photo,
                             studio.closer.choice.value, studio.pad.brush])
for control, of in [(studio.pad, "strokes"), (studio.picker, "value"), (studio.upload, "given"),
                    (studio.closer.choice, "value"), (studio.pad, "brush")]:
    control.observe(tell, of)
tell()
widgets.VBox([studio, said])
"""
BEGUN = ["a", "h", 5, "one", False, 0]
SET = ["b", "h", 6, "two words", True, 7]
READY = "document.getElementById('lwl-state')?.textContent === 'Ready'"


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("going_on")
    for name, text in {"controls": CONTROLS, "studio": STUDIO}.items():
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text)])
        book.metadata["course"] = {"kind": "studio", "title": name}  # its code is not shown
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(book, folder / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="module")
def base(serve_notebooks, notebooks):
    return serve_notebooks(notebooks)


@pytest.fixture
def open_at(chromium):
    contexts = []

    def start(address):
        contexts.append(chromium.new_context())
        page = contexts[-1].new_page()
        page.set_default_timeout(90_000)
        page.goto(address)
        page.wait_for_function(READY)
        page.locator(".said").wait_for(state="attached")
        return page

    yield start
    for context in contexts:
        context.close()


def held(page) -> list:
    """The kernel's number, and what Python says that the controls hold."""
    return json.loads(page.locator(".said").text_content())


def wait_held(page, expected: list) -> None:
    page.wait_for_function(
        "expected => JSON.stringify(JSON.parse("
        "document.querySelector('.said')?.textContent || '[]').slice(1)) === expected",
        arg=json.dumps(expected, separators=(",", ":")),
    )


def set_controls(page) -> None:
    page.get_by_text("Walnut", exact=True).click()
    page.get_by_text("Hazel", exact=True).click()
    page.get_by_text("Banana", exact=True).click()
    page.get_by_role("slider").first.press("ArrowRight")
    page.get_by_label("A word").fill("two words")
    page.get_by_label("Fine").check()
    page.get_by_label("No", exact=True).fill("7")
    page.get_by_label("No", exact=True).press("Enter")
    wait_held(page, SET)


def went_on(page, before: int) -> None:
    """Another Python stands behind the page."""
    page.locator(".lwl-went-on").wait_for()
    page.wait_for_function(READY)
    page.locator(".said").wait_for(state="attached")
    assert held(page)[0] != before


def test_a_killed_kernels_page_comes_back_as_it_was_and_a_reload_starts_afresh(base, open_at):
    page = open_at(base + "/voila/render/controls.ipynb")
    set_controls(page)
    number = held(page)[0]
    os.kill(number, signal.SIGKILL)
    went_on(page, number)
    wait_held(page, SET)
    assert page.get_by_label("A word").input_value() == "two words"
    if place := os.environ.get("LWL_SCREENSHOTS"):
        page.screenshot(path=f"{place}/went_on.png")
    page.get_by_role("button", name="Start afresh").click()
    page.wait_for_function("document.documentElement.dataset.wentOn === undefined")
    page.wait_for_function(READY)
    wait_held(page, BEGUN)


def test_a_page_that_was_away_too_long_comes_back_as_it_was(serve_notebooks, notebooks, open_at):
    base = serve_notebooks(notebooks, "--away", "15")
    with Proxy(urlsplit(base).port).running() as proxy:
        page = open_at(f"http://127.0.0.1:{proxy.port}/voila/render/controls.ipynb")
        set_controls(page)
        number = held(page)[0]
        proxy.drop()
        end = time.monotonic() + 60
        while os.path.exists(f"/proc/{number}") and time.monotonic() < end:
            time.sleep(0.2)
        assert not os.path.exists(f"/proc/{number}")
        proxy.up = True
        went_on(page, number)
        wait_held(page, SET)


def test_a_page_comes_back_when_its_server_was_killed_and_started_again(notebooks, open_at):
    port = unused_port()
    command = [sys.executable, "-m", "course_lib", "serve", "--no-browser", "--offline"]
    command += ["--notebooks", str(notebooks), "--port", str(port)]

    def serve():
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
                return server
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    server = serve()
    try:
        page = open_at(f"http://127.0.0.1:{port}/voila/render/controls.ipynb")
        set_controls(page)
        number = held(page)[0]
        server.kill()
        server.wait()
        page.get_by_text("connection to the course’s server is lost").wait_for()
        server = serve()
        went_on(page, number)
        wait_held(page, SET)
    finally:
        page.goto("about:blank")
        server.terminate()
        server.wait(30)


def test_the_mask_studio_goes_on_with_the_learners_photo_and_strokes(base, open_at, tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "own.png")
    page = open_at(base + "/voila/render/studio.ipynb")
    page.locator(".lwl-pad-stage").wait_for()
    page.locator("input[type=file]").set_input_files(tmp_path / "own.png")
    page.wait_for_function("JSON.parse(document.querySelector('.said').textContent)[2] === ''")
    page.locator(".lwl-mask-family[data-family=random_block]").click()
    page.wait_for_function("document.querySelector('.said').textContent.includes('preset')")
    box = page.locator(".lwl-pad-stage").bounding_box()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"], steps=5)
    page.mouse.up()
    page.get_by_text("Biharmonic", exact=False).first.click()
    page.wait_for_timeout(1000)
    number, *before = held(page)
    assert [stroke["tool"] for stroke in before[0]] == ["pen", "preset", "pen"]
    os.kill(number, signal.SIGKILL)
    went_on(page, number)
    wait_held(page, before)
    if place := os.environ.get("LWL_SCREENSHOTS"):
        page.wait_for_timeout(3000)
        page.screenshot(path=f"{place}/studio_went_on.png")
