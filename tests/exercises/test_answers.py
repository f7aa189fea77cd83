"""Every plausible wrong answer hears what is wrong with it; every right one passes.

The answers of an exercise stand in ``answers/``: WRONG gives each with a piece of the sentence
that it is to hear, RIGHT those that pass, however they are written.
"""

import pytest

from course_lib.exercises.checking import catalogue
from tests.exercises.answers import (
    context_encoder_losses,
    context_encoder_masks,
    face_recognition,
    multitask,
    one_shot,
    pretext_tasks,
    word2vec,
    word_embeddings,
)
from tests.exercises.trying import message_of, passes

FILES = (
    context_encoder_losses,
    context_encoder_masks,
    word2vec,
    word_embeddings,
    one_shot,
    face_recognition,
    pretext_tasks,
    multitask,
)
WRONG = {name: rows for file in FILES for name, rows in file.WRONG.items()}
RIGHT = {name: rows for file in FILES for name, rows in file.RIGHT.items()}


def test_every_exercise_has_answers():
    assert set(WRONG) == set(RIGHT) == set(catalogue())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "wrong", "says"), [(n, f, s) for n, rows in WRONG.items() for f, s in rows]
)
def test_a_wrong_answer_hears_what_is_wrong(name, wrong, says):
    assert says in message_of(name, wrong)


@pytest.mark.parametrize(("name", "right"), [(n, f) for n, row in RIGHT.items() for f in row])
def test_a_right_answer_passes_however_it_is_written(name, right):
    assert passes(name, right), message_of(name, right)


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG)
def test_no_two_mistakes_get_the_same_sentence(name):
    said = [message_of(name, wrong) for wrong, _ in WRONG[name]]
    assert len(set(said)) == len(said) >= 3
