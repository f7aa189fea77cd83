"""Chapter 2 asks every exercise once, and its own solutions pass every check."""

import json

import pytest

from course_lib import notebook_build
from course_lib.exercises import check
from course_lib.exercises.checking import exercises_of

CHAPTER = "02_context_encoder"


@pytest.fixture(autouse=True)
def _no_trace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def exercise_cells(solutions):
    """The code cells that check an answer, in order."""
    source = notebook_build.SOURCES / f"{CHAPTER}.py"
    cells = json.loads(notebook_build.render(source, solutions))["cells"]
    codes = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return [code for code in codes if "\ncheck." in code]


@pytest.mark.parametrize(("solutions", "state"), [(True, "passed"), (False, "not yet")])
def test_every_exercise_is_asked_once_and_answered_as_it_should_be(solutions, state):
    told = []

    def note(name, answer):
        told.append(check(name, answer))

    class Noted:
        def __getattr__(self, name):
            return lambda answer: note(name, answer)

    names = {"check": Noted()}
    exec("import numpy as np\nimport torch", names)
    for code in exercise_cells(solutions):
        exec(code, names)
    assert [result.name for result in told] == [e.name for e in exercises_of(CHAPTER)]
    assert {result.state for result in told} == {state}


def test_cells_are_short():
    source = notebook_build.SOURCES / f"{CHAPTER}.py"
    cells = json.loads(notebook_build.render(source, solutions=True))["cells"]
    lengths = [len(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert max(lengths) <= 15
    assert sum(lengths) / len(lengths) <= 8
