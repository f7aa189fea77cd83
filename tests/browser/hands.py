"""A pen and the palm that holds it, as the browser's own events, in shares of a stage."""

from __future__ import annotations


class Hands:
    """What touches a stage of a page: (0, 0) is its upper left corner, (1, 1) its lower right."""

    def __init__(self, page, stage: str) -> None:
        self.page, self.stage = page, page.locator(stage).first
        self.session = page.context.new_cdp_session(page)
        self.stage.evaluate("stage => stage.scrollIntoView({block: 'center'})")

    def at(self, x: float, y: float) -> dict[str, float]:
        box = self.stage.bounding_box()
        return {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """``kind``: touchStart, touchMove, touchEnd or touchCancel, of fingers or a palm."""
        places = [self.at(*point) | {"id": i} for i, point in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    def pen(self, *points: tuple[float, float]) -> None:
        """One stroke of the pen through these points."""
        kinds = ["mousePressed"] + ["mouseMoved"] * (len(points) - 1) + ["mouseReleased"]
        for kind, point in zip(kinds, [*points, points[-1]], strict=True):
            event = {"type": kind, **self.at(*point), "pointerType": "pen", "force": 0.6}
            event |= {"buttons": int(kind != "mouseReleased"), "button": "left", "clickCount": 1}
            self.session.send("Input.dispatchMouseEvent", event)
