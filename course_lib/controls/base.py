"""What every browser widget of the course shares: one stylesheet and a few JavaScript helpers."""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path

import anywidget

STATIC = Path(__file__).parent
STYLESHEET = STATIC / "course.css"


@functools.cache
def stylesheet() -> str:
    """Return course.css without its comments and indentation.

    Each widget's state carries it, so that a widget looks right in JupyterLab, where no page
    template of ours can bring it, so it travels light.
    """
    text = re.sub(r"/\*.*?\*/", "", STYLESHEET.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


@functools.cache
def script(name: str) -> str:
    """Return the script ``name`` with the shared helpers in front.

    A widget's module is loaded from a blob, where ``import "./shared.js"`` leads nowhere, so
    the helpers travel inside each module instead of beside it.
    """
    shared = (STATIC / "shared.js").read_text(encoding="utf-8")
    return shared + (STATIC / name).read_text(encoding="utf-8")


class CourseWidget(anywidget.AnyWidget):
    """An anywidget that carries the course's stylesheet.

    A subclass sets ``_esm = script("its.js")`` and its traits. State lives in traits alone:
    a second view, or the same view drawn again, restores itself from them.
    """

    # The course's own pages link the stylesheet already: there, twenty widgets need not bring it.
    _css = "" if os.environ.get("LWL_READ_ONLY_PAGE") else stylesheet()

    def __init__(self, **traits: object) -> None:
        # anywidget keeps one <style> element for each id; one id for all of us means one element.
        super().__init__(_anywidget_id="lwl-course", **traits)


__all__ = ["STATIC", "STYLESHEET", "CourseWidget", "script", "stylesheet"]
