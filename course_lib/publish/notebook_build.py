"""One text source a notebook; of a chapter two are made: the learner's copy and the solutions.

The source is py:percent (``notebooks/src/chapters/NN_name.py``, ``notebooks/src/studios/name.py``)
and starts with this header (YAML, as jupytext reads it, so the file can also be opened in
JupyterLab with jupytext)::

    # ---
    # jupyter:
    #   course:
    #     kind: chapter
    #     title: "2 · Fill in the hole"
    #     summary: "One or two sentences for the card on the home page."
    #     minutes: 60
    #     part: pretext
    #     order: 22
    # ---

    # %% [markdown]
    # # Fill in the hole

    # %%
    from course_lib.exercises import check

    # %%
    def masked(x, mask):
        # BEGIN SOLUTION
        return x * ~mask
        # END SOLUTION

    check.masked(masked)

- In the learner's copy each block between ``# BEGIN SOLUTION`` and ``# END SOLUTION`` becomes
  ``# YOUR CODE HERE`` and ``raise NotImplementedError``, at the block's own indent; in the
  solutions only the two marker lines go.
- A cell that *uses* an unanswered exercise (beyond ``check.…``, which catches
  ``NotImplementedError`` by itself) carries the tag ``needs-answer``:
  ``# %% tags=["needs-answer"]``. In the learner's copy, such a cell and a cell whose solution
  block is not inside a function also get the tag ``raises-exception``, so *Run All* goes on past
  them. Solutions never get that tag: every one of their cells has to run.
- A cell that is a question and nothing else (``ask("its_name")``) hides its source, as does
  one with the tag ``hide-source``. Below each
  cell with ``check.name(name)`` stands one more, made by the build: hints, and the way to compare.
- Start the first code cell with ``%load_ext course_lib`` (in the source ``# %load_ext course_lib``:
  jupytext makes it the magic). An unanswered exercise, and any ``LearnerError``, then shows one
  plain sentence instead of a traceback.

The build is deterministic: no outputs, no versions, no dates, and a cell's id is made from its
text, so building twice gives the same bytes and an edit changes only its own cell's id.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.files import places
from course_lib.files.write_whole import write_whole
from course_lib.publish import pictures
from course_lib.serve.course_map import PARTS

if TYPE_CHECKING:
    from nbformat import NotebookNode

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
PLACEHOLDER = ("# YOUR CODE HERE", "raise NotImplementedError")
ROOT = places.project()
NOTEBOOKS = ROOT / "notebooks"
# Where the notebooks of each folder of sources lie, seen from the folder of all notebooks.
PLACES = {"src/chapters": ".", "src/studios": "dashboards"}
KINDS = ("chapter", "studio")
# What is asked is on the page; the line that asks it would only stand in the way.
ASKS = re.compile(r'ask\("\w+"\)')
CHECKS = re.compile(r"^check\.(\w+)\(\1\)$", re.MULTILINE)
HELP = '# Hints\nfrom course_lib.panels.workbook import help_with\n\nhelp_with("{name}")'
KEYS = ("kind", "title", "summary", "minutes", "part", "order")


class BuildError(ValueError):
    """The source breaks a rule above; ``str(error)`` names the file or cell and the rule."""


def build(source: Path, out: Path, solutions: bool) -> None:
    """Write the notebook that ``source`` describes to ``out`` (learner's copy, or solutions).

    Raises BuildError for a missing header or unpaired markers; then ``out`` is left as it was.
    """
    text = render(source, solutions)
    write_whole(out, text.encode())


def render(source: Path, solutions: bool) -> str:
    """The text of the .ipynb, the same bytes at every call."""
    import nbformat

    notebook = compose(source, without_marks, solved=True) if solutions else compose(source)
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=4) + "\n"


def compose(
    source: Path, written: Callable[[str], str] | None = None, solved: bool = False
) -> NotebookNode:
    """The notebook of ``source``; what ``written`` makes of each code cell stands in it, or what a
    learner gets. Tags are a learner's, except where the cells are ``solved`` and all run."""
    import jupytext  # only needed by those who build; the built notebooks are committed
    import nbformat

    parsed = jupytext.read(source, fmt="py:percent")
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.update(
        course=_course(parsed.metadata, source),
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
    )
    seen: dict[str, int] = {}
    for cell in parsed.cells:
        cell_id = _cell_id(cell.cell_type, cell.source, seen)
        tags = list(cell.metadata.get("tags", []))
        body = cell.source
        if cell.cell_type == "code":
            stripped, at_margin = strip_solution(body, f"{source.name}, cell {cell_id}")
            body = written(body) if written else stripped
            if not solved and (at_margin or "needs-answer" in tags):
                tags = [*(tag for tag in tags if tag != "raises-exception"), "raises-exception"]
            new = nbformat.v4.new_code_cell(body, id=cell_id)
            if ASKS.fullmatch(body) or "hide-source" in tags:
                new.metadata["jupyter"] = {"source_hidden": True}
        else:
            new = nbformat.v4.new_markdown_cell(body, id=cell_id)
        if tags:
            new.metadata["tags"] = tags
        notebook.cells.append(new)
        for name in CHECKS.findall(body) if cell.cell_type == "code" else ():
            notebook.cells.append(_help_cell(name, seen))
    return notebook


def _help_cell(name: str, seen: dict[str, int]) -> NotebookNode:
    import nbformat

    text = HELP.format(name=name)
    cell = nbformat.v4.new_code_cell(text, id=_cell_id("code", text, seen))
    cell.metadata["jupyter"] = {"source_hidden": True}
    return cell


def strip_solution(code: str, where: str = "this cell") -> tuple[str, bool]:
    """``code`` with each solution block replaced by the placeholder at the block's indent.

    Also says whether any block stood at the left margin, where it raises as soon as it runs.
    """
    kept: list[str] = []
    indent: str | None = None
    at_margin = False
    for line in code.splitlines():
        mark = line.strip()
        if mark == BEGIN:
            if indent is not None:
                raise BuildError(f"{where}: “{BEGIN}” comes twice before “{END}”.")
            indent = line[: len(line) - len(line.lstrip())]
            at_margin = at_margin or not indent
            kept += [indent + text for text in PLACEHOLDER]
        elif mark == END:
            if indent is None:
                raise BuildError(f"{where}: “{END}” has no “{BEGIN}” before it.")
            indent = None
        elif indent is None:
            kept.append(line)
    if indent is not None:
        raise BuildError(f"{where}: “{BEGIN}” has no “{END}” after it.")
    return "\n".join(kept), at_margin


def without_marks(code: str) -> str:
    """``code`` as the course solves it: the lines that mark a solution are gone."""
    return "\n".join(line for line in code.splitlines() if line.strip() not in (BEGIN, END))


def _course(metadata: dict, source: Path) -> dict:
    course = dict(metadata.get("course") or {})
    missing = [key for key in KEYS if key not in course]
    if missing:
        raise BuildError(f"{source.name}: the header lacks {', '.join(missing)} under “course:”.")
    if course["kind"] not in KINDS:
        raise BuildError(f"{source.name}: kind is “{course['kind']}”, not one of {KINDS}.")
    if course["part"] not in PARTS:
        raise BuildError(f"{source.name}: part is “{course['part']}”, not one of {tuple(PARTS)}.")
    return course


def _cell_id(kind: str, text: str, seen: dict[str, int]) -> str:
    digest = hashlib.sha256(f"{kind}\n{text}".encode()).hexdigest()[:12]
    seen[digest] = seen.get(digest, 0) + 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def sources(notebooks: Path = NOTEBOOKS) -> list[tuple[Path, Path]]:
    """Every text source below ``notebooks`` and the notebook that is built of it."""
    return [
        (source, notebooks / place / f"{source.stem}.ipynb")
        for folder, place in PLACES.items()
        for source in sorted((notebooks / folder).glob("*.py"))
    ]


def stale(notebooks: Path = NOTEBOOKS) -> list[str]:
    """One sentence for each notebook that is missing, or not what its source gives."""
    problems = []
    built = dict((out, source) for source, out in sources(notebooks))
    for out, source in built.items():
        if not out.exists():
            problems.append(f"{out.name} is missing: run `python -m course_lib build`.")
        elif out.read_text(encoding="utf-8") != render(source, solutions=False):
            problems.append(f"{out.name} is not what {source.name} builds: edit the source, build.")
    for folder, place in PLACES.items():
        for out in sorted((notebooks / place).glob("*.ipynb")):
            if out not in built:
                problems.append(f"{out.name} has no source in {folder}/.")
    return problems


def main(argv: list[str] | None = None) -> int:
    """``python -m course_lib build``, with ``--check``, ``--solutions DIR`` or ``--pictures``.

    0 when all is in order.
    """
    parser = argparse.ArgumentParser(
        "python -m course_lib build", description=__doc__.split("\n")[0]
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail where a copy is old"
    )
    parser.add_argument(
        "--solutions", type=places.argument, metavar="DIR", help="write the solved notebooks there"
    )
    parser.add_argument(
        "--pictures",
        nargs="*",
        metavar="NAME",
        help="photograph the cards of the home page (all, or these) in a real browser",
    )
    options = parser.parse_args(argv)
    try:
        if options.pictures is not None:
            pictures.photograph(NOTEBOOKS, options.pictures)
            return 0
        if options.check:
            problems = [*stale(), *pictures.missing(NOTEBOOKS)]
            print(
                "\n".join(problems)
                or "Every notebook is what its source builds, and has its picture."
            )
            return 1 if problems else 0
        for source, out in sources():
            if options.solutions:
                out = options.solutions / out.relative_to(NOTEBOOKS)
            build(source, out, solutions=bool(options.solutions))
            print(out)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
