"""Handwritten characters: Omniglot's tree, read from a zip or a folder, never unpacked to disk.

``<any folders>/<Alphabet>/character<NN>/<id>_<drawer>.png``, 105×105 pixels, black ink on white
(Lake, Salakhutdinov and Tenenbaum 2015). In here ink is 1 and paper 0.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from course_lib.errors import LearnerError
from course_lib.files.packed import PackedFile, contents

SIDE = 105
LARGEST = 1_000_000  # bytes of one image; Omniglot's have a few hundred
TINT = 16  # how far red and blue may lie from green in what still counts as grey
MOST = 200_000  # images in one set; Omniglot has 32,460
TREE = "<Alphabet>/character<NN>/<id>_<drawer>.png"
_PLACE = re.compile(r"(?:^|/)([^/]+)/(character\d+)/\d+_(\d+)\.png$", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Character:
    """One character of an alphabet, drawn by several people.

    ``drawers``: their numbers, ascending. ``packed``: (drawers, 105, 14) uint8, a bit a pixel: the
    whole of Omniglot stays below 50 MB.
    """

    alphabet: str
    name: str
    drawers: tuple[int, ...]
    packed: np.ndarray

    @property
    def title(self) -> str:
        """For people: "Sanskrit 7"."""
        number = int(self.name.removeprefix("character"))
        return f"{self.alphabet.replace('_', ' ')} {number}"

    def drawings(self) -> np.ndarray:
        """Every drawing, (drawers, 105, 105) uint8, ink = 1."""
        return np.unpackbits(self.packed, axis=2, count=SIDE)

    def image(self, drawer: int) -> np.ndarray:
        """One person's drawing, (105, 105) float32, ink = 1. KeyError for a stranger."""
        if drawer not in self.drawers:
            raise KeyError(drawer)
        row = self.packed[self.drawers.index(drawer)]
        return np.unpackbits(row, axis=1, count=SIDE).astype(np.float32)


@dataclass(frozen=True, eq=False)
class CharacterSet:
    """Alphabets by name, in order; each a tuple of its characters, in order."""

    name: str
    alphabets: dict[str, tuple[Character, ...]]

    @property
    def characters(self) -> tuple[Character, ...]:
        """Every character, alphabet by alphabet."""
        return tuple(c for alphabet in self.alphabets.values() for c in alphabet)

    def only(self, names: Iterable[str]) -> CharacterSet:
        """The named alphabets alone. LearnerError for one that is not here."""
        chosen = {}
        for name in names:
            if name not in self.alphabets:
                known = ", ".join(self.alphabets)
                raise LearnerError(
                    f"There is no alphabet “{name}” in {self.name} (it has {known})."
                )
            chosen[name] = self.alphabets[name]
        return CharacterSet(self.name, chosen)

    def without(self, names: Iterable[str]) -> CharacterSet:
        """All but the named alphabets. LearnerError for one that is not here."""
        left_out = self.only(names).alphabets
        kept = {name: a for name, a in self.alphabets.items() if name not in left_out}
        return CharacterSet(self.name, kept)


def held_out(characters: CharacterSet, count: int, at_least: int = 20) -> tuple[str, ...]:
    """The names of ``count`` alphabets to choose by: an order that depends on names alone.

    Of alphabets with at least ``at_least`` characters, those with the smallest crc32 of their name.
    LearnerError when there are not so many and one more to learn from.
    """
    large = [name for name, a in characters.alphabets.items() if len(a) >= at_least]
    if count and not 0 < count <= min(len(large), len(characters.alphabets) - 1):
        raise LearnerError(
            f"{count} alphabets cannot be held out: {len(large)} of {len(characters.alphabets)} in "
            f"{characters.name} have {at_least} characters or more, and one must be left."
        )
    return tuple(sorted(large, key=lambda name: zlib.crc32(name.encode()))[:count])


def find(named: Path | None) -> Path:
    """The named place, else what ``fetch omniglot-background`` brought."""
    if named is not None:
        return named
    from course_lib.files import places

    return places.data() / "images_background.zip"


def load(source: Path | BinaryIO, name: str | None = None) -> CharacterSet:
    """Characters from a zip, a folder or an open zip; ``name`` is how sentences call it.

    Raises LearnerError, one sentence, for: nothing there, not a zip or half a zip, names that climb
    out of the zip, another tree, an image that ``read_drawing`` refuses, a drawing twice.
    """
    name = name or (source.name if isinstance(source, Path) else "the zip")
    with contents(source, name, "characters") as files:
        return gather(files, name)


def read_drawing(data: bytes, where: str) -> np.ndarray:
    """A black-on-white picture file as (105, 105) bool, True = ink.

    LearnerError if it is no picture, of another size, in colour, blank, or white on black.
    """
    from course_lib.vision import picture_files

    damaged = LearnerError(f"{where} is damaged, or no picture.")
    try:
        picture = picture_files.opened(data)
    except LearnerError:
        raise damaged from None
    if picture.size != (SIDE, SIDE):
        width, height = picture.size
        raise LearnerError(
            f"{where} is {width} × {height} pixels large: characters are {SIDE} × {SIDE}."
        )
    try:
        pixels = picture_files.pixels(picture, data)
    except LearnerError:
        raise damaged from None
    green = pixels[..., 1].astype(np.int16)
    may_be_coloured = picture.mode not in ("1", "L")
    if may_be_coloured and any(np.abs(green - pixels[..., c]).max() > TINT for c in (0, 2)):
        raise LearnerError(f"{where} is in colour: characters are black ink on white paper.")
    ink = green < 128
    if not ink.any():
        raise LearnerError(f"{where} is blank: characters are black ink on white paper.")
    if ink.mean() > 0.5:
        raise LearnerError(
            f"{where} is white ink on black paper, or all ink: turn its colours round, characters "
            "are black ink on white paper."
        )
    return ink


def gather(files: list[PackedFile], name: str) -> CharacterSet:
    """As ``load``, from files that are open."""
    found: dict[tuple[str, str], dict[int, np.ndarray]] = {}
    count = 0
    for file in files:
        if not file.name.lower().endswith(".png"):
            continue  # a licence or a list beside the drawings
        place = _PLACE.search(file.name)
        if place is None:
            raise LearnerError(
                f"{name} has another tree: “{file.name[-80:]}” does not end in {TREE}."
            )
        if file.size > LARGEST:
            raise LearnerError(f"{file.name} in {name} is too large for a character.")
        alphabet, character, drawer = place[1], place[2].lower(), int(place[3])
        drawings = found.setdefault((alphabet, character), {})
        if drawer in drawings:
            raise LearnerError(
                f"{name} holds two drawings of {alphabet}/{character} by drawer {drawer}."
            )
        drawings[drawer] = np.packbits(read_drawing(file.read(), file.name), axis=1)
        count += 1
        if count > MOST:
            raise LearnerError(f"{name} holds more than {MOST:,} drawings, which is too many here.")
    if not found:
        zips = [file.name for file in files if file.name.lower().endswith(".zip")]
        if zips:
            raise LearnerError(
                f"{name} holds other zips ({', '.join(zips[:3])}): unpack it and take one of those."
            )
        raise LearnerError(f"There are no characters in {name}: they lie as {TREE}.")
    alphabets: dict[str, list[Character]] = {}
    for (alphabet, character), drawings in sorted(found.items(), key=_in_order):
        drawers = tuple(sorted(drawings))
        packed = np.stack([drawings[d] for d in drawers])
        made = Character(alphabet, character, drawers, packed)
        alphabets.setdefault(alphabet, []).append(made)
    return CharacterSet(name, {key: tuple(value) for key, value in alphabets.items()})


def _in_order(item: tuple[tuple[str, str], dict]) -> tuple[str, int, str]:
    (alphabet, character), _ = item
    return alphabet, int(character.removeprefix("character")), character
