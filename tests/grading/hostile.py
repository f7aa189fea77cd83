"""Submissions that mean harm, or look as if they did: what they do, what they lose, what is said.

Each takes a solved notebook and the course directory, and spoils it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course_lib.exercises.checking import exercises_of
from tests.grading.term import answered, cell_of

ALL = [exercise.name for exercise in exercises_of("04_word_embeddings")]


def _answer(name: str, text: str) -> Callable:
    return lambda notebook, course: answered(notebook, name, text.replace("COURSE", str(course)))


def _endless(notebook: NotebookNode, course: Path) -> None:
    answered(
        notebook,
        "cosine",
        "def cosine(a, b):\n    while True:\n        try:\n            while True:\n"
        "                pass\n        except BaseException:\n            pass",
    )


def _endless_cell(notebook: NotebookNode, course: Path) -> None:
    """Not in the function: while its cell is run."""
    answered(
        notebook,
        "cosine",
        "forever = 1\nwhile forever:\n    try:\n        forever += 1\n    except BaseException:\n"
        "        pass\n\n\ndef cosine(a, b):\n    return forever",
    )


def _without_tests(notebook: NotebookNode, course: Path) -> None:
    notebook.cells = [c for c in notebook.cells if not c.metadata.get("nbgrader", {}).get("grade")]
    answered(notebook, "one_hot", "def one_hot(index, size):\n    return np.ones(size)")


def _emptied_tests(notebook: NotebookNode, course: Path) -> None:
    for name in ALL:
        cell_of(notebook, f"{name}-graded").source = ""
    answered(notebook, "one_hot", "def one_hot(index, size):\n    return np.ones(size)")


def _doubled(notebook: NotebookNode, course: Path) -> None:
    """Copied cells keep their ids: an untouched copy of an answer, and a test changed to pass."""
    blank = copy.deepcopy(cell_of(notebook, "one_hot"))
    blank.source = (
        "def one_hot(index, size):\n    # YOUR CODE HERE\n    raise NotImplementedError\n"
    )
    blank.source += "\n\ncheck.one_hot(one_hot)"
    tests = copy.deepcopy(cell_of(notebook, "cosine-graded"))
    tests.source = "print('all is well')"
    notebook.cells += [blank, tests]
    answered(notebook, "cosine", "def cosine(a, b):\n    return 1.0")


def _own_points(notebook: NotebookNode, course: Path) -> None:
    cell = nbformat.v4.new_code_cell("1000")
    told = copy.deepcopy(cell_of(notebook, "cosine-graded").metadata["nbgrader"])
    cell.metadata["nbgrader"] = told | {"grade_id": "gift", "points": 1000}
    notebook.cells.insert(0, cell)
    cell_of(notebook, "cosine-graded").metadata["nbgrader"]["points"] = 50
    answered(notebook, "cosine", "def cosine(a, b):\n    return 1.0")


def _patched(notebook: NotebookNode, course: Path) -> None:
    text = (
        "import course_lib.exercises.exercise as theirs\n"
        "import course_lib.exercises.graded as graded_module\n"
        "graded_module.graded = lambda *a, **k: None\n"
        "theirs.judge = lambda *a, **k: None\n"
        "import numpy\nnumpy.allclose = lambda *a, **k: True"
    )
    notebook.cells.insert(0, nbformat.v4.new_code_cell(text))
    answered(
        notebook,
        "cosine",
        f"{text}\n\n\ndef cosine(a, b):\n    import numpy\n"
        "    numpy.allclose = lambda *a, **k: True\n    return 7.0",
    )


def _no_imports(notebook: NotebookNode, course: Path) -> None:
    """Nothing hostile: the cell with the imports was deleted."""
    notebook.cells = [c for c in notebook.cells if "load_ext" not in c.source]


def _no_cell(notebook: NotebookNode, course: Path) -> None:
    notebook.cells.remove(cell_of(notebook, "embed"))


def _syntax(notebook: NotebookNode, course: Path) -> None:
    answered(notebook, "embed", "def embed(E, words)\n    return E[:, words].T")


HOSTILE = {
    "endless": (_endless, ["cosine"], ["still running after 10 seconds"]),
    "endless-cell": (_endless_cell, ["cosine"], ["still running after 10 seconds"]),
    "without-tests": (_without_tests, ["one_hot"], ["0 0 1 0 0"]),
    "emptied-tests": (_emptied_tests, ["one_hot"], ["0 0 1 0 0"]),
    "doubled": (_doubled, ["cosine"], []),
    "own-points": (_own_points, ["cosine"], []),
    "patched": (_patched, ["cosine"], []),
    "no-imports": (_no_imports, [], []),
    "no-cell": (_no_cell, ["embed"], ["There is no function embed in your notebook"]),
    "syntax": (_syntax, ["embed"], ["Your cell is not Python", "line 1"]),
    "exit": (
        _answer("cosine", "import sys\n\n\ndef cosine(a, b):\n    sys.exit(0)"),
        ["cosine"],
        ["SystemExit"],
    ),
    "hard-exit": (
        _answer("cosine", "import os\n\n\ndef cosine(a, b):\n    os._exit(0)"),
        ["cosine"],
        ["ended the Python that it ran in"],
    ),
    "exit-in-the-cell": (
        _answer("cosine", "n = __import__('sys').exit(0)\n\n\ndef cosine(a, b):\n    return n"),
        ["cosine"],
        ["SystemExit"],
    ),
    "memory": (
        _answer("cosine", "def cosine(a, b):\n    return float(np.ones(10 * 2**30 // 8).sum())"),
        ["cosine"],
        ["MemoryError"],
    ),
    "printed": (
        _answer(
            "cosine",
            "def cosine(a, b):\n    for _ in range(100):\n        print('x' * 1_000_000)\n"
            "    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))",
        ),
        [],
        [],
    ),
    "too-large": (
        _answer("embed", "def embed(E, words):\n    return np.ones((4000, 4000))"),
        ["embed"],
        ["too large to look at"],
    ),
    "written": (
        _answer(
            "cosine",
            "def cosine(a, b):\n    open('COURSE/../stolen.txt', 'w').write('x')\n    return 1.0",
        ),
        ["cosine"],
        ["may not write to other folders"],
    ),
    "moved": (
        _answer(
            "cosine",
            "import os\n\n\ndef cosine(a, b):\n    open('mine', 'w').write('x')\n"
            "    os.rename('mine', 'COURSE/../stolen.txt')\n    return 1.0",
        ),
        ["cosine"],
        ["may not change other folders"],
    ),
    "by-folder": (
        _answer(
            "cosine",
            "import os, sys\n\n\ndef cosine(a, b):\n    folder = os.open(sys.prefix, os.O_RDONLY)\n"
            "    os.open('stolen.txt', os.O_CREAT | os.O_WRONLY, dir_fd=folder)\n    return 1.0",
        ),
        ["cosine"],
        ["may not open folders"],
    ),
    "filled": (
        _answer(
            "cosine",
            "def cosine(a, b):\n    with open('mine.bin', 'wb') as out:\n"
            "        for _ in range(100):\n            out.write(bytes(1 << 20))\n    return 1.0",
        ),
        ["cosine"],
        [],
    ),
    "source-read": (
        _answer(
            "cosine",
            "def cosine(a, b):\n    text = open('COURSE/source/04_word_embeddings/'\n"
            "                '04_word_embeddings.ipynb').read()\n    return float(len(text))",
        ),
        ["cosine"],
        ["may not read files"],
    ),
    "import-read": (
        _answer(
            "cosine",
            "def cosine(a, b):\n    from course_lib.exercises.word_embeddings import similarity\n"
            "    return similarity._cosine(a, b)",
        ),
        ["cosine"],
        ["own answers"],
    ),
    "frame-read": (
        _answer(
            "cosine",
            "def cosine(a, b):\n    import sys\n    frame = sys._getframe()\n    while frame:\n"
            "        for value in [*frame.f_locals.values(), *frame.f_globals.values()]:\n"
            "            right = getattr(value, 'right', None) or getattr(value, '_cosine', None)\n"
            "            if right:\n                return right(a, b)\n"
            "        frame = frame.f_back\n    raise RuntimeError('nothing found')",
        ),
        ["cosine"],
        ["nothing found"],
    ),
    "program": (
        _answer(
            "cosine",
            "import subprocess\n\n\ndef cosine(a, b):\n"
            "    return float(subprocess.check_output(['echo', '1']))",
        ),
        ["cosine"],
        ["may not start another program"],
    ),
    "network": (
        _answer(
            "cosine",
            "import socket\n\n\ndef cosine(a, b):\n"
            "    socket.create_connection(('127.0.0.1', 9))\n    return 1.0",
        ),
        ["cosine"],
        ["may not reach a network"],
    ),
    "kill": (
        _answer(
            "cosine",
            "import os\n\n\ndef cosine(a, b):\n    os.kill(os.getppid(), 9)\n    return 1.0",
        ),
        ["cosine"],
        ["may not touch other processes"],
    ),
    "pickle": (
        _answer(
            "cosine",
            "class Trap:\n    def __reduce__(self):\n        return print, ('caught',)\n\n\n"
            "def cosine(a, b):\n    return Trap()",
        ),
        ["cosine"],
        ["a Trap as the cosine"],
    ),
}
