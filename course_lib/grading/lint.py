"""What breaks a course when it is graded, found before it is given out.

Cells without an id of their own, points that do not add up, a graded cell without an answer, or one
that needs the network, the page, a widget or more than five seconds, a test that the course's own
solution fails or that nothing at all passes, hidden inputs that forgive a known mistake.
"""

from __future__ import annotations

import ast
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_lib.exercises.checking import catalogue
from course_lib.exercises.exercise import Exercise
from course_lib.exercises.result import NOT_YET
from course_lib.grading import needed
from course_lib.grading.apart import judge_apart
from course_lib.publish import notebook_build

if TYPE_CHECKING:
    from nbformat import NotebookNode

SECONDS = 5.0
# First parts of modules that a graded answer cannot lean on: there is no page and no network.
PAGE = ("ipywidgets", "anywidget", "IPython", "plotly", "course_lib.panels", "course_lib.controls",
        "course_lib.figures")  # fmt: skip
NETWORK = ("socket", "urllib", "http", "ftplib", "requests", "httpx", "course_lib.files.fetch",
           "course_lib.files.download")  # fmt: skip


def problems(notebook: NotebookNode) -> list[str]:
    """One sentence for each thing that would break in nbgrader's source of a chapter."""
    graded = {
        cell.metadata["nbgrader"]["grade_id"]: cell
        for cell in notebook.cells
        if "nbgrader" in cell.metadata and cell.metadata["nbgrader"]["grade"]
    }
    return [*_ids(notebook), *_points(notebook, graded), *_answers(notebook, graded)]


def _ids(notebook: NotebookNode) -> list[str]:
    found = []
    missing = sum(not cell.get("id") for cell in notebook.cells)
    if missing:
        found.append(f"{missing} cells have no id: nothing could be told of them.")
    told = [
        c.metadata["nbgrader"].get("grade_id") for c in notebook.cells if "nbgrader" in c.metadata
    ]
    for kind, ids in (("id", [cell.get("id") for cell in notebook.cells]), ("grade_id", told)):
        twice = [one for one, count in Counter(filter(None, ids)).items() if count > 1]
        found += [f"Two cells have the {kind} “{one}”: one of them would be lost." for one in twice]
        if kind == "grade_id" and not all(ids):
            found.append("A graded cell has no grade_id.")
    return found


def _points(notebook: NotebookNode, graded: dict[str, NotebookNode]) -> list[str]:
    wanted = notebook.metadata.get("course", {}).get("points")
    have = sum(float(cell.metadata["nbgrader"].get("points", 0)) for cell in graded.values())
    if wanted is None:
        return [f"The header does not say how many points there are; its cells give {have:g}."]
    if float(wanted) != have:
        return [f"The header promises {float(wanted):g} points, its cells give {have:g}."]
    return []


def _answers(notebook: NotebookNode, graded: dict[str, NotebookNode]) -> list[str]:
    found = []
    cells = [cell.source if cell.cell_type == "code" else "" for cell in notebook.cells]
    solved = list(map(notebook_build.without_marks, cells))
    blank = [notebook_build.strip_solution(text)[0] for text in cells]
    told_of = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    homes = {told.get("grade_id"): number for number, told in enumerate(told_of)}
    for number, (cell, told) in enumerate(zip(notebook.cells, told_of, strict=True)):
        if notebook_build.BEGIN in cells[number] and not told.get("solution"):
            found.append(f"Cell {number + 1} holds a solution that no check asks for.")
        if not told.get("grade"):
            continue
        asked = calls(cell.source)
        name, salts = asked[0][0], [salt for _, salt in asked]
        at = homes.get(name)
        if at is None or name not in catalogue():
            found.append(f"{name}: a cell gives points for it, and no cell asks for it.")
            continue
        exercise = catalogue()[name]
        found += [f"{name}: {one}" for one in _leans(name, solved, at)]
        for _ in range(2):  # a busy moment is not the cell's fault
            begun = time.perf_counter()
            result = judge_apart(exercise, solved, at, salts)
            took = time.perf_counter() - begun
            if took <= SECONDS or not result.passed:
                break
        if not result.passed:
            found.append(f"{name}: the course's own solution fails. {result.message}")
        elif took > SECONDS:
            found.append(f"{name}: its check takes {took:.0f} s; {SECONDS:g} s are the most.")
        if judge_apart(exercise, blank, at, salts).state != NOT_YET:
            found.append(f"{name}: an untouched cell is not “not yet”.")
    return found


def calls(source: str) -> list[tuple[str, int]]:
    """The exercises that a graded cell asks for, each with its salt, in order."""
    return [
        (node.args[0].value, next((k.value.value for k in node.keywords if k.arg == "salt"), 0))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "graded"
    ]


def _leans(name: str, cells: Sequence[str], at: int) -> list[str]:
    """What the answer imports, by itself or through what it uses, that is not there then."""
    found = set()
    for _, text in needed.needed(name, cells, at):
        for node in ast.walk(ast.parse(text)):
            modules = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [f"{node.module}.{alias.name}" for alias in node.names]
            for module in modules:
                for what, firsts in (("the page", PAGE), ("the network", NETWORK)):
                    if any(module == first or module.startswith(first + ".") for first in firsts):
                        found.add(f"it needs {what} ({module}), which is not there when graded.")
    return sorted(found)


def answers_of(source: Path) -> dict[str, Callable]:
    """The course's own solutions of a chapter, by exercise."""
    cells = [
        cell.source if cell.cell_type == "code" else ""
        for cell in notebook_build.compose(source, notebook_build.without_marks).cells
    ]
    found: dict[str, Callable] = {}
    for at, text in enumerate(cells):
        for name in notebook_build.CHECKS.findall(text):
            rooms: dict[str, Any] = {"__name__": "__main__"}
            for _, part in needed.needed(name, cells, at):
                exec(compile(part, source.name, "exec"), rooms)
            found[name] = rooms[name]
    return found


def too_kind(exercise: Exercise, solution: Callable, salt: int) -> bool:
    """Whether a known mistake gives what the right answer gives, on these inputs alone."""
    usual, here = (exercise.attempt(solution, one) for one in (0, salt))
    return any(d.recognises(here) and not d.recognises(usual) for d in exercise.diagnoses)


__all__ = ["answers_of", "calls", "problems", "too_kind"]
