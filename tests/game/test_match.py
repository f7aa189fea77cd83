"""A match: nobody sees a machine before guessing, and everybody is counted on the same trials."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass

import pytest

from course_lib.errors import LearnerError
from course_lib.game import score as scores
from course_lib.game.match import Asked, Match
from course_lib.game.score import YOU, from_json
from course_lib.running.latest_wins import LatestWins


@dataclass(frozen=True)
class Pairs:
    """A kind of question of another game than the arena's."""

    level: int

    def __post_init__(self) -> None:
        if type(self.level) is not int:
            raise ValueError(self.level)

    def columns(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class Answer:
    choice: int
    seconds: float = 0.5


class Table:
    """A match of two machines; ``slow`` thinks only when ``let`` is set."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, object]] = []
        self.let = threading.Event()
        self.workers: list[LatestWins] = []
        self.match = Match(
            ("quick", "slow"), self.think, self.on_machine, lambda: None, self.background
        )

    def background(self, name, on_outcome) -> LatestWins:
        self.workers.append(LatestWins(on_outcome, name))
        return self.workers[-1]

    def on_machine(self, machine, answer) -> None:
        self.shown.append((machine, answer))

    def think(self, machine, question) -> Answer:
        if machine == "slow":
            assert self.let.wait(10)
        if question == "broken":
            raise LearnerError("No weights.")
        return Answer(question)

    def ask(self, number: int, question=1, truth: int = 1) -> None:
        self.match.ask(Asked(number, Pairs(1), f"trial {number}", question, truth))

    def wait(self) -> None:
        assert all(worker.wait(10) for worker in self.workers)

    def players(self) -> dict:
        return {name: set(given) for (_, name), given in self.match.score.answers.items()}


def test_machines_are_shown_after_the_learner_only():
    table = Table()
    table.let.set()
    table.ask(1, question=0)
    table.wait()
    assert table.shown == []
    assert not table.match.score.answers
    table.match.answer(1, 2.0)
    assert table.shown == [("quick", Answer(0)), ("slow", Answer(0))]
    [given] = table.match.score.answers.values()
    assert given == {YOU: (True, 2.0), "quick": (False, 0.5), "slow": (False, 0.5)}


def test_a_machine_still_thinking_finishes_an_answered_trial_and_no_other():
    table = Table()
    table.ask(1)
    table.match.answer(1, 1.0)
    table.ask(2)  # nobody answers this one
    table.ask(3)
    table.let.set()
    table.wait()
    assert table.players() == {"trial 1": {YOU, "quick", "slow"}}
    assert all(machine != "slow" for machine, _ in table.shown)  # trial 1 is off the board
    table.match.answer(0, 1.0)
    assert table.players()["trial 3"] == {YOU, "quick", "slow"}


def test_one_more_machine_plays_from_the_next_question_on():
    table = Table()
    table.let.set()
    table.ask(0, 0)
    table.match.seat("late")
    table.match.seat("late")
    table.match.answer(0, 1.0)
    table.wait()
    assert {name for name, _ in table.shown} == {"quick", "slow"}
    table.shown.clear()
    table.ask(1, 1)
    table.match.answer(1, 1.0)
    table.wait()
    assert sorted(name for name, _ in table.shown) == ["late", "quick", "slow"]


def test_a_machine_that_cannot_answer_is_a_sentence_and_not_counted():
    table = Table()
    table.let.set()
    table.ask(1, question="broken")
    table.match.answer(1, 1.0)
    table.wait()
    assert set(table.shown) == {("quick", "No weights."), ("slow", "No weights.")}
    assert table.players() == {"trial 1": {YOU}}


def test_a_full_score_still_shows_the_machines(monkeypatch):
    monkeypatch.setattr(scores, "MOST", 0)
    table = Table()
    table.let.set()
    table.ask(1)
    table.wait()
    with pytest.raises(LearnerError, match="full"):
        table.match.answer(1, 1.0)
    assert len(table.shown) == 2
    assert not table.match.score.answers


def test_a_score_of_any_kind_of_question_is_read_again():
    table = Table()
    table.let.set()
    table.ask(1)
    table.match.answer(1, 1.0)
    table.wait()
    text = table.match.score.to_json()
    again, sentence = from_json(text + '["x","trial 9",{"you":[1,1]}]\n', Pairs)
    assert again == table.match.score
    assert sentence
    assert table.match.score.to_csv().startswith(
        b"level,trial,player,right,seconds\n1,trial 1,you,1"
    )
