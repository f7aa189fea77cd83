"""Drawn faces: nobody's. An identity is a handful of numbers; a photo adds how it was taken.

Everything comes from a seed, so a drawn person can be photographed again, in any size.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course_lib.faces.person import PROPORTIONS, Identity, Taking
from course_lib.faces.photos import SIDE, FaceSet, grey
from course_lib.faces.portrait import draw

NOTE = "Drawn by a program from a few numbers a person: nobody looks like this."


def identity(seed: int | Sequence[int]) -> Identity:
    """The person of a seed: the same for the same seed."""
    rng = np.random.default_rng((7, *np.atleast_1d(seed)))
    bell = np.clip(rng.normal(0, 0.5, len(PROPORTIONS)), -1, 1)
    share = rng.random(12)
    long_hair = share[0] < 0.42
    beard = 0.0 if long_hair else max(0.0, 2.5 * share[1] - 1.5)
    moustache = 0.0 if long_hair else max(beard, 4 * share[2] - 3)
    return Identity(
        **dict(zip(PROPORTIONS, bell.tolist(), strict=True)),
        skin=share[3], blush=share[4], iris=share[5], hair_shade=share[6],
        hair_length=0.35 + 0.65 * share[7] if long_hair else 0.0,
        fringe=share[8], beard=beard, moustache=moustache, age=share[9],
        glasses=share[10], shirt=share[11], bald=not long_hair and share[8] > 0.88,
    )  # fmt: skip


def taking(who: Identity, rng: np.random.Generator, spread: float = 1.0) -> Taking:
    """The circumstances of one photo; ``spread`` 0 makes all photos alike, 1 is usual."""

    def about(middle: float, width: float) -> float:
        return middle + spread * width * float(np.clip(rng.normal(), -2, 2))

    return Taking(
        yaw=about(0, 0.17), pitch=about(0, 0.08), roll=about(0, 0.05),
        scale=float(np.exp(about(0, 0.045))), right=about(0, 0.03), down=about(0, 0.03),
        light_side=about(0, 0.55), light_up=about(0.4, 0.3),
        ambient=float(np.clip(about(0.5, 0.1), 0.25, 0.8)),
        smile=about(0.3, 0.45), mouth_open=max(0.0, about(-0.25, 0.5)),
        brow_raise=about(0, 0.4), eyes_shut=float(rng.random() < 0.06 * spread),
        look=about(0, 0.35),
        glasses=bool(rng.random() < (0.8 if who.glasses > 0.75 else 0.03 * spread)),
        exposure=float(np.exp(about(0, 0.1))),
        background=float(np.clip(about(0.55, 0.12), 0.2, 0.9)), noise=0.012 * spread,
    )  # fmt: skip


def photo(
    who: Identity, seed: int | Sequence[int], side: int = 256, spread: float = 1.0
) -> np.ndarray:
    """Photo ``seed`` of a person in colour, (side, side, 3) uint8; the same in every size but for
    its noise."""
    rng = np.random.default_rng((11, *np.atleast_1d(seed)))
    return draw(who, taking(who, rng, spread), side, rng)


def photos(people: int, each: int, seed: int = 0, side: int = SIDE, spread: float = 1.0) -> FaceSet:
    """``each`` grey photos of ``people`` drawn people; person i is ``identity((seed, i))``."""
    if people < 1 or each < 1:
        raise ValueError(f"{people} people with {each} photos each cannot be drawn")
    images = [
        grey(photo(identity((seed, person)), (seed, person, number), side, spread))
        for person in range(people)
        for number in range(each)
    ]
    return FaceSet(np.stack(images), np.repeat(np.arange(people), each), "drawn faces")
