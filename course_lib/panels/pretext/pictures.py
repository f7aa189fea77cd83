"""Items of the pretext games as pictures on the guess board."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from course_lib.controls.guess_board import Shown, picture
from course_lib.figures.looked import framed, large, looked, side_by_side
from course_lib.pretext.colourisation import CELLS
from course_lib.pretext.guesses import Guess, NetworkAnswer

# Where the eight places stand on the board, as "row / column" around the centre.
AROUND = tuple(f"{n // 3 + 1} / {n % 3 + 1}" for n in range(9) if n != 4)
CENTRE = "2 / 2"


def pixels(x: Tensor) -> np.ndarray:
    """(n, 3, h, w) float in [0, 1] → (n, h, w, 3) uint8."""
    return (x.clamp(0, 1).permute(0, 2, 3, 1) * 255).round().byte().numpy()


def undone(guess: Guess, order: np.ndarray) -> np.ndarray:
    """A jigsaw's patches as if this ``order`` (9,) had mixed them, one picture."""
    shown = pixels(guess.x)
    return side_by_side(shown[np.argsort(order)], 3)


def question(guess: Guess) -> tuple[list[Shown], list[Shown], int, Shown | None]:
    """What the board shows of an item: pictures, answers, columns, and the middle."""
    shown = pixels(guess.x)
    if guess.game == "position":
        answers = [Shown(name, at=at) for name, at in zip(guess.answers, AROUND, strict=True)]
        pictures = [picture("the second patch", large(shown[1]))]
        return pictures, answers, 3, picture("the first patch", large(shown[0]), CENTRE)
    if guess.game == "jigsaw":
        answers = [
            picture(name, undone(guess, order))
            for name, order in zip(guess.answers, guess.orders, strict=True)
        ]
        return [picture("the nine patches, mixed", large(side_by_side(shown, 3)))], answers, 4, None
    if guess.game == "colour":
        side = guess.photo.shape[0] // CELLS
        asked = framed(shown[0], guess.places, side, width=2)
        return [picture("the photo without its colours", asked)], _words(guess), 2, None
    return [picture("the photo, turned", large(shown[0]))], _words(guess), 2, None


def _words(guess: Guess) -> list[Shown]:
    return [Shown(name) for name in guess.answers]


def revealed(guess: Guess, answer: NetworkAnswer) -> list[Shown]:
    """The photo as it was, and where the network looked for its answer."""
    shown = pixels(guess.x)
    most = float(np.abs(answer.drop).max()) or 1.0
    maps = [looked(one, drop, most) for one, drop in zip(shown, answer.drop, strict=True)]
    if guess.game == "position":
        truth = framed(guess.photo, guess.places, shown.shape[1])
        return [picture("both patches in the photo", truth), picture(LOOKED, _pair(maps))]
    if guess.game == "jigsaw":
        small = np.stack([one[::4, ::4] for one in maps])
        return [
            picture("the photo", large(guess.photo)),
            picture(LOOKED, large(side_by_side(small, 3))),
        ]
    truth = large(guess.photo)
    if guess.game == "colour":
        truth = framed(guess.photo, guess.places, guess.photo.shape[0] // CELLS, width=2)
    return [picture("the photo", truth), picture(LOOKED, maps[0])]


LOOKED = "where the network looked: covered there, its answer loses (orange) or gains (blue)"


def _pair(maps: list[np.ndarray]) -> np.ndarray:
    return side_by_side(np.stack(maps), 2, gap=8)


__all__ = ["pixels", "question", "revealed", "undone"]
