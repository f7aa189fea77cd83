"""What the linter refuses before a chapter is given out."""

import copy

import nbformat
import pytest

from course_lib.exercises.checking import catalogue
from course_lib.grading import lint, release
from course_lib.grading.lint import answers_of, problems, too_kind
from course_lib.publish.notebook_build import NOTEBOOKS
from tests.exercises.test_answers import RIGHT
from tests.grading.term import cell_of

pytestmark = pytest.mark.slow
SOURCE = NOTEBOOKS / "src" / "chapters" / "06_one_shot.py"


@pytest.fixture(scope="module")
def chapter() -> nbformat.NotebookNode:
    return release.assignment(SOURCE, dict.fromkeys(catalogue(), 5))


@pytest.fixture
def spoiled(chapter) -> nbformat.NotebookNode:
    return copy.deepcopy(chapter)


def test_the_course_itself_is_in_order(chapter):
    assert problems(chapter) == []


def _answer(notebook: nbformat.NotebookNode, text: str) -> None:
    """Another solution of the modified Hausdorff distance."""
    cell_of(notebook, "triplet_loss").source = text + "\n\n\ncheck.triplet_loss(triplet_loss)"


TRIPLET = """def triplet_loss(anchor, positive, negative, margin):
    # BEGIN SOLUTION
    {first}
    near, far = ((anchor - positive) ** 2).sum(), ((anchor - negative) ** 2).sum()
    return max(0.0, near - far + margin)
    # END SOLUTION"""


def test_a_cell_id_twice(spoiled):
    spoiled.cells[3]["id"] = spoiled.cells[2]["id"]
    assert any("Two cells have the id" in one for one in problems(spoiled))


def test_a_cell_without_an_id(spoiled):
    del spoiled.cells[3]["id"]
    assert any("1 cells have no id" in one for one in problems(spoiled))


def test_a_grade_id_twice(spoiled):
    cell_of(spoiled, "draw_trial").metadata["nbgrader"]["grade_id"] = "triplet_loss"
    assert any("grade_id “triplet_loss”" in one for one in problems(spoiled))


def test_points_that_do_not_add_up(spoiled):
    cell_of(spoiled, "triplet_loss-graded").metadata["nbgrader"]["points"] = 3
    assert "The header promises 5 points, its cells give 7." in problems(spoiled)


def test_points_that_nobody_promised(spoiled):
    del spoiled.metadata["course"]["points"]
    assert any("does not say how many points" in one for one in problems(spoiled))


def test_points_for_what_no_cell_asks(spoiled):
    spoiled.cells.remove(cell_of(spoiled, "triplet_loss"))
    assert any("no cell asks for it" in one for one in problems(spoiled))


def test_a_solution_that_no_check_asks_for(spoiled):
    text = "# BEGIN SOLUTION\nx = 1\n# END SOLUTION"
    spoiled.cells.append(nbformat.v4.new_code_cell(text, id="alone"))
    assert any("a solution that no check asks for" in one for one in problems(spoiled))


@pytest.mark.parametrize(
    ("first", "says"),
    [
        ("import ipywidgets", "the page (ipywidgets)"),
        ("from course_lib.panels.words.explorer import Explorer", "the page (course_lib.panels"),
        ("import urllib.request", "the network (urllib.request)"),
        ("margin = margin + 1", "own solution fails. "),
    ],
)
def test_an_answer_that_could_not_be_graded(spoiled, first, says):
    _answer(spoiled, TRIPLET.format(first=first))
    assert any(one.startswith("triplet_loss: ") and says in one for one in problems(spoiled))


def test_an_answer_that_takes_too_long(spoiled, monkeypatch):
    monkeypatch.setattr(lint, "SECONDS", 1.0)
    _answer(spoiled, TRIPLET.format(first="__import__('time').sleep(0.3)"))
    assert any("triplet_loss: its check takes" in one for one in problems(spoiled))


def test_a_cell_that_passes_untouched(spoiled):
    text = (
        TRIPLET.format(first="pass").replace("# BEGIN SOLUTION", "").replace("# END SOLUTION", "")
    )
    _answer(spoiled, text)
    assert "triplet_loss: an untouched cell is not “not yet”." in problems(spoiled)


def test_a_widget_that_an_answer_only_leans_on(spoiled):
    spoiled.cells.insert(1, nbformat.v4.new_code_cell("from plotly import io as zero", id="leant"))
    _answer(spoiled, TRIPLET.format(first="zero"))
    assert any("the page (plotly.io)" in one for one in problems(spoiled))


def test_every_solution_is_found():
    assert set(answers_of(SOURCE)) == {
        "modified_hausdorff", "siamese_probability", "triplet_loss", "prototype_probabilities",
        "draw_trial",
    }  # fmt: skip


def test_inputs_that_forgive_a_mistake_are_not_taken():
    """With these hidden inputs the mean distance happens to choose as the smallest does."""
    exercise, answer = catalogue()["farthest_order"], RIGHT["farthest_order"][0]
    assert too_kind(exercise, answer, 5)
    assert not too_kind(exercise, answer, 6)
