"""What nbgrader does with a submission in this course: put it in order, then grade it apart.

nbgrader runs a submitted notebook from top to bottom in one kernel, where one endless loop, a
deleted cell or a changed check takes everything else with it. Here each exercise is judged by
itself (``apart``), and its sentence stands as the output of its graded cell, for the feedback.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course_lib.exercises.checking import catalogue
from course_lib.exercises.result import NOT_YET, Result
from course_lib.grading.apart import judge_apart
from course_lib.grading.lint import calls
from course_lib.publish.notebook_build import strip_solution

HIDDEN = re.compile(r"salt=\d+")
PASSED = "✓ Passed, on the inputs that you saw and on others.\n"


def _source(step: NbGraderPreprocessor, resources: dict) -> NotebookNode:
    """The teacher's notebook that was given out as this one."""
    course = step.parent.parent.coursedir
    told = resources["nbgrader"]
    folder = course.format_path(course.source_directory, ".", told["assignment"])
    return nbformat.read(Path(folder) / f"{told['notebook']}.ipynb", as_version=4)


def _told(cell: NotebookNode) -> dict:
    told = cell.get("metadata", {}).get("nbgrader", {})
    return told if isinstance(told, dict) else {}


class Restore(NbGraderPreprocessor):
    """The submission with graded cells as they were given out, and one cell for each answer.

    Graded cells that were deleted, emptied, copied or changed come back; of copies of an answer's
    cell the last one counts that is not as it was given out. All other cells stay, without points.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        source = _source(self, resources)
        own = {_told(cell)["grade_id"]: cell for cell in source.cells if _told(cell)}
        answers: dict[str, NotebookNode] = {}
        kept = []
        for cell in nb.cells:
            name = _told(cell).get("grade_id")
            cell.metadata.pop("nbgrader", None)
            given = own.get(name) if isinstance(name, str) else None
            if given is not None and _told(given)["grade"]:
                continue
            kept.append(cell)
            if given is None:
                continue
            untouched = cell.source.strip() == strip_solution(given.source)[0].strip()
            if name not in answers or not untouched:
                answers[name] = cell
        tests = {calls(c.source)[0][0]: c for c in own.values() if _told(c)["grade"]}
        answered = {id(cell): name for name, cell in answers.items()}
        cells = []
        for cell in kept:
            cells.append(cell)
            if id(cell) in answered:
                name = answered[id(cell)]
                cell.metadata["nbgrader"] = own[name].metadata["nbgrader"]
                cells.append(tests.pop(name))
        nb.cells = [*cells, *tests.values()]
        seen: set[str] = set()
        for cell in nb.cells:
            if cell.get("id") in seen or not cell.get("id"):
                cell["id"] = nbformat.v4.new_code_cell("").id
            seen.add(cell["id"])
        return nb, resources


class GradeApart(NbGraderPreprocessor):
    """In place of running the notebook: each graded cell gets what its exercise's check says."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        given = [
            strip_solution(cell.source)[0]
            for cell in _source(self, resources).cells
            if cell.cell_type == "code" and not _told(cell).get("grade")
        ]
        cells = [
            cell.source if cell.cell_type == "code" and not _told(cell).get("grade") else ""
            for cell in nb.cells
        ]
        places = {_told(cell).get("grade_id"): number for number, cell in enumerate(nb.cells)}
        for cell in nb.cells:
            if not _told(cell).get("grade"):
                continue
            asked = calls(cell.source)
            name = asked[0][0]
            salts = [salt for _, salt in asked]
            at = places.get(name, len(cells))
            self.log.info("Judging %s", name)
            cell.outputs = [_output(judge_apart(catalogue()[name], cells, at, salts, given))]
        return nb, resources


class HideInputs(NbGraderPreprocessor):
    """Feedback shows that there were other inputs, not which: a later class may get the same."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        for cell in nb.cells:
            if _told(cell).get("grade"):
                cell.source = HIDDEN.sub("salt=…", cell.source)
        return nb, resources


def _output(result: Result) -> Any:
    """A cell's output that nbgrader reads as full marks, or as none with the reason beside it."""
    if result.passed:
        return nbformat.v4.new_output("stream", name="stdout", text=PASSED)
    said = f"{result.message}\n\n{result.failing}" if result.failing else result.message
    kind = "Not yet" if result.state == NOT_YET else "Not quite"
    return nbformat.v4.new_output(
        "error", ename=kind, evalue=result.message, traceback=[f"{kind}: {said}"]
    )
