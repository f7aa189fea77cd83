"""The small network learns on a few photos what helps on others, and resumes."""

import numpy as np
import pytest
import torch

from course_lib.inpainting.train_yourself import HELD_OUT, SmallTask, gallery_task
from course_lib.learning import training
from course_lib.vision import photos


@pytest.mark.slow
def test_it_soon_beats_the_mean_colour_it_starts_from_on_photos_it_was_not_given():
    task = gallery_task()
    network, mean = task.held_out_psnr()
    assert network == pytest.approx(mean, abs=0.02)
    task.budget_steps = 80
    training.fit(task, 80)
    network, mean = task.held_out_psnr()
    assert network > mean + 0.4


def test_photos_held_out_are_not_among_those_given():
    task = gallery_task()
    gallery = photos.gallery()
    assert len(task.given) == len(gallery) - len(HELD_OUT)
    assert set(HELD_OUT) < set(gallery)


def some(count, seed):
    rng = np.random.default_rng(seed)
    return [rng.integers(0, 256, (70, 90, 3), dtype=np.uint8) for _ in range(count)]


def test_samples_hide_the_middle_and_keep_the_rest():
    task = SmallTask(some(2, 0), some(2, 1))
    for truth, holed, filled in task.samples():
        assert truth.shape == holed.shape == filled.shape == (64, 64, 3)
        assert (holed[16:48, 16:48] == 127).all()
        assert np.array_equal(holed[~task.hidden], truth[~task.hidden])
        assert np.array_equal(filled[~task.hidden], truth[~task.hidden])


@pytest.mark.slow
def test_resumed_equals_uninterrupted(tmp_path):
    whole = SmallTask(some(2, 0), some(1, 1), budget_steps=6)
    training.fit(whole, 6)
    training.fit(SmallTask(some(2, 0), some(1, 1), budget_steps=6), 3, checkpoint=tmp_path / "c")
    resumed = SmallTask(some(2, 0), some(1, 1), budget_steps=6)
    training.fit(resumed, 6, checkpoint=tmp_path / "c")
    for one, other in zip(whole.network.parameters(), resumed.network.parameters(), strict=True):
        assert torch.equal(one, other)


def test_no_photos_are_refused():
    with pytest.raises(ValueError, match="both"):
        SmallTask([], some(1, 0))
    with pytest.raises(ValueError, match="both"):
        SmallTask(some(1, 0), [])
