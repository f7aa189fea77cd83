"""How methods are measured: against looking at everything, and at chance."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.faces import protocol
from course_lib.faces.curves import distances
from course_lib.faces.methods import unit


def clouds(people: int, each: int, spread: float, seed: int = 0):
    """Points about a centre a person, and whose they are."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(people, 6))
    z = np.repeat(centres, each, 0) + spread * rng.normal(size=(people * each, 6))
    return unit(z), np.repeat(np.arange(people) * 3 + 1, each)


def test_identification_is_the_mean_over_every_team():
    z, subject = clouds(3, 3, 1.0)
    rows = [np.flatnonzero(subject == person) for person in np.unique(subject)]
    right = []
    for team in itertools.product(*rows):
        for visitor in set(range(len(z))) - set(team):
            nearest = distances(z[[visitor]], z[list(team)])[0].argmin()
            right.append(subject[visitor] == subject[team[nearest]])
    found = protocol.identify(z, subject, draws=3000)
    assert found.share == pytest.approx(np.mean(right), abs=0.02)
    assert found.share == pytest.approx(found.by_person.mean())
    low, high = found.interval
    assert low <= found.share <= high


def test_more_photos_help_and_distant_people_are_always_told_apart():
    z, subject = clouds(5, 6, 0.8, seed=1)
    one, four = (protocol.identify(z, subject, shots, draws=300).share for shots in (1, 4))
    assert four > one
    z, subject = clouds(5, 4, 1e-3)
    assert protocol.identify(z, subject, draws=50).share == 1
    assert protocol.open_set(z, subject, draws=50) == 1


def test_a_larger_team_is_harder():
    z, subject = clouds(8, 4, 0.9, seed=5)
    by_team = [protocol.identify(z, subject, draws=300, team=team).share for team in (2, 4, 8)]
    assert by_team[0] > by_team[1] > by_team[2]
    assert by_team[2] == protocol.identify(z, subject, draws=300).share
    for team in (1, 9):
        with pytest.raises(LearnerError, match=f"team of {team} cannot be chosen among 8"):
            protocol.identify(z, subject, team=team)


def test_a_constant_judge_gets_chance():
    z = np.tile(unit(np.array([[1.0, 2.0, 3.0]])), (20, 1))
    subject = np.repeat(np.arange(5), 4)
    assert protocol.identify(z, subject, draws=40).share == pytest.approx(1 / 5)
    assert protocol.open_set(z, subject, draws=40) == 0  # whoever lets in one lets in all
    assert protocol.open_set(z, subject, far=1.0, draws=400) == pytest.approx(1 / 2, abs=0.05)


def test_ties_are_shared():
    d = np.array([[0.1, 0.1, 0.5], [0.2, 0.1, 0.5], [0.3, 0.3, 0.3]])
    np.testing.assert_allclose(protocol.rights(d, np.array([0, 0, 2])), [1 / 2, 0, 1 / 3])


def test_the_open_set_threshold_lets_in_a_wanted_share_of_strangers():
    """Every stranger at 1; colleagues at 0: at 1 % of strangers all colleagues come in."""
    z, subject = clouds(8, 4, 0.7, seed=3)
    strict, loose = (protocol.open_set(z, subject, far, draws=300) for far in (0.01, 0.3))
    named = protocol.open_set(z, subject, 1.0, draws=300)
    assert strict < loose < named <= 1


@pytest.mark.parametrize(
    ("subject", "shots", "said"),
    [
        (np.zeros(4, int), 1, "two people"),
        (np.array([0, 0, 1]), 1, "only 1 photo:"),
        (np.array([0, 0, 1, 1]), 5, "only 2 photos"),
        (np.zeros(0, int), 1, "two people"),
    ],
)
def test_what_cannot_be_measured_is_one_sentence(subject, shots, said):
    z = np.ones((len(subject), 2))
    with pytest.raises(LearnerError, match=said):
        protocol.identify(z, subject, shots, draws=1)


def test_strangers_take_people():
    with pytest.raises(LearnerError, match="four"):
        protocol.open_set(np.ones((4, 2)), np.array([0, 0, 1, 1]))
