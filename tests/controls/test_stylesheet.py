"""The stylesheet: every class that it styles is used, and every class in use is styled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from course_lib.controls import base, stylesheet
from course_lib.controls.stops import Stops

ROOT = Path(__file__).resolve().parents[2]
CLASS = r"(?<![\w-])(lwl(?:-[a-z0-9]+)*)"
# Looked up by scripts and tests, ids and places of storage: not meant to look like anything.
UNSTYLED = {
    *("lwl-answer-why", "lwl-index", "lwl-keeping"),
    *("lwl-episode-score", "lwl-lecture-pairs", "lwl-scoreboard-others", "lwl-download"),
    *("lwl-keeper-clear", "lwl-keeper-note", "lwl-pad-share", "lwl-picture-truth", "lwl-words"),
    *("lwl-sentence-empty", "lwl-stops-name", "lwl-trial-name", "lwl-trial-right"),
    *(
        "lwl-trial-title",
        "lwl-arena-score",
        "lwl-pretext-score",
        "lwl-course",
        "lwl-plotly-style",
        "lwl-y",
        "lwl-large",
    ),
    *("lwl-walk-near", "lwl-own-drawer"),
    *("lwl-check", "lwl-exercises"),  # styled by themselves, wherever a notebook is shown
}
PAGES = ROOT / "course_lib" / "serve" / "jupyter" / "voila" / "templates" / "course"


def styled() -> set[str]:
    """The classes in the selectors of our stylesheets."""
    page = (PAGES / "static" / "page.css").read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", stylesheet.stylesheet() + page, flags=re.DOTALL)
    selectors = re.findall(r"([^{}]+)\{", text)
    return {name for one in selectors for name in re.findall(r"\.(lwl(?:-[a-z0-9]+)*)", one)}


def named(*parts: str) -> tuple[set[str], set[str]]:
    """The classes in the sources of these parts, and the beginnings that a source completes."""
    whole, begun = set(), set()
    for part in parts:
        for file in (ROOT / "course_lib" / part).rglob("*.*"):
            if file.suffix in (".py", ".js", ".j2", ".html"):
                found = re.findall(CLASS + r"(-?)(\$?\{)?", file.read_text("utf-8"))
                whole |= {name for name, dash, _ in found if not dash}
                begun |= {name + dash for name, dash, more in found if more and name != "lwl"}
    return whole, begun


def panels() -> set[str]:
    """The names that panels have of their classes."""
    found = set()
    for file in (ROOT / "course_lib" / "panels").rglob("*.py"):
        for name in re.findall(
            r"^class (\w+)\((?:Run)?Panel\)", file.read_text("utf-8"), re.MULTILINE
        ):
            found.add("lwl" + re.sub(r"(?=[A-Z])", "-", name).lower())
    return found


def test_no_rule_is_for_nobody():
    whole, begun = named("controls", "panels", "exercises", "serve", "publish")
    whole |= panels()
    unused = {one for one in styled() - whole if not any(one.startswith(b) for b in begun)}
    # A studio's page has its class put together from a word.
    assert unused == {"lwl-studio"}


def test_every_class_of_a_panel_or_control_has_a_rule():
    whole, _ = named("controls", "panels", "exercises")
    assert whole - styled() - panels() - UNSTYLED == set()


def test_a_file_of_rules_stands_beside_the_code_of_its_name():
    first, *others = stylesheet.files()
    assert first.name == "course.css"
    for file in others:
        assert file.with_suffix(".py").exists(), file


def test_the_palette_is_written_once_for_light_and_dark():
    text = stylesheet.stylesheet()
    assert text.count("--lwl-ink:") == 1
    assert "prefers-color-scheme" not in text
    missing = set(re.findall(r"var\((--lwl-[\w-]+)\)", text)) - set(
        re.findall(r"(--lwl-[\w-]+):", text)
    )
    # Set by scripts and panels, each on its own element.
    assert missing <= {"--lwl-method", "--lwl-share", "--lwl-columns", "--lwl-rows"}


def test_a_page_gets_the_stylesheet_once_however_many_controls_it_has(monkeypatch):
    monkeypatch.delenv("LWL_READ_ONLY_PAGE", raising=False)
    monkeypatch.setattr(base, "_brought", None)
    controls = [Stops("a", [1, 2]) for _ in range(3)]
    brought = base._brought
    assert brought.get_state()["_css"] == stylesheet.stylesheet()
    assert brought.get_state()["_anywidget_id"] == base.NAME
    for control in controls:
        assert not control.get_state().get("_css")
    Stops("b", [1, 2])
    assert base._brought is brought


@pytest.mark.parametrize("page", ["1"])
def test_our_own_pages_link_it_and_are_sent_none(monkeypatch, page):
    monkeypatch.setenv("LWL_READ_ONLY_PAGE", page)
    monkeypatch.setattr(base, "_brought", None)
    Stops("a", [1, 2])
    assert base._brought is None
