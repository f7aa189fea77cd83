"""Machines against brute force, hand-computed tensors, and drawings nobody could compare."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.spatial.distance import cdist

from course_lib.errors import LearnerError
from course_lib.learning import training
from course_lib.oneshot import (
    augmentation,
    convnet,
    encoder,
    hausdorff,
    losses,
    machine,
    pair_judge,
    pixels,
    prototypical,
    siamese,
    trials,
)
from course_lib.oneshot.encoder_network import EncoderNetwork
from course_lib.oneshot.network_input import View, embed
from course_lib.oneshot.pair_judge_network import PairJudgeNetwork
from course_lib.oneshot.siamese_network import SiameseNetwork
from course_lib.oneshot.small_network import SmallNetwork


def ready(network: torch.nn.Module) -> torch.nn.Module:
    """A network of random weights that answers and no longer learns."""
    return network.eval().requires_grad_(False)


@pytest.fixture(scope="module")
def every_machine() -> dict[str, machine.Machine]:
    torch.manual_seed(0)
    network = ready(EncoderNetwork())
    return {
        "pixels": pixels.shipped(),
        "hausdorff": hausdorff.shipped(),
        "convnet": convnet.ConvNet(ready(SmallNetwork())),
        "siamese": siamese.Siamese(ready(SiameseNetwork())),
        "prototypical": prototypical.Prototypical(ready(SmallNetwork())),
        "encoder": encoder.Encoder(network),
        "pair_judge": pair_judge.PairJudge(network, ready(PairJudgeNetwork())),
    }


def brute_force(a: np.ndarray, b: np.ndarray) -> float:
    """The modified Hausdorff distance of two drawings, by scipy's distances and plain loops."""
    inks = []
    for image in (a, b):
        places = np.array([(y, x) for y in range(len(image)) for x in range(len(image[0]))
                           if image[y, x] > 0.5], dtype=float)  # fmt: skip
        inks.append(places - places.mean(0))
    apart = cdist(*inks)
    there = sum(min(row) for row in apart) / len(apart)
    back = sum(min(column) for column in apart.T) / len(apart.T)
    return max(there, back)


@settings(max_examples=60, deadline=None)
@given(images=arrays.arrays(np.float32, (2, 12, 12), elements=st.sampled_from([0.0, 1.0])))
def test_hausdorff_is_what_brute_force_says(images):
    if not images.any(axis=(1, 2)).all():
        return
    found = hausdorff.distance(hausdorff.points(images[0]), hausdorff.points(images[1]))
    assert found == pytest.approx(brute_force(*images), abs=2e-3)


def test_hausdorff_on_characters_and_by_hand(small_set):
    trial = trials.sample(small_set, 4, 2, seed=1)
    found = hausdorff.shipped().score(trial.support, trial.query)
    expected = [-min(brute_force(image, trial.query) for image in row) for row in trial.support]
    np.testing.assert_allclose(found, expected, atol=1e-3)
    # Two points 4 apart and one point: centred, {−2, 2} and {0}: 2 there, 2 back.
    a, b = np.array([[-2.0, 0], [2, 0]]), np.zeros((1, 2))
    assert hausdorff.distance(a, b) == pytest.approx(2)
    # {−3, 0, 3} and {−3, 3}: (0 + 3 + 0) / 3 there, 0 back: the larger is 1, either way round.
    a, b = np.array([[-3.0, 0], [0, 0], [3, 0]]), np.array([[-3.0, 0], [3, 0]])
    assert hausdorff.distance(a, b) == hausdorff.distance(b, a) == pytest.approx(1)


def test_hausdorff_does_not_care_where_on_the_page(small_set):
    image = np.zeros((105, 105), np.float32)
    image[20:60, 30:33] = 1
    moved = np.roll(image, (15, 20), (0, 1))
    assert hausdorff.shipped().score(image[None, None], moved)[0] == pytest.approx(0, abs=1e-3)


def test_pixels_by_hand():
    support = np.zeros((2, 2, 3, 3), np.float32)
    support[0, 0, 0, 0] = support[0, 1, :, 1] = support[1, 0, 2, :] = support[1, 1, 2, 2] = 1
    query = np.zeros((3, 3), np.float32)
    query[2, 1:] = 1
    # nearest of class 0: √3 (one and two pixels), of class 1: 1 (one pixel is missing)
    np.testing.assert_allclose(pixels.shipped().score(support, query), [-np.sqrt(3), -1])


def test_prototypes_by_hand():
    support = np.array([[[0.0, 0], [2, 0]], [[0, 4], [0, 4]]])
    query = np.array([1.0, 1])
    np.testing.assert_array_equal(prototypical.prototypes(support), [[1, 0], [0, 4]])
    np.testing.assert_allclose(prototypical.scores(support, query), [-1, -10])
    loss = losses.prototypical_loss(
        torch.tensor(support), torch.tensor(query)[None], torch.tensor([1])
    )
    assert loss.item() == pytest.approx(np.log(1 + np.exp(9)))  # −log e⁻¹⁰ / (e⁻¹ + e⁻¹⁰)


def test_siamese_by_hand():
    a, b = torch.tensor([[1.0, 0.5], [0, 0]]), torch.tensor([[0.0, 0.5], [1, 1], [0, 0]])
    weight, bias = torch.tensor([-2.0, -4.0]), torch.tensor(1.0)
    logits = losses.siamese_logits(a, b, weight, bias)
    torch.testing.assert_close(logits, torch.tensor([[-1.0, -1, -3], [-1, -5, 1]]))
    same = torch.tensor([[True, False, False], [False, False, True]])
    p = 1 / (1 + np.exp(-logits.numpy()))
    by_hand = (-np.log(p[same]).mean() - np.log(1 - p[~same]).mean()) / 2
    assert losses.all_pairs_loss(logits, same).item() == pytest.approx(by_hand, rel=1e-5)


def test_cosine_margin_loss_is_torchs_cross_entropy_with_lowered_truth():
    torch.manual_seed(0)
    z = torch.nn.functional.normalize(torch.randn(4, 3), dim=1)
    weight, labels = torch.randn(5, 3), torch.tensor([0, 4, 2, 2])
    logits = np.zeros((4, 5))
    for i in range(4):
        for j in range(5):
            w = weight[j].numpy()
            logits[i, j] = 10 * (z[i].numpy() @ w / np.linalg.norm(w) - 0.2 * (labels[i] == j))
    expected = np.mean(
        [np.log(np.exp(r).sum()) - r[k] for r, k in zip(logits, labels, strict=True)]
    )
    found = losses.cosine_margin_loss(z, weight, labels, scale=10, margin=0.2)
    assert found.item() == pytest.approx(expected, rel=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("name", machine.MACHINES)
@pytest.mark.parametrize("shots", [1, 3])
def test_every_machine_knows_a_drawing_it_is_shown_again(every_machine, small_set, name, shots):
    trial = trials.sample(small_set, 5, shots, seed=3)
    support = np.repeat(trial.support[:, :1], shots, axis=1)
    for truth in range(5):
        found = every_machine[name].score(support, support[truth, 0])
        assert found.shape == (5,)
        assert np.isfinite(found).all()
        assert int(found.argmax()) == truth
        assert machine.answer(every_machine[name], support, support[truth, 0]) == truth


@pytest.mark.parametrize("name", machine.MACHINES)
def test_answers_follow_the_order_of_the_support(every_machine, small_set, name):
    trial = trials.sample(small_set, 6, 2, seed=5)
    found = every_machine[name].score(trial.support, trial.query)
    order = np.array([3, 1, 5, 0, 4, 2])
    turned = every_machine[name].score(trial.support[order], trial.query)
    np.testing.assert_allclose(turned, found[order], rtol=0.02, atol=0.02)


@pytest.mark.parametrize("name", machine.MACHINES)
def test_blank_and_full_drawings_are_one_sentence(every_machine, small_set, name):
    trial = trials.sample(small_set, 3, seed=0)
    answer = every_machine[name].score
    with pytest.raises(LearnerError, match="no ink"):
        answer(trial.support, np.zeros((105, 105), np.float32))
    with pytest.raises(LearnerError, match="all ink"):
        answer(trial.support, np.ones((105, 105), np.float32))
    blank = trial.support.copy()
    blank[1] = 0
    with pytest.raises(LearnerError, match="Character 2 of the support set is blank"):
        answer(blank, trial.query)
    with pytest.raises(ValueError, match="do not fit"):
        answer(trial.support[0], trial.query)


def test_scores_are_what_their_formulas_say(every_machine, small_set):
    trial = trials.sample(small_set, 4, 2, seed=2)
    flat = trial.support.reshape(8, 105, 105)
    everything = np.concatenate([flat, trial.query[None]])
    f = every_machine["siamese"].embed(everything)
    network = every_machine["siamese"].network
    logits = [-0.1 * np.abs(f[i] - f[-1]).sum() + 2 for i in range(8)]
    assert network.bias.item() == 2
    found = every_machine["siamese"].score(trial.support, trial.query)
    np.testing.assert_allclose(found, np.reshape(logits, (4, 2)).mean(1), rtol=1e-3)
    f = every_machine["prototypical"].embed(everything)
    expected = [-(((f[2 * n] + f[2 * n + 1]) / 2 - f[-1]) ** 2).sum() for n in range(4)]
    found = every_machine["prototypical"].score(trial.support, trial.query)
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-5)
    for name in ("convnet", "encoder"):
        f = every_machine[name].embed(everything)
        np.testing.assert_allclose(np.linalg.norm(f, axis=1), 1, rtol=1e-4)
        means = [f[2 * n] + f[2 * n + 1] for n in range(4)]
        expected = [m @ f[-1] / np.linalg.norm(m) for m in means]
        found = every_machine[name].score(trial.support, trial.query)
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4)


def test_drawings_of_another_size_are_resized(every_machine, small_set):
    trial = trials.sample(small_set, 3, seed=4)
    large = np.kron(trial.support, np.ones((2, 2), np.float32))
    found = every_machine["encoder"].embed(large[:, 0])
    close = every_machine["encoder"].embed(trial.support[:, 0])
    assert ((found * close).sum(1) > 0.98).all()


def test_a_view_is_a_turned_and_resized_drawing():
    image = torch.zeros(1, 1, 105, 105)
    image[..., 50:55, 20:85] = 1  # a level bar
    plain = augmentation.view(image, 64)
    assert plain.shape == (1, 1, 64, 64)
    assert plain.min() >= 0
    assert plain.max() <= 1
    upright = augmentation.view(image, 64, rotation=np.pi / 2)
    torch.testing.assert_close(upright, plain.transpose(2, 3), atol=1e-4, rtol=0)
    small = augmentation.view(image, 64, scale=0.5)
    assert small.sum() == pytest.approx(plain.sum().item() / 4, rel=0.25)


def test_redrawing_is_repeatable_and_changes_width_place_and_form():
    image = torch.zeros(6, 1, 105, 105)
    image[..., 30:75, 50:54] = 1
    strength = augmentation.Strength()

    def drawn(seed):
        return augmentation.redraw(image, 64, strength, torch.Generator().manual_seed(seed))

    assert torch.equal(drawn(1), drawn(1))
    assert not torch.equal(drawn(1), drawn(2))
    ink = drawn(1).sum((1, 2, 3))
    assert ink.min() > 10
    assert ink.max() > 1.3 * ink.min()
    still = strength.times(0)
    assert still == augmentation.Strength(0, 0, 0, 0, 0, 0, 0, (augmentation.PLAIN_LEVEL,) * 2)
    assert strength.times(0.5).elastic == strength.elastic / 2
    assert strength.times(1) == strength
    found = augmentation.redraw(image, 64, still, torch.Generator())
    torch.testing.assert_close(found, augmentation.view(image, 64))
    assert augmentation.soften(image, 0.1).sum() > augmentation.soften(image, 0.5).sum()


def test_foreign_weights_are_one_sentence_and_own_ones_are_taken(tmp_path):
    torch.manual_seed(1)
    network = ready(SmallNetwork())
    half = {k: v.half() for k, v in network.state_dict().items() if v.is_floating_point()}
    training.save_tensors(tmp_path / "own.safetensors", half, {})
    image = (np.random.default_rng(0).random((2, 105, 105)) < 0.1).astype(np.float32)
    found = convnet.from_file(tmp_path / "own.safetensors").network
    np.testing.assert_allclose(embed(found, image), embed(network, image), rtol=0.05, atol=0.02)
    assert not found.training
    with pytest.raises(LearnerError, match="another network"):
        encoder.from_file(tmp_path / "own.safetensors")
    with pytest.raises(LearnerError, match="missing"):
        siamese.from_file(tmp_path / "absent.safetensors")


def test_an_unknown_machine_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="unknown machine"):
        machine.machine("oracle")


def test_the_encoders_file_is_small_enough():
    numbers = sum(p.numel() for p in EncoderNetwork().parameters())
    assert 2 * numbers < 5e6


def test_views_are_averaged_on_the_sphere(every_machine, small_set):
    network = every_machine["encoder"].network
    image = trials.sample(small_set, 2, seed=0).query[None]
    views = (View(0.1, 1.0), View(-0.1, 0.9))
    both = sum(embed(network, image, view) for view in views)
    found = encoder.Encoder(network, views).embed(image)
    np.testing.assert_allclose(found, both / np.linalg.norm(both), rtol=1e-4)
