"""The check as an assertion, on inputs that learners saw and on others of the same kind."""

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.exercises.checking import catalogue
from course_lib.exercises.exercise import judge
from course_lib.exercises.graded import NotPassed, graded
from tests.exercises.test_answers import RIGHT, WRONG

SALTS = (17, 40_961, 999_999)


@pytest.mark.parametrize("name", catalogue())
def test_right_answers_pass_on_any_inputs(name):
    for salt in SALTS:
        for right in RIGHT[name]:
            graded(name, right, salt)


@pytest.mark.slow
@pytest.mark.parametrize("name", catalogue())
def test_wrong_answers_fail_on_nearly_all_inputs(name):
    """One set of inputs may forgive a mistake; a release takes only those that forgive none."""
    for wrong, _ in WRONG[name]:
        passed = [judge(catalogue()[name], wrong, salt).passed for salt in SALTS]
        assert sum(passed) <= 1


def test_hidden_inputs_are_others():
    seen = {}

    def cosine(a, b):
        seen.setdefault(len(seen), a.tolist())
        return a @ b / np.linalg.norm(a) / np.linalg.norm(b)

    graded("cosine", cosine)
    usual = list(seen.values())
    seen.clear()
    graded("cosine", cosine, 17)
    assert len(seen) == len(usual)
    assert sum(one not in usual for one in seen.values()) >= 4


def test_an_answer_by_heart_passes_only_what_it_saw():
    exercise, known = catalogue()["threshold_for_far"], {}

    def learn(different, wanted):
        answer = RIGHT["threshold_for_far"][0](different, wanted)
        known[different.tobytes()] = answer
        return answer

    assert judge(exercise, learn).passed

    def by_heart(different, wanted):
        return known.get(different.tobytes(), 0.5)

    graded("threshold_for_far", by_heart)
    with pytest.raises(NotPassed, match="Right for the inputs that you saw"):
        graded("threshold_for_far", by_heart, salt=17)


def test_what_is_not_passed_is_said():
    with pytest.raises(NotPassed, match="dot product"):
        graded("cosine", lambda a, b: a @ b)

    def blank(a, b):
        raise NotImplementedError

    with pytest.raises(NotPassed, match="Return"):
        graded("cosine", blank)
    with pytest.raises(LearnerError, match="no exercise “nothing”"):
        graded("nothing", blank)
