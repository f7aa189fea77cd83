"""Hints open one by one and stay open; the solution is the right one, and opens when earned."""

import pytest

from course_lib.errors import LearnerError
from course_lib.exercises import check
from course_lib.exercises.checking import catalogue, chapter_of
from course_lib.exercises.comparing import fingerprint, honest_tries, solution
from course_lib.files import places
from course_lib.inpainting import masks
from course_lib.panels.workbook import help_with
from course_lib.progress import events, hints_opened


@pytest.mark.parametrize("exercise", catalogue().values(), ids=lambda e: e.name)
def test_every_exercise_has_three_hints_and_none_is_the_answer(exercise):
    assert len(exercise.hints) == 3
    assert len(set(exercise.hints)) == 3
    answer = solution(chapter_of(exercise.name), exercise.name).splitlines()[-1].strip()
    told = " ".join(exercise.hints)
    if not (answer := answer.removeprefix("return ")).isidentifier():
        assert answer not in told
    assert all(hint.count("`") % 2 == 0 and len(hint) < 400 for hint in exercise.hints)


@pytest.mark.parametrize("exercise", catalogue().values(), ids=lambda e: e.name)
def test_the_solution_is_the_whole_function_and_nothing_else(exercise):
    text = solution(chapter_of(exercise.name), exercise.name)
    compile(text, exercise.name, "exec")
    assert text.startswith(f"def {exercise.name}(")
    assert "return" in text
    assert "SOLUTION" not in text
    assert "check." not in text
    assert "# %%" not in text


def test_hints_open_one_by_one_and_are_open_again():
    panel = help_with("central_region")
    assert panel.hints.value == ""
    assert "1 of 3: where to look" in panel.more.description
    panel.more.click()
    panel.more.click()
    assert panel.opened == hints_opened("central_region") == 2
    again = help_with("central_region")
    assert again.hints.value == panel.hints.value
    assert "how to begin" in again.more.description
    again.more.click()
    assert again.more.layout.display == "none"
    assert "np.zeros((size, size), bool)" in again.hints.value


def wrongs():
    return (
        lambda size, hole: masks.central_region(size, size),
        lambda size, hole: ~masks.central_region(size, hole),
        lambda size, hole: masks.central_region(size, hole)[::-1] ^ True,
    )


def test_the_solution_opens_after_three_tries_that_differ():
    panel = help_with("central_region")
    first, second, third = wrongs()
    for answer in (first, first, first, second):
        check.central_region(answer)
    panel.compare.click()
    assert "So far: 2" in panel.note.value
    assert panel.solution.value == ""
    check.central_region(third)
    panel.compare.click()
    assert "So far" not in panel.note.value
    assert "mask[start" in panel.solution.value
    assert events()[0][-1].kind == "solution"


def test_the_solution_opens_once_it_is_solved():
    check.central_region(masks.central_region)
    assert honest_tries("central_region") >= 3
    panel = help_with("central_region")
    panel.compare.click()
    assert "mask[start" in panel.solution.value


def test_a_copy_without_the_source_says_so(monkeypatch, tmp_path):
    check.central_region(masks.central_region)
    monkeypatch.setattr(places, "project", lambda: tmp_path)
    panel = help_with("central_region")
    panel.compare.click()
    assert "did not come with this copy" in panel.note.value


def test_the_same_code_has_the_same_fingerprint_and_other_code_another():
    same = [eval("lambda x: [i + 1 for i in x]") for _ in range(2)]
    assert fingerprint(same[0]) == fingerprint(same[1]) != ""
    assert fingerprint(eval("lambda x: [i + 2 for i in x]")) != fingerprint(same[0])
    assert fingerprint(eval("lambda x: x + 1")) != fingerprint(eval("lambda x: x + 2"))
    assert fingerprint(len) == ""


def test_an_unknown_exercise_is_said():
    with pytest.raises(LearnerError, match="no exercise"):
        help_with("nothing")
