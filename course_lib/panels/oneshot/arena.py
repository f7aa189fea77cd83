"""The arena: sit the one-shot test yourself, on the same trials as six machines."""

from __future__ import annotations

import io
import re
from functools import partial
from html import escape

import ipywidgets as widgets

from course_lib.controls.download import Download
from course_lib.controls.score_keeper import ScoreKeeper
from course_lib.controls.shown import Shown
from course_lib.controls.trial_board import TrialBoard
from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.oneshot import answers, sources
from course_lib.oneshot.machine import MACHINES
from course_lib.oneshot.score import YOU, Score, Setting, from_json
from course_lib.oneshot.sources import Source
from course_lib.oneshot.trials import Trial
from course_lib.panels.oneshot.arena_settings import ArenaSettings, protocol_sentence
from course_lib.panels.oneshot.scoreboard import scoreboard_html
from course_lib.running.latest_wins import Job, LatestWins, Outcome

PLACE = "lwl-arena-score"
LARGEST = 40_000_000  # bytes of an uploaded zip: as base64 it still passes the websocket


def _open_place(typed: str) -> Source:
    return sources.open_own(places.typed(typed))


class Arena(widgets.VBox):
    """The panel. ``score`` is what counts so far; ``source``, ``setting`` and ``trial`` what is
    played now, or None. It begins when a page shows it, or at ``start()``."""

    def __init__(
        self,
        characters: str = sources.MADE,
        ways: int = 20,
        shots: int = 1,
        machines: tuple[str, ...] = tuple(MACHINES),
    ) -> None:
        self.score = Score()
        self.source: Source | None = None
        self.setting: Setting | None = None
        self.trial: Trial | None = None
        self.name = ""  # the trial's
        self._machines = machines
        self._opened: dict[str, Source] = {}
        self._loader = LatestWins(self._loaded, name="arena-characters")
        self._runner = LatestWins(self._machine_answered, name="arena-machines")
        self._waiting: dict[tuple, Job] = {}  # machines still to answer, of this trial and earlier
        self._asked: dict[tuple, tuple[Setting, str, Trial]] = {}
        self._early: dict[str, answers.MachineAnswer | str] = {}  # before the learner's answer
        self._seconds = 0.0
        self._moving = False  # while the panel itself sets the trial's number

        self.settings = ArenaSettings(characters, ways, shots)
        self.board = TrialBoard(list(machines))
        self.keeper = ScoreKeeper(PLACE)
        self.table = widgets.HTML()
        self.export = Download(
            "arena_score.csv",
            lambda: self.score.to_csv(),
            hint="Every answer that counts, as a table for a spreadsheet",
        )
        shown = Shown()
        keep = widgets.Box([self.export, self.keeper])
        keep.add_class("lwl-row")
        cards = [widgets.VBox([self.settings]), widgets.VBox([self.board])]
        cards.append(widgets.VBox([widgets.HTML("<h3>Scoreboard</h3>"), self.table, keep]))
        for card in cards:
            card.add_class("lwl-card")
        super().__init__([*cards, shown])
        for name in ("lwl", "lwl-arena"):
            self.add_class(name)

        self.board.on_answer(self._answered)
        self.board.on_next(self._next)
        self.keeper.on_stored(self._stored)
        self.keeper.on_clear(self._clear)
        self.settings.characters.observe(self._choose, "value")
        self.settings.upload.observe(self._uploaded, "value")
        self.settings.path.observe(self._pathed, "value")
        for control in ("protocol_choice", "ways_choice", "shots_choice", "seed"):
            getattr(self.settings, control).observe(lambda _: self._restart(), "value")
        self.settings.trial.observe(self._jump, "value")
        self.settings.own.layout.display = "none"
        self.board.say("The alphabets are being drawn …")
        self._describe()
        shown.first(self.start)

    def start(self) -> None:
        """Get the chosen characters; nothing happens where there are some."""
        if self.source is None:
            self._choose()

    def wait(self, timeout: float = 60.0) -> bool:
        """Block until characters are there and machines have answered (scripts and tests)."""
        return self._loader.wait(timeout) and self._runner.wait(timeout)

    # ---- Characters

    def _choose(self, _: object = None) -> None:
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

    def _uploaded(self, change: dict) -> None:
        if not change["new"]:
            return
        file = change["new"][0]
        data, name = bytes(file["content"]), file["name"]
        self.settings.upload.value = ()
        if len(data) > LARGEST:
            self._refuse(f"{name} is over 40 MB: name its place on this computer instead.")
            return
        self._open(partial(sources.open_own, io.BytesIO(data), name), name)

    def _pathed(self, change: dict) -> None:
        if change["new"].strip():
            self._open(partial(_open_place, change["new"]), "Your file")

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
                self._note(outcome.error, bad=True)
            return
        self._opened[outcome.key] = outcome.value
        if self.settings.characters.value == outcome.key:
            self._play(outcome.value)

    def _refuse(self, sentence: str, bad: bool = True) -> None:
        """No trial now, and why."""
        self.source = self.setting = self.trial = None
        self.board.say(sentence, bad=bad)
        self._note("")
        self._describe()

    def _play(self, source: Source) -> None:
        self.source = source
        self._note(source.note)
        self._restart()

    # ---- Trials

    def _restart(self) -> None:
        """Other settings: begin with the first trial that is not answered yet."""
        if self.source is not None:
            self._show(0, skip=True)

    def _next(self) -> None:
        if self.trial is not None:
            self._show(self.settings.trial.value, skip=True)

    def _jump(self, change: dict) -> None:
        if not self._moving and self.source is not None:
            self._show(change["new"] - 1, skip=False)

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
            self.setting = self.trial = None
            self.board.say(str(error), bad=True)
            self._describe(setting)
            return
        self._moving = True
        choice.trial.value = number + 1
        self._moving = False
        self.setting, self.trial, self.name = setting, trial, name
        self._early = {}
        again = " (answered before: it counts once)" if self.score.has(setting, name) else ""
        title = f"{name}{again}"
        self.board.ask(trial, title[0].upper() + title[1:])
        self._describe()
        self._ask_machines()

    def _ask_machines(self) -> None:
        """Machines think while the learner does; those still busy with an earlier trial finish it,
        so that everybody is counted on the same trials."""
        number = self.board.number
        self._asked[number] = (self.setting, self.name, self.trial)
        # A trial that the learner left unanswered counts for nobody.
        for key in list(self._waiting):
            setting, name, _ = self._asked[key[0]]
            if key[0] != number and not self.score.has(setting, name):
                del self._waiting[key]
        for machine in self._machines:
            key = (number, machine)
            self._waiting[key] = Job(f"{number} {machine}", partial(_ask, machine, self.trial))
        wanted = {key[0] for key in self._waiting}
        self._asked = {key: asked for key, asked in self._asked.items() if key in wanted}
        self._runner.submit(list(self._waiting.values()))

    def _machine_answered(self, outcome: Outcome) -> None:
        number, machine = outcome.key.split(" ")
        key = (int(number), machine)
        if self._waiting.pop(key, None) is None or key[0] not in self._asked:
            return
        setting, name, trial = self._asked[key[0]]
        answer = outcome.error or outcome.value
        if key[0] != self.board.number:
            self._count(setting, name, trial, machine, answer)
            self._keep()
            return
        self._early[machine] = answer
        if self.board.truth >= 0:
            self._tell(machine)

    def _answered(self, cell: int, seconds: float) -> None:
        trial = self.trial
        if trial is None:
            return
        note = None
        try:
            right = cell == trial.truth
            self.score = self.score.answered(self.setting, self.name, YOU, right, seconds)
        except LearnerError as error:
            note = str(error)
        self.board.reveal(trial.truth)
        for machine in list(self._early):
            self._tell(machine, keep=False)
        self._keep(note or "")

    def _tell(self, machine: str, keep: bool = True) -> None:
        answer = self._early[machine]
        self.board.show_machine(machine, answer)
        self._count(self.setting, self.name, self.trial, machine, answer)
        if keep:
            self._keep()

    def _count(
        self,
        setting: Setting,
        name: str,
        trial: Trial,
        machine: str,
        answer: answers.MachineAnswer | str,
    ) -> None:
        if isinstance(answer, str) or not self.score.has(setting, name):
            return
        right = answer.choice == trial.truth
        self.score = self.score.answered(setting, name, machine, right, answer.seconds)

    # ---- The score

    def _keep(self, note: str | None = None, damaged: bool = False) -> None:
        self.keeper.keep(self.score.to_json(), len(self.score.answers), note, damaged)
        self._describe()

    def _stored(self, text: str) -> None:
        kept, sentence = from_json(text)
        self.score = kept.merged(self.score)
        self._keep(sentence, damaged=bool(sentence))
        if self.trial is None:
            self._restart()
        elif self.board.choice < 0 and self.score.has(self.setting, self.name):
            self._next()

    def _clear(self) -> None:
        self.score = Score()
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

    def _note(self, sentence: str, bad: bool = False) -> None:
        kind = "lwl-error" if bad else "lwl-hint"
        marked = re.sub(r"“(.+?)”", r"<code>\1</code>", escape(sentence))
        self.settings.note.value = f'<p class="{kind}" role="status">{marked}&nbsp;</p>'


def _ask(name: str, trial: Trial) -> answers.MachineAnswer:
    return answers.ask(name, trial)


def arena(**settings: object) -> Arena:
    """The arena, to be the last line of a cell; ``settings`` as Arena's."""
    return Arena(**settings)


__all__ = ["Arena", "arena"]
