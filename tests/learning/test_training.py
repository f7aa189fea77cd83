"""fit: stopped, killed and resumed training equals training that nothing disturbed."""

import os
import subprocess
import sys
import textwrap

import pytest
import torch

from course_lib.errors import LearnerError
from course_lib.learning import training


class Line:
    """A task small enough to follow by hand: fit a line with Adam, batches by number."""

    def __init__(self):
        torch.manual_seed(0)
        self.model = torch.nn.Linear(2, 1)
        self.adam = torch.optim.Adam(self.model.parameters(), lr=0.1)

    def step(self, index):
        x = torch.randn(8, 2, generator=torch.Generator().manual_seed(index))
        loss = ((self.model(x) - x.sum(1, keepdim=True)) ** 2).mean()
        self.adam.zero_grad()
        loss.backward()
        training.average_gradients(self.model)
        self.adam.step()
        return {"loss": float(loss.detach())}

    def state_dict(self):
        return training.pack("model", self.model.state_dict()) | training.pack(
            "adam", training.optimizer_state(self.adam)
        )

    def load_state_dict(self, state):
        self.model.load_state_dict(training.unpack("model", state))
        training.load_optimizer_state(self.adam, training.unpack("adam", state))


def weights(task):
    return torch.cat([p.detach().flatten() for p in task.model.parameters()])


def test_it_learns_and_reports_every_step():
    seen = []
    assert training.fit(Line(), 120, on_step=lambda n, losses: seen.append((n, losses))) == 120
    assert [n for n, _ in seen] == list(range(1, 121))
    assert seen[-1][1]["loss"] < 0.01 < seen[0][1]["loss"]


@pytest.mark.parametrize("cut", [1, 10, 29])
def test_stopped_and_resumed_equals_uninterrupted(tmp_path, cut):
    whole = Line()
    training.fit(whole, 30)
    first = Line()
    done = []
    reached = training.fit(
        first,
        30,
        on_step=lambda n, _: done.append(n),
        should_stop=lambda: len(done) == cut,
        checkpoint=tmp_path / "c.safetensors",
    )
    assert reached == cut
    second = Line()
    assert training.fit(second, 30, checkpoint=tmp_path / "c.safetensors") == 30
    assert torch.equal(weights(second), weights(whole))


def test_killed_and_resumed_equals_uninterrupted(tmp_path):
    checkpoint = tmp_path / "c.safetensors"

    def killed(n, _):
        if n == 25:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        training.fit(Line(), 40, on_step=killed, checkpoint=checkpoint, every=10)
    assert training.load_tensors(checkpoint)[1]["step"] == "20"
    resumed, whole = Line(), Line()
    training.fit(resumed, 40, checkpoint=checkpoint)
    training.fit(whole, 40)
    assert torch.equal(weights(resumed), weights(whole))


def test_a_damaged_checkpoint_is_one_sentence(tmp_path):
    checkpoint = tmp_path / "c.safetensors"
    checkpoint.write_bytes(b"not tensors at all, and no pickle either")
    with pytest.raises(LearnerError, match="damaged"):
        training.fit(Line(), 3, checkpoint=checkpoint)


def test_a_full_disk_keeps_the_last_checkpoint(tmp_path, monkeypatch):
    checkpoint = tmp_path / "c.safetensors"
    training.fit(Line(), 5, checkpoint=checkpoint)
    before = checkpoint.read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LearnerError, match="No space left on device"):
        training.fit(Line(), 9, checkpoint=checkpoint)
    assert checkpoint.read_bytes() == before
    assert list(tmp_path.iterdir()) == [checkpoint]


def test_the_cosine_schedule():
    assert training.cosine(0, 1000, 1.0, warm_up=10) == pytest.approx(0.1)
    assert training.cosine(10, 1000, 1.0, warm_up=10) == pytest.approx(1.0)
    assert training.cosine(505, 1000, 1.0, warm_up=10) == pytest.approx(0.5)
    assert training.cosine(1000, 1000, 1.0, warm_up=10) == pytest.approx(0.0)


@pytest.mark.slow
def test_two_processes_step_with_the_mean_gradient(tmp_path):
    program = tmp_path / "two.py"
    program.write_text(
        textwrap.dedent("""
        import pathlib, sys, torch
        from course_lib.learning import training
        rank, processes = training.world()
        model = torch.nn.Linear(1, 1, bias=False)
        model.weight.grad = torch.full_like(model.weight, 1.0 + 2 * rank)
        training.average_gradients(model)
        said = f"of {processes} gradient {float(model.weight.grad)}"
        pathlib.Path(sys.argv[1], f"rank{rank}").write_text(said)
        """)
    )
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2"]
    done = subprocess.run(
        [*command, "--standalone", str(program), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for rank in (0, 1):
        assert (tmp_path / f"rank{rank}").read_text() == "of 2 gradient 2.0"
