"""One source gives the learner's copy and the solutions, the same bytes every time."""

from __future__ import annotations

import json
import re

import pytest

from course_lib.publish import notebook_build
from course_lib.publish.notebook_build import BuildError, build, render, strip_solution

HEADER = """# ---
# jupyter:
#   course:
#     kind: chapter
#     title: "2 · Holes"
#     summary: "What, and why."
#     minutes: 60
#     part: pretext
#     order: 2
# ---

"""
BODY = '''# %% [markdown]
# # Holes
#
# Text.

# %%
# %load_ext course_lib
import math

# %%
def area(radius):
    """The area."""
    # BEGIN SOLUTION
    square = radius**2
    return math.pi * square
    # END SOLUTION

area

# %%
# BEGIN SOLUTION
one = area(1)
# END SOLUTION

# %% tags=["needs-answer"]
one + 1

# %%
import math
'''


@pytest.fixture
def source(tmp_path):
    file = tmp_path / "src" / "chapters" / "02_holes.py"
    file.parent.mkdir(parents=True)
    file.write_text(HEADER + BODY, encoding="utf-8")
    return file


def cells(text):
    return [
        ("".join(c["source"]), c["metadata"].get("tags", [])) for c in json.loads(text)["cells"]
    ]


def test_the_learners_copy_has_placeholders_and_no_solution(source):
    text = render(source, solutions=False)
    assert "SOLUTION" not in text
    assert "square" not in text
    found = cells(text)
    assert found[0] == ("# Holes\n\nText.", [])
    assert found[1][0].startswith("%load_ext course_lib")
    assert "    # YOUR CODE HERE\n    raise NotImplementedError\n\narea" in found[2][0]
    assert found[2][1] == []
    assert found[3] == ("# YOUR CODE HERE\nraise NotImplementedError", ["raises-exception"])
    assert found[4] == ("one + 1", ["needs-answer", "raises-exception"])


def test_the_solutions_have_neither_markers_nor_placeholders(source):
    text = render(source, solutions=True)
    assert "SOLUTION" not in text
    assert "NotImplementedError" not in text
    assert "raises-exception" not in text
    assert "    square = radius**2\n    return math.pi * square" in cells(text)[2][0]


def test_the_build_is_reproducible_and_its_ids_are_its_own(source, tmp_path):
    first, second = tmp_path / "a.ipynb", tmp_path / "b.ipynb"
    build(source, first, solutions=False)
    build(source, second, solutions=False)
    assert first.read_bytes() == second.read_bytes()
    ids = [cell["id"] for cell in json.loads(first.read_text())["cells"]]
    assert len(set(ids)) == len(ids)
    assert ids == [cell["id"] for cell in json.loads(render(source, solutions=True))["cells"]]


def test_an_edit_changes_only_its_own_cells_id(source):
    before = [cell["id"] for cell in json.loads(render(source, False))["cells"]]
    source.write_text(source.read_text().replace("one + 1", "one + 2"))
    after = [cell["id"] for cell in json.loads(render(source, False))["cells"]]
    assert [a == b for a, b in zip(before, after, strict=True)].count(False) == 1


def test_there_are_no_outputs_and_the_course_is_in_the_metadata(source):
    notebook = json.loads(render(source, False))
    assert all(c["outputs"] == [] for c in notebook["cells"] if c["cell_type"] == "code")
    course = {"kind": "chapter", "title": "2 · Holes", "summary": "What, and why."}
    assert notebook["metadata"]["course"] == {
        **course,
        "minutes": 60,
        "part": "pretext",
        "order": 2,
    }
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("# BEGIN SOLUTION\n1", "no “# END SOLUTION”"),
        ("1\n# END SOLUTION", "no “# BEGIN SOLUTION”"),
        ("# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION", "twice"),
    ],
)
def test_unpaired_markers_are_refused(code, rule):
    with pytest.raises(BuildError, match=re.escape(rule)):
        strip_solution(code)


@pytest.mark.parametrize("drop", ["title", "summary", "minutes", "part", "order", "kind"])
def test_a_header_must_be_complete(source, drop):
    lines = [line for line in source.read_text().splitlines() if f" {drop}:" not in line]
    source.write_text("\n".join(lines))
    with pytest.raises(BuildError, match=drop):
        render(source, False)


def test_a_part_of_no_lecture_is_refused(source):
    source.write_text(source.read_text().replace("part: pretext", "part: cooking"))
    with pytest.raises(BuildError, match="cooking"):
        render(source, False)


@pytest.mark.parametrize(("folder", "place"), notebook_build.PLACES.items())
def test_stale_notebooks_are_named(tmp_path, folder, place):
    source = tmp_path / folder / "02_holes.py"
    source.parent.mkdir(parents=True)
    source.write_text(HEADER + BODY, encoding="utf-8")
    made = tmp_path / place / "02_holes.ipynb"
    assert notebook_build.sources(tmp_path) == [(source, made)]
    assert "is missing" in notebook_build.stale(tmp_path)[0]
    build(source, made, solutions=False)
    assert notebook_build.stale(tmp_path) == []
    made.write_text(made.read_text().replace("Text.", "Changed."))
    assert "is not what 02_holes.py builds" in notebook_build.stale(tmp_path)[0]
    source.unlink()
    assert f"has no source in {folder}/" in notebook_build.stale(tmp_path)[0]


def test_the_courses_own_copies_are_up_to_date(capsys):
    assert notebook_build.main(["--check"]) == 0, capsys.readouterr().out


def test_hints_stand_below_each_check_and_what_only_asks_hides_its_source(source):
    more = """
# %%
def masked(x):
    # BEGIN SOLUTION
    return x
    # END SOLUTION


check.masked(masked)

# %%
ask("holes")

# %%
ask("holes", then=area)

# %% tags=["hide-source"]
area(2)
"""
    source.write_text(HEADER + more.lstrip(), encoding="utf-8")
    for solutions in (False, True):
        made = json.loads(render(source, solutions))["cells"]
        texts = ["".join(cell["source"]) for cell in made]
        hidden = [cell["metadata"].get("jupyter") == {"source_hidden": True} for cell in made]
        assert texts[1].endswith('help_with("masked")')
        assert [text.startswith("def masked") for text in texts] == [True] + [False] * 4
        assert hidden == [False, True, True, False, True]
        assert len({cell["id"] for cell in made}) == len(made)
