"""The quick training: what it learns from, what it is asked about, and that it learns."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.learning import training
from course_lib.learning.interval import wilson
from course_lib.oneshot import characters
from course_lib.oneshot.machine import answer
from course_lib.oneshot.prototypical import Prototypical
from course_lib.oneshot.quick_training import Asked, QuickTask
from course_lib.oneshot.trials import sample_many
from tests.oneshot import drawn


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    file = tmp_path_factory.mktemp("set") / "set.zip"
    sizes = {"A": 12, "B": 12, "C": 12, "D": 12}
    return characters.load(drawn.packed(file, drawn.tree(sizes, drawers=4)))


@pytest.mark.slow
def test_it_is_asked_about_alphabets_that_it_does_not_learn_from(small):
    task = QuickTask(small, steps=3)
    assert len(task.unseen) == 2
    rest = small.without(task.unseen)
    assert task.drawings.classes == 8 * len(rest.characters)
    before = {k: v.clone() for k, v in task.average.state_dict().items()}
    asked = task.ask(7, 20)
    assert all((before[k] == v).all() for k, v in task.average.state_dict().items())
    machine = Prototypical(task.average["prototypical"])
    again = list(sample_many(small.only(list(task.unseen)), 20, 5, within_alphabet=False, seed=11))
    assert asked.right == sum(answer(machine, t.support, t.query) == t.truth for t in again)
    assert (asked.step, asked.of) == (7, 20)
    assert {name.split("/")[0] for t in again for name in t.names} <= set(task.unseen)


def test_the_accuracy_comes_with_wilsons_interval():
    assert Asked(1, 45, 50).share == 0.9
    assert Asked(1, 45, 50).interval == wilson(45, 50)


def test_one_alphabet_is_too_few(tmp_path):
    file = drawn.packed(tmp_path / "one.zip", drawn.tree({"A": 9, "B": 9}))
    with pytest.raises(LearnerError, match="cannot be held out"):
        QuickTask(characters.load(file))


@pytest.mark.slow
def test_it_learns_and_a_stop_changes_nothing(small):
    whole, parts = (QuickTask(small, steps=12) for _ in range(2))
    losses: list[float] = []
    training.fit(whole, 12, on_step=lambda _, m: losses.append(float(m["loss"])))
    assert np.isfinite(losses).all()
    assert np.mean(losses[-3:]) < losses[0]
    taken: list[int] = []
    training.fit(
        parts, 12, on_step=lambda i, _: taken.append(i), should_stop=lambda: len(taken) >= 5
    )
    parts.ask(5, 5)  # a look between must not disturb what comes after
    training.fit(parts, 12, start=len(taken))
    one, other = whole.average.state_dict(), parts.average.state_dict()
    assert all(np.allclose(one[k].float(), other[k].float(), atol=1e-4) for k in one)
