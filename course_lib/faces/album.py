"""Whose photos a front door can see: photo 0 of a person is enrolled, the others knock."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.errors import LearnerError
from course_lib.faces import drawn
from course_lib.faces.photos import FaceSet

NAMES = ("Ada", "Ben", "Cleo", "Dan", "Emi", "Finn", "Gaia", "Hugo", "Ines", "Jan", "Kira", "Leo",
         "Mina", "Noah", "Oya", "Paul", "Rosa", "Sami", "Tess", "Uma")  # fmt: skip
DRAWN_EACH = 6
UNSEEN = range(30, 40)  # of Olivetti's forty: none of these was ever trained on


class Album:
    """People by name. ``method`` of ``methods.METHODS`` tells them apart; ``note`` says who they
    are. Photos are (H, W) or (H, W, 3) uint8; drawn ones are drawn when they are first asked for.
    """

    def __init__(
        self, counts: dict[str, int], take: Callable[[str, int], np.ndarray], method: str, note: str
    ) -> None:
        self.method, self.note = method, note
        self._counts, self._take = dict(counts), take
        self._seen: dict[tuple[str, int], np.ndarray] = {}

    @property
    def names(self) -> list[str]:
        """Everybody who has a photo."""
        return list(self._counts)

    def count(self, name: str) -> int:
        """How many photos there are of somebody; 0 of whom the album does not know."""
        return self._counts.get(name, 0)

    def photo(self, name: str, number: int) -> np.ndarray:
        """Photo ``number`` of somebody, the same each time."""
        if (name, number) not in self._seen:
            self._seen[name, number] = self._take(name, number)
        return self._seen[name, number]

    def add(self, name: str, photo: np.ndarray) -> None:
        """One more photo of somebody, new or known; it stays in memory."""
        number = self.count(name)
        self._seen[name, number] = photo
        self._counts[name] = number + 1

    def others(self, name: str) -> list[int]:
        """Photos of somebody that are not the first."""
        return list(range(1, self.count(name)))


def drawn_album(people: int = 14, seed: int = 8) -> Album:
    """Drawn people, six photos each: nobody's faces, and none that a network learned from."""
    number = {name: person for person, name in enumerate(NAMES[:people])}

    def take(name: str, which: int) -> np.ndarray:
        who = (seed, number[name])
        return drawn.photo(drawn.identity(who), (*who, which), 96)

    return Album(dict.fromkeys(number, DRAWN_EACH), take, "drawn", drawn.NOTE)


def album_of(faces: FaceSet, note: str) -> Album:
    """The people of a set of photos.

    LearnerError for one photo in all, one person, or where nobody has a second photo to knock with.
    """
    rows = faces.rows()
    if len(faces.images) == 1:
        raise LearnerError(
            "That is one photo in all: a door needs two people, and a second photo of one of them "
            "to knock with."
        )
    if len(rows) < 2:
        raise LearnerError(f"All photos of {faces.name} show one person: a door needs two.")
    if max(map(len, rows)) < 2:
        raise LearnerError(
            "Everybody has only one photo. It is enrolled, and then nobody can knock: add a second "
            "photo of somebody."
        )
    mine = {
        faces.names.get(int(who), f"Person {int(who) + 1}"): own
        for who, own in zip(faces.people, rows, strict=True)
    }
    counts = {name: len(own) for name, own in mine.items()}
    return Album(counts, lambda name, which: faces.images[mine[name][which]], "similarity", note)


__all__ = ["NAMES", "UNSEEN", "Album", "album_of", "drawn_album"]
