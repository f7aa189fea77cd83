"""A term in a folder: a released course, submissions of made-up classes, and what nbgrader says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

SOLVED, UNTOUCHED = "solved", "untouched"


class Term:
    """``course`` is a released nbgrader course directory."""

    def __init__(self, course: Path) -> None:
        self.course = course
        self.scratch = course.parent / "scratch"  # where answers may write
        self.scratch.mkdir(exist_ok=True)

    def given(self, chapter: str) -> NotebookNode:
        return nbformat.read(self.course / "release" / chapter / f"{chapter}.ipynb", 4)

    def source(self, chapter: str) -> NotebookNode:
        return nbformat.read(self.course / "source" / chapter / f"{chapter}.ipynb", 4)

    def solved(self, chapter: str) -> NotebookNode:
        """What a learner hands in who answered as the course does."""
        notebook, own = self.given(chapter), self.source(chapter)
        for cell, theirs in zip(notebook.cells, own.cells, strict=True):
            if cell.metadata.get("nbgrader", {}).get("solution"):
                marks = ("# BEGIN SOLUTION", "# END SOLUTION")
                lines = theirs.source.splitlines()
                cell.source = "\n".join(line for line in lines if line.strip() not in marks)
        return notebook

    def hand_in(self, student: str, chapter: str, notebook: NotebookNode) -> None:
        folder = self.course / "submitted" / student / chapter
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, folder / f"{chapter}.ipynb")

    def run(self, *words: str) -> subprocess.CompletedProcess:
        """nbgrader's own command line, in the course directory."""
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        root = str(Path(__file__).resolve().parents[2])
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=self.course,
            env=os.environ | {"PATH": path, "PYTHONPATH": root, "TMPDIR": str(self.scratch)},
            capture_output=True,
            text=True,
            timeout=400,
        )

    def points(self, chapter: str) -> dict[str, dict[str, float | None]]:
        """What each student got for each exercise, as the gradebook has it."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.course / 'gradebook.db'}") as book:
            found = book.assignment_submissions(chapter)
            return {
                one.student_id: {
                    grade.name.removesuffix("-graded"): grade.score
                    for notebook in one.notebooks
                    for grade in notebook.grades
                }
                for one in found
            }

    def feedback(self, student: str, chapter: str) -> str:
        return (self.course / "feedback" / student / chapter / f"{chapter}.html").read_text()


def cell_of(notebook: NotebookNode, name: str) -> NotebookNode:
    """The cell with this grade_id."""
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def answered(notebook: NotebookNode, name: str, text: str) -> NotebookNode:
    """The notebook with another text in the answer's cell, above its check."""
    cell_of(notebook, name).source = f"{text}\n\n\ncheck.{name}({name})"
    return notebook
