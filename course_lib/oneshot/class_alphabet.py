"""A class alphabet: characters invented by learners, kept and shared as a zip in Omniglot's tree.

``<Alphabet>/character<NN>/<NNNN>_<drawer>.png`` is read by every loader of Omniglot; beside it
``<Alphabet>/drawers.json`` names the drawers and gives characters and drawers identities of their
own, so that files of several learners are put together without taking one character for another.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import secrets
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from course_lib.errors import LearnerError
from course_lib.files.packed import contents
from course_lib.oneshot import characters
from course_lib.oneshot.characters import SIDE, Character, CharacterSet
from course_lib.oneshot.machine import FULL

MOST_CHARACTERS = 99  # two digits in a file's tree
MOST_DRAWERS = 99
LEAST_INK = 12  # pixels: less is a slip of the pen
NAMES = "drawers.json"


@dataclass(frozen=True, eq=False)
class Sign:
    """One invented character: ``drawings`` by drawer are (105, 105) bool, True = ink."""

    identity: str
    drawings: dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class ClassAlphabet:
    """An alphabet with its signs in order, and the drawers' names by identity. Never changed:
    the methods return a new one."""

    name: str = "Class alphabet"
    signs: tuple[Sign, ...] = ()
    drawers: dict[str, str] = field(default_factory=dict)

    def drawn(self, image: np.ndarray, drawer: str, person: str, at: int | None = None):
        """With ``drawer``'s drawing of sign ``at`` (replacing an earlier one), or of a new sign.

        ``image``: (105, 105), ink > 0.5; ``person``: the drawer's name for people. LearnerError for
        a blank page, a scribble or one character too many; IndexError for a sign that is not there.
        """
        ink = refuse_drawing(image)
        signs = list(self.signs)
        if at is None:
            if len(signs) >= MOST_CHARACTERS:
                raise LearnerError(f"An alphabet has {MOST_CHARACTERS} characters at most.")
            signs.append(Sign(new_identity(), {drawer: ink}))
        else:
            if not 0 <= at < len(signs):
                raise IndexError(at)
            signs[at] = replace(signs[at], drawings=signs[at].drawings | {drawer: ink})
        people = self.drawers | {drawer: _tidy(person) or "somebody"}
        if len(people) > MOST_DRAWERS:
            raise LearnerError(f"A class alphabet has {MOST_DRAWERS} drawers at most.")
        return replace(self, signs=tuple(signs), drawers=people)

    def without(self, at: int, drawer: str):
        """Without ``drawer``'s drawing of sign ``at``; a sign that nobody else drew goes."""
        signs = list(self.signs)
        left = {who: ink for who, ink in signs[at].drawings.items() if who != drawer}
        signs[at : at + 1] = [replace(signs[at], drawings=left)] if left else []
        return replace(self, signs=tuple(signs))

    def numbers(self) -> dict[str, int]:
        """The drawers' numbers in the file's tree, from 1, in the order they joined."""
        return {drawer: number for number, drawer in enumerate(self.drawers, 1)}

    def characters(self) -> CharacterSet:
        """As a set that trials are drawn from. LearnerError while nothing is drawn."""
        if not self.signs:
            raise LearnerError(f"{self.name} has no characters yet: draw one first.")
        numbers, made = self.numbers(), []
        for place, sign in enumerate(self.signs, 1):
            by = sorted((numbers[drawer], ink) for drawer, ink in _items(sign))
            packed = np.stack([np.packbits(ink, axis=1) for _, ink in by])
            drawers = tuple(number for number, _ in by)
            made.append(Character(self.name, f"character{place:02}", drawers, packed))
        return CharacterSet(self.name, {self.name: tuple(made)})


def _items(sign: Sign) -> list[tuple[str, np.ndarray]]:
    return list(sign.drawings.items())


def new_identity() -> str:
    """A name for a sign or a drawer that no other file has."""
    return secrets.token_hex(8)


def refuse_drawing(image: np.ndarray) -> np.ndarray:
    """A drawing's ink, (105, 105) bool. LearnerError for a blank page, a dot or a scribble;
    ValueError for another shape."""
    if np.shape(image) != (SIDE, SIDE):
        raise ValueError(f"a drawing is {SIDE} × {SIDE}, not {np.shape(image)}")
    ink = np.asarray(image) > 0.5
    if not ink.any():
        raise LearnerError("There is no ink to look at: draw the character first.")
    if ink.sum() < LEAST_INK:
        raise LearnerError("That is a dot, not yet a character: draw it larger.")
    if ink.mean() > FULL:
        raise LearnerError("The page is all ink: draw the character with thin strokes.")
    return ink


def pack(alphabet: ClassAlphabet) -> bytes:
    """The file: a zip in Omniglot's tree. LearnerError while nothing is drawn."""
    from PIL import Image

    if not alphabet.signs:
        raise LearnerError(f"{alphabet.name} has no characters yet: draw one first.")
    folder, numbers = _folder(alphabet.name), alphabet.numbers()
    names = {
        "alphabet": alphabet.name,
        "characters": [sign.identity for sign in alphabet.signs],
        "drawers": [
            {"number": numbers[who], "identity": who, "name": name}
            for who, name in alphabet.drawers.items()
        ],
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(f"{folder}/{NAMES}", json.dumps(names, ensure_ascii=False, indent=1))
        for place, sign in enumerate(alphabet.signs, 1):
            for who, ink in sign.drawings.items():
                picture = io.BytesIO()
                Image.fromarray(~ink).save(picture, "PNG")
                inside = f"{folder}/character{place:02}/{place:04}_{numbers[who]:02}.png"
                target.writestr(inside, picture.getvalue())
    return file.getvalue()


def read(source: Path | BinaryIO, name: str | None = None) -> ClassAlphabet:
    """A class alphabet from its file, or from any zip in Omniglot's tree with one alphabet.

    LearnerError, one sentence, for what ``characters.load`` refuses, several alphabets, blank
    drawings, too many characters, or names that are damaged.
    """
    name = name or (source.name if isinstance(source, Path) else "the file")
    loaded = characters.load(source, name)
    if len(loaded.alphabets) != 1:
        raise LearnerError(
            f"{name} holds {len(loaded.alphabets)} alphabets: a class alphabet is a single one."
        )
    [(title, drawn)] = loaded.alphabets.items()
    people = sorted({drawer for c in drawn for drawer in c.drawers})
    if len(drawn) > MOST_CHARACTERS or len(people) > MOST_DRAWERS:
        raise LearnerError(
            f"{name} is too large for a class alphabet: {len(drawn)} characters by {len(people)} "
            f"people; it has room for {MOST_CHARACTERS} and {MOST_DRAWERS}."
        )
    for character in drawn:
        for drawer in character.drawers:
            try:
                refuse_drawing(character.image(drawer))
            except LearnerError:
                raise LearnerError(
                    f"{name} is not used: drawer {drawer}'s {character.title} is blank, or all ink."
                ) from None
    names = _names(source, name)
    title = names.get("alphabet", title.replace("_", " "))
    known = {entry["number"]: entry for entry in names.get("drawers", [])}
    by_number: dict[int, tuple[str, str]] = {}
    for number in people:
        entry = known.get(number)
        if entry:
            by_number[number] = entry["identity"], entry["name"]
        else:  # a plain tree: the same person in the same file is the same again
            ink = b"".join(c.image(number).tobytes() for c in drawn if number in c.drawers)
            by_number[number] = hashlib.sha256(ink).hexdigest()[:16], f"drawer {number}"
    identities = names.get("characters", [])
    signs = []
    for character in drawn:
        place = int(character.name.removeprefix("character"))
        own = identities[place - 1] if 0 < place <= len(identities) else f"{title}/{place}"
        by = {by_number[d][0]: character.image(d) > 0.5 for d in character.drawers}
        signs.append(Sign(own, by))
    return ClassAlphabet(title, tuple(signs), dict(by_number.values()))


def merge(alphabets: Iterable[ClassAlphabet]) -> ClassAlphabet:
    """Several learners' files as one, named as the first: the same sign is one sign, the same
    drawer one drawer, and where both files have his drawing of it, the later file's is taken."""
    alphabets = list(alphabets)
    signs: dict[str, dict[str, np.ndarray]] = {}
    drawers: dict[str, str] = {}
    for alphabet in alphabets:
        drawers |= alphabet.drawers
        for sign in alphabet.signs:
            signs.setdefault(sign.identity, {}).update(sign.drawings)
    if len(signs) > MOST_CHARACTERS or len(drawers) > MOST_DRAWERS:
        raise LearnerError(
            f"Together these have {len(signs)} characters by {len(drawers)} people: a class "
            f"alphabet has room for {MOST_CHARACTERS} and {MOST_DRAWERS}."
        )
    name = alphabets[0].name if alphabets else ClassAlphabet().name
    return ClassAlphabet(name, tuple(Sign(k, d) for k, d in signs.items()), drawers)


def _names(source: Path | BinaryIO, name: str) -> dict:
    """What ``drawers.json`` says, checked; {} where there is none."""
    damaged = LearnerError(f"{name} is not used: its {NAMES} is damaged.")
    with contents(source, name) as files:
        beside = [file for file in files if file.name.rpartition("/")[2] == NAMES]
        if beside and beside[0].size > 100_000:
            raise damaged
        data = beside[0].read() if beside else b""
    if not data:
        return {}
    try:
        said = json.loads(data)
        drawers = [
            {
                "number": int(entry["number"]),
                "identity": _identity(entry["identity"]),
                "name": _tidy(str(entry["name"])) or "somebody",
            }
            for entry in said["drawers"]
        ]
        identities = [_identity(one) for one in said["characters"]]
        title = _tidy(str(said["alphabet"])) or ClassAlphabet().name
    except (ValueError, KeyError, TypeError, RecursionError):
        raise damaged from None
    if len(set(identities)) < len(identities) or any(
        len({entry[key] for entry in drawers}) < len(drawers) for key in ("number", "identity")
    ):
        raise damaged
    return {"alphabet": title, "characters": identities, "drawers": drawers}


def _identity(text: object) -> str:
    if not isinstance(text, str) or not re.fullmatch(r"[\w/ .:-]{1,80}", text):
        raise ValueError(text)
    return text


def _tidy(text: str) -> str:
    """A name in one line, 40 characters at most."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:40].strip()


def _folder(name: str) -> str:
    """A name as a folder's: letters, digits, - and _."""
    return re.sub(r"[^\w-]+", "_", name).strip("_") or "Class_alphabet"
