"""Who knocks, and what it comes to: a guard's and two doors' mistakes, kept apart by their kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from course_lib.errors import LearnerError
from course_lib.faces.album import Album

STRANGERS = 0.35  # share of visitors who are not on the team


@dataclass(frozen=True, eq=False)
class Visitor:
    """``who`` knocks with ``photo``; ``known``: is on the team."""

    who: str
    photo: np.ndarray
    known: bool


def knock(
    album: Album, team: list[str], rng: np.random.Generator, stranger: bool | None = None
) -> Visitor:
    """The next visitor: a colleague with a photo that is not the first, or anybody else.

    ``stranger`` says which; None leaves it to chance. LearnerError where nobody can come.
    """
    colleagues = [name for name in team if album.others(name)]
    strangers = [name for name in album.names if name not in team]
    wanted = rng.random() < STRANGERS if stranger is None else stranger
    if stranger is None and not (strangers if wanted else colleagues):
        wanted = not wanted
    if wanted and not strangers:
        raise LearnerError(
            "Everybody is on the team: let somebody leave, and a stranger can knock."
        )
    if not wanted and not colleagues:
        raise LearnerError(
            "Nobody on the team has a second photo to knock with: let somebody join, or take one."
        )
    who = str(rng.choice(strangers if wanted else colleagues))
    numbers = list(range(album.count(who))) if wanted else album.others(who)
    return Visitor(who, album.photo(who, int(rng.choice(numbers))), not wanted)


@dataclass(frozen=True)
class Tally:
    """``right`` of ``visitors``, and the three kinds of mistake."""

    visitors: int = 0
    right: int = 0
    strangers_in: int = 0
    colleagues_out: int = 0
    misnamed: int = 0

    def after(self, visitor: Visitor, answer: str | None) -> Tally:
        """One visitor more; ``answer`` is the name that was let in, or None: it stayed shut."""
        truth = visitor.who if visitor.known else None
        if answer == truth:
            kind = "right"
        elif truth is None:
            kind = "strangers_in"
        elif answer is None:
            kind = "colleagues_out"
        else:
            kind = "misnamed"
        return replace(self, visitors=self.visitors + 1, **{kind: getattr(self, kind) + 1})


__all__ = ["Tally", "Visitor", "knock"]
