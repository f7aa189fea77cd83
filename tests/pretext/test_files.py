"""Photos, trunks and results on disk: read right, refused in one sentence when they are not."""

import json
import shutil

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from course_lib.errors import LearnerError
from course_lib.pretext import photos, results, rows, shipped, tasks, trunk
from course_lib.vision import datasets


def test_photos_are_split_by_name_and_told_their_class(split, folder):
    names = sorted(f.relative_to(folder) for f in folder.rglob("*.JPEG"))
    held_back = [n for n in names if photos.is_held_back(n.name)]
    assert 0 < len(split.held_back) == len(held_back)
    assert len(split.training) == len(names) - len(held_back)
    assert split.training.classes == ("bright", "green")
    assert split.held_back.shown.tolist() == [int(n.parts[0] == "green") for n in held_back]
    assert split.training.large.shape[1:] == (144, 144, 3)
    assert split.held_back.whole.shape[1:] == (96, 96, 3)
    greenish = split.training.whole.mean((1, 2))
    assert (greenish[split.training.shown == 1].argmax(1) == 1).mean() > 0.9


def test_every_photo_held_back_elsewhere_is_held_back_here():
    names = [f"n{k:05}.JPEG" for k in range(4000)]
    elsewhere = [n for n in names if datasets.is_held_back(n)]
    assert elsewhere
    assert all(photos.is_held_back(n) for n in elsewhere)
    share = np.mean([photos.is_held_back(n) for n in names])
    assert 0.13 < share < 0.19


def test_prepared_photos_are_read_once_and_again_when_the_source_changes(folder, tmp_path):
    first = photos.prepared(folder, tmp_path / "kept")
    (tmp_path / "kept" / "classes.json").write_text('["was", "kept"]')
    assert photos.prepared(folder, tmp_path / "kept").training.classes == ("was", "kept")
    fewer = photos.prepared(folder, tmp_path / "kept", limit=3)
    assert len(fewer.training) == 6
    assert np.array_equal(first.training.shown[:3], fewer.training.shown[:3])


def test_a_folder_without_photos_is_a_sentence_and_a_damaged_photo_left_out(folder, tmp_path):
    (tmp_path / "class").mkdir()
    with pytest.raises(LearnerError, match="no photos"):
        photos.load(tmp_path)
    (tmp_path / "class" / "a.JPEG").write_bytes(b"no photo")
    with pytest.raises(LearnerError, match=r"can be read.*a\.JPEG"):
        photos.load(tmp_path)
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    found = photos.prepared(tmp_path, tmp_path / "kept")
    assert found.left_out.names == ["class/a.JPEG"]
    assert len(found.training) + len(found.held_back) == 80


def test_too_few_photos_to_hold_any_back_are_a_sentence(tmp_path):
    (tmp_path / "class").mkdir()
    name = next(f"{k}.png" for k in range(99) if not photos.is_held_back(f"{k}.png"))
    Image.new("RGB", (120, 100)).save(tmp_path / "class" / name)
    with pytest.raises(LearnerError, match="no photos held back"):
        photos.load(tmp_path)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "LA"])
def test_grey_and_transparent_photos_are_photos_too(tmp_path, mode):
    for number in range(30):
        (tmp_path / "class").mkdir(exist_ok=True)
        picture = Image.new("RGB", (120, 100), (255, 255, 255)).convert(mode)
        picture.save(tmp_path / "class" / f"{number}.png")
    found = photos.load(tmp_path)
    assert (np.ptp(found.training.whole, axis=3) == 0).all()


def test_a_photo_smaller_than_the_grid_is_refused_and_a_larger_one_cut_square():
    with pytest.raises(LearnerError, match="95 × 200 pixels: the grid needs at least 96"):
        photos.as_input(np.zeros((200, 95, 3), np.uint8))
    wide = np.zeros((96, 200, 3), np.uint8)
    wide[:, 52:148] = 255
    assert torch.equal(photos.as_input(wide), torch.ones(1, 3, 96, 96))


def test_rounded_weights_are_off_by_half_a_step_at_most():
    torch.manual_seed(0)
    state = nn.Sequential(nn.Conv2d(3, 8, 3), nn.GroupNorm(2, 8), nn.Linear(8, 4)).state_dict()
    state["0.weight"][2] = 0  # a dead filter
    small = shipped.rounded(state)
    again = shipped.restored(small)
    assert again.keys() == state.keys()
    assert small["0.weight"].dtype == torch.int8
    for name, value in state.items():
        if value.ndim < 2:
            assert torch.allclose(again[name], value, rtol=1e-3)
            continue
        step = value.flatten(1).abs().amax(1) / 127
        wrong = (again[name] - value).flatten(1).abs().amax(1)
        assert bool((wrong <= 0.51 * step + 127 * 0.0005 * step + 1e-7).all())


def test_a_network_comes_back_from_its_file_and_anothers_is_refused(tmp_path):
    file = tmp_path / "rotation.safetensors"
    net = trunk.new_trunk(0)
    head = tasks.TASKS["rotation"]().head()
    shipped.save(file, net, {"rotation": head}, {})
    x = torch.rand(2, 3, 96, 96)
    found = shipped.read(file, "rotation")
    with torch.no_grad():
        expected = head(net(x))
    assert torch.allclose(found.answer("rotation", x), expected, atol=0.05)
    with pytest.raises(LearnerError, match="no head for jigsaw"):
        found.answer("jigsaw", x)
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(LearnerError, match="damaged"):
        shipped.read(damaged, "rotation")
    shipped.save_whitening(
        tmp_path / "w.safetensors", trunk.Whitening(torch.ones(2), torch.ones(1))
    )
    with pytest.raises(LearnerError, match="another network"):
        shipped.read(tmp_path / "w.safetensors", "rotation")


def record(row: str, seed: int, at: dict[str, float]) -> dict:
    """A run's record with made-up accuracies of ten photos."""
    probes = {
        key: {"mean": mean, "std": 0.01, "hits": results.pack_hits(np.arange(10) < 10 * mean)}
        for key, mean in at.items()
    }
    return {
        "row": row,
        "seed": seed,
        "steps": 4,
        "seconds": 1.0,
        "pretext": {"rotation": 0.5 + seed / 10},
        "measures": {"rotation": "accuracy"},
        "curve": {"rotation": [[2, 1.0], [4, 0.5]]},
        "cosine_steps": [],
        "cosines": [],
        "probe": probes,
    }


@pytest.fixture
def content() -> dict:
    flat = dict.fromkeys(trunk.READOUTS, 0.2)
    records = [
        record("rotation", 1, flat | {"stage2": 0.5, "all": 0.3}),
        record("rotation", 0, flat | {"stage2": 0.3, "all": 0.6}),
    ]
    facts = {"steps": 4, "batch": 8, "device": "cpu", "trained_on": 50, "held_back": 10}
    return results.collect(facts, records)


def test_results_choose_one_readout_for_all_seeds_and_come_back(content, tmp_path):
    results.write(tmp_path / "r.json", content)
    found = results.read(tmp_path / "r.json")
    row = found.rows["rotation"]
    assert row.readout == "all"  # 0.45 on average; stage2 0.4
    assert row.accuracy == (0.6, 0.3)
    assert row.mean == pytest.approx(0.45)
    assert row.std == pytest.approx(np.std([0.6, 0.3], ddof=1))
    assert row.hits.sum(1).tolist() == [6, 3]
    assert row.pretext == {"rotation": (0.5, 0.6)}
    assert row.curve["rotation"][-1] == (4, 0.5)
    assert (found.trained_on, found.held_back, found.steps) == (50, 10, 4)


def test_results_of_another_version_half_written_or_lacking_are_sentences(content, tmp_path):
    file = tmp_path / "r.json"
    text = json.dumps(content)
    missing = json.loads(text)
    del missing["rows"]["rotation"]["hits"]
    for wrong, said in (
        (text[: len(text) // 2], "half written"),
        ("", "half written"),
        ("[]", "version None"),
        (json.dumps(content | {"version": 99}), "version 99, this course reads 1"),
        (json.dumps(missing), "lack a part"),
        (json.dumps({"version": 1, "rows": []}), "lack a part"),
    ):
        file.write_text(wrong)
        with pytest.raises(LearnerError, match=said) as refused:
            results.read(file)
        assert "\n" not in str(refused.value)
    with pytest.raises(LearnerError, match="are missing"):
        results.read(tmp_path / "none.json")


def test_hits_survive_packing():
    hits = np.random.default_rng(0).random(1553) < 0.6
    assert np.array_equal(results.unpack_hits(results.pack_hits(hits), 1553), hits)


def test_the_first_seed_of_every_row_comes_first():
    planned = rows.runs(list(rows.ROWS), 3)
    assert [run.seed for run in planned] == sorted(run.seed for run in planned)
    assert {run.row for run in planned if run.seed == 0} == set(rows.ROWS)
    assert sum(run.row == "colour_histogram" for run in planned) == 1
    assert len(set(planned)) == len(planned)
    for names, seeds, said in (
        ([], 1, "No row"),
        (["x"], 1, "no row “x”"),
        (["all"], 0, "0 seeds"),
    ):
        with pytest.raises(LearnerError, match=said):
            rows.runs(names, seeds)


def test_equal_computing_costs_what_a_single_task_costs():
    for name, chosen in rows.COMBINED.items():
        assert rows.ROWS[name].steps(600) == 600
        equal = rows.ROWS[name + rows.EQUAL_COMPUTING]
        assert equal.steps(600) * len(chosen) == 600
        assert equal.tasks == chosen == rows.ROWS[name].tasks
    assert [task.name for task in rows.ROWS["all"].make_tasks()] == list(tasks.SINGLE)


def test_longer_runs_stand_beside_the_short_ones_and_replace_none(tmp_path):
    short, longer = tmp_path / "short.json", tmp_path / "longer.json"
    facts = {"batch": 8, "device": "cpu", "trained_on": 20, "held_back": 3}

    def record(row, steps):
        probe = {"all": {"mean": steps / 100, "hits": results.pack_hits(np.ones(3, bool))}}
        told = {"curve": {}, "cosine_steps": [], "cosines": [], "measures": {}, "pretext": {}}
        return told | {"row": row, "seed": 0, "steps": steps, "seconds": 1.0, "probe": probe}

    few = [record("random", 0), record("rotation", 5), record("jigsaw", 5)]
    results.write(short, results.collect({"steps": 5, **facts}, few))
    many = [record("random", 0), record("rotation", 50)]
    results.write(longer, results.collect({"steps": 50, **facts}, many))
    results.write(short, results.beside(short, longer))
    found = results.read(short)
    assert found.steps == 5
    assert found.rows["rotation"].steps == 5
    assert list(found.longer) == ["rotation"]  # random weights are not trained for longer
    assert {name: row.steps for name, row in found.shipped.items()} == {
        "random": 0,
        "rotation": 50,
        "jigsaw": 5,
    }
    with pytest.raises(LearnerError, match="more steps"):
        results.beside(longer, short)
    results.write(longer, results.collect({"steps": 50, **facts, "trained_on": 21}, many))
    with pytest.raises(LearnerError, match="same photos"):
        results.beside(short, longer)
