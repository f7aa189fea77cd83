"""The two networks of the detective: asked alike, and one lives on the lens."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from course_lib.errors import LearnerError
from course_lib.pretext import shortcuts
from course_lib.pretext.shortcuts import Conditions
from course_lib.vision import photos

CAT = photos.gallery()["chelsea"].full()


def test_crops_come_again_and_are_parts_of_the_photo():
    first, again = (shortcuts.crops([CAT, CAT[:, :200]], 4) for _ in range(2))
    assert torch.equal(first, again)
    assert first.shape == (2 * shortcuts.CROPS, 3, 96, 96)
    assert 0 <= first.min() < first.max() <= 1
    assert not torch.equal(first[0], first[1])


def test_conditions_are_those_of_the_task():
    task = Conditions(gap=False, jitter=False, drop_colours=True, lens=True).task()
    assert (task.gap, task.jitter, task.drop_colours) == (False, False, True)
    assert task.lens > 0
    assert Conditions().task().lens == 0


def test_the_cheat_lives_on_the_lens_and_the_honest_one_does_not():
    gallery = photos.gallery()
    played = [gallery[name].full() for name in ("chelsea", "coffee", "astronaut")]
    open_, shut = (
        shortcuts.ask(played, Conditions(False, False, False, lens), 3) for lens in (True, False)
    )
    assert open_.pairs == shut.pairs == 8 * 3 * shortcuts.CROPS
    assert open_.right["shortcut"] / open_.pairs > 0.8
    assert shut.right["shortcut"] / shut.pairs < 0.25
    kept = Conditions()
    honest = shortcuts.ask(played, kept, 3)
    assert honest.right["context_prediction"] > honest.right["shortcut"]
    for asked in (open_, shut, honest):
        assert set(asked.answers) == set(shortcuts.ROWS)
        assert all(answer.drop.shape == (2, 4, 4) for answer in asked.answers.values())


def test_no_photo_and_a_small_one_are_a_sentence():
    with pytest.raises(LearnerError, match="no photo"):
        shortcuts.ask([], Conditions(), 0)
    with pytest.raises(LearnerError, match="at least 96"):
        shortcuts.ask([np.zeros((300, 95, 3), np.uint8)], Conditions(), 0)
