"""A wrong answer is shown an input on which it really fails, and what was really due there."""

import ast
import re

import numpy as np
import pytest

from course_lib.exercises.checking import catalogue, chapter_of
from course_lib.exercises.comparing import solution
from course_lib.exercises.exercise import judge
from course_lib.exercises.failing import Failing, _text, failing
from course_lib.exercises.result import TRY_AGAIN, Result
from tests.exercises.test_answers import RIGHT, WRONG

DRAWN = {"random_block", "random_region", "draw_trial"}  # right is many things: told in words


def course_function(name):
    """The course's own solution, as a function: the oracle for what was due."""
    names = {"np": np}
    exec(solution(chapter_of(name), name), names)
    return names[name]


def bare(text):
    """Its numbers alone: of a tuple some checks make an array."""
    return re.sub(r"[\[\]]", "", text)


def told(name):
    for wrong, _ in WRONG[name]:
        found = judge(catalogue()[name], wrong).failing
        if found is not None:
            yield wrong, found


@pytest.mark.parametrize("name", WRONG)
def test_every_exercise_shows_where_an_answer_fails(name):
    found = [failing for _, failing in told(name)]
    assert found
    for one in found:
        assert one.came != one.due
        assert one.call.startswith(f"{name}(")
        assert len(one.call) < 1000


@pytest.mark.parametrize("name", sorted(set(WRONG) - DRAWN))
def test_what_was_due_is_what_the_courses_solution_gives(name):
    if "torch" in solution(chapter_of(name), name) or name in ("masked_loss", "joint_loss"):
        return  # the text does not say that an array is a tensor
    right = course_function(name)
    for wrong, one in told(name):
        if "..." in one.call or one.where or re.search(r"\.\d{3}", one.call):
            continue  # too much to be shown whole
        arguments = {
            argument.arg: ast.literal_eval(argument.value)
            for argument in ast.parse(one.call, mode="eval").body.keywords
        }
        arguments = {k: np.array(v) if isinstance(v, list) else v for k, v in arguments.items()}
        due, came = right(**arguments), wrong(*arguments.values())
        if isinstance(due, list):
            due, came = sorted(due), sorted(came)
        if isinstance(due, tuple):
            assert bare(_text(due)) == bare(one.due) != bare(one.came)
            continue
        assert _text(np.asarray(due)) == one.due
        assert np.shape(came) != np.shape(due) or not np.allclose(came, due)


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_a_call_with_its_seed_shows_the_fault_when_it_is_typed_again(name):
    typed = []
    for wrong, one in told(name):
        if ", twice" in one.call or " and " in one.call:
            continue
        given = eval(one.call, {"np": np, name: wrong})
        typed.append(name)
        if name == "draw_trial":
            classes, *rest = given
            assert one.came == ", ".join(map(str, [list(map(int, classes)), *map(int, rest)]))
        else:
            assert one.came == f"{given.mean():.3f} as mask.mean()"
            assert not 0.198 <= given.mean() <= 0.252
    assert typed


def test_the_smallest_photo_has_two_pixels():
    wrong = lambda photo, mask: (photo * mask[..., None], photo * ~mask[..., None])  # noqa: E731
    one = judge(catalogue()["training_pair"], wrong).failing
    assert one.call.count("mask=[[True, False]]") == 1
    assert one.came.startswith("[[[0.2, 0.4, 0.6], [0, 0, 0]]]")
    assert one.due.startswith("[[[0, 0, 0], [0.8, 0.8, 0.8]]]")


def test_a_photo_that_was_painted_is_shown_afterwards():
    def wrong(photo, mask):
        label = photo * mask[..., None]
        photo[mask] = 0
        return photo, label

    one = judge(catalogue()["training_pair"], wrong).failing
    assert one.where == " in the photo, after the call"
    assert (one.came[:11], one.due[:11]) == ("[[[0, 0, 0]", "[[[0.2, 0.4")


@pytest.mark.parametrize(("name", "right"), [(n, f) for n, row in RIGHT.items() for f in row])
def test_a_right_answer_is_shown_nothing(name, right):
    assert judge(catalogue()[name], right).failing is None


def test_of_a_large_result_the_first_wrong_number_is_shown():
    due = np.zeros((4, 5))
    came = due.copy()
    came[2, 3] = 7
    one = failing("f(n, m)", (4, 5), came, due)
    assert one == Failing("f(n=4, m=5)", "7", "0", " at [2, 3]")


def test_numbers_are_short_and_shapes_are_told():
    assert _text(np.array([1 / 3, 1.0, 1e-9])) == "[0.3333, 1, 1e-09]"
    assert _text(np.arange(40).reshape(8, 5)).endswith("of shape (8, 5)")
    assert _text(True) == "True"
    assert _text(0.1 + 0.2) == "0.3"


def test_the_card_shows_it_and_escapes_it():
    one = Failing("f(x='<b>')", "1", "2", " at [0]")
    card = Result("f", TRY_AGAIN, "No.", failing=one)
    assert "&lt;b&gt;" in card._repr_html_()
    assert "<b>" not in card._repr_html_()
    assert "was due at [0]" in card._repr_html_()
    assert "came out at [0]: 1" in str(card)
