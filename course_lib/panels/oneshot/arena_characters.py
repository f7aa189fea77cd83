"""Whose characters the arena plays: opened behind the page, once each."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

from course_lib.files import places
from course_lib.oneshot import sources
from course_lib.oneshot.sources import Source
from course_lib.panels.oneshot.arena_settings import ArenaSettings
from course_lib.panels.oneshot.choices import open_characters
from course_lib.running.latest_wins import Job, LatestWins, Outcome

LARGEST = 40_000_000  # bytes of an uploaded zip: as base64 it still passes the websocket


def _open_place(typed: str) -> Source:
    return sources.open_own(places.typed(typed))


class ArenaCharacters:
    """``choose`` a key of ``sources.LABELS``; or take what the settings' upload or place names.

    ``play(source)`` is called with what was opened, ``refuse(sentence, bad)`` while there is
    nothing to play; ``bad``: something is wrong.
    """

    def __init__(
        self,
        settings: ArenaSettings,
        background: Callable[[str, Callable[[Outcome], None]], LatestWins],
        play: Callable[[Source], None],
        refuse: Callable[[str, bool], None],
    ) -> None:
        self._settings, self._on_play, self._on_refuse = settings, play, refuse
        self._opened: dict[str, Source] = {}
        self._loader = background("arena-characters", self._loaded)
        settings.own.layout.display = "none"

    def choose(self, key: str) -> None:
        """Open the characters of that key, unless they are open."""
        own = key == sources.OWN
        self._settings.own.layout.display = "" if own else "none"
        if key in self._opened and key != sources.CLASS:  # a class alphabet grows meanwhile
            self._loader.cancel()
            self._play(self._opened[key])
        elif own:
            self._loader.cancel()
            self._refuse("Open a zip or name a place above, and the trials begin.", bad=False)
        else:
            self._refuse(f"{sources.LABELS[key]}: getting the characters …", bad=False)
            self._loader.submit([Job(key, partial(open_characters, key))])

    def upload(self) -> None:
        """Open the zip that the learner has sent."""
        if not self._settings.upload.value:
            return
        file = self._settings.upload.value[0]
        data, name = bytes(file["content"]), file["name"]
        self._settings.upload.value = ()
        if len(data) > LARGEST:
            self._refuse(f"{name} is over 40 MB: name its place on this computer instead.")
            return
        self._open(partial(sources.open_own, io.BytesIO(data), name), name)

    def open_place(self) -> None:
        """Open the zip or folder whose place was typed."""
        if self._settings.path.value.strip():
            self._open(partial(_open_place, self._settings.path.value), "Your file")

    def _open(self, opening: partial, name: str) -> None:
        self._refuse(f"{name}: reading the characters …", bad=False)
        self._loader.submit([Job(sources.OWN, opening)])

    def _loaded(self, outcome: Outcome) -> None:
        if outcome.error:
            before = self._opened.get(outcome.key) if outcome.key == sources.OWN else None
            if before is None:
                self._refuse(outcome.error)
            else:  # the file before stays in play
                self._play(before)
                self._settings.note.error(outcome.error)
            return
        self._opened[outcome.key] = outcome.value
        if self._settings.characters.value == outcome.key:
            self._play(outcome.value)

    def _play(self, source: Source) -> None:
        self._settings.note.say(source.note)
        self._on_play(source)

    def _refuse(self, sentence: str, bad: bool = True) -> None:
        self._settings.note.say()
        self._on_refuse(sentence, bad)


__all__ = ["ArenaCharacters"]
