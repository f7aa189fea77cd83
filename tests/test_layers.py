"""Dependencies point one way, in the whole tree: read from the text of every module.

A module may import its own package and those that stand on an earlier line of ``LAYERS``; that
holds for every import statement, within functions and for type checkers too.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / "course_lib"
LAYERS = (
    {"errors"},
    {"files", "plain_errors", "console"},
    {"progress"},
    {"learning"},
    {"running"},
    {"game", "vision"},
    {"inpainting", "pretext", "words", "oneshot", "faces"},
    {"exercises"},
    {"figures"},
    {"controls"},
    {"panels"},
    {"serve", "train"},
    {"classroom", "hub", "install"},
    {"publish"},
    {"grading"},
    {"bench"},
    {"__main__", "__init__"},
)
RANK = {package: rank for rank, packages in enumerate(LAYERS) for package in packages}
MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted(COURSE.rglob("*.py"))
}


def imported(module: str, file: Path, known: frozenset[str]) -> set[str]:
    """The modules among ``known`` that ``file`` imports, anywhere in its text."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports by a relative name"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in known else node.module)
    return found & known


def package(module: str) -> str:
    """The room that a module is in: ``words`` of ``course_lib.words.tokens``."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


IMPORTS = {
    module: imported(module, file, frozenset(MODULES)) - {module}
    for module, file in MODULES.items()
}


def wrong_ways(imports: dict[str, set[str]]) -> list[str]:
    """One line for each import that points up or sideways."""
    return [
        f"{module} imports {other}"
        for module, others in imports.items()
        for other in sorted(others)
        if package(module) != package(other) and RANK[package(other)] >= RANK[package(module)]
    ]


def circle(imports: dict[str, set[str]]) -> list[str]:
    """Modules that import each other in a ring, the first one again at the end; else nothing."""
    done: set[str] = set()

    def walk(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        for other in sorted(imports.get(module, ())):
            if found := walk(other, [*path, module]):
                return found
        done.add(module)
        return []

    for module in imports:
        if found := walk(module, []):
            return found
    return []


@pytest.mark.parametrize("room", sorted({package(module) for module in MODULES}))
def test_every_room_has_its_place(room):
    assert room in RANK


def test_no_import_points_up():
    assert wrong_ways(IMPORTS) == []


def test_no_modules_import_each_other():
    assert circle(IMPORTS) == []


def test_a_wrong_way_and_a_circle_would_be_found(tmp_path):
    upward = {"course_lib.words.tokens": {"course_lib.panels.words.explorer"}}
    sideways = {"course_lib.words.tokens": {"course_lib.oneshot.trials"}}
    assert len(wrong_ways(upward)) == len(wrong_ways(sideways)) == 1
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
    text = "def f():\n    from course_lib.words import tokens\n"
    (tmp_path / "late.py").write_text(text)
    known = frozenset({"course_lib.words", "course_lib.words.tokens"})
    assert imported("late", tmp_path / "late.py", known) == {"course_lib.words.tokens"}
