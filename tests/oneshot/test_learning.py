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
from course_lib.oneshot import characters, learning, machine, trials
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
    plan = learning.Plan(**{"steps": 30, "batch": 12, "precision": "float32"} | changes)
    return learning.TASKS[kind](learning.Drawings(small_set), plan)


def test_classes_are_characters_in_quarter_turns(small_set):
    drawings = learning.Drawings(small_set)
    assert drawings.classes == 4 * 17
    x, labels = drawings.mixed(50, np.random.default_rng(0))
    assert x.shape == (50, 1, 105, 105)
    for image, label in zip(x[:, 0].numpy(), labels.numpy(), strict=True):
        upright = np.rot90(image, -(label % 4))
        own = small_set.characters[label // 4].drawings()
        assert any(np.array_equal(upright, drawing) for drawing in own)


@pytest.mark.parametrize("ways", [4, 16])
def test_an_episodes_drawings_stand_class_by_class(small_set, ways):
    drawings = learning.Drawings(small_set)
    places = {
        np.rot90(image, turn).tobytes(): (number, turn, drawer)
        for number, character in enumerate(small_set.characters)
        for drawer, image in enumerate(character.drawings())
        for turn in range(4)
    }
    for seed in range(8):
        x = drawings.episode(ways, 2, np.random.default_rng(seed))
        found = [places[image.astype(np.uint8).tobytes()] for image in x[:, 0].numpy()]
        classes = [place[:2] for place in found]
        assert len(set(classes)) == ways
        for (one, hand), (other, other_hand) in zip(
            [(f[:2], f[2]) for f in found[::2]], [(f[:2], f[2]) for f in found[1::2]], strict=True
        ):
            assert one == other
            assert hand != other_hand
    with pytest.raises(LearnerError, match="too little"):
        learning.Drawings(characters.CharacterSet("x", {"A": small_set.characters[:1]}))


def test_a_mirrored_episode_is_the_same_but_for_some_classes_mirrored(small_set):
    drawings = learning.Drawings(small_set)
    shares = []
    for seed in range(24):
        plain = drawings.episode(6, 2, np.random.default_rng(seed))
        mirrored = drawings.episode(6, 2, np.random.default_rng(seed), mirror=True)
        kept = [torch.equal(one, other) for one, other in zip(plain, mirrored, strict=True)]
        assert all(
            same or torch.equal(one.flip(2), other)
            for same, one, other in zip(kept, plain, mirrored, strict=True)
        )
        assert kept[::2] == kept[1::2]  # both drawings of a class, or neither
        shares.append(sum(kept) / len(kept))
    assert {0.0, 1.0} < set(shares)  # all or none of one alphabet; some of a mixed episode


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


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_network_learns(small_set, kind, monkeypatch):
    monkeypatch.setattr(training, "cosine", lambda *_: 2e-3)
    task = make(kind, small_set, batch=24)
    told = [task.step(0)["loss"] for _ in range(10)]  # the same batch again and again
    assert told[-1] < 0.8 * told[0]


@pytest.mark.slow
def test_train_ship_and_bench_from_drawings_to_numbers(tmp_path, own_assets, capsys):
    images = packed(tmp_path / "set.zip", tree({"Alpha": 20, "Beta": 20}, drawers=2))
    out = tmp_path / "out"
    story = ["--licence", "MIT", "--command", "this test", "--quality", "none"]
    for kind in NETWORKS:
        common = ["--images", str(images), "--out", str(out), "--batch", "8", "--steps", "2"]
        assert train(["one-shot", kind, *common, "--alphabets-out", "1"]) == 0
        rows = [
            json.loads(r) for r in (out / f"one_shot_{kind}.log.jsonl").read_text().splitlines()
        ]
        assert rows[-1]["step"] == 2
        assert np.isfinite(rows[-1]["loss"])
        weights = str(out / f"one_shot_{kind}.safetensors")
        assert train(["ship", f"one_shot_{kind}", weights, *story]) == 0
        assert training.load_tensors(assets.path(f"one_shot_{kind}"))[1]["alphabets out"]
    started = str(out / "one_shot_encoder.safetensors")
    again = ["one-shot", "encoder", "--images", str(images), "--out", str(tmp_path / "again")]
    assert train([*again, "--batch", "8", "--steps", "1", "--start", started]) == 0
    with pytest.raises(LearnerError, match="another network"):
        train([*again[:1], "siamese", *again[2:], "--steps", "1", "--start", started])
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
