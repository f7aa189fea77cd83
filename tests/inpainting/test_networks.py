"""The networks see no hidden pixel, start from a smooth fill, and learn."""

import numpy as np
import pytest
import torch

from course_lib.inpainting import adversarial, batches, masks, tasks
from course_lib.inpainting.context_encoder import ContextEncoder
from course_lib.inpainting.free_form import FreeForm
from course_lib.inpainting.smooth import smooth_fill
from course_lib.learning import training
from course_lib.vision.datasets import TrainingPhotos
from course_lib.vision.layers import ChannelwiseFullyConnected, centre

CENTRE = torch.from_numpy(masks.central_region()).float()[None, None]


def some_photos(count: int = 6) -> TrainingPhotos:
    """Smooth coloured gradients with a disc: quick to make, not quite trivial to fill."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:144, :144] / 144
    large = np.stack(
        [
            255 * np.stack([a * x + (1 - a) * y for a in rng.random(3)], -1)
            * np.where(np.hypot(x - 0.5, y - 0.5) < 0.3 * rng.random(), 0.3, 1)[..., None]
            for _ in range(count)
        ]
    ).astype(np.uint8)  # fmt: skip
    return TrainingPhotos(large[:, 8:136, 8:136], large)


def randomised(network: torch.nn.Module) -> torch.nn.Module:
    """Give every weight a random value, so that no path of the network is still closed."""
    torch.manual_seed(1)
    with torch.no_grad():
        for weight in network.parameters():
            weight.copy_(0.05 * torch.randn_like(weight))
    return network.eval()


@pytest.mark.parametrize("network", [ContextEncoder(), FreeForm()], ids=["context", "free"])
def test_hidden_pixels_are_never_seen_and_visible_ones_matter(network):
    network = randomised(network)
    x = torch.rand(1, 3, 128, 128)
    other = torch.where(CENTRE.bool(), torch.rand_like(x), x)
    with torch.inference_mode():
        one = network(x, CENTRE)
        assert torch.equal(one, network(other, CENTRE))
        assert not torch.allclose(one, network(x.flip(1), CENTRE))


def test_sizes_and_weights_on_disk():
    x = torch.rand(2, 3, 128, 128)
    assert ContextEncoder()(x, CENTRE).shape == (2, 3, 78, 78)
    assert FreeForm()(x, CENTRE.expand(2, -1, -1, -1)).shape == (2, 3, 128, 128)
    for network in (ContextEncoder(), FreeForm()):
        assert 2 * sum(p.numel() for p in network.parameters()) < 12e6  # half precision


def test_channelwise_layer_equals_one_linear_layer_a_channel():
    layer = ChannelwiseFullyConnected(3, side=4, side_out=2)
    x = torch.randn(5, 3, 4, 4)
    by_channel = [
        torch.nn.functional.linear(x[:, c].flatten(1), layer.weight[c].T, layer.bias[c, 0])
        for c in range(3)
    ]
    expected = torch.stack(by_channel, 1).reshape(5, 3, 2, 2)
    torch.testing.assert_close(layer(x), expected)
    assert layer.weight.numel() == 3 * 4**2 * 2**2


@pytest.mark.parametrize("family", masks.FAMILIES)
def test_smooth_fill_keeps_visible_pixels_and_their_range(family):
    x = torch.rand(2, 3, 128, 128)
    mask = torch.from_numpy(masks.sample(family, 1)).float()[None, None].expand(2, -1, -1, -1)
    filled = smooth_fill(x, mask)
    assert torch.equal(filled * (1 - mask), x * (1 - mask))
    assert filled.min() >= 0
    assert filled.max() <= 1
    ramp = torch.linspace(0, 1, 128).expand(1, 3, 128, 128)
    assert (smooth_fill(ramp, mask[:1]) - ramp).abs().max() < 0.25


def test_smooth_fill_with_nothing_visible_is_zero():
    assert smooth_fill(torch.rand(1, 3, 32, 32), torch.ones(1, 1, 32, 32)).abs().max() == 0


def plan(**changes) -> tasks.Plan:
    return tasks.Plan(**{"steps": 40, "batch": 2, "precision": "float32"} | changes)


def make_task(kind: str, monkeypatch) -> tasks.InpaintingTask:
    monkeypatch.setattr(batches, "BANK", 3)
    kinds = {
        "l2": tasks.ContextEncoderTask,
        "joint": adversarial.JointTask,
        "free-form": tasks.FreeFormTask,
        "free-form-adversarial": adversarial.FreeFormAdversarialTask,
    }
    return kinds[kind](some_photos(), plan())


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["l2", "joint", "free-form", "free-form-adversarial"])
def test_resumed_training_of_every_network_equals_uninterrupted(kind, monkeypatch, tmp_path):
    whole = make_task(kind, monkeypatch)
    training.fit(whole, 2)
    checkpoint = tmp_path / "c.safetensors"
    training.fit(make_task(kind, monkeypatch), 1, checkpoint=checkpoint)
    resumed = make_task(kind, monkeypatch)
    training.fit(resumed, 2, checkpoint=checkpoint)
    expected, found = whole.state_dict(), resumed.state_dict()
    assert expected.keys() == found.keys()
    for name, value in expected.items():
        assert torch.equal(value, found[name]), name


@pytest.mark.slow
def test_a_network_learns_what_a_smooth_fill_cannot_know(monkeypatch):
    task = tasks.ContextEncoderTask(some_photos(2), plan(steps=60, peak=2e-3))
    monkeypatch.setattr(training, "cosine", lambda *_, **__: 1e-3)
    losses = [task.step(index)["rec"] for index in range(24)]
    assert np.mean(losses[-6:]) < 0.8 * np.mean(losses[:6])


@pytest.mark.slow
def test_the_parts_of_two_processes_make_the_whole_batch(monkeypatch):
    whole = tasks.ContextEncoderTask(some_photos(), plan(batch=6))
    parts = []
    for rank in (0, 1):
        monkeypatch.setattr(training, "world", lambda rank=rank: (rank, 2))
        part = tasks.ContextEncoderTask(some_photos(), plan(batch=6))
        parts.append(part.photo_batch(np.random.default_rng(5)))
    assert torch.equal(torch.cat(parts), whole.photo_batch(np.random.default_rng(5)))
    with pytest.raises(ValueError, match=r"5.*2"):
        tasks.ContextEncoderTask(some_photos(), plan(batch=5))


@pytest.mark.slow
def test_the_discriminator_step_leaves_the_network_to_its_own_gradient():
    task = adversarial.JointTask(some_photos(), plan())
    before = {k: v.clone() for k, v in task.judge.state_dict().items()}
    report = task.step(0)
    assert set(report) == {"rec", "adv", "D"}
    assert report["D"] == pytest.approx(np.log(2), rel=0.3)  # it cannot tell yet
    assert any(not torch.equal(before[k], v) for k, v in task.judge.state_dict().items())


def test_centre_is_the_middle():
    x = torch.arange(100.0).reshape(1, 1, 10, 10)
    assert torch.equal(centre(x, 2)[0, 0], torch.tensor([[44.0, 45], [54, 55]]))
