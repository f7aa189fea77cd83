"""From how many people on is learning worth it? What each method names rightly, by how many people
it learned from: measured once (``bench people-needed``), read by pages."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.files.write_whole import write_whole

VERSION = 1


@dataclass(frozen=True)
class PeopleNeeded:
    """``shares``: by method, for each of ``sizes`` (people learned from, ascending), the share of
    visitors named rightly from one photo, a number for each split of the people, in [0, 1].
    ``asked``: people in every team, none of whom was learned from; ``faces``: whose photos."""

    faces: str
    asked: int
    sizes: tuple[int, ...]
    shares: dict[str, tuple[tuple[float, ...], ...]]

    def __post_init__(self) -> None:
        if list(self.sizes) != sorted(set(self.sizes)) or not self.shares:
            raise ValueError(f"sizes {self.sizes}, methods {list(self.shares)}")
        for name, found in self.shares.items():
            if len(found) != len(self.sizes) or not all(found):
                raise ValueError(f"{name}: {len(found)} shares for {len(self.sizes)} sizes")

    def mean(self, name: str) -> list[float]:
        """The mean over splits at each size."""
        return [sum(splits) / len(splits) for splits in self.shares[name]]

    def best(self) -> list[str]:
        """The method with the highest mean at each size."""
        means = {name: self.mean(name) for name in self.shares}
        return [max(means, key=lambda name: means[name][at]) for at in range(len(self.sizes))]


def write(found: list[PeopleNeeded], path: Path) -> None:
    """Keep them as JSON, whole or not at all."""
    told = {"version": VERSION, "measured": [asdict(one) for one in found]}
    write_whole(path, (json.dumps(told, indent=1) + "\n").encode())


@cache
def read(path: Path | None = None) -> tuple[PeopleNeeded, ...]:
    """What was measured. LearnerError where the file is missing, damaged or of another version."""
    path = path or places.assets() / "results" / "faces_people.json"
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["version"] != VERSION:
            raise LearnerError(f"{path.name} is of another version of the course.")
        return tuple(
            PeopleNeeded(
                one["faces"],
                one["asked"],
                tuple(one["sizes"]),
                {name: tuple(map(tuple, found)) for name, found in one["shares"].items()},
            )
            for one in told["measured"]
        )
    except OSError as error:
        raise LearnerError(f"{path.name} could not be read ({error.strerror}).") from error
    except LearnerError:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise LearnerError(f"{path.name} is damaged.") from error
