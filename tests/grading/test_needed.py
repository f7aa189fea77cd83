"""Which statements an answer needs: the slice alone gives what the whole notebook gives."""

import pytest

from course_lib.grading.needed import Unreadable, needed, statements

CELLS = [
    "%load_ext course_lib\nimport numpy as np",
    "SCALE = 3\nOTHER = broken()",
    "def helper(x):\n    return x * SCALE",
    "!rm -rf nothing\nraise RuntimeError('a broken cell')",
    "import math\n\n\ndef answer(x):\n    return helper(np.array(x)) + math.pi\n\n\n"
    "check.answer(answer)",
    "SCALE = 5\nplot(answer)",
]


def ran(parts: list[tuple[int, str]]) -> dict:
    rooms: dict = {}
    for _, text in parts:
        exec(text, rooms)
    return rooms


def test_the_answer_runs_with_what_it_needs_and_nothing_else():
    parts = needed("answer", CELLS, 4)
    assert [number for number, _ in parts] == [0, 1, 2, 4]
    assert not any(word in text for _, text in parts for word in ("broken", "check", "%", "plot"))
    assert ran(parts)["answer"]([1, 2]).tolist() == pytest.approx([6.14159265, 9.14159265])


def test_lines_keep_their_numbers():
    (text,) = [text for number, text in needed("answer", CELLS, 4) if number == 4]
    assert text.splitlines()[3] == "def answer(x):"


def test_a_name_defined_below_is_found_too():
    cells = ["def f():\n    return late()", "def late():\n    return 1"]
    assert [number for number, _ in needed("f", cells, 0)] == [0, 1]


def test_the_answers_own_cell_comes_before_any_other_that_has_its_name():
    cells = ["def f():\n    return 1", "def f():\n    return 2"]
    assert ran(needed("f", cells, 0))["f"]() == 1
    assert ran(needed("f", ["", *cells], 0))["f"]() == 2  # elsewhere: the last one


def test_local_names_pull_in_nothing():
    cells = ["for x in range(3):\n    print(x)", "def f(a):\n    x = a\n    return [x for x in a]"]
    assert [number for number, _ in needed("f", cells, 1)] == [1]


@pytest.mark.parametrize("text", ["n += 1", "n = n + 1", "with n as m:\n    pass", "f(n)"])
def test_what_a_statement_reads(text):
    (only,) = statements(0, text)
    assert "n" in only.reads


@pytest.mark.parametrize(
    ("text", "binds"),
    [
        ("import a.b, c as d", {"a", "d"}),
        ("from a import b as c", {"c"}),
        ("x, (y, *z) = 1, (2, 3)", {"x", "y", "z"}),
        ("if (n := 3):\n    m = n", {"n", "m"}),
        ("try:\n    p = 1\nexcept E as error:\n    q = 2", {"p", "q", "error"}),
        ("@wrapped\ndef f(a):\n    inner = a", {"f"}),
        ("class C:\n    inside = 1", {"C"}),
        ("[k for k in range(3)]", set()),
    ],
)
def test_what_a_statement_binds(text, binds):
    (only,) = statements(0, text)
    assert only.binds == binds


def test_what_is_deleted_later_is_still_there():
    assert ran(needed("f", ["n = 2", "def f():\n    return n", "del n"], 1))["f"]() == 2


def test_a_decorator_comes_along():
    cells = ["def twice(f):\n    return lambda x: 2 * f(x)", "@twice\ndef f(x):\n    return x"]
    assert ran(needed("f", cells, 1))["f"](4) == 8


def test_names_of_deleted_cells_come_from_what_was_given():
    given = ["import numpy as np\nSCALE = 2"]
    parts = needed("f", ["SCALE = 7", "def f():\n    return np.float64(SCALE)"], 1, given)
    assert [number for number, _ in parts] == [-1, 0, 1]
    assert ran(parts)["f"]() == 7
    assert needed("np", ["", ""], 0, given) == []  # an answer is never taken from there


def test_a_syntax_error_matters_in_the_answers_cell_alone():
    assert needed("f", ["def f(:", "f = 1"], 1) == [(1, "f = 1")]
    with pytest.raises(Unreadable, match="line 2"):
        needed("f", ["f = 1\ndef f(:"], 0)
    assert needed("f", ["%%bash\necho f=1"], 0) == []
