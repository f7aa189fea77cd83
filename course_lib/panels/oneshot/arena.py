"""The arena: sit the one-shot test yourself, ten trials a round, the same as seven machines."""

from __future__ import annotations

from dataclasses import replace

import ipywidgets as widgets

from course_lib.controls.download import Download
from course_lib.controls.kept_text import KeptText
from course_lib.controls.score_keeper import ScoreKeeper
from course_lib.controls.trial_board import TrialBoard
from course_lib.errors import LearnerError
from course_lib.game.match import Asked, Match
from course_lib.game.score import Score, from_json
from course_lib.oneshot import answers, own_network, rounds, sources
from course_lib.oneshot.machine import MACHINES
from course_lib.oneshot.own_network import OWN
from course_lib.oneshot.protocols import Setting
from course_lib.oneshot.prototypical import Prototypical
from course_lib.oneshot.rounds import TEN, Round
from course_lib.oneshot.sources import Source
from course_lib.oneshot.trials import Trial
from course_lib.panels.layout import card, row
from course_lib.panels.oneshot.arena_characters import ArenaCharacters
from course_lib.panels.oneshot.arena_settings import ArenaSettings
from course_lib.panels.oneshot.round_end import HARDER, PLAIN, RoundEnd, hardest_of, marks
from course_lib.panels.oneshot.scoreboard import scoreboard_html
from course_lib.panels.panel import Panel

PLACE = "lwl-arena-score"


class Arena(Panel):
    """The panel. ``score`` is what counts so far; ``source``, ``setting``, ``round`` and ``trial``
    what is played now, or None. It begins when a page shows it, or at ``start()``, with
    ``characters`` (a key of ``sources.LABELS``), else with people's where they are on this
    computer."""

    def __init__(
        self,
        characters: str | None = None,
        ways: int = 5,
        shots: int = 1,
        machines: tuple[str, ...] = tuple(MACHINES),
    ) -> None:
        super().__init__()
        self.source: Source | None = None
        self.round: Round | None = None
        self._wanted: Round | None = None  # a friend's
        self._network: Prototypical | None = None
        self.settings = ArenaSettings(characters or sources.best_here(), ways, shots)
        self.board = TrialBoard(list(machines))
        self.match = Match(
            machines, self._think, self.board.show_machine, self._keep, self.background
        )
        self.end = RoundEnd(self._next_round, self._harder)
        self.keeper = ScoreKeeper(PLACE)
        self.network = KeptText(own_network.PLACE)
        self.table = widgets.HTML()
        self.export = Download(
            "arena_score.csv",
            lambda: self.score.to_csv(),
            hint="Every answer that counts, as a table for a spreadsheet",
        )
        self.scoreboard = card(
            widgets.HTML('<h3 class="lwl-title">Scoreboard</h3>'),
            self.table,
            row(self.export, self.keeper),
        )
        self.children = [card(self.settings, self.board, self.end), self.scoreboard, self.network]
        self.board.on_answer(self._answered)
        self.board.on_next(self._next)
        self.keeper.on_stored(self._stored)
        self.keeper.on_clear(self._clear)
        self.network.on_stored(self._seat)
        self.end.share.on_given(self._accept)
        choice = self.settings
        self.characters = ArenaCharacters(choice, self.background, self._play, self._refuse)
        self.hear(self._choose, choice.characters)
        self.hear(self.characters.upload, choice.upload)
        self.hear(self.characters.open_place, choice.path)
        kind = (choice.protocol_choice, choice.ways_choice, choice.shots_choice)
        self.hear(self._restart, *kind, choice.seed)
        self.hear(self._jump, choice.trial)
        self.hear(lambda: self._accept(choice.code.value), choice.code)
        self._show_end(False)
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
        self.characters.choose(self.settings.characters.value)

    def _refuse(self, sentence: str, bad: bool) -> None:
        """No trial now, and why."""
        self.source = None
        self.match.pause()
        self._show_end(False)
        self.board.say(sentence, bad=bad)
        self._describe()

    def _play(self, source: Source) -> None:
        self.source = source
        self._restart()

    # ---- Rounds and trials

    def _restart(self) -> None:
        """Other settings: the first round that is not played to its end yet, or a friend's."""
        wanted, self._wanted = self._wanted, None
        if self.source is None:
            self._wanted = wanted
        elif wanted is not None and wanted.setting == self._asked():
            self._go_on(wanted)
        else:
            asked = Round(self._asked(), self.settings.seed.value)
            while self._left(asked) == []:
                asked = replace(asked, number=asked.number + 1)
            self._go_on(asked)

    def _asked(self) -> Setting:
        choice = self.settings
        return self.source.setting(choice.protocol, choice.ways, choice.shots)

    def _left(self, asked: Round) -> list[int] | None:
        """The trials of a round that the learner has not seen; None if there is no such round."""
        names = self.source.names(asked.seed, asked.trials)
        left = [n for n, name in enumerate(names) if not self.score.has(asked.setting, name)]
        return [asked.trials[n] for n in left] if names else None

    def _go_on(self, asked: Round) -> None:
        """Show the round's first trial that is not answered yet; after the last, its end."""
        left = self._left(asked)
        if left == []:
            self._finish(asked)
        else:
            self._show(left[0] if left else asked.trials.start)

    def _next(self) -> None:
        if self.round is not None and self.source is not None:
            self._go_on(self.round)

    def _next_round(self) -> None:
        if self.round is not None and self.source is not None:
            self._go_on(replace(self.round, number=self.round.number + 1))

    def _harder(self) -> None:
        self.settings.ways_choice.value = str(HARDER)

    def _jump(self) -> None:
        if self.source is not None:
            self._show(self.settings.trial.value - 1)

    def _accept(self, typed: str) -> None:
        """Play the round of a friend's code, once its characters are here."""
        if not typed.strip():
            return
        before = self.settings.characters.value
        try:
            wanted = rounds.read(typed)
            with self.quietly():
                self.settings.take(wanted)
        except LearnerError as error:
            self.settings.change.value = True
            self.settings.note.error(str(error))
            return
        self._wanted = wanted
        if wanted.setting.characters != before:
            self._choose()
        else:
            self._restart()

    def _show(self, number: int) -> None:
        """Show trial ``number``, from 0, of the chosen seed."""
        source, choice, setting = self.source, self.settings, self._asked()
        try:
            name, trial = source.trial(setting, choice.seed.value, number)
            if len(trial.support) > 25:
                raise LearnerError(f"{len(trial.support)} ways are more than the board has cells.")
        except LearnerError as error:
            self._show_end(False)
            self.match.pause()
            self.board.say(str(error), bad=True)
            self._describe(setting)
            return
        self.round = rounds.holding(setting, choice.seed.value, number)
        with self.quietly():
            choice.trial.value = number + 1
        title = f"Trial {number - self.round.trials.start + 1} of {TEN}"
        if self._knows_words():
            title += f" · {name}"
        if self.score.has(setting, name):
            title += " (answered before: it counts once)"
        self._show_end(False)
        self.board.ask(trial, title)
        self.match.ask(Asked(self.board.number, setting, name, trial, trial.truth))
        self._describe()

    def _finish(self, played: Round) -> None:
        """The end screen of a round whose trials are all answered."""
        self.round = played
        names = self.source.names(played.seed, played.trials)
        place = names.index(hardest_of(self.score, played, names))
        _, trial = self.source.trial(played.setting, played.seed, played.trials[place])
        self.end.show(self.score, played, names, trial)
        self._show_end(True)
        self._describe(played.setting)
        self.end.go()

    def _show_end(self, over: bool) -> None:
        self.board.layout.display = "none" if over else ""
        self.end.layout.display = "" if over else "none"

    def _knows_words(self) -> bool:
        """Words such as protocol and seed come after the first round."""
        return len(self.score.answers) >= TEN

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

    # ---- The machines

    def _think(self, key: str, trial: Trial) -> answers.MachineAnswer:
        """A machine's answer; in a thread."""
        if key != OWN:
            return answers.ask(key, trial)
        if self._network is None:
            self._network = own_network.from_text(self.network.stored)
        return answers.answered_by(self._network, trial)

    def _seat(self, text: str) -> None:
        """The learner's own network, if this browser keeps one, sits down with the others."""
        self._network = None
        if not text:
            return
        self.match.seat(OWN)
        self.board.seat(OWN)
        if self.trial is not None and self.board.choice < 0:
            self._show(self.settings.trial.value - 1)

    # ---- The score

    def _keep(self, note: str | None = None, damaged: bool = False) -> None:
        self.keeper.keep(self.score.to_json(), len(self.score.answers), note, damaged)
        self._describe()
        if self.end.layout.display != "none":  # a machine was late
            self._finish(self.round)

    def _stored(self, text: str) -> None:
        kept, sentence = from_json(text, Setting)
        self.match.score = kept.merged(self.score)
        self._keep(sentence, damaged=bool(sentence))
        asked = self.match.asked
        if asked is None or (self.board.choice < 0 and self.score.has(asked.kind, asked.name)):
            self._restart()

    def _clear(self) -> None:
        self.match.score = Score()
        if self.end.layout.display != "none":
            self._restart()
        self._keep("The score is cleared.")

    def _describe(self, setting: Setting | None = None) -> None:
        """What is played, the round so far, and the table of this kind of trial."""
        choice, source = self.settings, self.source
        key, words = choice.characters.value, self._knows_words()
        setting = setting or self.setting
        if setting is None:
            setting = Setting(key, choice.protocol, choice.ways, choice.shots)
        label = source.label if source else sources.LABELS[key]
        choice.tell(setting, label, source is not None and source.fixed is not None, words)
        self.board.call({} if words else PLAIN)
        if source is not None and self.round is not None:
            names = source.names(self.round.seed, self.round.trials)
            self.board.marks = marks(self.score, self.round, names)
        self.table.value = scoreboard_html(self.score, setting, label)
        self.scoreboard.layout.display = "" if words else "none"


def arena(**settings: object) -> Arena:
    """The arena, to be the last line of a cell; ``settings`` as Arena's."""
    return Arena(**settings)


__all__ = ["Arena", "arena"]
