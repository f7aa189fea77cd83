"""``python -m course_lib release DIR``: the chapters as assignments of an nbgrader course.

DIR becomes a course directory: ``source/`` with solutions, points and hidden tests, made of the one
text source a chapter has, ``release/`` with what learners get, made of it by nbgrader itself, and a
``nbgrader_config.py`` that has answers graded apart. Releasing again keeps the hidden inputs.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.errors import LearnerError
from course_lib.exercises.checking import CHAPTERS, exercises_of
from course_lib.files import places
from course_lib.files.write_whole import write_whole
from course_lib.grading import lint
from course_lib.publish import notebook_build

if TYPE_CHECKING:
    from nbformat import NotebookNode

SALTS = "hidden_inputs.json"
LARGEST_SALT = 1_000_000
SMALL = 100  # divisors of hidden inputs' numbers are larger
GRADED = "-graded"  # ends the id of the cell that gives the points
POINTS = 1.0  # of each exercise
TEST = """\
# {name}: {points:g} point. The same check as above; when it is graded, on other inputs as well.
from course_lib.exercises.graded import graded

graded("{name}", {name})
### BEGIN HIDDEN TESTS
graded("{name}", {name}, salt={salt})
### END HIDDEN TESTS"""

CONFIG = f'''\
"""nbgrader's settings for this course, written by `python -m course_lib release`.

Answers are not run in the notebooks' own kernel but apart, each by itself, with limits: one that
never ends, exits or fills the memory loses its own points and nobody else's.
"""

from pathlib import Path

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "learning_without_labels"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.ClearSolutions.code_stub = {{"python": {chr(10).join(notebook_build.PLACEHOLDER)!r}}}

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor  # noqa: E402
from nbgrader.preprocessors import (  # noqa: E402
    AssignLatePenalties, CheckCellMetadata, ClearOutput, GetGrades, OverwriteCells,
    OverwriteKernelspec, SaveAutoGrades,
)  # fmt: skip

from course_lib.grading.preprocessors import GradeApart, HideInputs, Restore  # noqa: E402

c.Autograde.sanitize_preprocessors = [
    ClearOutput, Restore, OverwriteKernelspec, OverwriteCells, CheckCellMetadata,
]  # fmt: skip
c.Autograde.autograde_preprocessors = [
    GradeApart, SaveAutoGrades, AssignLatePenalties, CheckCellMetadata,
]  # fmt: skip
c.GenerateFeedback.preprocessors = [HideInputs, GetGrades, CSSHTMLHeaderPreprocessor]
'''


def assignment(source: Path, salts: dict[str, int]) -> NotebookNode:
    """A chapter as nbgrader's source: solutions between their marks, a graded cell an exercise.

    ``salts`` gives each exercise the inputs of its hidden test.
    """
    import nbformat

    notebook = notebook_build.compose(source, lambda body: body)
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        found = notebook_build.CHECKS.findall(cell.source) if cell.cell_type == "code" else []
        for name in found[:1]:
            cell.metadata["nbgrader"] = _told(name, solution=True)
            text = TEST.format(name=name, points=POINTS, salt=salts[name])
            test = nbformat.v4.new_code_cell(text, id=f"graded-{name}".replace("_", "-")[:64])
            test.metadata["nbgrader"] = _told(name + GRADED, grade=True) | {"points": POINTS}
            test.metadata["tags"] = ["raises-exception"]  # “Run all” goes on past it
            cells.append(test)
    notebook.cells = cells
    return notebook


def _told(name: str, *, grade: bool = False, solution: bool = False) -> dict:
    return {
        "schema_version": 3,
        "grade_id": name,
        "grade": grade,
        "solution": solution,
        "locked": grade,
        "task": False,
    }


def source_of(chapter: str) -> Path:
    """A chapter's text source."""
    return notebook_build.NOTEBOOKS / "src" / "chapters" / f"{chapter}.py"


def salts_for(out: Path) -> dict[str, int]:
    """The hidden inputs of every exercise: those that ``out`` has, and new ones for what is new."""
    kept: dict[str, int] = {}
    if (out / SALTS).exists():
        kept = json.loads((out / SALTS).read_text(encoding="utf-8"))
    for chapter in CHAPTERS:
        told = lint.answers_of(source_of(chapter))
        for exercise in exercises_of(chapter):
            while exercise.name not in kept or lint.too_kind(
                exercise, told[exercise.name], kept[exercise.name]
            ):
                kept[exercise.name] = new_salt()
    return kept


def new_salt() -> int:
    """A number that chooses hidden inputs, up to LARGEST_SALT and without a small divisor:
    exercises vary their inputs by its remainders, and 0 gives those that the learner saw."""
    while True:
        salt = 1 + secrets.randbelow(LARGEST_SALT)
        if salt > SMALL and all(salt % divisor for divisor in range(2, SMALL)):
            return salt


def release(out: Path, chapters: list[str]) -> list[str]:
    """Write the course directory; what the linter says against it, and then nothing is released."""
    import nbformat

    out.mkdir(parents=True, exist_ok=True)
    salts = salts_for(out)
    write_whole(out / SALTS, json.dumps(salts, indent=1, sort_keys=True).encode())
    write_whole(out / "nbgrader_config.py", CONFIG.encode())
    problems = []
    for chapter in chapters:
        made = assignment(source_of(chapter), salts)
        problems += [f"{chapter}: {one}" for one in lint.problems(made)]
        folder = out / "source" / chapter
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{chapter}.ipynb", (nbformat.writes(made, version=4) + "\n").encode())
    return problems or _generate(out, chapters)


def _generate(out: Path, chapters: list[str]) -> list[str]:
    """Have nbgrader make ``release/`` of ``source/``, in its own words where it cannot."""
    from nbgrader.apps import NbGraderAPI
    from traitlets.config.loader import PyFileConfigLoader

    # It makes its database by calling a program that lies beside this Python.
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    here = os.getcwd()
    config = PyFileConfigLoader("nbgrader_config.py", path=str(out)).load_config()
    config.NbGrader.logfile = ""
    failed = []
    try:
        api = NbGraderAPI(config=config)
        for chapter in chapters:
            shutil.rmtree(out / "release" / chapter, ignore_errors=True)
            done = api.generate_assignment(chapter, force=True)
            if not done["success"]:
                failed.append(f"{chapter}: nbgrader could not release it. {done.get('log', '')}")
    finally:
        os.chdir(here)
    return failed


def main(argv: list[str] | None = None) -> int:
    """Release all chapters, or those named; 1 where the linter refuses."""
    parser = argparse.ArgumentParser(
        "python -m course_lib release", description=__doc__.split("\n")[0]
    )
    parser.add_argument("folder", type=places.argument, metavar="DIR", help="the course directory")
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", help="all, if none is named")
    options = parser.parse_args(argv)
    unknown = [name for name in options.chapters if name not in CHAPTERS]
    if unknown:
        raise LearnerError(f"There is no chapter {unknown[0]}; there are {', '.join(CHAPTERS)}.")
    try:
        import nbgrader  # noqa: F401
    except ImportError:
        raise LearnerError(
            "nbgrader is not installed: “make release” installs it, or "
            "“pip install -c constraints.txt -e .[grading]”."
        ) from None
    chapters = options.chapters or list(CHAPTERS)
    problems = release(options.folder, chapters)
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 1
    print(f"{len(chapters)} chapters are released in {options.folder / 'release'}.")
    print(f"Go on there: cd {options.folder} and python -m nbgrader --help")
    return 0
