"""Door B: one place on a sphere a person; it opens where d(x, y) ≤ τ. Joining trains nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.errors import LearnerError
from course_lib.faces.curves import distances
from course_lib.faces.methods import Method
from course_lib.faces.photos import prepare
from course_lib.learning.devices import one_thread


@dataclass(frozen=True)
class Enrolled:
    """``like``: the colleague whom the door takes the new one for, and their distance."""

    name: str
    like: str | None
    distance: float | None

    @property
    def warning(self) -> str:
        """What to say when the new colleague looks like an old one; else nothing."""
        if self.like is None:
            return ""
        return (
            f"{self.name} looks like {self.like} to this door (d = {self.distance:.2f}): if they "
            f"are one person, add the photo to {self.like} instead; if not, ask for more photos."
        )


@dataclass(frozen=True, eq=False)
class Verdict:
    """What the door says: ``who`` it lets in or None; ``nearest`` of all and at what distance;
    ``distances`` to everybody by name."""

    who: str | None
    nearest: str
    distance: float
    distances: dict[str, float]

    @property
    def opens(self) -> bool:
        return self.who is not None


class Team:
    """People by name, each the mean of their photos' embeddings; ``threshold`` is τ.

    Photos are (H, W) or (H, W, 3) uint8, cut to the face. Nothing is written anywhere.
    """

    def __init__(self, method: Method, threshold: float) -> None:
        self.method, self.threshold = method, threshold
        self._photos: dict[str, np.ndarray] = {}  # (photos, D) each

    @property
    def names(self) -> list[str]:
        """Who is on the team, in the order of joining."""
        return list(self._photos)

    def photos_of(self, name: str) -> int:
        """How many photos of a colleague the door knows."""
        return len(self._photos[self._known(name)])

    def enrol(self, name: str, *photos: np.ndarray) -> Enrolled:
        """Somebody joins with one photo or more.

        LearnerError without a name or a photo, for a name that is taken, and for a bad photo.
        """
        name = name.strip()
        if not name:
            raise LearnerError("The new colleague needs a name.")
        if name in self._photos:
            raise LearnerError(f"{name} is on the team already: add the photo to {name} instead.")
        if not photos:
            raise LearnerError(f"Enrolling {name} takes a photo.")
        z = self._embed(photos, name)
        like, far = None, None
        if self._photos:
            verdict = self._judge(_centre(z))
            if verdict.opens:
                like, far = verdict.nearest, verdict.distance
        self._photos[name] = z
        return Enrolled(name, like, far)

    def add_photo(self, name: str, photo: np.ndarray) -> None:
        """One more photo of a colleague. LearnerError if nobody has that name."""
        known = self._known(name)
        self._photos[known] = np.concatenate([self._photos[known], self._embed([photo], known)])

    def leave(self, name: str) -> None:
        """Somebody leaves; the others stay as they are. LearnerError if nobody has that name."""
        del self._photos[self._known(name)]

    def verify(self, name: str, photo: np.ndarray) -> Verdict:
        """Whether the visitor is the colleague that they say they are."""
        known = self._known(name)
        far = float(distances(self._embed([photo]), _centre(self._photos[known])[None])[0, 0])
        return Verdict(known if far <= self.threshold else None, known, far, {known: far})

    def identify(self, photo: np.ndarray) -> Verdict:
        """Who the visitor is; the door may refuse. LearnerError when nobody is on the team."""
        if not self._photos:
            raise LearnerError("Nobody is on the team yet: enrol somebody first.")
        return self._judge(self._embed([photo])[0])

    def _judge(self, z: np.ndarray) -> Verdict:
        centres = np.stack([_centre(photos) for photos in self._photos.values()])
        far = dict(zip(self._photos, distances(z[None], centres)[0].tolist(), strict=True))
        nearest = min(far, key=far.__getitem__)
        who = nearest if far[nearest] <= self.threshold else None
        return Verdict(who, nearest, far[nearest], far)

    def _embed(self, photos, whose: str = "") -> np.ndarray:
        label = f"The photo of {whose}" if whose else "This photo"
        small = np.stack([prepare(photo, label) for photo in photos])
        with one_thread():
            return self.method.embed(small)

    def _known(self, name: str) -> str:
        if name.strip() not in self._photos:
            raise LearnerError(f"Nobody on the team is called {name.strip() or '“”'}.")
        return name.strip()


def _centre(z: np.ndarray) -> np.ndarray:
    """The mean of embeddings (photos, D), 1 long."""
    from course_lib.faces.curves import unit

    return unit(z.mean(0))
