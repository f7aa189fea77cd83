"""A plotly figure on a page: drawn in the browser, clicks and hovers told to Python.

Plotly's library (4.8 MB) reaches a page once, whatever the number of its charts: pages of our own
server fetch it from there, others (JupyterLab) ask the first chart's kernel for it, compressed.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import TYPE_CHECKING

import traitlets

from course_lib.controls.base import CourseWidget, script
from course_lib.figures.style import plotly_script

if TYPE_CHECKING:
    import plotly.graph_objects as go


class Chart(CourseWidget):
    """``Chart(figure, height=360, label="…")``; ``chart.show(other figure)`` draws anew.

    ``height`` is in pixels at normal type and is reserved from the start; ``label`` is read out by
    screen readers; ``empty`` stands in the chart's place until there is a figure. Zoom and camera
    stay as the learner set them unless the figure has another ``layout.uirevision`` than the last.

    The page's ink and font size are put in; a figure may name any of the stylesheet's colours as
    ``"var(--lwl-ink)"``, which follows light and dark.
    """

    _esm = script("chart.js")

    spec = traitlets.Unicode("").tag(sync=True)  # the figure as plotly's JSON; "" is no figure
    height = traitlets.Int(360).tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    empty = traitlets.Unicode("").tag(sync=True)
    hears = traitlets.List().tag(sync=True)  # which events are told: "click", "hover"

    def __init__(
        self,
        figure: go.Figure | None = None,
        *,
        height: int = 360,
        label: str = "Chart",
        empty: str = "",
    ) -> None:
        self._callbacks: dict[str, list[Callable[[dict], None]]] = {"click": [], "hover": []}
        super().__init__(height=height, label=label, empty=empty)
        self.on_msg(self._told)
        if figure is not None:
            self.show(figure)

    def show(self, figure: go.Figure | None, label: str | None = None) -> None:
        """Draw ``figure`` in place of the one before; None empties the chart."""
        with self.hold_sync():
            self.spec = "" if figure is None else figure.to_json(validate=False)
            if label is not None:
                self.label = label

    def on_click(self, callback: Callable[[dict], None]) -> None:
        """Call ``callback`` with each clicked point.

        It is a dict: ``curve`` (number of the trace), ``point`` (its number in the trace; in a heat
        map [row, column]), ``x``, ``y``, ``z`` (None where there is none), ``customdata`` and
        ``text`` (None or the point's own).
        """
        self._hear("click", callback)

    def on_hover(self, callback: Callable[[dict], None]) -> None:
        """As ``on_click``, when a point comes under the pointer."""
        self._hear("hover", callback)

    def _hear(self, event: str, callback: Callable[[dict], None]) -> None:
        self._callbacks[event].append(callback)
        if event not in self.hears:
            self.hears = [*self.hears, event]

    def _told(self, _: object, content: dict, _buffers: object) -> None:
        kind = content.get("type")
        if kind == "library":
            self.send({"type": "library"}, [gzip.compress(plotly_script().read_bytes(), 6)])
            return
        for callback in self._callbacks.get(kind, ()):
            callback(content["point"])


__all__ = ["Chart"]
