"""Drawn faces: repeatable, of any size, and told apart by who it is."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.faces import drawn, portrait
from course_lib.faces.head import Head
from course_lib.faces.photos import grey


def test_a_seed_is_a_person_and_a_photo():
    who = drawn.identity((3, 5))
    assert who == drawn.identity((3, 5)) != drawn.identity((3, 6))
    one = drawn.photo(who, 8, side=64)
    assert one.dtype == np.uint8
    assert one.shape == (64, 64, 3)
    np.testing.assert_array_equal(one, drawn.photo(who, 8, side=64))
    assert (one != drawn.photo(who, 9, side=64)).mean() > 0.5


def test_a_photo_is_the_same_in_every_size():
    """A large one, shrunk, is the small one but for noise and the softness of edges."""
    who = drawn.identity(12)
    how = dataclasses.replace(drawn.taking(who, np.random.default_rng(4)), noise=0.0)
    small = portrait.draw(who, how, 64).astype(float)
    large = portrait.draw(who, how, 256).astype(float)
    shrunk = large.reshape(64, 4, 64, 4, 3).mean((1, 3))
    assert np.abs(small - shrunk).mean() < 6


def test_photos_do_not_depend_on_how_many_people_there_are():
    few, many = drawn.photos(2, 3, seed=5), drawn.photos(4, 3, seed=5)
    np.testing.assert_array_equal(few.images, many.images[: len(few.images)])
    assert few.subject.tolist() == [0, 0, 0, 1, 1, 1]


@pytest.mark.slow
@pytest.mark.parametrize("changed", [f.name for f in dataclasses.fields(drawn.Identity)])
def test_every_number_of_an_identity_shows(changed):
    """Two people who differ in one number do not look the same in some photo."""
    shown = 0.0
    for base in (
        drawn.Identity(),
        drawn.Identity(hair_length=0.6, fringe=0.9, age=0.9, parting=0.5),
        drawn.Identity(beard=0.5, moustache=0.5),
    ):
        other = dataclasses.replace(base, **{changed: 0.95})
        how = drawn.Taking(glasses=changed == "glasses")
        apart = portrait.draw(base, how, 96).astype(int) - portrait.draw(other, how, 96)
        shown = max(shown, np.abs(apart).max())
    assert shown > 10


@pytest.mark.parametrize(
    "changed",
    [f.name for f in dataclasses.fields(drawn.Taking) if f.name != "noise"],
)
def test_every_number_of_a_photo_shows(changed):
    who = drawn.Identity()
    other = drawn.Taking(**{changed: True if changed == "glasses" else 0.9})
    apart = portrait.draw(who, drawn.Taking(), 96).astype(int) - portrait.draw(who, other, 96)
    assert np.abs(apart).max() > 10


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from([16, 33, 64]))
def test_everybody_can_be_drawn(person, photo, side):
    """A face has light and dark and is no flat grey, whoever it is and however it is taken."""
    image = drawn.photo(drawn.identity(person), photo, side)
    assert image.shape == (side, side, 3)
    middle = grey(image)[side // 4 : -side // 4, side // 4 : -side // 4]
    assert int(middle.max()) - int(middle.min()) > 30


def test_turning_the_head_moves_the_nose_and_not_the_wall():
    who = drawn.Identity()
    straight = portrait.draw(who, drawn.Taking(), 128)
    turned = portrait.draw(who, drawn.Taking(yaw=0.3), 128)
    np.testing.assert_array_equal(straight[:4], turned[:4])
    tip = []
    for yaw in (0.0, 0.3):
        head = Head(who, drawn.Taking(yaw=yaw))
        u, v = portrait.seen(head, 128)
        tip.append(np.hypot(u, v - head.nose_v).argmin() % 128)
    # The tip lies about half a face before the axis: sin 0.3 of it, in pixels of 2.5 / 128.
    assert 4 < tip[1] - tip[0] < 12


def test_impossible_settings_are_refused():
    with pytest.raises(ValueError, match="0 people"):
        drawn.photos(0, 3)
    with pytest.raises(ValueError, match="8 pixels"):
        portrait.draw(drawn.Identity(), drawn.Taking(), 8)
