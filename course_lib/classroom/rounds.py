"""The kinds of questions that a class is asked: people and machines choose among the same answers.

The same seed and number make the same question again, in this process and after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, partial

from course_lib.controls.guess_board import Shown
from course_lib.figures.data_address import ink_address
from course_lib.oneshot import answers, sources
from course_lib.oneshot.machine import MACHINES, machine
from course_lib.oneshot.protocols import WITHIN
from course_lib.panels.pretext import pictures
from course_lib.panels.pretext.beat_the_network import PLAYED
from course_lib.pretext import guesses, shipped
from course_lib.vision import photos

COLUMNS = 5  # drawings beside each other
GREY = "camera"  # the photo that has no colours to ask for


@dataclass(frozen=True, eq=False)
class Question:
    """What everybody sees: pictures, answers in so many columns, and perhaps a ``middle`` among
    them; ``truth`` is the right answer's number. ``think(machine)`` is a machine's choice, and
    pictures that show more once it is revealed; LearnerError where the machine cannot be had."""

    asks: str
    pictures: Sequence[Shown]
    answers: Sequence[Shown]
    columns: int
    truth: int
    think: Callable[[str], tuple[int, Sequence[Shown]]]
    middle: Shown | None = None

    def seen(self) -> dict:
        """What may be told before it is revealed."""
        return {
            "asks": self.asks,
            "pictures": [asdict(one) for one in self.pictures],
            "answers": [asdict(one) for one in self.answers],
            "columns": self.columns,
            "middle": asdict(self.middle) if self.middle else None,
        }


@dataclass(frozen=True)
class Kind:
    """``machines``: name to label. ``make(seed, number)`` is question ``number``, from 1;
    ``load(machine)`` reads what takes time."""

    title: str
    machines: dict[str, str]
    make: Callable[[int, int], Question]
    load: Callable[[str], object] = field(repr=False)


def kinds(ways: int) -> dict[str, Kind]:
    """All of them, by name; ``ways`` drawings to choose from in the arena."""
    games = {
        name: Kind(
            game.title,
            {"network": "The network"},
            partial(_guess, name),
            lambda _, row=game.row: shipped.network(row),
        )
        for name, game in guesses.GAMES.items()
    }
    return {"arena": Kind("One-shot arena", MACHINES, partial(_trial, ways), machine), **games}


def _trial(ways: int, seed: int, number: int) -> Question:
    source = _made_up()
    trial = source.trial(source.setting(WITHIN, ways, 1), seed, number - 1)[1]
    support = [
        Shown(f"character {n}", ink_address(shots[0])) for n, shots in enumerate(trial.support, 1)
    ]
    return Question(
        "Which one is this?",
        [Shown("a character that somebody drew", ink_address(trial.query))],
        support,
        COLUMNS,
        trial.truth,
        lambda name: (answers.ask(name, trial).choice, ()),
    )


@cache
def _made_up() -> sources.Source:
    return sources.open_named(sources.MADE)


def _guess(game: str, seed: int, number: int) -> Question:
    played = [key for key in PLAYED if game != "colour" or key != GREY]
    photo = photos.gallery()[played[(seed + number) % len(played)]].full()
    guess = guesses.make(game, photo, 1000 * seed + number)
    shown, offered, columns, middle = pictures.question(guess)

    def think(_: str) -> tuple[int, Sequence[Shown]]:
        answer = guesses.answer(guess)
        return answer.choice, pictures.revealed(guess, answer)

    asks = guesses.GAMES[game].asks
    return Question(asks, shown, offered, columns, guess.truth, think, middle)


__all__ = ["Kind", "Question", "kinds"]
