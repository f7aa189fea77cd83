"""The training panel: press, stop, resume, other characters, no weights of any kind."""

from __future__ import annotations

import time

import numpy as np
import pytest
import torch

from course_lib.errors import LearnerError
from course_lib.figures.episode_curve import episode_curve
from course_lib.oneshot import own_network
from course_lib.oneshot.quick_training import Asked
from course_lib.oneshot.small_network import SmallNetwork
from course_lib.panels.oneshot.train_prototypes import TrainPrototypes
from course_lib.running import fit_run


class Task:
    """Steps that take a moment; right in as many trials as steps were made."""

    unseen = ("One", "Two")
    budget_steps = 40

    def __init__(self) -> None:
        self.steps: list[int] = []

    def step(self, index: int) -> dict[str, float]:
        time.sleep(0.01)
        self.steps.append(index)
        return {"loss": 1 / (1 + index)}

    def ask(self, step: int, count: int = 100) -> Asked:
        return Asked(step, min(count, step), count)

    def weights(self) -> dict[str, dict[str, torch.Tensor]]:
        state = SmallNetwork().state_dict()
        return {"prototypical": {k: v for k, v in state.items() if v.is_floating_point()}}


@pytest.fixture(autouse=True)
def often(monkeypatch):
    monkeypatch.setattr(fit_run, "TELL_EVERY", 0.02)
    monkeypatch.setattr(fit_run, "LOOK_EVERY", 0.02)


def made():
    tasks: list[Task] = []

    def make(key: str) -> Task:
        tasks.append(Task())
        return tasks[-1]

    return TrainPrototypes(make), tasks


@pytest.mark.slow
def test_a_whole_training():
    panel, tasks = made()
    assert panel.button.description == "Start training"
    panel.button.click()
    assert panel.run.join(30)
    assert panel.state == "done"
    assert tasks[0].steps == list(range(40))
    assert next(look.step for look in panel.run.progress.looks) == 0
    assert "40 of 400 trials" in panel.score.value
    assert "One, Two" in panel.score.value
    assert "20%" in panel.score.value
    assert "at step 0, it was right in 0%" in panel.untrained.value
    own_network.from_text(panel.kept.text)  # a machine that can sit down in the arena
    assert "arena" in panel.note.value
    panel.button.click()
    assert panel.run.join(30)
    assert len(tasks) == 2


@pytest.mark.slow
def test_stop_and_resume_miss_no_step():
    panel, tasks = made()
    panel.button.click()
    while len(tasks) == 0 or len(tasks[0].steps) < 5:
        time.sleep(0.005)
    panel.button.click()
    assert panel.run.join(30)
    assert panel.state == "stopped"
    assert panel.button.description == "Resume"
    assert 5 <= len(tasks[0].steps) < 40
    panel.button.click()
    assert panel.run.join(30)
    assert panel.state == "done"
    assert len(tasks) == 1
    assert tasks[0].steps == list(range(40))
    assert len(panel.run.progress.losses) == 40


def test_characters_that_are_not_there_are_a_sentence():
    def make(key: str) -> Task:
        raise LearnerError("Omniglot is not on this computer yet.")

    panel = TrainPrototypes(make)
    panel.button.click()
    assert panel.run.join(30)
    assert panel.state == "failed"
    assert "not on this computer" in panel.note.value
    assert panel.button.description == "Try again"


def test_other_characters_begin_anew_and_the_old_run_is_silent():
    panel, tasks = made()
    panel.button.click()
    while not tasks or len(tasks[0].steps) < 3:
        time.sleep(0.005)
    old = panel.run
    panel.characters.value = "omniglot-background"
    assert panel.state == "idle"
    assert old.join(30)
    assert panel.state == "idle"
    assert "appears here" in panel.score.value


def test_the_figure_shows_what_was_measured():
    looks = [Asked(0, 20, 100), Asked(50, 80, 100)]
    figure = episode_curve([3.0, 2.0, 1.0], looks, 100, 0.2)
    shares, chance, steps, mean = figure.data
    assert list(shares.x) == [0, 50]
    assert list(shares.y) == [20, 80]
    for look, up, down in zip(looks, shares.error_y.array, shares.error_y.arrayminus, strict=True):
        assert look.interval == pytest.approx((look.share - down / 100, look.share + up / 100))
    assert list(chance.y) == [20, 20]
    assert list(steps.y) == [3, 2, 1]
    assert np.allclose(mean.y, [3, 2.5, 2])
