"""Faces read from files and folders, and a sentence for what cannot be read."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from course_lib.errors import LearnerError
from course_lib.faces import photos
from course_lib.faces.photos import FaceSet, prepare

RNG = np.random.default_rng(0)


def noise(*shape):
    return RNG.integers(0, 256, shape, dtype=np.uint8)


def test_a_photo_that_fits_stays_as_it_is():
    photo = noise(64, 64)
    np.testing.assert_array_equal(prepare(photo), photo)


def test_colour_becomes_its_luminance():
    photo = noise(64, 64, 3)
    expected = np.asarray(Image.fromarray(photo).convert("L"))
    assert np.abs(prepare(photo).astype(int) - expected).max() <= 1


def test_the_middle_square_is_kept():
    wide = np.zeros((64, 200), np.uint8)
    wide[:, 68:132] = noise(64, 64)
    np.testing.assert_array_equal(prepare(wide), wide[:, 68:132])


def test_a_large_photo_is_averaged():
    photo = noise(128, 128)
    expected = photo.reshape(64, 2, 64, 2).mean((1, 3))
    assert np.abs(prepare(photo) - expected).max() <= 1


@pytest.mark.parametrize(
    ("photo", "said"),
    [
        (noise(10, 10), "10 × 10 pixels: a face needs at least 32"),
        (noise(400, 20), "20 × 400 pixels"),
        (np.full((80, 80), 7, np.uint8), "all of one grey"),
        (np.zeros((64, 64)), "no picture of 8 bits"),
        (noise(64, 64, 4), "no picture of 8 bits"),
        (np.uint8(3), "no picture of 8 bits"),
        (noise(0, 64), "64 × 0 pixels"),
    ],
)
def test_what_is_no_face_photo_is_one_sentence(photo, said):
    with pytest.raises(LearnerError, match=said):
        prepare(photo)


def test_an_npz_is_read(tmp_path):
    images, subject = noise(6, 64, 64), np.array([4, 4, 2, 2, 9, 9], np.uint8)
    np.savez(tmp_path / "some.npz", images=images, subject=subject)
    found = photos.load(tmp_path / "some.npz")
    np.testing.assert_array_equal(found.images, images)
    assert found.people.tolist() == [2, 4, 9]
    assert [own.tolist() for own in found.rows()] == [[2, 3], [0, 1], [4, 5]]
    assert found.of([9, 2]).subject.tolist() == [2, 2, 9, 9]


def test_an_npz_in_colour_and_of_another_size_is_read(tmp_path):
    np.savez(tmp_path / "c.npz", images=noise(2, 90, 80, 3), subject=np.array([0, 1]))
    assert photos.load(tmp_path / "c.npz").images.shape == (2, 64, 64)


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"images": noise(3, 64, 64)}, "two arrays"),
        ({"images": noise(3, 64, 64), "subject": np.zeros(2, int)}, "does not fit together"),
        ({"images": noise(64, 64), "subject": np.zeros(64, int)}, "does not fit together"),
        ({"images": noise(3, 10, 10), "subject": np.zeros(3, int)}, "Photo 1 .* 10 × 10"),
        ({"images": noise(3, 64, 64), "subject": np.zeros(3)}, "whole numbers"),
        ({"images": noise(0, 64, 64), "subject": np.zeros(0, int)}, "no photos"),
    ],
)
def test_an_npz_that_does_not_fit_is_one_sentence(tmp_path, arrays, said):
    np.savez(tmp_path / "bad.npz", **arrays)
    with pytest.raises(LearnerError, match=said):
        photos.load(tmp_path / "bad.npz")


def test_damaged_pickled_and_missing_files_are_one_sentence(tmp_path):
    (tmp_path / "x.npz").write_bytes(b"PK no")
    (tmp_path / "x.mat").write_bytes(b"no")
    np.savez(tmp_path / "p.npz", images=np.array([{}], object), subject=np.array([0]))
    for name, said in (("x.npz", "damaged"), ("p.npz", "damaged"), ("x.mat", "not the file")):
        with pytest.raises(LearnerError, match=said):
            photos.load(tmp_path / name)
    with pytest.raises(LearnerError, match="no faces at"):
        photos.load(tmp_path / "none.npz")


def test_a_folder_for_each_person(tmp_path):
    for name in ("bo", "ada"):
        (tmp_path / name).mkdir()
        for number in range(2):
            Image.fromarray(noise(70, 66, 3)).save(tmp_path / name / f"{number}.png")
    (tmp_path / "empty").mkdir()
    for clutter in ("__MACOSX/._a.png", "__MACOSX/b.png", ".git/a.png"):  # nobody's faces
        (tmp_path / clutter).parent.mkdir(exist_ok=True)
        (tmp_path / clutter).write_bytes(b"\0\5\x16\7")
    for folder in [p for p in tmp_path.iterdir() if p.is_dir()]:
        (folder / "._a.png").write_bytes(b"\0\5\x16\7")
    found = photos.load(tmp_path)
    assert found.names == {0: "ada", 1: "bo"}
    assert found.subject.tolist() == [0, 0, 1, 1]
    assert found.left_out.names == []


def test_a_bad_photo_is_left_out_and_named(tmp_path):
    for name in ("bo", "ada"):
        (tmp_path / name).mkdir()
        Image.fromarray(noise(70, 66, 3)).save(tmp_path / name / "0.png")
    (tmp_path / "bo" / "1.png").write_bytes(b"no")
    Image.fromarray(noise(10, 10, 3)).save(tmp_path / "ada" / "1.png")
    found = photos.load(tmp_path)
    assert found.subject.tolist() == [0, 1]
    assert found.left_out.names == ["ada/1.png", "bo/1.png"]
    for good in tmp_path.rglob("0.png"):
        good.unlink()
    with pytest.raises(LearnerError, match=r"bo/1\.png"):
        photos.load(tmp_path)


def test_a_folder_without_faces_is_one_sentence(tmp_path):
    with pytest.raises(LearnerError, match="a folder for each person"):
        photos.load(tmp_path)


def test_olivettis_own_file_is_read_upright(tmp_path):
    from scipy.io import savemat

    images = noise(20, 64, 64)
    columns = images.transpose(0, 2, 1).reshape(20, -1).T.astype(float)
    savemat(tmp_path / "o.mat", {"faces": columns})
    found = photos.load(tmp_path / "o.mat")
    np.testing.assert_array_equal(found.images, images)
    assert found.subject.tolist() == [0] * 10 + [1] * 10
    assert "AT&T" in found.name


def test_the_fetched_faces_are_asked_for(monkeypatch, tmp_path):
    monkeypatch.setenv("LWL_DATA", str(tmp_path))
    with pytest.raises(LearnerError, match="fetch olivetti"):
        photos.find()


def test_a_set_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="float64"):
        FaceSet(np.zeros((1, 64, 64)), np.zeros(1, int))
