"""The front door: guess first, both doors after it, people who join and leave, bad input."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile

import numpy as np
import pytest
from scipy.io import savemat

from course_lib.errors import LearnerError
from course_lib.faces import drawn
from course_lib.faces.album import Album, album_of, drawn_album
from course_lib.faces.photos import FaceSet
from course_lib.faces.visits import Tally, Visitor, knock
from course_lib.panels.faces.face_components import FaceComponents, faces_of
from course_lib.panels.faces.front_door import SHUT, FrontDoor, open_doors
from course_lib.panels.faces.sources import open_album
from course_lib.panels.faces.threshold_price import ThresholdPrice

pytestmark = pytest.mark.slow


def woken() -> FrontDoor:
    panel = FrontDoor()
    panel._wake()
    assert panel.wait(100)
    assert panel.school.run.join(100)
    return panel


def answer(panel, value: str) -> None:
    """As the page says it: the choice and the press in one message."""
    press = panel.choice.committed.get("press", 0) + 1
    panel.choice.set_state({"committed": {"value": value, "press": press}})


@pytest.fixture(scope="module")
def shared() -> FrontDoor:
    """Woken once, for tests that leave the team as it is."""
    return woken()


@pytest.fixture(scope="module")
def person() -> np.ndarray:
    """A photo of somebody in no album, in colour."""
    return drawn.photo(drawn.identity((99, 1)), (99, 1, 0), 120)


def test_it_starts_with_a_success(shared):
    assert shared.answer_a.value.count("You first") == shared.answer_b.value.count("You first") == 1
    answer(shared, shared.visitor.who)
    assert "Right" in shared.note.value
    assert "✓ right" in shared.answer_a.value
    assert "✓ right" in shared.answer_b.value


def test_no_door_answers_before_the_learner(shared):
    shared.ask()
    before = dict(shared.tallies)
    shared.threshold.value = 0.3
    answer(shared, "")
    assert "Choose a colleague" in shared.note.value
    assert shared.tallies == before
    assert "<table" not in shared.answer_b.value


def test_door_a_must_name_a_stranger_and_door_b_may_refuse(shared):
    shared.threshold.value = 0.05
    shared.ask(True)
    answer(shared, SHUT)
    assert "a stranger" in shared.note.value
    assert "opens for" in shared.answer_a.value
    assert "✗ wrong" in shared.answer_a.value
    assert "stays shut" in shared.answer_b.value
    counted = shared.tallies
    shared.threshold.value = 1.2
    assert "opens for" in shared.answer_b.value
    assert shared.tallies == counted  # another τ shows, and does not count again


def test_somebody_joins_and_leaves(person):
    panel = woken()
    first = set(panel.photos)
    panel.join.click()
    (new,) = set(panel.photos) - first
    assert "ms" in panel.team_note.value
    assert new in panel.team.names
    assert panel.school.run.join(100)
    assert new in panel.school.door.names
    assert "before" in panel.school.said.value
    gone = next(iter(first))
    panel.who_leaves.value = gone
    panel.leave.click()
    assert gone not in panel.team.names
    assert panel.school.run.join(100)
    assert gone not in panel.school.door.names
    # The same person twice is said, and the photo goes to the one who was there.
    panel.threshold.value = 0.3
    said = panel._enrol("Twin", panel.photos[new][0])
    assert f"looks like {new}" in said
    assert panel.add_instead.layout.display == ""
    panel.add_instead.click()
    assert "Twin" not in panel.photos
    assert panel.team.photos_of(new) == 2
    for name in list(panel.photos):
        panel.who_leaves.value = name
        panel.leave.click()
    assert panel.leave.disabled
    panel.school.run.join(100)
    panel.ask(False)
    assert "Nobody on the team" in panel.note.value
    panel._own_knocks("Me", person)
    answer(panel, SHUT)
    assert "Nobody is on the team yet" in panel.answer_b.value


WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
LEAVES = ("os.rename", "os.mkdir", "os.link", "os.symlink", "os.truncate", "tempfile.", "shutil.",
          "sqlite3.", "socket.connect", "socket.sendto", "subprocess.Popen")  # fmt: skip
heard: list[list[str]] = []
added: list = []  # an audit hook cannot be taken away again, so it is added once


def hook(event: str, args: tuple) -> None:
    if heard and (event.startswith(LEAVES) or (event == "open" and args[2] & WRITES)):
        heard[-1].append(f"{event} {args[0] if args else ''}")


@pytest.fixture
def leaving():
    """Whatever is written, moved, stored, sent or started from here on."""
    if hook not in added:
        sys.addaudithook(hook)
        added.append(hook)
    heard.append([])
    yield heard[-1]
    heard.pop()


def test_what_would_be_written_is_heard(leaving, tmp_path):
    """The oracle of the next test: every way of keeping a photo is heard, reading is not."""
    (tmp_path / "a").write_bytes(b"1")
    os.close(os.open(tmp_path / "b", os.O_RDWR | os.O_CREAT))
    os.replace(tmp_path / "a", tmp_path / "c")
    sqlite3.connect(tmp_path / "d").close()
    with tempfile.TemporaryFile():
        pass
    kinds = [line.split()[0] for line in leaving]
    assert {"open", "os.rename", "sqlite3.connect"} <= set(kinds)
    assert kinds.count("open") >= 3
    leaving.clear()
    (tmp_path / "c").read_bytes()
    assert not leaving


def test_the_learners_photo_is_written_nowhere(shared, person, leaving):
    own = shared.own
    own._given(person)
    own.name.value = "Me"
    own.buttons[0].click()
    assert "Me" in shared.photos, own.note.value
    shared.school.run.join(100)
    own.buttons[2].click()
    answer(shared, "Me")
    own.forget.click()
    assert own.frame.cut() is None
    assert not own.frame.image
    shared._drop("Me")
    shared.school.run.join(100)
    assert not leaving


@pytest.mark.parametrize(
    ("photo", "says"),
    [
        (np.zeros((10, 10, 3), np.uint8), "at least 32"),
        (np.full((64, 64), 90, np.uint8), "all of one grey"),
        (np.zeros((64, 64, 4), np.uint8), "no picture of 8 bits"),
        (None, "no picture"),
    ],
)
def test_a_bad_photo_is_a_sentence_and_changes_nothing(shared, photo, says):
    before = list(shared.photos)
    for act in (shared._own_joins, shared._own_knocks):
        with pytest.raises(LearnerError, match=says):
            act("Me", photo)
    assert list(shared.photos) == before == shared.team.names


def faces(*subjects: int) -> FaceSet:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 255, (len(subjects), 64, 64)).astype(np.uint8)
    return FaceSet(images, np.array(subjects))


@pytest.mark.parametrize(
    ("subjects", "says"),
    [((0,), "one photo in all"), ((0, 0), "one person"), ((0, 1, 2), "only one photo")],
)
def test_too_few_photos_for_a_door(subjects, says):
    with pytest.raises(LearnerError, match=says):
        album_of(faces(*subjects), "")


def test_a_folder_that_is_not_there_leaves_the_door_as_it_is(shared, tmp_path):
    team = list(shared.photos)
    shared.sources.kind.value = "folder"
    for path in ("", str(tmp_path / "none")):
        shared.sources.folder.value = path
        shared.sources.go.click()
        assert "lwl-error" in shared.sources.note.value
    assert list(shared.photos) == team
    with pytest.raises(LearnerError, match="path of a folder"):
        open_album("folder")


def test_a_team_of_two_with_one_second_photo_can_play():
    album = album_of(faces(0, 0, 1), "two")
    panel = FrontDoor(album)
    assert panel.visitor.who == "Person 1"
    assert panel.visitor.known
    with pytest.raises(LearnerError, match="Everybody is on the team"):
        knock(album, list(panel.photos), np.random.default_rng(0), True)
    ada = drawn_album().photo("Ada", 0)
    alone = Album({"A": 2, "B": 1}, lambda *_: ada, "pixels", "")
    team = open_doors(alone, {"A": [ada]})
    assert 0 < team.threshold < 2  # from drawn people, as there are no others


def test_every_kind_of_mistake_is_counted_apart():
    photo = np.zeros((64, 64), np.uint8)
    known, stranger = Visitor("A", photo, True), Visitor("S", photo, False)
    tally = Tally().after(known, "A").after(known, None).after(known, "B")
    tally = tally.after(stranger, "A").after(stranger, None)
    assert tally == Tally(5, right=2, strangers_in=1, colleagues_out=1, misnamed=1)


def test_a_price_moves_the_threshold():
    panel = ThresholdPrice(drawn_album(6))
    panel.method.value = "pixels"
    assert panel.wait(100)
    panel.stranger.value, panel.colleague.value = 100, 1
    panel.cheapest.click()
    strict = panel.tau.value
    panel.stranger.value, panel.colleague.value = 1, 100
    panel.cheapest.click()
    assert strict < panel.tau.value
    assert panel.pairs.value.count("<figure>") == 6
    assert "equal error rate" in panel.table.value


def test_components_are_pictures_about_a_middle():
    panel = FaceComponents()
    panel._ask()
    assert panel.wait(60)
    assert all(picture.state == "ready" for picture in panel.pictures), panel.note.value
    pictures = faces_of("fisherfaces")
    assert pictures.shape == (8, 64, 64)
    assert pictures.min() >= 0
    assert pictures.max() <= 1
    assert np.abs(np.median(pictures[1:], axis=(1, 2)) - 0.5).max() < 0.2


def test_olivettis_ten_unseen_people_stand_before_the_door(monkeypatch, tmp_path):
    """Of a file of forty, those whom no network learned from, with the method for photos."""
    from course_lib.files.fetch import DATA_SETS
    from course_lib.panels.faces.sources import FaceSources

    monkeypatch.setenv("LWL_DATA", str(tmp_path))
    came = []
    sources = FaceSources(came.append)
    sources.kind.value = "olivetti"
    assert not came
    assert "not on this computer yet" in sources.note.value
    assert sources.get_place.layout.display == ""
    forty = drawn.photos(40, 3, seed=4)
    columns = forty.images.transpose(0, 2, 1).reshape(len(forty.images), -1).T
    file = tmp_path / DATA_SETS["olivetti"].holds
    file.parent.mkdir(parents=True, exist_ok=True)
    savemat(
        file,
        {
            "faces": np.repeat(columns.reshape(4096, 40, 3), 4, 2)[:, :, :10]
            .reshape(4096, -1)
            .astype(float)
        },
    )
    sources.kind.value = "drawn"
    sources.kind.value = "olivetti"
    album = came[-1]
    assert len(album.names) == 10
    assert {album.count(name) for name in album.names} == {10}
    assert album.method == "similarity"
    np.testing.assert_array_equal(album.photo(album.names[0], 0), forty.images[30 * 3])
    price = ThresholdPrice(album)
    price._measure()
    assert price.wait(100)
    assert "team of 10" in price.table.value
