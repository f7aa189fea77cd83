"""What the bench says of a set of tasks, by hand from the table; training here, on tiny photos."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.pretext import compare, results, train_here
from course_lib.pretext.photos import Photos, Split
from course_lib.pretext.rows import COMBINED
from course_lib.pretext.task import Items, PretextTask
from course_lib.pretext.tasks import SINGLE, combination

TABLE = results.read()


@given(st.sets(st.sampled_from(SINGLE), min_size=1))
def test_the_row_of_a_set_does_not_depend_on_its_order(tasks):
    row = compare.row_of(tasks)
    assert row == compare.row_of(sorted(tasks)) == compare.row_of(sorted(tasks, reverse=True))
    if len(tasks) == 1:
        assert {row} == tasks
    elif row is not None:
        assert set(COMBINED[row]) == tasks
    else:
        assert all(set(of) != tasks for of in COMBINED.values())


@pytest.mark.parametrize("tasks", [(), ("simclr",), ("rotation", "x")])
def test_no_task_or_an_unknown_one_is_a_sentence(tasks):
    with pytest.raises(LearnerError, match="task"):
        compare.row_of(tasks)


@pytest.mark.parametrize("budget", ["steps", "computing"])
def test_the_gain_is_over_the_best_of_them(budget):
    found = compare.together(TABLE, SINGLE, budget)
    alone = {name: np.mean(TABLE.rows[name].accuracy) for name in SINGLE}
    assert found.best.name == max(alone, key=alone.get)
    assert found.row.name == "all" + ("_equal_computing" if budget == "computing" else "")
    mean = np.mean([np.mean(hits) for hits in found.row.hits]) - max(alone.values())
    assert found.gain.mean == pytest.approx(mean, abs=2e-3)
    assert found.gain.low < found.gain.mean < found.gain.high
    word = "better" if found.gain.low > 0 else "worse" if found.gain.high < 0 else "undecided"
    assert found.reads == word


def test_what_was_not_trained_has_no_gain():
    assert compare.together(TABLE, ("jigsaw", "rotation"), "steps") is None
    assert compare.together(TABLE, ("rotation",), "steps") is None
    assert compare.together(TABLE, SINGLE, "longer") is None


def test_a_stage_is_read_in_the_better_of_its_two_ways():
    row = TABLE.rows["context_prediction"]
    read = compare.accuracy(row, "stage4")
    assert read in (row.by_readout["stage4"], row.by_readout["stage4_2x2"])
    assert np.mean(read) == max(np.mean(row.by_readout[name]) for name in ("stage4", "stage4_2x2"))
    assert compare.accuracy(row, "best") == row.accuracy
    assert compare.accuracy(TABLE.rows["kmeans"], "stage1") == TABLE.rows["kmeans"].accuracy


def small(classes: int) -> Split:
    rng = np.random.default_rng(0)
    shown = np.arange(10 * classes) % classes

    def part() -> Photos:
        large = rng.integers(0, 255, (len(shown), 144, 144, 3), np.uint8)
        large[..., 0] = (shown * 60)[:, None, None]
        return Photos(large, large[:, 24:120, 24:120], shown, tuple("abcd"[:classes]))

    return Split(part(), part())


@pytest.mark.slow
def test_a_short_training_here_tells_its_loss_and_looks():
    task = train_here.HereTask(combination(["rotation", "colourisation"]), small(2), steps=3)
    first = task.look(0)
    losses = [task.step(index)["loss"] for index in range(3)]
    assert all(np.isfinite(loss) and loss > 0 for loss in losses)
    last = task.look(3)
    assert set(first.scores) == {"rotation", "colourisation"}
    assert 0 <= first.accuracy <= 1
    assert first.scores != last.scores or first.accuracy != last.accuracy
    alone = train_here.HereTask(combination(["rotation"]), small(1), steps=1)
    assert alone.look(0).accuracy is None


class Outside(PretextTask):
    name, classes = "outside", 2

    def make(self, photos, generator):
        return Items(photos, torch.full((len(photos),), 2))


class Raises(PretextTask):
    name, classes = "raises", 2

    def make(self, photos, generator):
        return photos.nothing


@pytest.mark.parametrize(
    ("tasks", "said"),
    [([], "No task"), ([Outside()], "outside its head"), ([Raises()], "`make`, line"),
     ([object()], "not a task")],
)  # fmt: skip
def test_a_task_that_does_not_fit_is_refused_before_any_training(tasks, said):
    with pytest.raises(LearnerError, match=said):
        train_here.HereTask(tasks, small(1), steps=1)


def test_crops_of_the_gallery_come_again():
    first, again = (train_here.crops(["coffee"], 3) for _ in range(2))
    assert np.array_equal(first.large, again.large)
    assert first.large.shape == (train_here.CROPS, 144, 144, 3)
    assert not np.array_equal(first.large[0], first.large[1])
