"""How good a method is on people that it never saw: drawn again and again, ties at chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.errors import LearnerError
from course_lib.faces.curves import curve, distances, unit

DRAWS = 2000


@dataclass(frozen=True, eq=False)
class Identified:
    """``share`` of visitors named rightly, and of each person's own visits, (people,)."""

    share: float
    by_person: np.ndarray

    @property
    def interval(self) -> tuple[float, float]:
        """95 % of means over people drawn again with replacement (bootstrap)."""
        return resampled(self.by_person)


def resampled(by_person: np.ndarray, times: int = 4000, seed: int = 0) -> tuple[float, float]:
    """The middle 95 % of means of a sample drawn again with replacement."""
    drawn = np.random.default_rng(seed).choice(by_person, (times, len(by_person)))
    low, high = np.quantile(drawn.mean(1), [0.025, 0.975])
    return float(low), float(high)


def rights(d: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """What each answer is worth, (n,): the nearest of (n, K) is named; of k equally near ones the
    right one counts 1/k. ``truth``: (n,) columns."""
    nearest = d == d.min(1, keepdims=True)
    return nearest[np.arange(len(d)), truth] / nearest.sum(1)


def identify(
    z: np.ndarray,
    subject: np.ndarray,
    shots: int = 1,
    draws: int = DRAWS,
    seed: int = 0,
    team: int | None = None,
) -> Identified:
    """Everybody is enrolled with ``shots`` random photos; all their other photos knock.

    ``z``: (n, D) of length 1. The mean of ``draws``; with ``team``, each of so many random people.
    LearnerError when there are too few people or somebody has too few photos.
    """
    people, rows = _people(subject, shots + 1)
    team = len(people) if team is None else team
    if not 2 <= team <= len(people):
        raise LearnerError(f"A team of {team} cannot be chosen among {len(people)} people.")
    rng = np.random.default_rng(seed)
    worth, asked = np.zeros(len(people)), np.zeros(len(people))
    for _ in range(draws):
        chosen = np.sort(rng.choice(len(people), team, replace=False))
        mixed = [rng.permutation(rows[person]) for person in chosen]
        centres = unit(np.stack([z[own[:shots]].mean(0) for own in mixed]))
        visitors = np.concatenate([own[shots:] for own in mixed])
        truth = np.repeat(np.arange(team), [len(own) - shots for own in mixed])
        right = rights(distances(z[visitors], centres), truth)
        np.add.at(worth, chosen[truth], right)
        np.add.at(asked, chosen[truth], 1)
    by_person = worth[asked > 0] / asked[asked > 0]
    return Identified(float(worth.sum() / asked.sum()), by_person)


def open_set(
    z: np.ndarray, subject: np.ndarray, far: float = 0.01, draws: int = DRAWS, seed: int = 0
) -> float:
    """Half of the people are enrolled with one photo, all other photos of everybody knock.

    The share of colleagues who are let in under their own name at the threshold that lets in a
    share ``far`` of strangers; over all draws together. LearnerError below four people.
    """
    people, rows = _people(subject, 2)
    if len(people) < 4:
        raise LearnerError(f"{len(people)} people are too few: a team and strangers take four.")
    rng = np.random.default_rng(seed)
    known, strangers = [], []
    for _ in range(draws):
        order = rng.permutation(len(people))  # so that a tie names any of the tied
        team, out = order[: len(people) // 2], order[len(people) // 2 :]
        enrolled = np.array([rng.choice(rows[person]) for person in team])
        centres = z[enrolled]
        for number, person in enumerate(team):
            own = rows[person][rows[person] != enrolled[number]]
            d = distances(z[own], centres)
            # Let in under another's name is not let in: farther than any threshold.
            known.append(np.where(d.argmin(1) == number, d.min(1), 3.0))
        visitors = np.concatenate([rows[person] for person in out])
        strangers.append(distances(z[visitors], centres).min(1))
    found = curve(np.concatenate(known), np.concatenate(strangers))
    return 1 - found.at(min(found.for_far(far), 2.0))[1]


def _people(subject: np.ndarray, photos: int) -> tuple[np.ndarray, list[np.ndarray]]:
    people = np.unique(subject)
    rows = [np.flatnonzero(subject == person) for person in people]
    fewest = min(map(len, rows), default=0)
    if len(people) < 2:
        raise LearnerError("Telling people apart takes photos of two people at least.")
    if fewest < photos:
        raise LearnerError(
            f"Somebody has only {fewest} photo{'' if fewest == 1 else 's'}: this takes {photos} "
            "of everybody, so that one who is enrolled can also knock."
        )
    return people, rows
