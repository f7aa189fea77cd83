"""Door A: learns the team's photos, must name somebody, grows when somebody joins."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.faces.softmax_door import SoftmaxDoor
from course_lib.learning import training


@pytest.fixture
def photos(people):
    """A photo of each of four people, by name."""
    return {name: [people.images[row]] for name, row in zip("abcd", range(0, 20, 5), strict=True)}


@pytest.fixture
def door(photos) -> SoftmaxDoor:
    return SoftmaxDoor({name: photos[name] for name in "abc"}, steps=60, batch=24)


@pytest.mark.slow
def test_it_learns_the_photos_it_has(door, photos):
    said = []
    training.fit(door, door.steps, on_step=lambda done, losses: said.append(losses))
    assert {"loss", "accuracy"} == set(said[0])
    for name in "abc":
        answer = door.answer(photos[name][0])
        assert sum(answer.values()) == pytest.approx(1, abs=1e-5)
        assert max(answer, key=answer.get) == name


def test_a_stranger_gets_a_name_too(door, people):
    answer = door.answer(people.images[-1])
    assert set(answer) == set("abc")
    assert sum(answer.values()) == pytest.approx(1, abs=1e-5)


def test_a_new_output_leaves_the_others_as_they_were(door, photos):
    training.fit(door, 10)
    before = door.answer(photos["a"][0])
    door.join("d", photos["d"])
    after = door.answer(photos["a"][0])
    assert list(after) == list("abcd")
    # The softmax of the old three among themselves is unchanged.
    old = np.array([after[name] for name in "abc"])
    np.testing.assert_allclose(old / old.sum(), list(before.values()), atol=1e-5)
    door.leave("d")
    np.testing.assert_allclose(list(door.answer(photos["a"][0]).values()), list(before.values()),
                               atol=1e-5)  # fmt: skip


@pytest.mark.slow
def test_trained_again_it_knows_the_new_one(door, photos):
    door.join("d", photos["d"])
    training.fit(door, door.steps)
    for name in "abcd":
        answer = door.answer(photos[name][0])
        assert max(answer, key=answer.get) == name


def test_leaving_takes_photos_and_output(door, photos):
    training.fit(door, 10)
    door.leave("b")
    assert door.names == ["a", "c"]
    assert door.labels.tolist() == [0, 1]
    assert set(door.answer(photos["b"][0])) == {"a", "c"}


def test_it_stops_and_goes_on_as_if_it_had_not(photos):
    whole, parts = (SoftmaxDoor(photos, steps=6, batch=8) for _ in range(2))
    training.fit(whole, 6)
    assert training.fit(parts, 3) == 3
    again = SoftmaxDoor(photos, steps=6, batch=8)
    again.load_state_dict(parts.state_dict())
    training.fit(again, 6, start=3)
    np.testing.assert_allclose(list(again.answer(photos["a"][0]).values()),
                               list(whole.answer(photos["a"][0]).values()), atol=1e-5)  # fmt: skip


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda door, p: SoftmaxDoor({}), "two at least"),
        (lambda door, p: SoftmaxDoor({"a": p["a"]}), "two at least"),
        (lambda door, p: SoftmaxDoor({"a": p["a"], "b": []}), "takes a photo"),
        (lambda door, p: door.join("a", p["a"]), "an output already"),
        (lambda door, p: door.join("d", []), "takes a photo"),
        (lambda door, p: door.join("d", [p["d"][0][:9]]), "64 × 9"),
        (lambda door, p: door.leave("z"), "Nobody on the team"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(door, photos, act, said):
    with pytest.raises(LearnerError, match=said):
        act(door, photos)
    assert len(door.answer(photos["a"][0])) == 3
