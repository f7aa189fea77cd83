"""A learner without a mouse: goes through a page by the Tab key, and does what keys can do."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

MOST_STOPS = 150
# What the Tab key stops at: the element that has the focus; of radio buttons it stops at one only,
# which of them depends on the way, so that it is the group that counts.
STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const group = e.type === "radio" ? e.closest("fieldset, [role=radiogroup]") ?? e : e;
  window.lwlStops ??= new Map();
  if (!window.lwlStops.has(group)) window.lwlStops.set(group, window.lwlStops.size);
  const seen = e.type === "radio" || e.type === "checkbox" ? e.closest("label") ?? e : e;
  const { x, y, width, height } = seen.getBoundingClientRect();
  const top = e.closest(".lwl-top, .lwl-skip")
    ? 0 : document.querySelector(".lwl-top").getBoundingClientRect().bottom;
  return {
    number: window.lwlStops.get(group),
    kind: `${e.tagName.toLowerCase()} ${e.type ?? ""} ${e.getAttribute("class") ?? ""}`,
    what: e.outerHTML.slice(0, 160),
    box: [x, y, x + width, y + height],
    inView: y >= top - 1 && (y + height <= innerHeight + 1 || height > innerHeight - top),
  };
}"""
IN_GROUP = """radio => {
  const group = (e) => e.closest("fieldset, [role=radiogroup]");
  const e = document.activeElement;
  return e === radio || (e && group(e) !== null && group(e) === group(radio));
}"""
OF_GROUP = """radio => {
  const all = [...radio.closest("fieldset, [role=radiogroup]").querySelectorAll(
    "input[type=radio], [role=radio]")];
  const [at, to] = [all.indexOf(document.activeElement), all.indexOf(radio)];
  return [at, to, all.length];
}"""


class Keys:
    """The keyboard on ``page``, and nothing else: no click, no ``focus()``."""

    def __init__(self, page) -> None:
        self.page = page

    def stop(self) -> dict | None:
        """Where the focus is; None outside the page."""
        return self.page.evaluate(STOP)

    def tab(self, back: bool = False) -> dict | None:
        """To the next stop, or the one before."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        return self.stop()

    def walk(self, back: bool = False) -> list[dict]:
        """All stops from here to the end of the page, where the focus leaves it."""
        stops: list[dict] = []
        while (stop := self.tab(back)) is not None:
            if stops and stop["number"] == stops[0]["number"]:
                break  # from the end to the beginning, without a stop at the browser's own parts
            stops.append(stop)
            assert len(stops) < MOST_STOPS, f"caught at {stops[-1]['what']}"
            assert len(stops) < 2 or stop["number"] != stops[-2]["number"], f"caught: {stop}"
        return stops

    def to(self, target, test: str = "e => e === document.activeElement") -> None:
        """Tab until ``target`` has the focus, round by the browser's own parts where need be."""
        seen = []
        for _ in range(MOST_STOPS):
            if target.evaluate(test):
                return
            stop = self.tab()
            seen.append(stop["what"][:60] if stop else "outside")
        raise AssertionError(f"the Tab key never came to {target}: {seen[:40]}")

    def press(self, name: str, key: str = "Enter", role: str = "button", **exact) -> None:
        """Go to a button or a box by its name, and press it."""
        target = self.page.get_by_role(role, name=name, **exact).first
        target.wait_for()
        self.to(target)
        self.page.keyboard.press(key)

    def choose(self, name: str, **exact) -> None:
        """Go to a group of radio buttons, and by arrows to the one of this name."""
        radio = self.page.get_by_role("radio", name=name, **exact).first
        self.to(radio, IN_GROUP)
        at, to, many = radio.evaluate(OF_GROUP)
        ahead = (to - at) % many
        if ahead == 0:
            self.page.keyboard.press("Space")
        for _ in range(min(ahead, many - ahead)):
            self.page.keyboard.press("ArrowRight" if ahead <= many - ahead else "ArrowLeft")

    def write(self, label: str, text: str) -> None:
        """Write into a field instead of what stands there."""
        field = self.page.get_by_role("textbox", name=label).first
        self.to(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def change_by_focus(self) -> int:
        """How many pixels near the focus look different (3 : 1 or more) when it is taken away."""
        while True:
            box = self._standing_box()
            changed = self._changed(box)
            if self.stop()["box"] == box:  # else the page grew meanwhile, and it was another place
                return changed

    def _changed(self, box: list[float]) -> int:
        left, top, right, bottom = box
        size = self.page.viewport_size
        x, y = max(0, left - 8), max(0, top - 8)
        clip = {
            "x": x,
            "y": y,
            "width": min(size["width"], right + 8) - x,
            "height": min(size["height"], bottom + 8) - y,
        }
        focused = self._luminance(clip)
        self.page.evaluate(
            "() => { window.lwlHad = document.activeElement; window.lwlHad.blur(); }"
        )
        self.page.wait_for_timeout(150)
        without = self._luminance(clip)
        self.page.evaluate("window.lwlHad.focus({ preventScroll: true })")
        high, low = np.maximum(focused, without), np.minimum(focused, without)
        return int(((high + 0.05) / (low + 0.05) >= 3).sum())

    def _standing_box(self) -> list[float]:
        """Where the focus is, once nothing above it grows and a colour has faded in."""
        before, box = None, self.stop()["box"]
        while box != before:
            self.page.wait_for_timeout(150)
            before, box = box, self.stop()["box"]
        return box

    def _luminance(self, clip: dict) -> np.ndarray:
        """The relative luminance of a part of the page, as WCAG defines it; (H, W) in [0, 1]."""
        image = Image.open(io.BytesIO(self.page.screenshot(clip=clip, animations="disabled")))
        share = np.asarray(image.convert("RGB"), np.float64) / 255
        linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]
