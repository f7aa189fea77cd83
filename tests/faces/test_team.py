"""Door B: who joins, leaves and knocks."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.faces.methods import Pixels, unit
from course_lib.faces.team import Team

RNG = np.random.default_rng(2)
ADA, BO, CY = (RNG.integers(0, 256, (64, 64), dtype=np.uint8) for _ in range(3))


def near(photo):
    """Nearly the same photo."""
    return np.clip(photo.astype(int) + RNG.integers(-9, 9, photo.shape), 0, 255).astype(np.uint8)


@pytest.fixture
def team() -> Team:
    made = Team(Pixels(), threshold=0.3)
    made.enrol("Ada", ADA)
    made.enrol("Bo", BO)
    return made


def test_a_colleague_is_let_in_and_a_stranger_is_not(team):
    verdict = team.identify(near(BO))
    assert verdict.who == verdict.nearest == "Bo"
    assert verdict.opens
    assert list(verdict.distances) == ["Ada", "Bo"]
    stranger = team.identify(CY)
    assert stranger.who is None
    assert not stranger.opens
    assert stranger.distance == min(stranger.distances.values()) > 0.3


def test_distance_is_one_less_the_cosine(team):
    a, b = (unit(p.astype(float).ravel() - p.mean()) for p in (ADA, CY))
    assert team.verify("Ada", CY).distance == pytest.approx(1 - a @ b, abs=1e-5)


def test_verification_asks_of_one_alone(team):
    assert team.verify("Ada", near(ADA)).who == "Ada"
    refused = team.verify("Ada", BO)
    assert refused.who is None
    assert refused.nearest == "Ada"


def test_the_threshold_is_part_of_the_open_door(team):
    far = team.identify(CY).distance
    team.threshold = far
    assert team.identify(CY).opens
    team.threshold = far - 1e-5
    assert not team.identify(CY).opens


def test_a_person_is_the_mean_of_their_photos(team):
    other = near(ADA)
    team.add_photo("Ada", other)
    assert team.photos_of("Ada") == 2
    z = Pixels().embed(np.stack([ADA, other, BO]))
    expected = 1 - z[2] @ unit(z[:2].mean(0))
    assert team.verify("Ada", BO).distance == pytest.approx(expected, abs=1e-5)


def test_joining_and_leaving_change_nobody_else(team):
    before = team.identify(CY).distances
    assert team.enrol("Cy", CY).like is None
    after = team.identify(CY).distances
    assert after["Cy"] == pytest.approx(0, abs=1e-5)
    team.leave("Cy")
    assert team.names == ["Ada", "Bo"]
    assert team.identify(CY).distances == before
    assert {name: after[name] for name in before} == before


def test_the_same_person_twice_is_said(team):
    with pytest.raises(LearnerError, match="Ada is on the team already: add the photo"):
        team.enrol(" Ada ", CY)
    twice = team.enrol("Adele", near(ADA))
    assert twice.like == "Ada"
    assert "add the photo to Ada instead" in twice.warning
    assert not team.enrol("Cy", CY).warning


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda t: t.enrol("", CY), "needs a name"),
        (lambda t: t.enrol("Cy"), "takes a photo"),
        (lambda t: t.enrol("Cy", CY[:10, :10]), "The photo of Cy is 10 × 10"),
        (lambda t: t.leave("Cy"), "Nobody on the team is called Cy"),
        (lambda t: t.add_photo("Cy", CY), "Nobody on the team is called Cy"),
        (lambda t: t.verify("", CY), "Nobody on the team is called"),
        (lambda t: t.identify(CY / 255), "no picture of 8 bits"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(team, act, said):
    with pytest.raises(LearnerError, match=said):
        act(team)
    assert team.names == ["Ada", "Bo"]


def test_an_empty_team_is_one_sentence():
    with pytest.raises(LearnerError, match="Nobody is on the team yet"):
        Team(Pixels(), 0.3).identify(ADA)


def test_photos_in_colour_and_of_other_sizes_are_taken(team):
    large = np.repeat(np.repeat(ADA, 2, 0), 2, 1)
    assert team.identify(np.stack([large] * 3, -1)).who == "Ada"
