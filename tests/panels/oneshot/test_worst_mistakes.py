"""A machine's worst mistakes, found and shown."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from course_lib.errors import LearnerError
from course_lib.learning.interval import Z, wilson
from course_lib.oneshot import characters
from course_lib.oneshot.curves import mistakes
from course_lib.oneshot.machine import machine
from course_lib.oneshot.trials import sample_many
from course_lib.panels.oneshot.worst_mistakes import WorstMistakes
from tests.oneshot import drawn


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    file = tmp_path_factory.mktemp("set") / "set.zip"
    return characters.load(drawn.packed(file, drawn.tree({"A": 20}, drawers=3)))


@pytest.mark.parametrize(("right", "of"), [(1, 10), (5, 10), (9, 10), (37, 400)])
def test_wilson_solves_its_own_equation(right, of):
    share = right / of
    test = lambda p: (share - p) ** 2 - Z**2 * p * (1 - p) / of  # noqa: E731
    oracle = brentq(test, 1e-9, share), brentq(test, share, 1 - 1e-9)
    assert wilson(right, of) == pytest.approx(oracle, abs=1e-6)


def test_wilson_at_the_ends():
    assert wilson(0, 0) == (0, 1)
    assert wilson(0, 5)[0] == pytest.approx(0, abs=1e-12)
    with pytest.raises(ValueError, match="3 right of 2"):
        wilson(3, 2)


class Backwards:
    """The least alike first."""

    def score(self, support, query):
        return -machine("pixels").score(support, query)


def test_mistakes_are_the_wrong_answers_and_how_far_off(small):
    found = list(mistakes(Backwards(), small, 10))
    for mistake, trial in zip(found, sample_many(small, 10), strict=True):
        scores = Backwards().score(trial.support, trial.query)
        assert mistake.chosen == np.argmax(scores) != trial.truth
        assert mistake.margin == pytest.approx(
            np.ptp(scores[[mistake.chosen, trial.truth]]) / scores.std()
        )


def test_the_gallery_counts_and_shows(small, monkeypatch):
    monkeypatch.setattr("course_lib.panels.oneshot.worst_mistakes.machine", lambda _: Backwards())
    panel = WorstMistakes(lambda: small, trials=10)
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "done"
    assert "10 wrong, 100%" in panel.bar.value
    assert all(cell.state == "ready" for row in panel.rows for cell in row)
    panel.machine.value = "hausdorff"
    assert panel.rows[0][0].state == "empty"


@pytest.mark.slow
def test_a_machine_without_weights_says_so(small, monkeypatch):
    def missing(_):
        raise LearnerError("Its weights are missing.")

    monkeypatch.setattr("course_lib.panels.oneshot.worst_mistakes.machine", missing)
    panel = WorstMistakes(lambda: small)
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "failed"
    assert "weights are missing" in panel.note.value
