"""Real nbgrader: release, validate, autograde, feedback, with honest, wrong and hostile classes."""

from __future__ import annotations

import json
import re
import time
from html import unescape

import nbformat
import pytest

from course_lib.exercises.checking import CHAPTERS, exercises_of
from course_lib.grading import release
from tests.grading.hostile import HOSTILE
from tests.grading.term import SOLVED, UNTOUCHED, Term, answered, cell_of
from tests.grading.wrong import WRONG

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
CHAPTER = "04_word_embeddings"
# A student's wrong answers in a chapter; a second one to the same exercise is another student's.
CLASS: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
for chapter, *row in WRONG:
    theirs = [rows for (_, where), rows in CLASS.items() if where == chapter]
    taken = sum(row[0] in [name for name, *_ in rows] for rows in theirs)
    CLASS.setdefault((f"wrong{taken}", chapter), []).append(tuple(row))


@pytest.fixture(scope="module")
def term(tmp_path_factory) -> Term:
    """All chapters released; everybody's submissions graded."""
    course = tmp_path_factory.mktemp("term") / "course"
    assert release.main([str(course)]) == 0
    term = Term(course)
    for chapter in CHAPTERS:
        term.hand_in(SOLVED, chapter, term.solved(chapter))
        term.hand_in(UNTOUCHED, chapter, term.given(chapter))
    for (student, chapter), rows in CLASS.items():
        notebook = term.solved(chapter)
        for name, text, _ in rows:
            answered(notebook, name, text)
        term.hand_in(student, chapter, notebook)
    for student, (spoil, _, _) in HOSTILE.items():
        notebook = term.solved(CHAPTER)
        spoil(notebook, course)
        term.hand_in(student, CHAPTER, notebook)
    return term


@pytest.fixture(scope="module")
def graded(term) -> dict[str, float]:
    """Every chapter graded by nbgrader's command; the seconds that each took."""
    took = {}
    for chapter in CHAPTERS:
        begun = time.monotonic()
        done = term.run("autograde", chapter)
        assert done.returncode == 0, done.stderr[-3000:]
        took[chapter] = time.monotonic() - begun
    return took


def said(term: Term, student: str, chapter: str) -> dict[str, str]:
    """What stands below the graded cell of each exercise of a submission."""
    folder = term.course / "autograded" / student / chapter
    told = {}
    for cell in nbformat.read(folder / f"{chapter}.ipynb", 4).cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            name = cell.metadata["nbgrader"]["grade_id"].removesuffix(release.GRADED)
            told[name] = "".join(o.get("evalue") or o.get("text") for o in cell.outputs)
    return told


@pytest.mark.usefixtures("graded")
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_solved_course_has_all_points_and_the_untouched_one_none(term, chapter):
    names = {exercise.name for exercise in exercises_of(chapter)}
    points = term.points(chapter)
    assert points[SOLVED] == dict.fromkeys(names, 1.0)
    assert points[UNTOUCHED] == dict.fromkeys(names, 0.0)


@pytest.mark.usefixtures("graded")
@pytest.mark.parametrize(("student", "chapter"), CLASS)
def test_a_wrong_answer_loses_its_own_point_and_hears_why(term, student, chapter):
    points, told = term.points(chapter)[student], said(term, student, chapter)
    rows = CLASS[student, chapter]
    assert {name for name, got in points.items() if got != 1.0} == {name for name, *_ in rows}
    for name, _, says in rows:
        assert says in told[name]


@pytest.mark.usefixtures("graded")
@pytest.mark.parametrize("student", HOSTILE)
def test_a_hostile_submission_loses_what_it_broke_and_no_more(term, student):
    _, lost, says = HOSTILE[student]
    points = term.points(CHAPTER)[student]
    assert {n for n, got in points.items() if got != 1.0} == set(lost)
    told = said(term, student, CHAPTER)
    assert all(one in "".join(told[name] for name in lost) for one in says)


def test_the_batch_ends_within_its_limit(graded):
    """Each endless answer takes its ten seconds, twice, and nothing takes more."""
    endless = sum("still running" in " ".join(says) for _, _, says in HOSTILE.values())
    students = 2 + len(HOSTILE) + sum(chapter == CHAPTER for _, chapter in CLASS)
    assert graded[CHAPTER] < 24 * endless + 6 * students + 30


@pytest.mark.usefixtures("graded")
def test_nothing_was_written_beside_the_course(term):
    assert not list(term.course.parent.rglob("stolen*"))
    assert not list(term.scratch.glob("answer-*"))  # nor is anything left of what answers wrote


@pytest.mark.usefixtures("graded")
def test_the_feedback_gives_points_and_reason(term):
    done = term.run("generate_feedback", CHAPTER, "--student", "endless")
    assert done.returncode == 0, done.stderr[-3000:]
    page = term.feedback("endless", CHAPTER)
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    assert "(Score: 6.0 / 7.0)" in text
    assert "Not quite: Your function was still running after 10 seconds" in text
    assert "✓ Passed, on the inputs that you saw and on others." in text
    assert re.search(r"salt *= *…", text)
    assert not re.search(r"salt *= *\d", text)


def test_what_learners_get_holds_no_solution_and_no_hidden_input(term):
    for chapter in CHAPTERS:
        text = (term.course / "release" / chapter / f"{chapter}.ipynb").read_text()
        assert "SOLUTION" not in text
        assert "HIDDEN" not in text
        assert "salt=" not in text
        given = term.given(chapter)
        assert sum(c.metadata.get("nbgrader", {}).get("points", 0) for c in given.cells) == len(
            exercises_of(chapter)
        )


def test_releasing_again_keeps_the_hidden_inputs(term):
    before = (term.course / release.SALTS).read_text()
    assert release.salts_for(term.course) == json.loads(before)


@pytest.mark.parametrize("solved", [True, False])
def test_nbgraders_own_validation_runs_the_graded_cells(term, tmp_path, solved):
    """In a plain kernel: only the cells that it takes, not the studios of the chapter."""
    notebook = term.solved(CHAPTER) if solved else term.given(CHAPTER)
    names = ("one_hot", "one_hot-graded", "embed", "embed-graded")
    cells = [cell_of(notebook, name) for name in names]
    first = next(c for c in notebook.cells if "load_ext" in c.source)
    notebook.cells = [first, *cells]
    nbformat.write(notebook, tmp_path / "some.ipynb")
    done = term.run("validate", str(tmp_path / "some.ipynb"))
    assert ("Success!" in done.stdout) is solved, done.stdout + done.stderr
    assert ("Return an array of size numbers" in done.stdout) is not solved
