"""The arena: sit the one-shot test yourself, on the same trials as seven machines."""

from __future__ import annotations

import io
from functools import partial
from html import escape

import ipywidgets as widgets

from course_lib.controls.download import Download
from course_lib.controls.score_keeper import ScoreKeeper
from course_lib.controls.trial_board import TrialBoard
from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.game.match import Asked, Match
from course_lib.game.score import Score, from_json
from course_lib.oneshot import answers, sources
from course_lib.oneshot.machine import MACHINES
from course_lib.oneshot.protocols import Setting
from course_lib.oneshot.sources import Source
from course_lib.oneshot.trials import Trial
from course_lib.panels.layout import card, row
from course_lib.panels.oneshot.arena_settings import ArenaSettings, protocol_sentence
from course_lib.panels.oneshot.scoreboard import scoreboard_html
from course_lib.panels.panel import Panel
from course_lib.running.latest_wins import Job, Outcome

PLACE = "lwl-arena-score"
LARGEST = 40_000_000  # bytes of an uploaded zip: as base64 it still passes the websocket


def _open_place(typed: str) -> Source:
    return sources.open_own(places.typed(typed))


class Arena(Panel):
    """The panel. ``score`` is what counts so far; ``source``, ``setting`` and ``trial`` what is
    played now, or None. It begins when a page shows it, or at ``start()``, with ``characters`` (a
    key of ``sources.LABELS``), else with people's where they are on this computer."""

    def __init__(
        self,
        characters: str | None = None,
        ways: int = 20,
        shots: int = 1,
        machines: tuple[str, ...] = tuple(MACHINES),
    ) -> None:
        super().__init__()
        self.source: Source | None = None
        self._opened: dict[str, Source] = {}
        self._loader = self.background("arena-characters", self._loaded)
        self.settings = ArenaSettings(characters or sources.best_here(), ways, shots)
        self.board = TrialBoard(list(machines))
        self.match = Match(
            machines, answers.ask, self.board.show_machine, self._keep, self.background
        )
        self.keeper = ScoreKeeper(PLACE)
        self.table = widgets.HTML()
        self.export = Download(
            "arena_score.csv",
            lambda: self.score.to_csv(),
            hint="Every answer that counts, as a table for a spreadsheet",
        )
        self.children = [
            card(self.settings),
            card(self.board),
            card(
                widgets.HTML('<h3 class="lwl-title">Scoreboard</h3>'),
                self.table,
                row(self.export, self.keeper),
            ),
        ]
        self.board.on_answer(self._answered)
        self.board.on_next(self._next)
        self.keeper.on_stored(self._stored)
        self.keeper.on_clear(self._clear)
        choice = self.settings
        self.hear(self._choose, choice.characters)
        self.hear(self._uploaded, choice.upload)
        self.hear(self._pathed, choice.path)
        kind = (choice.protocol_choice, choice.ways_choice, choice.shots_choice)
        self.hear(self._restart, *kind, choice.seed)
        self.hear(self._jump, choice.trial)
        choice.own.layout.display = "none"
        self.board.say("The alphabets are being drawn …")
        self._describe()
        self.once_shown(self.start)

    @property
    def score(self) -> Score:
        """What counts so far."""
        return self.match.score

    @property
    def setting(self) -> Setting | None:
        """The kind of trial that is played."""
        return self.match.asked and self.match.asked.kind

    @property
    def trial(self) -> Trial | None:
        """The trial on the board."""
        return self.match.asked and self.match.asked.question

    def start(self) -> None:
        """Get the chosen characters; nothing happens where there are some."""
        if self.source is None:
            self._choose()

    # ---- Characters

    def _choose(self) -> None:
        key = self.settings.characters.value
        own = key == sources.OWN
        self.settings.own.layout.display = "" if own else "none"
        if key in self._opened and key != sources.CLASS:  # a class alphabet grows meanwhile
            self._loader.cancel()
            self._play(self._opened[key])
        elif own:
            self._loader.cancel()
            self._refuse("Open a zip or name a place above, and the trials begin.", bad=False)
        else:
            self._refuse(f"{sources.LABELS[key]}: getting the characters …", bad=False)
            self._loader.submit([Job(key, partial(sources.open_named, key))])

    def _uploaded(self) -> None:
        if not self.settings.upload.value:
            return
        file = self.settings.upload.value[0]
        data, name = bytes(file["content"]), file["name"]
        self.settings.upload.value = ()
        if len(data) > LARGEST:
            self._refuse(f"{name} is over 40 MB: name its place on this computer instead.")
            return
        self._open(partial(sources.open_own, io.BytesIO(data), name), name)

    def _pathed(self) -> None:
        if self.settings.path.value.strip():
            self._open(partial(_open_place, self.settings.path.value), "Your file")

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
                self.settings.note.error(outcome.error)
            return
        self._opened[outcome.key] = outcome.value
        if self.settings.characters.value == outcome.key:
            self._play(outcome.value)

    def _refuse(self, sentence: str, bad: bool = True) -> None:
        """No trial now, and why."""
        self.source = None
        self.match.pause()
        self.board.say(sentence, bad=bad)
        self.settings.note.say()
        self._describe()

    def _play(self, source: Source) -> None:
        self.source = source
        self.settings.note.say(source.note)
        self._restart()

    # ---- Trials

    def _restart(self) -> None:
        """Other settings: begin with the first trial that is not answered yet."""
        if self.source is not None:
            self._show(0, skip=True)

    def _next(self) -> None:
        if self.trial is not None:
            self._show(self.settings.trial.value, skip=True)

    def _jump(self) -> None:
        if self.source is not None:
            self._show(self.settings.trial.value - 1, skip=False)

    def _show(self, number: int, skip: bool) -> None:
        """Show trial ``number``, or where ``skip`` the next one that the learner has not seen."""
        source, choice = self.source, self.settings
        setting = source.setting(choice.protocol, choice.ways, choice.shots)
        try:
            while True:
                name, trial = source.trial(setting, choice.seed.value, number)
                if not skip or not self.score.has(setting, name):
                    break
                number += 1
            if len(trial.support) > 25:
                raise LearnerError(f"{len(trial.support)} ways are more than the board has cells.")
        except LearnerError as error:
            self.match.pause()
            self.board.say(str(error), bad=True)
            self._describe(setting)
            return
        with self.quietly():
            choice.trial.value = number + 1
        again = " (answered before: it counts once)" if self.score.has(setting, name) else ""
        title = f"{name}{again}"
        self.board.ask(trial, title[0].upper() + title[1:])
        self.match.ask(Asked(self.board.number, setting, name, trial, trial.truth))
        self._describe()

    def _answered(self, cell: int, seconds: float) -> None:
        if self.trial is None:
            return
        self.board.reveal(self.trial.truth)
        note = ""
        try:
            self.match.answer(cell, seconds)
        except LearnerError as error:
            note = str(error)
        self._keep(note)

    # ---- The score

    def _keep(self, note: str | None = None, damaged: bool = False) -> None:
        self.keeper.keep(self.score.to_json(), len(self.score.answers), note, damaged)
        self._describe()

    def _stored(self, text: str) -> None:
        kept, sentence = from_json(text, Setting)
        self.match.score = kept.merged(self.score)
        self._keep(sentence, damaged=bool(sentence))
        asked = self.match.asked
        if asked is None:
            self._restart()
        elif self.board.choice < 0 and self.score.has(asked.kind, asked.name):
            self._next()

    def _clear(self) -> None:
        self.match.score = Score()
        self._keep("The score is cleared.")

    def _describe(self, setting: Setting | None = None) -> None:
        """The protocol in words, and the table of this kind of trial."""
        choice, source = self.settings, self.source
        key = choice.characters.value
        setting = setting or self.setting
        if setting is None:
            setting = Setting(key, choice.protocol, choice.ways, choice.shots)
        alone = source is not None and source.fixed is not None
        for control in (choice.protocol_choice, choice.ways_choice, choice.shots_choice):
            control.layout.display = "none" if alone else ""
        sentence = protocol_sentence(setting, alone)
        choice.said.value = f'<p class="lwl-arena-protocol">{escape(sentence)}</p>'
        label = source.label if source else sources.LABELS[key]
        self.table.value = scoreboard_html(self.score, setting, label)


def arena(**settings: object) -> Arena:
    """The arena, to be the last line of a cell; ``settings`` as Arena's."""
    return Arena(**settings)


__all__ = ["Arena", "arena"]
