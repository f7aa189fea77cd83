"""The whole table from photos to figures, killed and taken up, and measured by the benchmark."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from course_lib.bench.pretext import main as bench
from course_lib.errors import LearnerError
from course_lib.pretext import grid, results, shipped, work
from course_lib.pretext.task import PretextTask
from course_lib.train import main as train
from course_lib.train.ship import write_manifest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
ROWS = ["random", "colour_histogram", "rotation", "rotation_and_colourisation"]
SETTINGS = ["--seeds", "2", "--steps", "3", "--batch", "4"]


def arguments(folder: Path, out: Path) -> list[str]:
    return ["pretext", *ROWS, *SETTINGS, "--images", str(folder), "--out", str(out)]


def comparable(file: Path) -> dict:
    """All figures but the seconds they took."""
    content = json.loads(file.read_text())
    for row in content["rows"].values():
        del row["seconds"]
    return content


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Sixty small photos of each of two classes."""
    rng = np.random.default_rng(0)
    where = tmp_path_factory.mktemp("many")
    for number in range(120):
        name = ("light", "dark")[number % 2]
        (where / name).mkdir(exist_ok=True)
        low = 0 if name == "dark" else 90
        photo = rng.integers(low, low + 166, (100, 100, 3)).astype(np.uint8)
        Image.fromarray(photo).save(where / name / f"photo_{number}.png")
    return where


@pytest.fixture(scope="module")
def uninterrupted(many, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    assert train(arguments(many, out)) == 0
    return out


def test_every_row_has_figures_of_both_seeds(uninterrupted):
    found = results.read(uninterrupted / "pretext.json")
    assert set(found.rows) == set(ROWS)
    assert [len(found.rows[row].accuracy) for row in found.rows] == [2, 1, 2, 2]
    row = found.rows["rotation_and_colourisation"]
    assert row.cosines.shape == (5, 2, 2)
    assert row.cosine_steps == (0, 1, 2, 2, 3)
    assert [step for step, _ in row.curve["colourisation"]] == [1, 2, 3]
    assert all(
        hits.mean() == pytest.approx(a, abs=1e-4)
        for hits, a in zip(row.hits, row.accuracy, strict=True)
    )
    assert not list((uninterrupted / "work").iterdir())


def test_killed_and_called_again_equals_uninterrupted(many, uninterrupted, tmp_path, capsys):
    """Killed without warning once a run is finished, with two trainings at once."""
    command = [sys.executable, "-m", "course_lib", "train", *arguments(many, tmp_path)]
    command += ["--jobs", "2"]
    first = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 150
    while not list((tmp_path / "runs").glob("*.json")) and time.monotonic() < end:
        assert first.poll() is None
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert 0 < len(list((tmp_path / "runs").glob("*.json"))) < 7
    assert train(arguments(many, tmp_path)) == 0
    assert "going on with runs of 3 steps" in capsys.readouterr().err
    found, expected = (comparable(o / "pretext.json")["rows"] for o in (tmp_path, uninterrupted))
    assert found.keys() == expected.keys()
    for name, row in expected.items():
        assert found[name]["steps"] == row["steps"]
        # Another number of threads adds in another order.
        for task, curve in row["curve"].items():
            assert np.allclose(found[name]["curve"][task], curve, rtol=1e-3), name
        for readout, accuracy in row["by_readout"].items():
            assert np.allclose(found[name]["by_readout"][readout], accuracy, atol=0.15), name


def test_a_run_cut_off_within_is_taken_up_to_the_bit(many, uninterrupted, tmp_path, monkeypatch):
    """Training stops in the middle of a run, as a kill between two steps would."""
    real, calls = work.training.fit, []

    def cut_off(task, steps, **kwargs):
        calls.append(steps)
        if len(calls) == 2:
            real(task, 1, **kwargs)
            raise KeyboardInterrupt
        return real(task, steps, **kwargs)

    monkeypatch.setattr(work.training, "fit", cut_off)
    with pytest.raises(KeyboardInterrupt):
        train(arguments(many, tmp_path))
    monkeypatch.setattr(work.training, "fit", real)
    assert (tmp_path / "work" / "rotation-0" / "checkpoint.safetensors").exists()
    assert train(arguments(many, tmp_path)) == 0
    assert comparable(tmp_path / "pretext.json") == comparable(uninterrupted / "pretext.json")


def test_other_settings_need_another_folder(many, uninterrupted):
    with pytest.raises(LearnerError, match="holds runs of 3 steps of 4"):
        train([*arguments(many, uninterrupted), "--steps", "5"])
    with pytest.raises(LearnerError, match="holds runs of 3 steps of 4"):
        train([*arguments(many, uninterrupted), "--limit", "20"])
    train(arguments(many, uninterrupted))  # all done: nothing to do
    (uninterrupted / "plan.json").rename(uninterrupted / "kept.json")
    (uninterrupted / "plan.json").write_text('{"steps": 3')
    with pytest.raises(LearnerError, match="damaged"):
        train(arguments(many, uninterrupted))
    (uninterrupted / "kept.json").replace(uninterrupted / "plan.json")


def test_a_run_that_fails_is_told_and_the_others_go_on(many, tmp_path, monkeypatch, capsys):
    def refuse(self, photos, generator):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(work.combination(["rotation"])[0].__class__, "make", refuse)
    wish = grid.Wish(["rotation", "random"], 1, steps=1, batch=4)
    with pytest.raises(LearnerError, match=r"1 of 2 runs failed.*rotation-0.*out of memory"):
        grid.fill(many, tmp_path, wish, tmp_path / "r.json")
    assert set(results.read(tmp_path / "r.json").rows) == {"random"}


def test_minutes_are_shared_out_by_what_a_step_costs(many, tmp_path, monkeypatch):
    cost = {"rotation": 0.01, "colourisation": 0.03}
    monkeypatch.setattr(work, "seconds_a_step", lambda out, plan, tasks: cost)
    planned = []

    def kept(out, plan, run):
        planned.append(plan.steps)
        raise LearnerError("enough")

    monkeypatch.setattr(work, "train", kept)
    wish = grid.Wish(["rotation", "rotation_and_colourisation"], 2, minutes=10, batch=4)
    with pytest.raises(LearnerError, match="enough"):
        grid.fill(many, tmp_path, wish, tmp_path / "r.json")
    # Two seeds of 0.01 and of 0.01 + 0.03 seconds a step, in ten minutes but for the reserve.
    assert planned[0] == pytest.approx(600 * (1 - grid.RESERVE) / 0.1, rel=0.1)


@pytest.fixture
def own_assets(uninterrupted, tmp_path, monkeypatch):
    """The assets folder that the small grid would ship."""
    monkeypatch.setenv("LWL_ASSETS", str(tmp_path / "assets"))
    (tmp_path / "assets" / "weights").mkdir(parents=True)
    (tmp_path / "assets" / "MANIFEST.toml").write_text("# what is shipped\n")
    write_manifest({})
    results.write(
        tmp_path / "assets" / "results" / "pretext.json",
        json.loads((uninterrupted / "pretext.json").read_text()),
    )
    story = ["--licence", "MIT", "--command", "this test", "--quality", "none"]
    trunks = uninterrupted / "trunks"
    for name, file in (
        ("rotation", trunks / "rotation.safetensors"),
        ("rotation_and_colourisation", trunks / "rotation_and_colourisation.safetensors"),
        ("whitening", uninterrupted / "whitening.safetensors"),
    ):
        assert train(["ship", f"pretext_{name}", str(file), *story]) == 0
    shipped.network.cache_clear()
    yield
    shipped.network.cache_clear()


def test_the_benchmark_measures_what_is_shipped(many, own_assets, capsys):
    capsys.readouterr()
    assert bench(["--images", str(many), "--limit", "20", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["classes"], told["images"]) == (2, 40)
    assert set(told["accuracy"]) == set(ROWS)
    table = results.read().rows
    for row, found in told["accuracy"].items():
        assert found["stage"] == table[row].readout
        assert 0 <= found["mean"] <= 1
        assert 0 <= found["std"] < 0.5
    assert told["accuracy"]["colour_histogram"]["mean"] > 0.9  # the classes differ in brightness
    assert told["accuracy"]["random"]["over_random"] == [0, 0, 0]
    mean, low, high = told["accuracy"]["rotation"]["over_random"]
    assert low <= mean <= high
    ahead = told["accuracy"]["rotation"]["mean"] - told["accuracy"]["random"]["mean"]
    assert mean == pytest.approx(ahead)


def test_a_benchmark_without_folders_is_a_sentence(tmp_path, own_assets):
    Image.new("RGB", (100, 100)).save(tmp_path / "alone.png")
    with pytest.raises(LearnerError, match="no photos"):
        bench(["--images", str(tmp_path)])


def test_the_shipped_heads_answer_like_the_trained(uninterrupted):
    network = shipped.read(uninterrupted / "trunks" / "rotation.safetensors", "rotation")
    assert set(network.heads) == {"rotation"}
    assert issubclass(type(work.combination(["rotation"])[0]), PretextTask)
    both = "rotation_and_colourisation"
    assert not shipped.read(uninterrupted / "trunks" / f"{both}.safetensors", both).heads
