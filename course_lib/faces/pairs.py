"""All pairs of an album's photos and how far apart a method puts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from course_lib.errors import LearnerError
from course_lib.faces import curves
from course_lib.faces.album import Album, drawn_album
from course_lib.faces.methods import Method
from course_lib.faces.photos import prepare

EACH = 4  # photos of a person that are looked at


@dataclass(frozen=True, eq=False)
class Pairs:
    """n ``photos`` as they are shown, ``who`` is on each, ``z`` (n, D) where a method puts them."""

    photos: list[np.ndarray]
    who: np.ndarray
    z: np.ndarray

    @cached_property
    def all(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """first, second, same and d of every pair, (P,) each."""
        first, second, same = curves.pairs(self.who)
        return first, second, same, curves.distances(self.z, self.z)[first, second]

    @cached_property
    def curve(self) -> curves.Curve:
        """What every threshold does to these pairs. LearnerError without pairs of both kinds."""
        *_, same, d = self.all
        return curves.curve(d[same], d[~same])


def measured(album: Album, names: Sequence[str], method: Method, each: int = EACH) -> Pairs:
    """At most ``each`` photos of these people. LearnerError when they have none, or a bad one."""
    found = [
        (name, album.photo(name, i)) for name in names for i in range(album.count(name))[:each]
    ]
    if not found:
        raise LearnerError("There are no photos to measure a threshold with.")
    small = np.stack([prepare(photo, f"A photo of {name}") for name, photo in found])
    return Pairs([p for _, p in found], np.array([n for n, _ in found]), method.embed(small))


def first_threshold(album: Album, team: Sequence[str], method: Method) -> float:
    """Where both error rates are equal on people who are not on the team; where there are too few
    of them, on drawn people."""
    outside = [name for name in album.names if name not in team]
    if len(outside) < 3 or max(map(album.count, outside)) < 2:
        album = drawn_album(6, seed=9)
        outside = album.names
    return measured(album, outside, method).curve.equal


__all__ = ["EACH", "Pairs", "first_threshold", "measured"]
