"""Adversarial training: its losses against torch's own and by hand, its batches, what it does."""

import numpy as np
import pytest
import torch
import torch.nn.functional as nnf

from course_lib.files import assets
from course_lib.inpainting import adversarial, batches, judge, masks, metrics, tasks
from course_lib.learning import training
from course_lib.vision.datasets import TrainingPhotos

CENTRE = torch.from_numpy(masks.central_region()).float()[None, None]


def stripes(count: int = 8) -> TrainingPhotos:
    """Fine stripes of random direction, width and colours: what L2 leaves grey."""
    rng = np.random.default_rng(2)
    y, x = np.mgrid[:144, :144]
    photos = []
    for _ in range(count):
        angle, period = rng.uniform(0, np.pi), rng.uniform(6, 12)
        wave = np.sin(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / period)
        low, high = rng.uniform(20, 110, 3), rng.uniform(140, 235, 3)
        photos.append(low + (high - low) * (wave[..., None] + 1) / 2)
    large = np.stack(photos).astype(np.uint8)
    return TrainingPhotos(large[:, 8:136, 8:136].copy(), large)


def plan(**changes) -> tasks.Plan:
    return tasks.Plan(**{"steps": 40, "batch": 2, "peak": 2e-4, "precision": "float32"} | changes)


@pytest.mark.slow
def test_the_judges_losses_are_torchs_cross_entropy() -> None:
    torch.manual_seed(0)
    real, fake = torch.randn(2, 3, 1, 16, 16)
    share = torch.rand(3, 1, 16, 16)
    bce = nnf.binary_cross_entropy_with_logits
    weighted = bce(fake, torch.zeros_like(fake), share, reduction="sum") / share.sum()
    expected = bce(real, torch.ones_like(real)) + weighted
    torch.testing.assert_close(judge.judge_loss(real, fake, share), expected)
    fooled = bce(fake, torch.ones_like(fake), share, reduction="sum") / share.sum()
    torch.testing.assert_close(judge.adversarial_loss(fake, share), fooled)
    zero = torch.zeros(1, 1, 2, 2)
    assert float(judge.judge_loss(zero, zero, torch.ones_like(zero))) == pytest.approx(np.log(4))


def test_what_the_judge_says_of_visible_places_counts_for_nothing() -> None:
    share = judge.hidden_share(CENTRE)
    assert share.shape == (1, 1, 16, 16)
    assert share.sum() == 64
    fake = torch.randn(1, 1, 16, 16)
    other = torch.where(share > 0, fake, fake + 5)
    assert torch.equal(judge.adversarial_loss(fake, share), judge.adversarial_loss(other, share))


def test_feature_matching_by_hand() -> None:
    true = [torch.tensor([1.0, -3.0]), torch.tensor([[2.0]])]
    found = [torch.tensor([2.0, -3.0]), torch.tensor([[1.0]])]
    # (1 + 0) / 2 over (1 + 3) / 2 is 1/4; 1 over 2 is 1/2; their mean is 3/8
    assert float(judge.feature_matching(found, true)) == pytest.approx(3 / 8)
    assert float(judge.feature_matching(true, true)) == 0


@pytest.mark.slow
def test_r1_is_the_squared_slope_of_the_judge() -> None:
    torch.manual_seed(1)
    one = judge.Judge(width=8).double()
    x, mask = torch.rand(2, 3, 16, 16).double(), torch.zeros(2, 1, 16, 16).double()

    def mean_logit(photo: torch.Tensor, k: int) -> float:
        return float(one(photo, mask[k : k + 1])[1].detach().mean())

    squares = []
    for k in range(2):
        for place in np.ndindex(3, 16, 16):
            step = torch.zeros(1, 3, 16, 16).double()
            step[(0, *place)] = 1e-5
            up, down = (mean_logit(x[k : k + 1] + sign * step, k) for sign in (1, -1))
            squares.append(((up - down) / 2e-5) ** 2)
    penalty = judge.r1_penalty(one, x, mask)
    assert float(penalty.detach()) == pytest.approx(sum(squares) / 2, rel=1e-4)
    penalty.backward()
    assert one.layers[0].weight.grad.abs().sum() > 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", [adversarial.JointTask, adversarial.FreeFormAdversarialTask])
def test_the_whole_picture_and_what_is_predicted(kind, monkeypatch) -> None:
    monkeypatch.setattr(batches, "BANK", 2)
    task = kind(stripes(), plan())
    with torch.no_grad():
        task.model.paint.bias.fill_(0.2)
        x = torch.rand(2, 3, 128, 128)
        mask = CENTRE.expand(2, -1, -1, -1)
        changed = (task.paint(x, mask) - x).abs().amax((0, 1)) > 1e-3
    assert torch.equal(changed, task.predicted(mask)[0, 0] > 0)


def test_drawn_photos_are_squares_of_the_stored_ones() -> None:
    y, x = np.mgrid[:144, :144]
    ramp = np.stack([x, y, 0 * x], -1).astype(np.uint8)[None]
    drawn = batches.PhotoStore(ramp, "cpu").draw(64, batches.generator("cpu", 3, 5)) * 255
    assert drawn.shape == (64, 3, 128, 128)
    inner = drawn[:, :, 4:-4, 4:-4]  # a cubic rounds off where the photo ends
    across, down = inner[:, 0, 0].diff(dim=1), inner[:, 1, :, 0].diff(dim=1)
    sides = 128 * down.mean(1)
    assert torch.allclose(across.abs().mean(1), down.mean(1), atol=5e-3)  # squares stay squares
    assert ((across.mean(1) > 0).float().mean() - 0.5).abs() < 0.2  # half are mirrored
    assert sides.min() >= 103.5
    assert sides.max() <= 144.5
    assert sides.std() > 8
    again = batches.PhotoStore(ramp, "cpu").draw(64, batches.generator("cpu", 3, 5)) * 255
    other = batches.PhotoStore(ramp, "cpu").draw(64, batches.generator("cpu", 3, 6)) * 255
    assert torch.equal(drawn, again)
    assert not torch.equal(drawn, other)


def test_drawn_masks_come_in_their_shares_and_all_symmetries(monkeypatch) -> None:
    monkeypatch.setattr(batches, "BANK", 1)
    store = batches.MaskStore({"random_region": 0.25, "central_region": 0.75}, 7, "cpu")
    drawn = store.draw(400, batches.generator("cpu", 0, 0))
    assert drawn.shape == (400, 1, 128, 128)
    assert set(drawn.unique().tolist()) == {0.0, 1.0}
    central = (drawn == CENTRE).all(dim=(1, 2, 3))
    assert 0.68 < central.float().mean() < 0.82
    one = masks.sample("random_region", (7, 0))
    expected = {np.rot90(m, k).tobytes() for m in (one, one[::-1]) for k in range(4)}
    found = {(m[0].numpy() > 0.5).tobytes() for m in drawn[~central]}
    assert found == expected


def test_the_parts_of_two_processes_make_the_whole_batch() -> None:
    store = batches.PhotoStore(stripes().large, "cpu")
    whole = store.draw(6, batches.generator("cpu", 1, 1))
    parts = [
        store.draw(6, batches.generator("cpu", 1, 1), part) for part in (slice(0, 3), slice(3, 6))
    ]
    assert torch.equal(torch.cat(parts), whole)


def test_the_rate_rises_stays_and_falls_to_nothing() -> None:
    rates = [adversarial.plateau(index, index / 1000) for index in range(1001)]
    assert rates[0] == pytest.approx(1 / 300)
    assert rates[299:701] == pytest.approx([1.0] * 402)
    assert rates[850] == pytest.approx(0.5)
    assert rates[1000] == 0


def test_minutes_end_a_run_and_outlast_an_interruption(monkeypatch) -> None:
    now = [100.0]
    monkeypatch.setattr(adversarial.time, "monotonic", lambda: now[0])
    task = adversarial.JointTask(stripes(), plan(minutes=2))
    now[0] += 30
    assert task.progress(0) == pytest.approx(0.25)
    state = task.state_dict()
    now[0] += 1000
    resumed = adversarial.JointTask(stripes(), plan(minutes=2))
    resumed.load_state_dict(state)
    assert resumed.progress(0) == pytest.approx(0.25)
    now[0] += 91
    assert resumed.progress(0) == 1.0


@pytest.mark.slow
def test_a_short_run_makes_blurred_fills_sharp(monkeypatch) -> None:
    monkeypatch.setattr(adversarial, "WARM_UP", 5)
    weights, _ = training.load_tensors(assets.path("context_encoder_l2"))
    start = {name: value.float() for name, value in weights.items()}
    photos, hidden = stripes(), masks.central_region()
    task = adversarial.JointTask(photos, plan(steps=1000), start)
    x = torch.from_numpy(photos.whole).permute(0, 3, 1, 2).float() / 255

    def sharpness() -> float:
        with torch.no_grad():
            painted = task.paint(x, CENTRE).clamp(0, 1).permute(0, 2, 3, 1).numpy() * 255
        return float(np.mean([metrics.gradient_magnitude(p, hidden) for p in painted]))

    before = sharpness()
    for index in range(44):
        losses = task.step(index)
    assert all(np.isfinite(float(loss)) for loss in losses.values())
    assert sharpness() > 2 * before
