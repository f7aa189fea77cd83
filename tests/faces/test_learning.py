"""What is learned of faces: features, Fisherfaces, networks, and the commands that make them."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from course_lib.bench import main as bench
from course_lib.errors import LearnerError
from course_lib.faces import classical, curves, drawn, learning, methods, protocol, recipe, views
from course_lib.faces.features import FEATURES
from course_lib.faces.learning import TASKS, Plan
from course_lib.faces.network import FaceNetwork
from course_lib.faces.photos import FaceSet
from course_lib.learning import training
from course_lib.train import main as train


@pytest.mark.slow
def test_retaking_is_repeatable_and_keeps_the_shape(people):
    x = views.tensor(people.images)
    one, two = (views.retake(x, views.Strength(), torch.Generator().manual_seed(3)) for _ in "ab")
    torch.testing.assert_close(one, two)
    assert one.shape == x.shape
    assert 0 <= one.min() <= one.max() <= 1
    still = views.Strength(0, 0, 0, 0, 0, 0, 0)
    unchanged = views.retake(x, still, torch.Generator())
    torch.testing.assert_close(unchanged, x.clamp_min(1e-4), atol=1e-3, rtol=0)


def test_a_morph_changes_proportions_and_keeps_the_frame(people):
    x = views.tensor(people.images[:2])
    torch.testing.assert_close(views.morph(x, torch.zeros(2, 4)), x, atol=1e-4, rtol=0)
    place = ((torch.arange(64) + 0.5) / 32 - 1).expand(64, 64)
    both = torch.stack([place.T, place])[:, None]  # how far down, how far right
    lower = views.morph(both, torch.tensor([[0.0, 0.1, 0.0, 0.0]]).expand(2, 4))
    torch.testing.assert_close(lower[1], both[1], atol=1e-4, rtol=0)
    torch.testing.assert_close(lower[0, 0, [0, 63]], both[0, 0, [0, 63]], atol=0.01, rtol=0)
    # What is seen in the middle was a tenth of half a side further down.
    assert lower[0, 0, 32, 5] - both[0, 0, 32, 5] == pytest.approx(0.1, abs=1e-3)
    wide = views.morph(both, torch.tensor([[0.1, 0.0, 0.0, 0.0]]).expand(2, 4))
    inside = slice(8, 56)
    torch.testing.assert_close(wide[1, 0, :, inside], both[1, 0, :, inside] * np.exp(0.1))
    assert not views.morphs(5)[0].any()
    assert len(torch.unique(views.morphs(5), dim=0)) == 5


def test_a_cover_is_a_rectangle_of_at_most_half_the_side():
    x = torch.ones(40, 1, 48, 48)
    hidden = views.cover(x, torch.Generator().manual_seed(0), share=1.0)[:, 0] == 0
    for mask in hidden:
        rows, columns = mask.any(1), mask.any(0)
        assert (mask == rows[:, None] & columns[None]).all()
        assert 8 <= rows.sum() < 24
        assert 8 <= columns.sum() < 24
    assert (views.cover(x, torch.Generator(), share=0.0) == x).all()


def test_standard_photos_have_mean_0_and_deviation_1(people):
    x = views.standard(views.tensor(people.images), 48)
    assert x.shape[1:] == (1, 48, 48)
    torch.testing.assert_close(x.mean((1, 2, 3)), torch.zeros(len(x)), atol=1e-4, rtol=0)
    torch.testing.assert_close(x.flatten(1).std(1), torch.ones(len(x)), atol=0.02, rtol=0)


@pytest.mark.parametrize("name", FEATURES)
def test_features_do_not_mind_who_else_is_there_nor_how_bright_it_is(name, people):
    x = views.tensor(people.images[:6]) * 0.5
    all_, one = FEATURES[name](x), FEATURES[name](x[3:4])
    assert all_.ndim == 2
    np.testing.assert_allclose(all_[3:4], one, atol=1e-4)
    np.testing.assert_allclose(FEATURES[name](x * 1.6), all_, atol=0.05)


def test_a_gabor_wave_is_felt_in_its_own_direction():
    place = torch.arange(64.0)
    upright = (0.5 + 0.4 * torch.sin(place * 2 * np.pi / 8)).expand(64, 64)  # 4 pixels, halved
    both = torch.stack([upright, upright.T])[:, None].contiguous()
    felt = FEATURES["gabor"](both).reshape(2, 3, 6, -1).mean(-1)  # lengths, directions
    assert felt[0, 1].argmax() == 0
    assert felt[1, 1].argmax() == 3  # a quarter turn


def test_eigenfaces_are_scikit_learns_whitened_components(people):
    from sklearn.decomposition import PCA

    found = classical.eigenfaces(people, 10)
    x = FEATURES["pixels"](views.tensor(people.images))
    theirs = PCA(10, whiten=True, svd_solver="full").fit_transform(x)
    np.testing.assert_allclose(found.embed(people.images), methods.unit(theirs), atol=1e-3)


@pytest.mark.slow
def test_fisherfaces_tell_people_apart_that_they_learned_from(people):
    found = classical.fisherfaces(people)
    assert len(found.axes) == 4096
    z = found.embed(people.images)
    np.testing.assert_allclose(np.linalg.norm(z, axis=1), 1, atol=1e-5)
    assert protocol.identify(z, people.subject, draws=30).share > 0.97
    again = classical.Linear.from_weights("pixels", found.weights(), near_views=True)
    np.testing.assert_allclose(again.embed(people.images), z, atol=0.02)


def test_together_is_the_weighted_mean_of_cosines(people):
    parts = (methods.Pixels(), classical.eigenfaces(people, 12))
    z = methods.Together(parts, (1.0, 3.0)).embed(people.images)
    cosines = [part.embed(people.images) for part in parts]
    expected = (cosines[0] @ cosines[0].T + 3 * cosines[1] @ cosines[1].T) / 4
    np.testing.assert_allclose(z @ z.T, expected, atol=1e-5)


def test_more_people_are_made_of_the_photographed_ones(people):
    made = learning.People(people, more=True)
    assert len(made) == 8 * 2 * len(learning.MORPHS)
    one = FaceSet(people.images[::5], people.subject[::5])  # a photo a person
    with pytest.raises(LearnerError, match="two photos"):
        learning.People(one, more=True)
    alone = FaceSet(people.images[:2], people.subject[:2])
    with pytest.raises(LearnerError, match="two people"):
        learning.People(alone, more=True)
    for kind in range(made.kinds):
        photo = made.photos(np.array([kind]), np.random.default_rng(1))[0, 0]
        plain = made.photos(np.array([0]), np.random.default_rng(1))[0, 0]
        assert (torch.allclose(photo, plain)) == (kind == 0)


@pytest.mark.slow
@pytest.mark.parametrize("kind", TASKS)
def test_every_loss_teaches(kind, people):
    """The loss falls; of mined triplets, ever harder, pairs part. A stopped run goes on alike."""
    plan = Plan(steps=40, batch=32, seed=2)
    said: list[float] = []
    task = TASKS[kind](people, people, plan)

    def parted() -> float:
        z = methods.Network(task.network.eval()).embed(people.images)
        return curves.of_faces(z, people.subject).auc

    before = parted()
    training.fit(task, 40, on_step=lambda done, losses: said.append(losses["loss"]))
    if kind == "triplet":
        assert parted() > before + 0.02
    else:
        assert np.mean(said[-10:]) < 0.95 * np.mean(said[:10])
    stopped = TASKS[kind](people, people, plan)
    training.fit(stopped, 3)
    further = TASKS[kind](people, people, plan)
    further.load_state_dict(stopped.state_dict())
    assert further.step(3)["loss"] == pytest.approx(said[3], rel=1e-3)


def test_a_photos_place_does_not_depend_on_the_others(people):
    network = methods.Network(FaceNetwork().eval())
    z = network.embed(people.images[:5])
    np.testing.assert_allclose(z[2:3], network.embed(people.images[2:3]), atol=1e-5)


@pytest.mark.slow
def test_a_network_knows_drawn_people_by_who_they_are():
    """People it never saw, from one photo: clearly better than their pixels."""
    task = TASKS["softmax"](None, drawn.photos(80, 6, seed=60), Plan(steps=150, batch=64))
    training.fit(task, 150)
    unseen = drawn.photos(10, 8, seed=61)
    shares = {}
    for name, judge in (
        ("pixels", methods.Pixels()),
        ("network", methods.Network(task.network.eval())),
    ):
        shares[name] = protocol.identify(
            judge.embed(unseen.images), unseen.subject, draws=200
        ).share
    assert shares["network"] > shares["pixels"] + 0.1


@pytest.mark.slow
def test_train_and_bench_from_photos_to_numbers(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(recipe, "DRAWN", (6, 3, 1))
    recipe.drawn_people.cache_clear()
    faces = drawn.photos(7, 7, seed=50)
    np.savez(tmp_path / "seven.npz", images=faces.images, subject=faces.subject)
    weights = tmp_path / "out" / "faces.safetensors"
    command = ["faces", "--faces", str(tmp_path / "seven.npz"), "--out", str(weights)]
    assert train([*command, "--people-out", "5", "6", "--steps", "2"]) == 0
    recipe.drawn_people.cache_clear()
    assert weights.stat().st_size < 5e6
    before = training.load_tensors(weights)[0]
    assert train([*command, "--people-out", "5", "6", "--only", "eigenfaces"]) == 0
    after = training.load_tensors(weights)[0]
    assert all(torch.equal(before[key], after[key]) for key in before)
    capsys.readouterr()
    asked = ["faces", "--faces", str(tmp_path / "seven.npz"), "--weights", str(weights)]
    assert bench([*asked, "--draws", "20", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["subjects"] == 7
    four = {"pixels", "eigenfaces", "fisherfaces", "similarity"}
    for kind in ("identification", "identification_5_photos", "eer"):
        assert set(told[kind]) == four
        assert all(0 <= share <= 1 for share in told[kind].values())
    assert 0 <= told["open_set"]["tar_at_far_1"] <= 1
    assert told["enrol_ms"] > 0
    assert told["retrain_s"] > 0
    methods._weights.cache_clear()


def test_weights_of_something_else_are_one_sentence(tmp_path):
    training.save_tensors(tmp_path / "x.safetensors", {"eigenfaces/x": torch.zeros(3)}, {})
    for name in ("eigenfaces", "fisherfaces", "softmax", "similarity"):
        with pytest.raises(LearnerError, match="The weights are not"):
            methods.method(name, tmp_path / "x.safetensors")
    with pytest.raises(ValueError, match="unknown method"):
        methods.method("magic")


def test_parts_of_other_photos_are_not_put_into_one_file(people, tmp_path, monkeypatch):
    monkeypatch.setattr(recipe, "train", lambda part, *_: {"mean": torch.zeros(3)})
    file, out = tmp_path / "faces.npz", tmp_path / "out.safetensors"
    line = ["faces", "--faces", str(file), "--out", str(out), "--only"]
    np.savez(file, images=people.images, subject=people.subject)
    assert train([*line, "eigenfaces"]) == 0
    assert train([*line, "drawn"]) == 0
    assert set(training.load_tensors(out)[0]) == {"eigenfaces/mean", "drawn/mean"}
    np.savez(file, images=people.images[:, ::-1], subject=people.subject)
    with pytest.raises(LearnerError, match="with other photos"):
        train([*line, "eigenfaces"])
    assert train([*line, *recipe.PARTS]) == 0  # all of it is made anew
