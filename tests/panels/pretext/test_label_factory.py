"""The label factory: what is shown is what the task made, each press anew, bad photos in words."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.panels.pretext.label_factory import WARES, LabelFactory, made
from course_lib.pretext.tasks import SINGLE
from course_lib.vision import photos

CAT = photos.gallery()["chelsea"].full()


@pytest.fixture(scope="module")
def panel():
    panel = LabelFactory()
    panel.shown.views += 1
    panel.wait()
    return panel


def test_it_has_the_five_tasks():
    assert tuple(WARES) == SINGLE


@pytest.mark.parametrize("task", WARES)
def test_each_press_makes_another_item_and_a_seed_the_same(task):
    items = [made(task, CAT, seed) for seed in (1, 1, 2, 3, 4)]
    first = list(items[0].pictures.values())
    assert all(
        np.array_equal(*pair) for pair in zip(first, items[1].pictures.values(), strict=True)
    )
    inputs = [[p.tobytes() for t, p in item.pictures.items() if "nput" in t] for item in items[1:]]
    different = {b"".join(one) for one in inputs}
    assert len(different) > (1 if task != "colourisation" else 0)


def test_a_rotation_is_the_photo_turned_by_its_label():
    for seed in range(6):
        item = made("rotation", CAT, seed)
        turned = np.rot90(item.pictures["The photo"], int(item.label[0]))
        assert np.array_equal(item.pictures["Input"], turned)


def test_a_jigsaw_put_back_is_the_photo_patch_by_patch():
    item = made("jigsaw", CAT, 0)
    mixed, back = (
        item.pictures["Input: nine patches, mixed"],
        item.pictures["Put back by the label"],
    )
    order = [int(place) - 1 for place in item.label.split(": ")[1].split()]
    cell = lambda picture, n: picture[n // 3 * 120 :, n % 3 * 120 :][:112, :112]  # noqa: E731
    for place, patch in enumerate(order):
        assert np.array_equal(cell(mixed, place), cell(back, patch))


def test_the_hole_holds_what_the_label_says():
    item = made("context_encoder", CAT, 3)
    hole = item.pictures["Label: what was in the hole"]
    photo = item.pictures["The photo"][::4, ::4]
    inside = hole[::4, ::4][2:-2, 2:-2]  # a frame is drawn on the photo
    places = [
        (r, c)
        for r in range(57)
        for c in range(57)
        if np.array_equal(photo[r + 2 : r + 38, c + 2 : c + 38], inside)
    ]
    assert len(places) == 1


def test_a_guess_is_answered_and_forgotten_with_the_task(panel):
    panel.who.value = "people"
    assert "Nobody looked" in panel.who_said.value
    panel.who.value = "photo"
    assert "lwl-success" in panel.who_said.value
    panel.see.value = "features"
    assert "lwl-success" in panel.see_said.value
    panel.task.value = "rotation"
    panel.wait()
    assert panel.see.value == ""
    assert panel.see_said.value == ""
    assert panel.made.label in panel.label.value


@pytest.mark.parametrize(
    ("task", "photo", "said"),
    [
        ("colourisation", np.full((100, 100, 3), 80, np.uint8), "grey all over"),
        ("jigsaw", np.zeros((95, 200, 3), np.uint8), "at least 96"),
        ("rotation", np.zeros((3, 2, 3), np.uint8), "at least 96"),
    ],
)
def test_a_photo_that_can_be_asked_nothing_is_a_sentence(panel, task, photo, said):
    with pytest.raises(LearnerError, match=said):
        made(task, photo, 0)
    panel.task.value = task
    panel._uploaded(photo)
    panel.wait()
    assert said in panel.note.value
    panel.picker.value = "coffee"
    panel.wait()
    assert panel.note.value == ""
