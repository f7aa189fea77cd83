"""The sketchpad in a real Chromium: what the hand does, what the page shows, what Python gets."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest

from course_lib.inpainting import masks, strokes
from tests.browser.hands import Hands

pytestmark = pytest.mark.browser

PAD = """
import json, time
import ipywidgets as widgets
import numpy as np
from course_lib.controls.sketchpad import Sketchpad
photo = np.random.default_rng(0).integers(0, 255, (128, 128, 3), np.uint8)
pad = Sketchpad(photo)
kernel = widgets.Label("[]")
kernel.add_class("kernel")
pad.observe(lambda _: setattr(kernel, "value", json.dumps(pad.strokes)), "strokes")
button = widgets.Button(description="sample")
button.on_click(lambda _: pad.preset("random_region", 5))
busy = widgets.Button(description="busy")
busy.on_click(lambda _: time.sleep(3))
refuse = widgets.Button(description="refuse")
def break_it(_):
    try:
        pad.strokes = [{"tool": "spray"}]
    except Exception:
        pass
refuse.on_click(break_it)
widgets.VBox([widgets.HBox([button, busy, refuse]), pad, kernel])
"""
STAGE = ".lwl-pad-stage"
# Which pixels of the photo the page shows as hidden: its overlay, read at the pixels' centres.
SHOWN = """() => {
  const canvas = document.querySelector('.lwl-pad-stage canvas:last-of-type');
  const side = canvas.width, data = canvas.getContext('2d').getImageData(0, 0, side, side).data;
  const shown = [];
  for (let i = 0; i < 128; i++) for (let j = 0; j < 128; j++) {
    const x = Math.floor((j + 0.5) * side / 128), y = Math.floor((i + 0.5) * side / 128);
    shown.push(data[4 * (y * side + x) + 3] > 100 ? 1 : 0);
  }
  return shown;
}"""


class Pad:
    """One open page with a sketchpad, driven as a visitor drives it."""

    def __init__(self, page) -> None:
        self.page = page
        self.height = page.viewport_size["height"]

    def at(self, x: float, y: float) -> tuple[float, float]:
        stage = self.page.locator(STAGE).first
        if (box := stage.bounding_box())["y"] < 60 or box["y"] + box["height"] > self.height:
            stage.evaluate("stage => stage.scrollIntoView({block: 'center'})")
            box = stage.bounding_box()
        return box["x"] + x / 128 * box["width"], box["y"] + y / 128 * box["height"]

    def drag(self, *places: tuple[float, float], steps: int = 6) -> None:
        mouse = self.page.mouse
        mouse.move(*self.at(*places[0]))
        mouse.down()
        for place in places[1:]:
            mouse.move(*self.at(*place), steps=steps)
        mouse.up()

    def choose(self, tool: str) -> None:
        self.page.locator(f"[data-tool={tool}]").click()

    def press(self, action: str) -> None:
        self.page.locator(f"[data-action={action}]").click()

    def strokes(self) -> list[dict]:
        return json.loads(self.page.locator(".kernel").first.inner_text())

    def wait(self, tools: list[str]) -> np.ndarray:
        """Wait until Python has strokes of these tools; their mask."""
        end = time.monotonic() + 60
        while [stroke["tool"] for stroke in self.strokes()] != tools:
            assert time.monotonic() < end, (tools, self.strokes())
            time.sleep(0.02)
        return strokes.rasterize(strokes.parse(self.strokes()))

    def agrees(self, mask: np.ndarray) -> bool:
        """Whether the page comes to show this mask; at its rim, a pixel may be half covered."""
        self.page.mouse.move(2, 2)
        y, x = np.gradient(mask.astype(float))
        inside = (np.abs(x) + np.abs(y)) == 0
        for _ in range(50):  # a sample's pixels may still be on their way from Python
            self.page.wait_for_timeout(100)
            shown = np.array(self.page.evaluate(SHOWN), bool).reshape(128, 128)
            if (shown == mask)[inside].all():
                return True
        return False

    def fresh(self) -> None:
        clear = self.page.locator("[data-action=clear]")
        if clear.is_enabled():
            clear.click()
        self.choose("pen")
        self.page.locator(".lwl-slider").fill("14")
        self.wait([])


@pytest.fixture(scope="module")
def on_voila(voila, open_page) -> Pad:
    return Pad(open_page(voila.notebook(PAD), ready=STAGE))


@pytest.fixture
def pad(on_voila) -> Pad:
    on_voila.fresh()
    return on_voila


def test_every_tool_paints_the_mask_that_python_gets(pad):
    pad.drag((20, 20), (90, 30), (60, 70))
    mask = pad.wait(["pen"])
    assert pad.strokes()[0]["width"] == 14
    assert mask[20, 20]
    assert mask.sum() > 1000
    assert pad.agrees(mask)

    pad.choose("rectangle")
    pad.drag((100, 120), (50, 90))
    mask = pad.wait(["pen", "rectangle"])
    assert mask[91:119, 51:99].all()
    assert not mask[89, 60:].any()
    assert pad.agrees(mask)

    pad.choose("lasso")
    pad.drag((5, 60), (45, 60), (45, 120), (5, 120))
    mask = pad.wait(["pen", "rectangle", "lasso"])
    assert mask[62:118, 8:43].all()
    assert pad.agrees(mask)

    pad.choose("eraser")
    pad.drag((10, 90), (90, 105))
    mask = pad.wait(["pen", "rectangle", "lasso", "eraser"])
    assert not mask[90, 10]
    assert pad.agrees(mask)
    share = float(pad.page.locator(".lwl-pad").get_attribute("data-hidden"))
    assert share == pytest.approx(100 * mask.mean(), abs=1.0)


def test_undo_redo_and_clear(pad):
    pad.drag((20, 20), (60, 20))
    pad.drag((20, 60), (60, 60))
    both = pad.wait(["pen", "pen"])
    pad.press("undo")
    assert not pad.wait(["pen"])[60, 30]
    pad.press("redo")
    np.testing.assert_array_equal(pad.wait(["pen", "pen"]), both)
    pad.press("clear")
    pad.wait([])
    assert pad.agrees(np.zeros((128, 128), bool))
    pad.page.locator(STAGE).focus()
    pad.page.keyboard.press("Control+z")
    np.testing.assert_array_equal(pad.wait(["pen", "pen"]), both)
    assert pad.agrees(both)
    pad.page.keyboard.press("Control+Shift+z")
    pad.wait([])
    pad.page.keyboard.press("Control+z")
    pad.drag((90, 90), (100, 100))  # a new stroke after an undo: nothing is left to redo
    pad.wait(["pen", "pen", "pen"])
    assert pad.page.locator("[data-action=redo]").is_disabled()


def test_a_sample_comes_from_python_and_undo_takes_it_back(pad):
    pad.drag((20, 20), (60, 20))
    pad.page.get_by_role("button", name="sample").click()
    mask = pad.wait(["pen", "preset"])
    np.testing.assert_array_equal(mask, masks.sample("random_region", 5))
    assert pad.agrees(mask)
    pad.press("undo")
    assert pad.agrees(pad.wait(["pen"]))
    pad.press("redo")
    assert pad.agrees(pad.wait(["pen", "preset"]))


def test_touch_and_stylus_paint(pad):
    devtools = pad.page.context.new_cdp_session(pad.page)
    pad.page.locator(STAGE).scroll_into_view_if_needed()
    scrolled = pad.page.evaluate("scrollY")

    def touch(kind: str, *points: tuple[float, float]) -> None:
        places = [dict(zip("xy", pad.at(*point), strict=True)) for point in points]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    touch("touchStart", (30, 30))
    for step in range(1, 9):
        touch("touchMove", (30, 30 + 8 * step))
    touch("touchEnd")
    mask = pad.wait(["pen"])
    assert mask[32:92, 30].all()
    assert pad.page.evaluate("scrollY") == scrolled  # the page did not move under the finger

    for kind, place in [
        ("mousePressed", (90, 30)),
        ("mouseMoved", (90, 80)),
        ("mouseReleased", (90, 80)),
    ]:
        x, y = pad.at(*place)
        event = {"type": kind, "x": x, "y": y, "pointerType": "pen", "force": 0.6, "buttons": 1}
        devtools.send("Input.dispatchMouseEvent", {**event, "button": "left", "clickCount": 1})
    assert pad.wait(["pen", "pen"])[32:78, 90].all()


def test_a_pen_goes_before_the_palm_that_lay_there_first(pad):
    hands = Hands(pad.page, STAGE)
    hands.touch("touchStart", (0.8, 0.9))
    hands.touch("touchMove", (0.81, 0.9))
    hands.pen((0.2, 0.2), (0.4, 0.2), (0.6, 0.2))
    mask = pad.wait(["pen"])
    assert mask[26, 30:72].all()
    assert not mask[80:].any()  # nothing of the palm
    hands.touch("touchMove", (0.7, 0.9))
    hands.touch("touchEnd")
    hands.touch("touchStart", (0.8, 0.9))  # the palm shifts, the pen still near
    hands.touch("touchEnd")
    hands.pen((0.2, 0.4), (0.6, 0.4))
    assert not pad.wait(["pen", "pen"])[80:].any()
    assert pad.agrees(pad.wait(["pen", "pen"]))
    pad.page.wait_for_timeout(700)
    hands.touch("touchStart", (0.2, 0.8))  # the pen is gone: a finger draws again
    hands.touch("touchMove", (0.6, 0.8))
    hands.touch("touchEnd")
    assert pad.wait(["pen", "pen", "pen"])[102, 30:72].all()


def test_a_touch_that_the_system_takes_away_leaves_nothing(pad):
    hands = Hands(pad.page, STAGE)
    hands.touch("touchStart", (0.2, 0.2))
    hands.touch("touchMove", (0.6, 0.2))
    hands.touch("touchCancel")
    hands.pen((0.2, 0.4), (0.6, 0.4))
    mask = pad.wait(["pen"])
    assert mask[51, 30:72].all()
    assert not mask[:36].any()


def test_painting_by_keyboard_alone(pad):
    keys = pad.page.keyboard
    pad.page.locator(STAGE).focus()
    start = pad.page.locator(STAGE).get_attribute("data-cursor") or "64,64"
    x, y = map(float, start.split(","))
    keys.press("]")
    keys.press("Space")
    for _ in range(4):
        keys.press("Shift+ArrowRight" if x < 90 else "Shift+ArrowLeft")
    keys.press("Space")
    mask = pad.wait(["pen"])
    line = pad.strokes()[0]
    assert line["width"] == 16
    assert line["points"][0] == [x, y]
    assert abs(line["points"][-1][0] - x) == 32
    assert mask[int(y), int(x)]

    keys.press("r")
    keys.press("Space")
    keys.press("Shift+ArrowUp")
    keys.press("Shift+ArrowLeft")
    keys.press("Space")
    pad.wait(["pen", "rectangle"])

    keys.press("l")
    for arrow in ("ArrowUp", "ArrowLeft", "ArrowDown"):
        keys.press("Space")
        keys.press(f"Shift+{arrow}")
        keys.press(f"Shift+{arrow}")
    keys.press("Enter")
    pad.wait(["pen", "rectangle", "lasso"])

    keys.press("e")
    keys.press("Space")
    keys.press("Escape")
    keys.press("Control+z")
    pad.wait(["pen", "rectangle"])
    assert "chosen" not in pad.page.locator("[role=status]").first.inner_text()


def test_the_hand_is_not_kept_waiting_by_a_busy_kernel(pad):
    root = pad.page.locator(".lwl-pad")
    pad.drag((20, 20), (60, 20))
    pad.wait(["pen"])
    pad.page.get_by_role("button", name="busy").click()
    before = float(root.get_attribute("data-hidden"))
    frames = int(root.get_attribute("data-frames"))
    pad.drag((20, 100), (110, 100), (110, 60), steps=20)
    assert int(root.get_attribute("data-frames")) - frames >= 8
    assert float(root.get_attribute("data-hidden")) > before + 5
    assert len(pad.strokes()) == 1  # Python has not even heard of it
    pad.wait(["pen", "pen"])


def test_a_stroke_that_is_junk_is_refused_in_one_sentence(pad):
    pad.drag((20, 20), (60, 20))
    mask = pad.wait(["pen"])
    pad.page.get_by_role("button", name="refuse").click()
    error = pad.page.locator(".lwl-pad .lwl-error")
    error.wait_for()
    assert "Stroke 1 is not one" in error.inner_text()
    assert pad.agrees(mask)
    pad.drag((20, 60), (60, 60))
    pad.wait(["pen", "pen"])
    error.wait_for(state="hidden")


def test_jupyterlab_paints_in_two_views_and_keeps_its_shortcuts_away(lab, open_page):
    page = open_page(lab.notebook(PAD, "pad"), ready=STAGE)
    page.locator(STAGE).nth(1).wait_for()
    page.locator(STAGE).first.scroll_into_view_if_needed()
    pad = Pad(page)
    pad.drag((30, 30), (90, 30), (90, 90))
    mask = pad.wait(["pen"])
    assert mask[30, 30:90].all()
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    for key in ("d", "d", "e", "p", "z"):  # JupyterLab would delete the cell, or undo in it
        page.keyboard.press(key)
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    shares = "els => els.map(el => el.dataset.hidden)"
    first, second = page.eval_on_selector_all(".lwl-pad", shares)
    assert first == second != "0"
    page.keyboard.press("Control+z")
    pad.wait([])
    assert page.eval_on_selector_all(".lwl-pad", shares) == ["0", "0"]
