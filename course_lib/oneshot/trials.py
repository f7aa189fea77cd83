"""N-way K-shot trials: a support set, one query, and which of the N classes it belongs to.

Two protocols that must not be mixed up:

- **within one alphabet** (Lake's): all classes from one alphabet, the support drawn by K people,
  the query by another;
- **unstructured**: classes from anywhere, each drawn by people of its own, never by the query's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from course_lib.errors import LearnerError
from course_lib.oneshot.characters import Character, CharacterSet


@dataclass(frozen=True, eq=False)
class Trial:
    """One question. ``support``: (N, K, H, W) float32 and ``query``: (H, W) float32, ink = 1.

    ``truth``: the row of ``support`` that the query belongs to; ``names``: the N classes' names;
    ``drawers``: (N, K) who drew the support, and ``query_drawer``, or None where it is not known.
    """

    support: np.ndarray
    query: np.ndarray
    truth: int
    names: tuple[str, ...]
    drawers: np.ndarray | None = None
    query_drawer: int | None = None

    @property
    def labels(self) -> np.ndarray:
        """The class of each support image: (N, K) int64, the row it stands in."""
        ways, shots = self.support.shape[:2]
        return np.repeat(np.arange(ways)[:, None], shots, axis=1)


def sample(
    characters: CharacterSet,
    ways: int = 20,
    shots: int = 1,
    *,
    within_alphabet: bool = True,
    alphabet: str | None = None,
    seed: int | tuple[int, ...] = 0,
) -> Trial:
    """Draw a trial; the same arguments and ``seed`` give the same trial again.

    Within one alphabet it is ``alphabet``, or each of those that are large enough is as likely.
    LearnerError when there are too few characters for ``ways`` or too few people for ``shots``.
    """
    if ways < 2 or shots < 1:
        raise LearnerError(f"A trial needs two ways and one shot or more, not {ways} and {shots}.")
    rng = np.random.default_rng(seed)
    if alphabet is not None:
        characters = characters.only([alphabet])
    if within_alphabet or alphabet is not None:
        large = large_enough(characters, ways, shots)
        pool = _drawn_often(characters.alphabets[large[rng.integers(len(large))]], shots)
        people = _people(pool, ways, shots)
    else:
        pool = _drawn_often(characters.characters, shots)
        if len(pool) < ways:
            raise LearnerError(
                f"{characters.name} has {len(pool)} characters drawn by {shots + 1} people or more:"
                f" too few for {ways} ways."
            )
        people = None
    if people is not None and len(people) > shots:
        # The same hands for all classes, as in Lake's runs.
        hands = rng.choice(people, shots + 1, replace=False)
        able = [c for c in pool if set(hands) <= set(c.drawers)]
        chosen = [able[i] for i in rng.choice(len(able), ways, replace=False)]
        truth = int(rng.integers(ways))
        query_drawer, drawers = int(hands[0]), np.tile(hands[1:], (ways, 1))
    else:
        chosen = [pool[i] for i in rng.choice(len(pool), ways, replace=False)]
        truth = int(rng.integers(ways))
        query_drawer = int(rng.choice(chosen[truth].drawers))
        others = [[d for d in c.drawers if d != query_drawer] for c in chosen]
        drawers = np.array([rng.choice(o, shots, replace=False) for o in others])
    support = np.stack(
        [[c.image(d) for d in row] for c, row in zip(chosen, drawers, strict=True)]
    )  # (N, K, H, W)
    return Trial(
        support=support,
        query=chosen[truth].image(query_drawer),
        truth=truth,
        names=tuple(f"{c.alphabet}/{c.name}" for c in chosen),
        drawers=drawers,
        query_drawer=query_drawer,
    )


def sample_many(
    characters: CharacterSet,
    count: int,
    ways: int = 20,
    shots: int = 1,
    *,
    within_alphabet: bool = True,
    seed: int = 0,
) -> Iterator[Trial]:
    """``count`` trials; the one at ``i`` is ``sample(…, seed=(seed, i))``."""
    for index in range(count):
        yield sample(characters, ways, shots, within_alphabet=within_alphabet, seed=(seed, index))


def large_enough(characters: CharacterSet, ways: int, shots: int = 1) -> list[str]:
    """The alphabets with ``ways`` characters that ``shots`` + 1 people drew.

    LearnerError, naming both numbers, when there is none.
    """
    sizes = {name: len(_drawn_often(a, shots)) for name, a in characters.alphabets.items()}
    large = [name for name, size in sizes.items() if size >= ways]
    if not large:
        name = max(sizes, key=sizes.get)
        by = f" drawn by {shots + 1} people or more" if shots > 1 else ""
        what = f"The alphabet {name}" if len(sizes) == 1 else f"The largest alphabet, {name},"
        raise LearnerError(f"{what} has {sizes[name]} characters{by}: too few for {ways} ways.")
    return large


def _drawn_often(characters: tuple[Character, ...], shots: int) -> list[Character]:
    return [c for c in characters if len(c.drawers) > shots]


def _people(pool: list[Character], ways: int, shots: int) -> list[int]:
    """Who drew so much of an alphabet that any of them may be taken together for all classes."""
    everyone = sorted(set.union(*(set(c.drawers) for c in pool)))
    complete = [d for d in everyone if all(d in c.drawers for c in pool)]
    return complete if len(complete) > shots else []
