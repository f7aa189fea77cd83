"""What chapter 6's panels let choose: characters (opened once a page), machine, ways, trial."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import cache

from traitlets import Bunch

from course_lib.controls.choice import Choice, Option
from course_lib.figures.style import PLAYERS
from course_lib.oneshot import sources
from course_lib.oneshot.characters import CharacterSet
from course_lib.oneshot.machine import MACHINES
from course_lib.oneshot.sources import Source
from course_lib.panels.get_data import GetData
from course_lib.panels.oneshot.browser_alphabet import browser_alphabet

KEYS = (sources.MADE, sources.EVALUATION, sources.BACKGROUND, sources.CLASS)
_opening = threading.Lock()


def characters_choice() -> Choice:
    """Radio buttons of KEYS; people's characters where they are on this computer."""
    options = [Option(key, sources.LABELS[key], hint=sources.NOTES[key]) for key in KEYS]
    return Choice("Characters", options, value=sources.best_here())


def get_omniglot(choice: Choice) -> GetData:
    """A button, where Omniglot is missing, for beside a choice of characters.

    What has come is chosen at once, and asked for again where it was chosen before.
    """

    def come() -> None:
        keys = [option["value"] for option in choice.options if option["value"] in sources.FILES]
        if choice.value in keys:
            change = {"name": "value", "old": "", "new": choice.value, "owner": choice}
            choice.notify_change(Bunch(change, type="change"))
        else:
            choice.value = keys[0]

    return GetData(tuple(sources.FILES), "Omniglot, 16 MB", come)


def machine_choice(value: str) -> Choice:
    """Radio buttons of the machines, each with its symbol."""
    looks = [PLAYERS[key] for key in MACHINES]
    options = [Option(m.key, m.label, symbol=m.symbol, colour=m.colour) for m in looks]
    return Choice("Machine", options, value=value)


def numbers_choice(label: str, numbers: Iterable[int], value: int) -> Choice:
    """Radio buttons of a few whole numbers."""
    return Choice(label, [Option(str(n), str(n)) for n in numbers], value=str(value))


def open_characters(key: str) -> Source:
    """The source of that key. LearnerError as ``sources.open_named`` and ``of_alphabet``; to be
    called in a thread, by a panel that has ``browser_alphabet().keepers`` on its page."""
    if key == sources.CLASS:  # it grows meanwhile
        return sources.of_alphabet(browser_alphabet().alphabet)
    with _opening:
        return _once(key)


@cache
def _once(key: str) -> Source:
    return sources.open_named(key)


def made_up() -> CharacterSet:
    """The characters that come with the course, from a model of pen strokes."""
    return open_characters(sources.MADE).characters


__all__ = [
    "KEYS",
    "characters_choice",
    "get_omniglot",
    "machine_choice",
    "made_up",
    "numbers_choice",
    "open_characters",
]
