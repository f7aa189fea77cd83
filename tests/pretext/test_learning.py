"""Training: the same after a kill, gradients compared right, labels kept from those not to see."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.learning import training
from course_lib.pretext import learning, tasks, trunk
from course_lib.pretext.learning import Plan, PretextRun, gradient_cosines, mark_step, point_step
from course_lib.pretext.task import Items, PretextTask, call

PLAN = Plan(steps=5, batch=6, seed=3)


def test_gradient_cosines_by_hand():
    rows = torch.tensor([[3.0, 4.0], [4.0, 3.0], [-8.0, 6.0], [-6.0, -8.0]])
    expected = [[1, 0.96, 0, -1], [0.96, 1, -0.28, -0.96], [0, -0.28, 1, 0], [-1, -0.96, 0, 1]]
    assert torch.allclose(gradient_cosines(rows), torch.tensor(expected, dtype=torch.float))


class Same(PretextTask):
    """The mean of the last stage should be large, or with ``sign`` −1 small."""

    classes = 1

    def __init__(self, name: str, sign: float) -> None:
        self.name, self.sign = name, sign

    def make(self, photos, generator):
        return Items(torch.ones_like(photos), torch.zeros(len(photos), dtype=torch.long))

    def head(self):
        return Mean()

    def loss(self, output, label):
        return self.sign * output.mean()


class Mean(nn.Module):
    def forward(self, stages):
        return stages[-1].mean((2, 3))


@pytest.mark.slow
def test_tasks_that_want_the_opposite_have_opposite_gradients(stored):
    run = PretextRun(stored, [Same("more", -1), Same("less", 1), Same("less_too", 2)], PLAN)
    run.compare_gradients(0, 0)
    expected = torch.tensor([[1.0, -1, -1], [-1, 1, 1], [-1, 1, 1]])
    assert torch.allclose(run.cosines[0], expected, atol=1e-4)
    assert bool(run.cosines[1:].isnan().all())


@pytest.mark.slow
def test_stopped_and_resumed_equals_uninterrupted(stored, split, tmp_path):
    chosen = ["rotation", "context_encoder"]
    white = trunk.whitening(split.training.large, patches=2000)

    def new() -> PretextRun:
        return PretextRun(stored, tasks.combination(chosen), PLAN, white)

    through, halted, resumed = new(), new(), new()
    training.fit(through, 5)
    file = tmp_path / "checkpoint.safetensors"
    seen = iter([False, False, False, True])
    assert training.fit(halted, 5, checkpoint=file, should_stop=lambda: next(seen)) == 3
    assert training.fit(resumed, 5, checkpoint=file) == 5
    expected, found = through.state_dict(), resumed.state_dict()
    assert expected.keys() == found.keys()
    for name, value in expected.items():
        assert torch.equal(value, found[name]) or value.isnan().any(), name
    assert not through.cosines.isnan().any()
    assert not through.curve[:5].isnan().any()
    assert torch.equal(through.trunk.stem.weight[:16], white.filters)  # frozen


def test_learning_lowers_the_loss_of_a_learnable_task(stored):
    class Striped(PretextTask):
        """Stripes that lie or stand, over a part of the photo."""

        name, classes = "striped", 2

        def make(self, photos, generator):
            label = torch.randint(2, (len(photos),), generator=generator)
            lying = (torch.arange(32) // 2 % 2).float()[:, None].expand(32, 32)
            stripes = torch.where(label[:, None, None] == 1, lying, lying.T)
            return Items(0.5 * photos[:, :, :32, :32] + 0.5 * stripes[:, None], label)

    run = PretextRun(stored, [Striped()], Plan(steps=12, batch=16, peak=1e-3))
    losses = [run.step(index)["striped"] for index in range(12)]
    assert losses[-1] < 0.5 * losses[0]
    assert run.scores(stored)["striped"] > 0.95


def test_the_first_weights_depend_on_the_seed_alone(stored):
    before = torch.random.get_rng_state()
    one, same, other = (
        PretextRun(stored, tasks.combination(["jigsaw"]), Plan(1, 4, seed=seed))
        for seed in (5, 5, 6)
    )
    assert torch.equal(torch.random.get_rng_state(), before)
    weights = [run.model.state_dict() for run in (one, same, other)]
    assert all(torch.equal(weights[0][k], weights[1][k]) for k in weights[0])
    assert not torch.equal(weights[0]["trunk.stem.weight"], weights[2]["trunk.stem.weight"])


def test_only_the_supervised_task_is_told_what_a_photo_shows(stored, monkeypatch):
    told = []
    for name in tasks.TASKS:
        (task,) = tasks.combination([name])
        run = PretextRun(stored, [task], Plan(1, 4))
        monkeypatch.setattr(
            type(task), "make", lambda self, photos, generator, *shown: told.append(shown)
        )
        run.draw(0, run.generator(0))
    assert [bool(shown) for shown in told] == [name == "supervised" for name in tasks.TASKS]


@pytest.mark.parametrize("steps", [1, 3, 59, 60, 61, 1000])
def test_the_points_of_a_curve_and_the_moments_cover_the_run(steps):
    points = [point_step(k, steps) for k in range(1, min(learning.POINTS, steps) + 1)]
    assert points == sorted(set(points))
    assert points[-1] == steps
    assert point_step(0, steps) == 0
    marks = [mark_step(m, steps) for m in range(learning.MARKS)]
    assert marks == sorted(marks)
    assert (marks[0], marks[-1]) == (0, steps)


def test_whitened_patches_have_no_correlation_and_spread_one(split):
    white = trunk.whitening(split.training.large, patches=20_000)
    again = trunk.whitening(split.training.large, patches=20_000)
    assert torch.equal(white.filters, again.filters)
    other = trunk.whitening(split.training.large, seed=1, patches=20_000)  # near, by other patches
    net = trunk.Trunk(white)
    x = torch.from_numpy(split.training.large).permute(0, 3, 1, 2).float() / 255
    answers = net.stem(x[:, :, 8:-8, 8:-8])[:, :16].detach()[:, :, 2:-2, 2:-2]
    spread = np.cov(answers.transpose(0, 1).flatten(1).numpy())
    leading = spread[:4, :4]
    assert np.allclose(leading, np.eye(4), atol=0.35)
    assert torch.allclose(white.mean, other.mean, atol=0.05)


def test_a_trunk_is_fully_convolutional_and_keeps_a_batch_apart():
    net = trunk.new_trunk(0)
    x = torch.rand(3, 3, 96, 96)
    stages = net(x)
    assert [tuple(s.shape[1:]) for s in stages] == [
        (32, 48, 48),
        (64, 24, 24),
        (128, 12, 12),
        (160, 6, 6),
    ]
    alone = net(x[1:2])
    for together, single in zip(stages, alone, strict=True):
        assert torch.allclose(together[1:2], single, atol=1e-4)
    assert net(torch.rand(1, 3, 28, 28))[-1].shape[2:] == (2, 2)
    assert 0.6e6 < sum(weight.numel() for weight in net.parameters()) < 1.1e6


def test_readouts_are_means_over_all_places_and_over_quarters():
    stages = trunk.new_trunk(0)(torch.rand(2, 3, 96, 96))
    found = trunk.readouts(stages)
    assert tuple(found) == trunk.READOUTS
    assert torch.allclose(found["stage3"], stages[2].mean((2, 3)), atol=1e-5)
    corner = stages[2][:, :, :6, 6:].mean((2, 3))  # top right
    assert torch.allclose(found["stage3_2x2"].unflatten(1, (128, 4))[:, :, 1], corner, atol=1e-5)
    assert found["all"].shape == (2, 384)
    assert found["all_2x2"].shape == (2, 4 * 384)


def test_an_error_in_the_courses_code_is_not_blamed_on_a_line_of_the_learners():
    with pytest.raises(ValueError, match="own: `make` raised KeyError"):
        call(Same("own", 1), "make", lambda: {}["no"])
