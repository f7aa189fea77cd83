"""Each chapter asks every exercise once, and its own solutions pass every check."""

import json

import pytest

from course_lib.exercises import check, progress
from course_lib.exercises.checking import CHAPTERS, exercises_of
from course_lib.publish import notebook_build


@pytest.fixture(autouse=True)
def _no_trace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def code_cells(chapter, solutions):
    """The text of the code cells, in order."""
    source = notebook_build.NOTEBOOKS / "src" / "chapters" / f"{chapter}.py"
    cells = json.loads(notebook_build.render(source, solutions))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize(("solutions", "state"), [(True, "passed"), (False, "not yet")])
def test_every_exercise_is_asked_once_and_answered_as_it_should_be(chapter, solutions, state):
    told = []

    def note(name, answer):
        told.append(check(name, answer))

    class Noted:
        def __getattr__(self, name):
            return lambda answer: note(name, answer)

    names = {"check": Noted()}
    exec("import numpy as np\nimport torch", names)
    for code in code_cells(chapter, solutions):
        if "\ncheck." in code:
            exec(code, names)
    assert [result.name for result in told] == [e.name for e in exercises_of(chapter)]
    assert {result.state for result in told} == {state}
    assert progress(chapter).passed == (len(told) if solutions else 0)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_cells_are_short(chapter):
    lengths = [len(code.splitlines()) for code in code_cells(chapter, solutions=True)]
    assert max(lengths) <= 15
    assert sum(lengths) / len(lengths) <= 8
