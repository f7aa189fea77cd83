"""A Picture in a real Chromium: its states keep their place, and its slider reveals the truth."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

PAGE = """
import ipywidgets as widgets
import numpy as np
from course_lib.controls.picture import Picture
picture = Picture(title="Telea", symbol="▲", colour="#56B4E9", lines=2)
red, blue = (np.full((128, 128, 3), colour, np.uint8) for colour in ((200, 0, 0), (0, 0, 200)))
actions = {
    "show": lambda: picture.show(red, metrics=["PSNR 14.1 dB", "L1 <b>9</b> %"], truth=blue),
    "busy": picture.busy,
    "unavailable": lambda: picture.unavailable("It knows the <b>central</b> region alone."),
    "empty": lambda: picture.empty("Hide something first."),
}
buttons = []
for name, act in actions.items():
    button = widgets.Button(description=name)
    button.on_click(lambda _, act=act: act())
    buttons.append(button)
box = widgets.Box([picture], layout={"width": "200px"})
widgets.VBox([widgets.HBox(buttons), box])
"""
COLOUR = """() => {
  const canvas = document.querySelector('.lwl-picture canvas');
  return [...canvas.getContext('2d').getImageData(64, 64, 1, 1).data].slice(0, 3);
}"""


def test_states_keep_their_place_and_text_is_text(voila, open_page):
    page = open_page(voila.notebook(PAGE), ready=".lwl-picture")
    frame = page.locator(".lwl-picture-frame")
    height = page.locator(".lwl-metrics").bounding_box()["height"]
    place = frame.bounding_box()

    def go(state: str) -> None:
        page.get_by_role("button", name=state, exact=True).click()
        wanted = {"show": "ready"}.get(state, state)
        page.locator(f".lwl-picture[data-state={wanted}]").wait_for()
        assert frame.bounding_box() == place

    go("busy")
    assert "Computing" in frame.inner_text()
    go("show")
    assert page.evaluate(COLOUR) == [200, 0, 0]
    root = page.locator(".lwl-picture")
    assert root.get_attribute("data-revision") == "1"
    assert float(root.get_attribute("data-drawn-at")) > 0
    lines = page.locator(".lwl-metrics li")
    assert lines.all_inner_texts() == ["PSNR 14.1 dB", "L1 <b>9</b> %"]
    assert page.locator(".lwl-metrics").bounding_box()["height"] == height

    slider = page.get_by_label("Reveal the truth")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("PageUp")
    assert int(slider.input_value()) > 3
    clip = page.locator(".lwl-picture-truth").evaluate("canvas => canvas.style.clipPath")
    assert f"{100 - int(slider.input_value())}%" in clip

    go("busy")
    assert page.evaluate(COLOUR) == [200, 0, 0]
    go("unavailable")
    assert "It knows the <b>central</b> region alone." in frame.inner_text()
    assert not slider.is_visible()
    go("empty")
    assert "Hide something first." in frame.inner_text()
