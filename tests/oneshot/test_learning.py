"""The networks learn, go on after a stop as if there had been none, and can be measured."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
import torch

from course_lib.bench import main as bench
from course_lib.bench import one_shot
from course_lib.errors import LearnerError
from course_lib.files import assets
from course_lib.learning import training
from course_lib.oneshot import characters, learning, machine, symmetries, trials
from course_lib.oneshot.drawings import Drawings
from course_lib.train import main as train
from tests.oneshot.drawn import all_runs, packed, tree

NETWORKS = ("convnet", "siamese", "prototypical", "encoder")


@pytest.fixture
def own_assets(tmp_path, monkeypatch):
    """An empty assets folder of the test's own."""
    monkeypatch.setenv("LWL_ASSETS", str(tmp_path / "assets"))
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "MANIFEST.toml").write_text("# what is shipped\n")
    machine._load.cache_clear()
    yield tmp_path / "assets"
    machine._load.cache_clear()


def make(kind: str, small_set, **changes) -> learning.OneShotTask:
    task = learning.TASKS[kind]
    sizes = {"named": 9 if task.named else 0, "episodes": 1 if task.episodes else 0}
    plan = learning.Plan(**{"steps": 30, "precision": "float32"} | sizes | changes)
    return task(Drawings(small_set), plan)


def test_a_class_is_a_character_in_a_symmetry(small_set):
    drawings = Drawings(small_set)
    assert drawings.classes == 8 * 17
    drawn = drawings.named(60, np.random.default_rng(0))
    x, labels = drawings.images(drawn)
    assert x.shape == (60, 1, 105, 105)
    back = symmetries.seen(x, symmetries.undone(labels % 8))
    for image, label, (row, _) in zip(back[:, 0].numpy(), labels.numpy(), drawn, strict=True):
        own = small_set.characters[label // 8].drawings()
        assert np.array_equal(image, own[row % 4])  # four people drew each


@pytest.mark.parametrize("within", [True, False])
@pytest.mark.parametrize("ways", [4, 16])
def test_an_episodes_drawings_stand_character_by_character(small_set, ways, within):
    drawings = Drawings(small_set)
    alphabets = [c.alphabet for c in small_set.characters]
    for seed in range(12):
        rng = np.random.default_rng(seed)
        drawn = drawings.episode(ways, rng, within=within)
        assert drawn.shape == (ways, 2, 2)
        rows, seen = drawn[..., 0], drawn[..., 1]
        characters_, hands = rows // 4, rows % 4
        assert (characters_[:, 0] == characters_[:, 1]).all()
        assert len(set(characters_[:, 0])) == ways
        assert (hands[:, 0] != hands[:, 1]).all()
        assert (seen[:, 0] == seen[:, 1]).all()
        if within:
            assert (hands == hands[0]).all()  # two people drew all of it
            assert (seen == seen[0, 0]).all()
            own = [alphabets[c] for c in characters_[:, 0]]
            kinds = [own.count(name) == min(ways, alphabets.count(name)) for name in set(own)]
            assert any(kinds)  # one alphabet gives all that it can
        labels = drawings.images(drawn.reshape(-1, 2))[1]
        assert (labels.numpy() == 8 * characters_.ravel() + seen.ravel()).all()
    with pytest.raises(LearnerError, match="18 classes need more than 17"):
        drawings.episode(18, np.random.default_rng(0), within=within)


def test_every_second_episode_is_mixed_where_a_task_says_so(small_set):
    task = make("siamese", small_set, episodes=4)
    drawn = task.batch(np.random.default_rng(3)).reshape(4, 17, 2, 2)
    of_one_symmetry = [len(set(d[..., 1].ravel())) == 1 for d in drawn]
    assert of_one_symmetry == [True, False, True, False]


def test_too_little_to_learn_from_and_too_small_a_batch_are_one_sentence(small_set):
    with pytest.raises(LearnerError, match="too little"):
        Drawings(characters.CharacterSet("x", {"A": small_set.characters[:1]}))
    with pytest.raises(LearnerError, match="--episodes of 1 or more, not 0"):
        make("encoder", small_set, episodes=0)
    with pytest.raises(LearnerError, match="--named of 1 or more, not -1"):
        make("convnet", small_set, named=-1)
    for wrong in ({}, {"steps": 3, "minutes": 1.0}):
        with pytest.raises(ValueError, match="either steps or minutes"):
            learning.Plan(**wrong)


def test_the_rate_rises_and_falls_by_steps_as_by_the_clock(small_set, monkeypatch):
    task = make("convnet", small_set, steps=10_000)
    assert task.rate(0) == pytest.approx(2.5e-3 / 500)
    assert task.rate(249) == pytest.approx(2.5e-3 / 2, rel=0.01)
    assert task.rate(5000) == pytest.approx(2.5e-3 / 2)
    assert task.rate(10_000) == pytest.approx(0)
    assert make("convnet", small_set, steps=100).rate(10) > 2.4e-3  # risen after a tenth
    timed = make("convnet", small_set, steps=None, minutes=2)
    now = 1000.0
    monkeypatch.setattr(learning.time, "monotonic", lambda: now)
    timed.step(0)
    now += 60
    assert timed.share(77) == pytest.approx(0.5)
    assert timed.rate(77) == pytest.approx(2.5e-3 / 2)
    again = make("convnet", small_set, steps=None, minutes=2)
    again.load_state_dict(timed.state_dict())
    again.step(1)
    now += 30
    assert again.share(0) == pytest.approx(0.75)
    now += 600
    assert again.share(0) == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", NETWORKS)
def test_resumed_training_equals_uninterrupted(small_set, kind, tmp_path):
    whole = make(kind, small_set)
    training.fit(whole, 3)
    checkpoint = tmp_path / "c.safetensors"
    training.fit(make(kind, small_set), 2, checkpoint=checkpoint)
    resumed = make(kind, small_set)
    training.fit(resumed, 3, checkpoint=checkpoint)
    expected, found = whole.state_dict(), resumed.state_dict()
    assert expected.keys() == found.keys()
    for name, value in expected.items():
        assert torch.equal(value, found[name]), name


@pytest.mark.slow
@pytest.mark.parametrize("kind", NETWORKS)
def test_every_network_learns(small_set, kind, monkeypatch):
    task = make(kind, small_set)
    monkeypatch.setattr(task, "rate", lambda index: 2e-3)
    told = [float(task.step(0)["loss"]) for _ in range(10)]  # the same batch again and again
    assert told[-1] < 0.8 * told[0]


@pytest.mark.slow
def test_train_ship_and_bench_from_drawings_to_numbers(tmp_path, own_assets, capsys):
    images = packed(tmp_path / "set.zip", tree({"Alpha": 20, "Beta": 20}, drawers=2))
    out = tmp_path / "out"
    story = ["--licence", "MIT", "--command", "this test", "--quality", "none"]
    for kind in NETWORKS:
        task = learning.TASKS[kind]
        small = ["--named", "8"] if task.named else []
        small += ["--episodes", "1"] if task.episodes else []
        common = ["--images", str(images), "--out", str(out), "--steps", "2", *small]
        assert train(["one-shot", kind, *common, "--alphabets-out", "1"]) == 0
        rows = [
            json.loads(r) for r in (out / f"one_shot_{kind}.log.jsonl").read_text().splitlines()
        ]
        assert rows[-1]["step"] == 2
        assert np.isfinite(rows[-1]["loss"])
        weights = str(out / f"one_shot_{kind}.safetensors")
        assert train(["ship", f"one_shot_{kind}", weights, *story]) == 0
        facts = training.load_tensors(assets.path(f"one_shot_{kind}"))[1]
        assert facts["alphabets out"]
        assert facts["steps"] == "2"
    judge = str(out / "one_shot_pair_judge.safetensors")
    assert train(["ship", "one_shot_pair_judge", judge, *story]) == 0
    timed = ["--images", str(images), "--out", str(tmp_path / "timed"), "--named", "8"]
    assert train(["one-shot", "convnet", *timed, "--minutes", "0.02"]) == 0
    assert int(training.load_tensors(tmp_path / "timed/one_shot_convnet.safetensors")[1]["steps"])
    with pytest.raises(LearnerError, match="no device “tpu0”"):
        train(["one-shot", "convnet", *timed, "--device", "tpu0"])
    capsys.readouterr()

    file = all_runs(tmp_path / "all_runs.zip", runs=2, ways=5)
    assert bench(["one-shot", "--runs", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["runs"] == 2
    assert told["trials"] == 10
    assert list(told["errors"]) == list(machine.MACHINES) == list(told["ms_per_trial"])
    assert all(0 <= error <= 1 for error in told["errors"].values())
    assert told["errors"]["pixels"] <= 0.2  # these drawings are easy
    assert all(ms > 0 for ms in told["ms_per_trial"].values())
    for low, high in told["intervals"].values():
        assert 0 <= low < high <= 1

    common = ["one-shot", "--images", str(images), "--ways", "5", "--shots", "1", "--trials", "4"]
    for more, protocol in ([], "within one alphabet"), (["--unstructured"], "unstructured"):
        assert bench([*common, "--json", "--machines", "pixels", "encoder", *more]) == 0
        told = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert told["protocol"] == protocol
        assert (told["ways"], told["shots"], told["trials"]) == (5, 1, 4)
        assert list(told["errors"]) == ["pixels", "encoder"]
    bench([*common, "--weights", f"encoder={weights}", "--held-out", "1", "--machines", "encoder"])
    assert "encoder" in capsys.readouterr().out


def test_errors_are_counted_right_and_repeat(small_set):
    class Cheat:
        def __init__(self, wrong: int) -> None:
            self.wrong, self.asked = wrong, -1  # the first is asked twice

        def score(self, support, query):
            self.asked += 1
            same = np.array([np.abs(s[0] - query).sum() for s in support])
            scores = -same if self.asked > self.wrong else same
            return scores

    class Same:
        def score(self, support, query):
            return np.arange(len(support))

    asked = list(trials.sample_many(small_set, 8, 4, seed=1))
    shown_again = [trials.Trial(t.support, t.support[t.truth, 0], t.truth, t.names) for t in asked]
    found = one_shot.measure(shown_again, {"cheat": Cheat(3), "last": Same()})
    assert found["trials"] == 8
    assert found["errors"]["cheat"] == 3 / 8
    assert found["errors"]["last"] == sum(t.truth != 3 for t in asked) / 8
    with pytest.raises(LearnerError, match="no trials"):
        one_shot.measure([], {"last": Same()})


def test_machines_without_weights_take_no_part_and_say_why(small_set, own_assets, tmp_path, capsys):
    file = all_runs(tmp_path / "all_runs.zip", runs=1, ways=3)
    assert bench(["one-shot", "--runs", str(file), "--json"]) == 0
    told = capsys.readouterr()
    assert list(json.loads(told.out.splitlines()[-1])["errors"]) == ["pixels", "hausdorff"]
    assert "encoder takes no part" in told.err
    with pytest.raises(LearnerError, match="No machine can take part"):
        bench(["one-shot", "--runs", str(file), "--machines", "encoder"])


def test_percentiles_are_of_the_values():
    values = [5.0, 1, 4, 2, 3]
    assert one_shot.percentile(values, 0.95) == 5
    assert one_shot.percentile(values, 0.5) == 3
    assert all(a <= b for a, b in pairwise([one_shot.percentile(values, s) for s in (0, 0.4, 1)]))
