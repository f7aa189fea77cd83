"""Handwritten characters: Omniglot's tree, read from a zip or a folder, never unpacked to disk.

``<any folders>/<Alphabet>/character<NN>/<id>_<drawer>.png``, 105×105 pixels, black ink on white
(Lake, Salakhutdinov and Tenenbaum 2015). In here ink is 1 and paper 0.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from course_lib.errors import LearnerError

SIDE = 105
LARGEST = 1_000_000  # bytes of one image; Omniglot's have a few hundred
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
    out of the zip, another tree, an image of another size, in colour or damaged, a drawing twice.
    """
    if isinstance(source, Path):
        name = name or source.name
        if source.is_dir():
            return _gather(_in_folder(source), name)
        if not source.exists():
            raise LearnerError(f"There are no characters at {source}: name a zip or a folder.")
    name = name or "the zip"
    try:
        with zipfile.ZipFile(source) as packed:
            return _gather(_in_zip(packed, name), name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        # RuntimeError: a member with a password.
        raise LearnerError(
            f"{name} is no zip, or only a part of one: get it again, or name the unpacked folder."
        ) from None
    except OSError as error:
        raise LearnerError(f"{name} cannot be read: {error.strerror or error}.") from None


def refuse_climbing(packed: zipfile.ZipFile, name: str) -> None:
    """LearnerError if a zip holds a name that leads outside it; nothing is unpacked anyway."""
    for inside in packed.namelist():
        parts = inside.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or re.match(r"[A-Za-z]:", parts[0]):
            raise LearnerError(
                f"{name} is not used: it holds a path that leads out of it, “{inside[:80]}”."
            )


def read_drawing(data: bytes, where: str, *, sized: bool = True) -> np.ndarray:
    """A black-on-white picture file as (H, W) bool, True = ink.

    LearnerError if it is no picture, in colour, or, when ``sized``, not 105×105.
    """
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(data))
        if picture.size != (SIDE, SIDE) and (sized or max(picture.size) > 2000):
            width, height = picture.size
            raise LearnerError(
                f"{where} is {width} × {height} pixels large: characters are {SIDE} × {SIDE}."
            )
        if picture.mode == "P":
            colours = np.asarray(picture.convert("RGB"))
            coloured = bool(np.ptp(colours, axis=2).any())
        else:
            coloured = picture.mode not in ("1", "L")
        if coloured:
            raise LearnerError(
                f"{where} is in colour ({picture.mode}): characters are black ink on white paper."
            )
        return np.asarray(picture.convert("L")) < 128
    except (OSError, SyntaxError, Image.DecompressionBombError, ValueError) as error:
        if isinstance(error, LearnerError):
            raise
        raise LearnerError(f"{where} is damaged, or no picture.") from None


def _in_zip(packed: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    refuse_climbing(packed, name)
    for member in packed.infolist():
        if not member.is_dir() and not _is_hidden(member.filename):
            if not member.filename.lower().endswith(".png"):
                yield member.filename, b""
                continue
            if member.file_size > LARGEST:
                raise LearnerError(f"{member.filename} in {name} is too large for a character.")
            yield member.filename, packed.read(member)


def _in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder).as_posix()
        if not file.is_file() or _is_hidden(inside):
            continue
        if file.suffix.lower() == ".png" and file.stat().st_size > LARGEST:
            raise LearnerError(f"{inside} in {folder.name} is too large for a character.")
        # A folder may be given as an alphabet's parent, so its own name never counts.
        yield inside, file.read_bytes() if file.suffix.lower() == ".png" else b""


def _is_hidden(inside: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in inside.split("/"))


def _gather(files: Iterable[tuple[str, bytes]], name: str) -> CharacterSet:
    found: dict[tuple[str, str], dict[int, np.ndarray]] = {}
    count = 0
    for inside, data in files:
        place = _PLACE.search(inside.replace("\\", "/"))
        if place is None:
            if not inside.lower().endswith(".png"):
                continue  # a licence or a list beside the drawings
            raise LearnerError(f"{name} has another tree: “{inside[-80:]}” does not end in {TREE}.")
        alphabet, character, drawer = place[1], place[2].lower(), int(place[3])
        drawings = found.setdefault((alphabet, character), {})
        if drawer in drawings:
            raise LearnerError(
                f"{name} holds two drawings of {alphabet}/{character} by drawer {drawer}."
            )
        drawings[drawer] = np.packbits(read_drawing(data, inside), axis=1)
        count += 1
        if count > MOST:
            raise LearnerError(f"{name} holds more than {MOST:,} drawings, which is too many here.")
    if not found:
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
