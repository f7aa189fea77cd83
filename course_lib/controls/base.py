"""What every browser widget of the course shares: one stylesheet and a few JavaScript helpers."""

from __future__ import annotations

import functools
import os
from pathlib import Path

import anywidget

from course_lib.controls.stylesheet import stylesheet

STATIC = Path(__file__).parent
NAME = "lwl-course"  # anywidget's name for us; the page's one <style> of ours has it as its id


@functools.cache
def script(name: str) -> str:
    """Return the script ``name`` with the shared helpers in front.

    A widget's module is loaded from a blob, where ``import "./shared.js"`` leads nowhere, so
    the helpers travel inside each module instead of beside it.
    """
    shared = (STATIC / "shared.js").read_text(encoding="utf-8")
    return shared + (STATIC / name).read_text(encoding="utf-8")


class Stylesheet(anywidget.AnyWidget):
    """Brings the stylesheet to pages that do not link it, JupyterLab's above all.

    It is never shown: anywidget puts a model's ``_css`` into every page that knows the model. So
    one of them is enough for all widgets of a kernel, and it comes back when a page is reloaded.
    """

    _esm = "export default { render() {} }"
    _css = stylesheet()


_brought: Stylesheet | None = None


def bring_stylesheet() -> None:
    """Once in a kernel, and again where all its widgets were closed. The course's own pages link
    the stylesheet already."""
    global _brought
    if not os.environ.get("LWL_READ_ONLY_PAGE") and (_brought is None or _brought.comm is None):
        _brought = Stylesheet(_anywidget_id=NAME)


class CourseWidget(anywidget.AnyWidget):
    """An anywidget in the course's look.

    A subclass sets ``_esm = script("its.js")`` and its traits. State lives in traits alone:
    a second view, or the same view drawn again, restores itself from them. ``kept`` names those
    that a page gets back when it goes on with a Python that was started anew.
    """

    kept: tuple[str, ...] = ()

    def __init__(self, **traits: object) -> None:
        bring_stylesheet()
        super().__init__(_anywidget_id=NAME, **traits)


__all__ = ["NAME", "STATIC", "CourseWidget", "Stylesheet", "bring_stylesheet", "script"]
