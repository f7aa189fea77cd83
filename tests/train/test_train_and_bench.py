"""The commands that make the weights and the numbers, on photos made here."""

import json

import numpy as np
import pytest
from PIL import Image

from course_lib.bench import inpainting as bench
from course_lib.bench import main as bench_main
from course_lib.errors import LearnerError
from course_lib.files import assets
from course_lib.inpainting import answers, batches, masks
from course_lib.inpainting.methods import METHODS, NETWORKS
from course_lib.learning import training
from course_lib.train import main as train


@pytest.fixture
def images(tmp_path):
    """Six photos of coloured ramps in a folder."""
    rng = np.random.default_rng(0)
    (tmp_path / "images" / "some").mkdir(parents=True)
    y, x = np.mgrid[:150, :170] / 170
    for number in range(6):
        ramp = np.stack([255 * (a * x + (1 - a) * y) for a in rng.random(3)], -1)
        file = tmp_path / "images" / "some" / f"ramp_{number}.JPEG"
        Image.fromarray(ramp.astype(np.uint8)).save(file)
    return tmp_path / "images"


@pytest.fixture
def own_assets(tmp_path, monkeypatch):
    """An empty assets folder of the test's own."""
    monkeypatch.setenv("LWL_ASSETS", str(tmp_path / "assets"))
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "MANIFEST.toml").write_text("# what is shipped\n")
    answers._load_network.cache_clear()
    yield tmp_path / "assets"
    answers._load_network.cache_clear()


@pytest.mark.slow
def test_train_ship_and_bench_from_photos_to_numbers(
    images, tmp_path, own_assets, monkeypatch, capsys
):
    monkeypatch.setattr(batches, "BANK", 2)
    (images / "some" / "cut.png").write_bytes(b"\x89PNG")  # one bad file ends nothing
    out = tmp_path / "out"
    common = ["--images", str(images), "--out", str(out), "--batch", "2"]
    assert train(["context-encoder", "l2", *common, "--steps", "2"]) == 0
    assert "1 photo left out, which cannot be read: some/cut.png." in capsys.readouterr().err
    assert train(["context-encoder", "free-form", *common, "--steps", "1"]) == 0
    start = str(out / "context_encoder_l2.safetensors")
    assert train(["context-encoder", "joint", *common, "--steps", "1", "--start", start]) == 0
    more = ["--steps", "1", "--start", str(out / "free_form.safetensors")]
    assert train(["context-encoder", "free-form-adversarial", *common, *more]) == 0
    story = ["--licence", "MIT", "--command", "this test", "--quality", "“none”"]
    for name in NETWORKS:
        assert train(["ship", name, str(out / f"{name}.safetensors"), *story]) == 0
    assert assets.manifest()["free_form"]["quality"] == "“none”"
    assert (own_assets / "MANIFEST.toml").read_text().startswith("# what is shipped\n")
    capsys.readouterr()
    assert bench_main(["inpainting", "--images", str(images), "--limit", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["images"] == 2
    assert told["left_out"] == ["some/cut.png"]
    pairs = {(row["mask"], row["method"]) for row in told["results"]}
    assert len(pairs) == len(told["results"])
    for family in masks.FAMILIES:
        answering = {m for f, m in pairs if f == family}
        everyone = set(METHODS)
        knows = everyone if family == "central_region" else everyone - {
            "context_encoder_l2", "context_encoder_joint"}  # fmt: skip
        assert answering == knows | {"truth"}
    for row in told["results"]:
        if row["method"] == "truth":
            assert (row["psnr"], row["l1"], row["l2"], row["ssim"]) == (None, 0, 0, 1)
            assert row["gradient"] > 0
            continue
        assert row["psnr"] > 10
        assert 0 <= row["l2"] <= row["l1"] <= 100
        assert 0 < row["ssim"] <= 1
        assert row["ms"] > 0


@pytest.mark.slow
def test_other_photos_do_not_go_on_from_a_checkpoint(images, tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "BANK", 2)
    line = ["context-encoder", "l2", "--images", str(images), "--out", str(tmp_path / "out")]
    line += ["--batch", "2", "--steps", "1"]
    assert train(line) == 0
    assert train([*line, "--every", "7"]) == 0  # that is no other training
    with pytest.raises(LearnerError, match=r"checkpoint.* with other seed"):
        train([*line, "--seed", "1"])
    photo = next(images.rglob("*.JPEG"))
    Image.fromarray(np.full((150, 170, 3), 7, np.uint8)).save(photo)
    with pytest.raises(LearnerError, match=r"checkpoint.* with other photos"):
        train(line)


@pytest.mark.parametrize("kind", ["joint", "free-form-adversarial"])
def test_joint_training_needs_a_start(kind, images, tmp_path):
    with pytest.raises(LearnerError, match="--start"):
        train(["context-encoder", kind, "--images", str(images), "--out", str(tmp_path)])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["l2", "--minutes", "1"], "--steps instead"),
        (["joint", "--minutes", "0", "--start", "x"], "more than 0"),
        (["l2", "--device", "cuda:99"], "no device"),
        (["joint", "--start", "nowhere.safetensors"], "nowhere"),
    ],
)
def test_settings_that_cannot_be_are_one_sentence(arguments, sentence, images, tmp_path):
    with pytest.raises(LearnerError, match=sentence):
        train(["context-encoder", *arguments, "--images", str(images), "--out", str(tmp_path)])


def test_masks_of_the_benchmark_depend_on_the_files_name_alone(tmp_path):
    one, other = tmp_path / "a" / "x.png", tmp_path / "b" / "x.png"
    assert bench.seed_of(one) == bench.seed_of(other) != bench.seed_of(tmp_path / "y.png")


def test_an_empty_folder_is_one_sentence(tmp_path):
    with pytest.raises(LearnerError, match="no photos"):
        bench.main(["--images", str(tmp_path)])


def test_missing_altered_and_foreign_weights_are_one_sentence(own_assets, monkeypatch):
    photo = np.zeros((128, 128, 3), np.uint8)
    with pytest.raises(LearnerError, match="free_form"):
        answers.answer("free_form", photo, masks.central_region())
    line = training.save_tensors
    import torch

    line(own_assets / "foreign.safetensors", {"weight": torch.zeros(3)}, {})
    ship = ["ship", "free_form", str(own_assets / "foreign.safetensors")]
    train([*ship, "--licence", "MIT", "--command", "none", "--quality", "none"])
    with pytest.raises(LearnerError, match="another network"):
        answers.answer("free_form", photo, masks.central_region())
    file = own_assets / "weights" / "free_form.safetensors"
    file.write_bytes(file.read_bytes() + b"!")
    with pytest.raises(LearnerError):
        answers.answer("free_form", photo, masks.central_region())
