"""The class alphabet: learners draw characters, and draw each other's again in their own hand.

It is the course's own kind of file (``oneshot.class_alphabet``), for *Draw it yourself* and the
arena.
"""

from __future__ import annotations

import hashlib
import json

import numpy as np

from course_lib.classroom.kept import Kept
from course_lib.errors import LearnerError
from course_lib.figures.data_address import ink_address
from course_lib.oneshot import class_alphabet, pen
from course_lib.oneshot.class_alphabet import ClassAlphabet, Sign

NAME = "alphabet"
MOST_POINTS = 4000  # of one drawing
MOST_OWN = 20  # drawings of one learner


class Alphabet:
    """What the class drew so far."""

    title = "Class alphabet"

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        names, given = kept.learners(), kept.given(NAME)
        signs: dict[str, dict[str, np.ndarray]] = {}
        for learner, body in given:
            drawn = json.loads(body)
            ink = pen.ink(pen.checked(drawn["strokes"])) > 0.5
            signs.setdefault(drawn["sign"], {})[_drawer(learner)] = ink
        hands = {_drawer(learner): names[learner] for learner, _ in given}
        self.alphabet = ClassAlphabet(
            signs=tuple(Sign(identity, drawings) for identity, drawings in signs.items()),
            drawers=hands,
        )

    def load(self) -> None:
        """Nothing takes time here."""

    def give(self, learner: str, nickname: str, sent: dict) -> dict:
        """Take ``{"strokes", "sign"}``: a drawing of that sign, or without one of a new sign.
        LearnerError for what is no drawing, or one too many."""
        strokes, sign = sent.get("strokes"), sent.get("sign")
        paths = pen.checked(strokes)
        if sum(len(path) for path in paths) > MOST_POINTS:
            raise LearnerError("This drawing has too many strokes: draw it simpler.")
        places = {one.identity: place for place, one in enumerate(self.alphabet.signs)}
        if sign is not None and (not isinstance(sign, str) or sign not in places):
            raise LearnerError("This character is not in the alphabet.")
        drawer = _drawer(learner)
        mine = {one.identity for one in self.alphabet.signs if drawer in one.drawings}
        if len(mine) >= MOST_OWN and sign not in mine:
            raise LearnerError(f"You have drawn {MOST_OWN} characters: let others draw.")
        at = None if sign is None else places[sign]
        drawn = self.alphabet.drawn(pen.ink(paths), drawer, nickname, at)
        identity = drawn.signs[-1 if at is None else at].identity
        rounded = [[[round(x, 2), round(y, 2)] for x, y in path.tolist()] for path in paths]
        self._kept.give(learner, NAME, json.dumps({"sign": identity, "strokes": rounded}))
        self.alphabet = drawn
        return {"sign": identity}

    def for_learner(self, learner: str) -> dict:
        """The characters, each as its inventor drew it."""
        drawer = _drawer(learner)
        return {
            "signs": [
                {
                    "sign": one.identity,
                    "src": ink_address(next(iter(one.drawings.values()))),
                    "mine": drawer in one.drawings,
                }
                for one in self.alphabet.signs
            ]
        }

    def for_screen(self) -> dict:
        """The characters, each as it was drawn last, and by how many."""
        return {
            "drawers": len(self.alphabet.drawers),
            "signs": [
                {"src": ink_address(list(one.drawings.values())[-1]), "hands": len(one.drawings)}
                for one in self.alphabet.signs
            ],
        }

    def packed(self) -> bytes:
        """The alphabet's file. LearnerError while nothing is drawn."""
        return class_alphabet.pack(self.alphabet)


def _drawer(token: str) -> str:
    """A drawer's identity in the file: the token itself is a secret."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]


__all__ = ["NAME", "Alphabet"]
