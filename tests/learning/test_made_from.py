"""What a file was made from is told apart by its numbers, and named where it differs."""

from pathlib import Path

import numpy as np
import pytest
import torch

from course_lib.errors import LearnerError
from course_lib.learning.made_from import made_from, refuse_other, sum_of

ROW = np.arange(6, dtype=np.float32)


def test_arrays_with_other_numbers_kinds_or_shapes_have_other_sums():
    others = [ROW + 1, ROW.astype(np.float64), ROW.reshape(2, 3), ROW[::-1]]
    sums = {sum_of([other]) for other in (ROW, *others)}
    assert len(sums) == 5
    assert sum_of([ROW]) == sum_of([ROW.copy()]) == sum_of([torch.from_numpy(ROW)])
    assert sum_of([ROW, ROW + 1]) != sum_of([ROW + 1, ROW])
    assert sum_of([ROW.reshape(2, 3).T]) == sum_of([ROW.reshape(2, 3).T.copy()])


def test_what_differs_is_named():
    then = made_from(text="a", seed=1, rate=0.1)
    refuse_other(Path("x"), then | {"step": "7"}, made_from(rate=0.1, seed=1, text="a"))
    for now, named in (
        (made_from(text="b", seed=1, rate=0.1), "other text:"),
        (made_from(text="b", seed=2, rate=0.1), "other text, seed:|other seed, text:"),
        (made_from(text="a", seed=1), "other rate:"),
        (made_from(text="a", seed=1, rate=0.1, start="c"), "other start:"),
    ):
        with pytest.raises(LearnerError, match=named):
            refuse_other(Path("folder/x"), then, now)
    with pytest.raises(LearnerError, match="x in folder was made without a word"):
        refuse_other(Path("folder/x"), {"step": "7"}, then)
