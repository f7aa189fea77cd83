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


def test_a_folder_gives_training_photos_of_two_sizes(folder):
    given = datasets.imagenette(folder)
    held = datasets.imagenette(folder, held_back=True)
    assert given.whole.shape[1:] == (128, 128, 3)
    assert given.large.shape[1:] == (144, 144, 3)
    assert len(given.whole) + len(held.whole) == 60  # none of the 60 for validation
    assert len(held.whole) > 0
    assert len(datasets.imagenette(folder, limit=5).whole) == 5


def test_an_archive_gives_the_same(folder, tmp_path):
    archive = tmp_path / "photos.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(folder / "train", "train")
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
