"""Photos for training: from a folder or an archive, a part held back by name alone."""

import io
import tarfile

import numpy as np
import pytest
from PIL import Image

from course_lib.errors import LearnerError
from course_lib.vision import datasets


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    for split in ("train", "val"):
        for number in range(60):
            place = tmp_path / "imagenette" / split / f"n{number % 3:08}"
            place.mkdir(parents=True, exist_ok=True)
            photo = rng.integers(0, 256, (20, 26, 3), dtype=np.uint8)
            Image.fromarray(photo).save(place / f"{split}_{number}.JPEG")
    return tmp_path / "imagenette"


def tarred(folder, archive):
    with tarfile.open(archive, "w") as tar:
        tar.add(folder, "train")
    return archive


def test_a_folder_gives_training_photos_of_two_sizes(folder):
    given = datasets.imagenette(folder)
    held = datasets.imagenette(folder, held_back=True)
    assert given.whole.shape[1:] == (128, 128, 3)
    assert given.large.shape[1:] == (144, 144, 3)
    assert len(given.whole) + len(held.whole) == 60  # none of the 60 for validation
    assert len(held.whole) > 0
    assert len(datasets.imagenette(folder, limit=5).whole) == 5


def test_an_archive_gives_the_same(folder, tmp_path):
    archive = tarred(folder / "train", tmp_path / "photos.tar")
    assert np.array_equal(datasets.imagenette(archive).whole, datasets.imagenette(folder).whole)


def test_about_one_in_twenty_is_held_back_whatever_the_folder():
    names = [f"n0_{number}.JPEG" for number in range(20_000)]
    held = [datasets.is_held_back(name) for name in names]
    assert 0.04 < np.mean(held) < 0.06
    assert held == [datasets.is_held_back(f"some/where/{name}") for name in names]


def test_no_photos_is_one_sentence(tmp_path):
    with pytest.raises(LearnerError, match="no photos"):
        datasets.imagenette(tmp_path / "nowhere")
    with pytest.raises(LearnerError, match="no photos"):
        datasets.imagenette(tmp_path)


BAD = {
    "cut.JPEG": lambda whole: whole[: len(whole) // 2],
    "empty.png": lambda whole: b"",
    "words.jpg": lambda whole: b"Dear teacher, this is no photo.",
    "IMG_1.HEIC": lambda whole: b"\0\0\0\x18ftypheic" + bytes(300),
}


def spoil(folder) -> list[str]:
    """Put every kind of bad file, and what systems add, beside the photos; the bad ones' names."""
    whole = next(folder.rglob("*.JPEG")).read_bytes()
    for name, change in BAD.items():
        (folder / "train" / "n00000001" / name).write_bytes(change(whole))
    checkpoints = folder / "train" / ".ipynb_checkpoints"
    checkpoints.mkdir()
    (checkpoints / "train_1-checkpoint.JPEG").write_bytes(whole)
    (folder / "train" / "n00000001" / "._train_1.JPEG").write_bytes(b"\0\5\x16\7")
    return sorted(f"n00000001/{name}" for name in BAD)


def test_bad_photos_are_left_out_named_and_counted(folder, tmp_path):
    whole = [datasets.imagenette(folder, held_back=held).whole for held in (False, True)]
    bad = spoil(folder)
    for number, source in enumerate((folder, tarred(folder / "train", tmp_path / "photos.tar"))):
        found = [datasets.imagenette(source, held_back=held) for held in (False, True)]
        for before, after in zip(whole, found, strict=True):
            assert np.array_equal(before, after.whole)
        names = [name.removeprefix("train/" * number) for f in found for name in f.left_out.names]
        assert sorted(names) == bad
    left_out = datasets.LeftOut(names)
    assert str(left_out).startswith("4 photos left out, which cannot be read: n00000001/")
    assert str(datasets.LeftOut(names * 2)).endswith(" and 3 more.")
    assert str(datasets.LeftOut()) == ""


def test_a_limit_counts_photos_that_can_be_read(folder):
    spoil(folder)
    assert len(datasets.imagenette(folder, limit=30).whole) == 30


def test_only_bad_photos_is_one_sentence_that_names_them(tmp_path):
    (tmp_path / "a.png").write_bytes(b"x")
    with pytest.raises(
        LearnerError, match=r"No photo in .* can be read\. 1 photo left out.*a\.png"
    ):
        list(datasets.read_photos(tmp_path, datasets.LeftOut()))


@pytest.mark.slow
def test_the_real_training_photos(shared_data):
    source = shared_data / "imagenette" / "train-160px.tar"
    if not source.exists():
        pytest.skip(f"no Imagenette at {source}")
    with tarfile.open(source) as archive:
        member = next(m for m in archive if m.isfile() and m.name.endswith("JPEG"))
        picture = Image.open(io.BytesIO(archive.extractfile(member).read()))
    few = datasets.imagenette(source, limit=3)
    assert min(picture.size) >= 128
    assert few.whole.std() > 20
