"""Train it yourself without a browser: start, stop, resume, fail, with a task that is cheap."""

from __future__ import annotations

import base64
import json
import threading
import time

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.inpainting import training_run
from course_lib.inpainting.training_run import TrainingRun
from course_lib.panels.inpainting.train_yourself import TrainYourself
from course_lib.panels.run_panel import bar_html, time_left
from course_lib.running import fit_run
from course_lib.running.background_run import Progress


class Task:
    """Learns to count: its loss after step n is 1 / (n + 1)."""

    def __init__(self, steps: int = 30, pause: float = 0.0) -> None:
        self.budget_steps, self.pause = steps, pause
        self.seen: list[int] = []

    def step(self, index: int) -> dict[str, float]:
        time.sleep(self.pause)
        self.seen.append(index)
        return {"loss": 1 / (index + 1)}

    def samples(self) -> list:
        picture = np.full((64, 64, 3), len(self.seen) % 256, np.uint8)
        return [(picture, picture, picture)] * 8

    def held_out_psnr(self) -> tuple[float, float]:
        return 12.0 + len(self.seen), 12.0

    def state_dict(self) -> dict:
        return {}

    def load_state_dict(self, state: dict) -> None:
        pass


def test_a_run_takes_every_step_once_and_reports() -> None:
    task, told = Task(25), []
    run = TrainingRun(lambda: task, told.append)
    run.start()
    assert run.join(60)
    assert task.seen == list(range(25))
    assert [p.state for p in told][:2] == ["loading", "running"]
    last = told[-1]
    assert (last.state, last.step, last.steps) == ("done", 25, 25)
    assert last.losses == pytest.approx([1 / (n + 1) for n in range(25)])
    assert last.look.step == 25
    assert last.look.network == 37.0


def test_stop_ends_with_the_step_in_hand_and_resume_goes_on_from_there() -> None:
    task, told = Task(40, pause=0.01), []
    run = TrainingRun(lambda: task, told.append)
    run.start()
    while len(task.seen) < 5:
        time.sleep(0.005)
    asked = len(task.seen)
    run.stop()
    assert run.join(60)
    stopped = len(task.seen)
    assert stopped <= asked + 2  # the step in hand, and one that began meanwhile
    assert told[-1].state == "stopped"
    assert 5 <= stopped < 40
    run.start()
    assert run.join(60)
    assert task.seen == list(range(40))
    assert told[-1].state == "done"


def test_resume_pressed_while_the_last_look_is_taken_is_not_lost() -> None:
    looking, release = threading.Event(), threading.Event()

    class Slow(Task):
        def held_out_psnr(self) -> tuple[float, float]:
            if self.seen:
                looking.set()
                assert release.wait(60)
            return super().held_out_psnr()

    task = Slow(30, pause=0.005)
    run = TrainingRun(lambda: task, lambda _: None)
    run.start()
    while not task.seen:
        time.sleep(0.002)
    run.stop()
    assert looking.wait(5)
    run.start()
    release.set()
    assert run.join(60)
    assert task.seen == list(range(30))


def test_starting_twice_is_starting_once() -> None:
    task = Task(20, pause=0.005)
    run = TrainingRun(lambda: task, lambda _: None)
    run.start()
    run.start()
    assert run.join(60)
    assert task.seen == list(range(20))


@pytest.mark.parametrize(
    ("error", "words"),
    [(LearnerError("There are no photos."), "There are no photos."), (OSError("disk"), "OSError")],
)
def test_a_failure_is_a_sentence_and_the_button_tries_again(error: Exception, words: str) -> None:
    tries = []

    def make() -> Task:
        tries.append(1)
        if len(tries) == 1:
            raise error
        return Task(5)

    panel = TrainYourself(make)
    panel.button.click()
    assert panel.run.join(60)
    assert panel.state == "failed"
    assert words in panel.note.value
    assert panel.button.description == "Try again"
    panel.button.click()
    assert panel.run.join(60)
    assert panel.state == "done"
    assert panel.note.value == ""


def test_the_panel_goes_from_start_to_done(monkeypatch) -> None:
    monkeypatch.setattr(fit_run, "TELL_EVERY", 0.0)
    release = threading.Event()

    class Held(Task):
        def step(self, index: int) -> dict[str, float]:
            if index == 10:
                assert release.wait(60)
            return super().step(index)

    panel = TrainYourself(lambda: Held(20))
    assert panel.button.description == "Start training"
    assert panel.chart.spec == ""  # the learner comes first
    panel.button.click()
    deadline = time.monotonic() + 60
    while panel.run.progress.step < 10 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert panel.button.description == "Stop"
    panel.button.click()
    assert panel.button.disabled
    release.set()
    assert panel.run.join(60)
    assert panel.button.description == "Resume"
    assert "Nothing is lost" in panel.bar.value
    panel.button.click()
    assert panel.run.join(60)
    assert panel.button.description == "Train again"
    steps = json.loads(panel.chart.spec)["data"][0]["x"]
    assert len(np.frombuffer(base64.b64decode(steps["bdata"]), steps["dtype"])) == 20
    assert panel.rows["fill"].state == "ready"
    assert panel.rows["fill"].width == 64 * training_run.SHOWN + 2 * (training_run.SHOWN - 1)
    assert "32.0 dB" in panel.score.value
    assert "20.0 dB ahead of the mean colour" in panel.score.value


def test_time_left_is_said_as_people_say_it() -> None:
    assert time_left(3) == "a few seconds left"
    assert time_left(42) == "about 40 s left"
    assert time_left(130) == "about 2 min left"
    running = Progress(state="running", step=10, steps=40, seconds_left=42)
    shown = bar_html(running, TrainYourself().below(running), "Training")
    assert 'aria-valuenow="25"' in shown
    assert "step 10 of 40 · about 40 s left" in shown


def test_press_start_goes_when_it_runs() -> None:
    panel = TrainYourself(lambda: Task(3))
    assert all("Press Start" in row.reason for row in panel.rows.values())
    panel.new_run(None)
    assert not any("Press Start" in row.reason for row in panel.rows.values())
    assert all("The photos come first" in row.reason for row in panel.rows.values())
