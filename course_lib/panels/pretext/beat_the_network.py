"""Beat the network: guess positions, turns, orders and colours on the same items as a network."""

from __future__ import annotations

from functools import partial

import ipywidgets as widgets
import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.download import Download
from course_lib.controls.guess_board import GuessBoard
from course_lib.controls.photo_upload import PhotoUpload
from course_lib.controls.score_keeper import ScoreKeeper
from course_lib.errors import LearnerError
from course_lib.game.match import Asked, Match
from course_lib.game.score import YOU, Score, Tally, from_json
from course_lib.panels.layout import card, row
from course_lib.panels.panel import Panel
from course_lib.running.latest_wins import Job, Outcome
from course_lib.vision import photos

PLACE = "lwl-pretext-score"
NETWORK = "network"
# Photos with an above and a below; the sky of the Hubble telescope has none.
PLAYED = ("chelsea", "coffee", "china", "astronaut", "flower", "rocket", "motorcycle", "camera")
GAMES = {"position": "Position", "rotation": "Turn", "jigsaw": "Jigsaw", "colour": "Colour"}
CHANCE = {"position": 1 / 8, "rotation": 1 / 4, "jigsaw": 1 / 4, "colour": 1 / 4}
TOLD = {
    "position": "Context prediction (Doersch et al. 2015). Each patch has colours of its own, so "
    "that no fault of a lens gives the answer away.",
    "rotation": "Rotation (Gidaris et al. 2018). Who can tell has an idea of heads and feet, of "
    "sky and ground.",
    "jigsaw": "Jigsaw (Noroozi and Favaro 2016). A network that learned from puzzles for minutes "
    "guesses at chance. So the position network plays, which was never shown one: it adds up what "
    "it says of every two neighbours.",
    "colour": "Colourisation (Zhang et al. 2016). The network names 17 colours; here both of you "
    "choose among four.",
}


class BeatTheNetwork(Panel):
    """The panel. ``score`` is what counts so far. PyTorch is loaded when a page shows it."""

    def __init__(self, game: str = "position") -> None:
        super().__init__()
        self._gallery = photos.gallery()
        self._own: np.ndarray | None = None
        self._number = 0
        self.guess = None  # the item on the board
        self._maker = self.background("pretext-items", self._made)
        options = [Option(key, title) for key, title in GAMES.items()]
        self.game = Choice("The game", options, value=game)
        self.board = GuessBoard()
        self.match = Match((NETWORK,), _think, self._machine, self._keep, self.background)
        self.keeper = ScoreKeeper(PLACE)
        self.upload = PhotoUpload(prompt="Play with your own photo")
        self.told, self.table = widgets.HTML(), widgets.HTML()
        self.export = Download(
            "pretext_score.csv",
            lambda: self.match.score.to_csv(),
            hint="Every answer that counts, as a table for a spreadsheet",
        )
        self.children = [
            card(self.game, self.told, self.board),
            card(
                widgets.HTML('<h3 class="lwl-title">Scoreboard</h3>'),
                self.table,
                row(self.upload, self.export, self.keeper),
            ),
        ]
        self.board.on_answer(self._answered)
        self.board.on_next(self._next)
        self.keeper.on_stored(self._stored)
        self.keeper.on_clear(self._clear)
        self.upload.on_photo(self._uploaded)
        self.hear(self._next, self.game)
        self.board.say("The first question is being made: PyTorch is being loaded.")
        self._describe()
        self.once_shown(self._next)

    @property
    def score(self) -> Score:
        """What counts so far."""
        return self.match.score

    # ---- Items

    def _next(self) -> None:
        """The next item that the learner has not answered."""
        self._number += 1
        self._describe()
        self._maker.submit(
            [Job("item", partial(self._item, self.game.value, self._number, self.match.score))]
        )

    def _item(self, game: str, number: int, score: Score):
        from course_lib.pretext import guesses

        kind = guesses.Kind(game)
        if self._own is not None:
            name, photo = "your photo", self._own
        else:
            key = PLAYED[(number - 1) % len(PLAYED)]
            if game == "colour" and key == "camera":  # it has no colours
                key = PLAYED[0]
            name, photo = key, self._gallery[key].full()
        seed = number
        while score.has(kind, f"{name} {seed}"):
            seed += 1000
        return f"{name} {seed}", guesses.make(game, photo, seed)

    def _made(self, outcome: Outcome) -> None:
        from course_lib.panels.pretext.pictures import question
        from course_lib.pretext import guesses

        if outcome.error:
            self.match.pause()
            self.board.say(outcome.error, bad=True)
            return
        name, self.guess = outcome.value
        pictures, answers, columns, middle = question(self.guess)
        self.board.ask(guesses.GAMES[self.guess.game].asks, pictures, answers, columns, middle)
        kind = guesses.Kind(self.guess.game)
        self.match.ask(Asked(self.board.number, kind, name, self.guess, self.guess.truth))

    def _uploaded(self, photo: np.ndarray) -> None:
        from course_lib.pretext.photos import as_input

        as_input(photo)  # LearnerError where it is too small
        self._own = photo
        self._next()

    # ---- Answers

    def _answered(self, choice: int, seconds: float) -> None:
        self.board.reveal(self.guess.truth)
        note = ""
        try:
            self.match.answer(choice, seconds)
        except LearnerError as error:
            note = str(error)
        self._keep(note)

    def _machine(self, _: str, answer: object) -> None:
        from course_lib.panels.pretext.pictures import revealed

        if isinstance(answer, str):
            self.board.show_machine(-1, (), answer)
            return
        right = answer.choice == self.guess.truth
        too = " too" if right == (self.board.choice == self.guess.truth) else ""
        said = (
            f"The network is {'right' if right else 'wrong'}{too}: it says "
            f"{self.guess.answers[answer.choice]}, {answer.shares[answer.choice]:.0%} sure."
        )
        self.board.show_machine(answer.choice, answer.shares, said, revealed(self.guess, answer))

    # ---- The score

    def _keep(self, note: str | None = None, damaged: bool = False) -> None:
        self.keeper.keep(self.score.to_json(), len(self.score.answers), note, damaged)
        self._describe()

    def _stored(self, text: str) -> None:
        from course_lib.pretext.guesses import Kind

        kept, sentence = from_json(text, Kind)
        self.match.score = kept.merged(self.score)
        self._keep(sentence, damaged=bool(sentence))
        asked = self.match.asked
        if asked and self.board.choice < 0 and self.score.has(asked.kind, asked.name):
            self._next()

    def _clear(self) -> None:
        self.match.score = Score()
        self._keep("The score is cleared.")

    def _describe(self) -> None:
        self.told.value = f'<p class="lwl-hint">{TOLD[self.game.value]}</p>'
        tallies = {}
        for kind in self.score.kinds():
            tallies[kind.game] = [self.score.tally(kind, player) for player in (YOU, NETWORK)]
        self.table.value = table_html(tallies)


def _think(_: str, guess: object):
    from course_lib.pretext import guesses

    return guesses.answer(guess)


def table_html(tallies: dict[str, list[Tally]]) -> str:
    """The learner's and the network's share of right answers, game by game."""
    rows = []
    for game, title in GAMES.items():
        cells = "".join(f"<td>{_share(tally)}</td>" for tally in tallies.get(game, (None, None)))
        rows.append(f'<tr data-game="{game}"><th scope="row">{title}</th>{cells}'
                    f"<td>{CHANCE[game]:.0%}</td></tr>")  # fmt: skip
    head = "".join(f'<th scope="col">{name}</th>' for name in ("", "You", "Network", "Chance"))
    return (
        '<div class="lwl-table-scroll" tabindex="0"><table class="lwl-scoreboard">'
        "<caption>Right answers, with 95 % intervals, on the same items</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _share(tally: Tally | None) -> str:
    if tally is None or not tally.trials:
        return "—"
    low, high = tally.interval
    right = tally.trials - tally.errors
    return (
        f"{right} of {tally.trials}: {right / tally.trials:.0%} ({1 - high:.0%} to {1 - low:.0%})"
    )


__all__ = ["BeatTheNetwork"]
