"""The made-up alphabets that come with the course: drawn once, by ``train made-alphabets``.

Drawing them takes seconds of every page's start; the file holds what ``made_alphabets()`` draws.
"""

from __future__ import annotations

import io

import numpy as np

from course_lib.files import assets
from course_lib.oneshot.characters import Character, CharacterSet

NAME = "made_alphabets"


def shipped() -> CharacterSet:
    """The ten alphabets of the shipped file. LearnerError where it is missing or damaged."""
    with np.load(assets.path(NAME)) as file:
        return unpacked(file["packed"])


def packed(made: CharacterSet) -> bytes:
    """An .npz file of alphabets that all have as many characters, drawn by as many drawers."""
    rows = [[character.packed for character in alphabet] for alphabet in made.alphabets.values()]
    file = io.BytesIO()
    np.savez_compressed(file, packed=np.array(rows))
    return file.getvalue()


def unpacked(rows: np.ndarray) -> CharacterSet:
    """The character set of (alphabets, characters, drawers, 105, 14) uint8, a bit a pixel."""
    drawers = tuple(range(1, rows.shape[2] + 1))
    made = {}
    for number, alphabet in enumerate(rows, 1):
        name = f"Made-up {number}"
        made[name] = tuple(
            Character(name, f"character{i:02d}", drawers, character)
            for i, character in enumerate(alphabet, 1)
        )
    return CharacterSet("made-up alphabets", made)


__all__ = ["NAME", "packed", "shipped", "unpacked"]
