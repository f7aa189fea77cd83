"""A page goes on where it was: what its controls hold outlives the Python behind it.

The browser keeps it for as long as the tab is open, and hands it to the controls of a Python that
was started anew, as if the learner had set them again. A page that is opened or reloaded by hand
starts afresh.
"""

from __future__ import annotations

import os
from collections import Counter
from weakref import WeakValueDictionary

import anywidget
import ipywidgets as widgets

from course_lib.controls.base import STATIC, CourseWidget

# What a hand moves in the controls that are not the course's own.
OTHERS: dict[type[widgets.Widget], str] = {
    widgets.BoundedIntText: "value",
    widgets.Checkbox: "value",
    widgets.Dropdown: "index",
    widgets.FloatSlider: "value",
    widgets.Text: "value",
    widgets.ToggleButton: "value",
}


class GoingOn(anywidget.AnyWidget):
    """Tells the page's script which controls there are. It is never shown.

    A control is known by its class and by how many of that class were made before it: a notebook
    makes the same ones each time. ``CourseWidget.kept`` says which of its traits are kept.
    """

    _esm = (STATIC / "going_on.js").read_text(encoding="utf-8")

    def __init__(self) -> None:
        super().__init__()
        self._controls: WeakValueDictionary[str, widgets.Widget] = WeakValueDictionary()
        self._made: Counter[str] = Counter()
        self._asked = False
        self.on_msg(self._tell_all)
        widgets.Widget.on_widget_constructed(self._note)

    def _note(self, control: widgets.Widget) -> None:
        """It is told when the script asks; a later one as soon as the page knows it."""
        if not isinstance(control, (CourseWidget, *OTHERS)):
            return
        kind = type(control).__name__
        self._made[kind] += 1
        name = f"{kind} {self._made[kind]}"
        self._controls[name] = control
        if self._asked:
            control.observe(lambda change: change["new"] and self._tell(name), "comm")

    def _tell_all(self, *_: object) -> None:
        self._asked = True
        self._tell(*self._controls)

    def _tell(self, *names: str) -> None:
        told = [
            [name, control.model_id, _kept(control)]
            for name in names
            if (control := self._controls.get(name)) is not None and control.comm is not None
        ]
        self.send({"controls": [each for each in told if each[2]]})


def _kept(control: widgets.Widget) -> list[str]:
    if isinstance(control, CourseWidget):
        return list(control.kept)
    return [trait for kind, trait in OTHERS.items() if isinstance(control, kind)]


_begun: GoingOn | None = None


def begin() -> None:
    """Behind a page of the course: keep what the controls hold that are made from now on."""
    global _begun
    if os.environ.get("LWL_READ_ONLY_PAGE") and _begun is None:
        _begun = GoingOn()


__all__ = ["GoingOn", "begin"]
