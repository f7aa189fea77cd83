"""Whose characters a panel draws its trials from; each is opened once for a page."""

from __future__ import annotations

import threading
from functools import cache

from course_lib.controls.choice import Choice, Option
from course_lib.oneshot import sources
from course_lib.oneshot.characters import CharacterSet
from course_lib.oneshot.sources import Source

KEYS = (sources.MADE, sources.EVALUATION, sources.BACKGROUND, sources.CLASS)
_opening = threading.Lock()


def characters_choice(value: str = sources.MADE) -> Choice:
    """Radio buttons of KEYS."""
    options = [Option(key, sources.LABELS[key], hint=sources.NOTES[key]) for key in KEYS]
    return Choice("Characters", options, value=value)


def open_characters(key: str) -> Source:
    """The source of that key. LearnerError as ``sources.open_named``; to be called in a thread."""
    if key == sources.CLASS:  # it grows meanwhile
        return sources.open_named(key)
    with _opening:
        return _once(key)


@cache
def _once(key: str) -> Source:
    return sources.open_named(key)


def made_up() -> CharacterSet:
    """The characters that come with the course, from a model of pen strokes."""
    return open_characters(sources.MADE).characters


__all__ = ["KEYS", "characters_choice", "made_up", "open_characters"]
