"""Beat the network in process: guess first, the network after, the score kept."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.panels.pretext.beat_the_network import GAMES, NETWORK, BeatTheNetwork, table_html
from course_lib.pretext import guesses


@pytest.fixture(scope="module")
def panel():
    made = BeatTheNetwork()
    made.shown.views += 1
    made.wait()
    return made


def asked(panel) -> int:
    panel.wait()
    return panel.board.number


@pytest.mark.parametrize("game", GAMES)
def test_a_question_an_answer_and_what_the_network_says(panel, game):
    panel.game.value = game
    number = asked(panel)
    assert panel.board.question == guesses.GAMES[game].asks
    assert panel.board.truth == -1
    assert panel.board.machine == {}
    before = len(panel.score.answers)
    panel.board.given = {"number": number, "choice": 1, "seconds": 2.0}
    panel.wait()
    assert panel.board.truth == panel.guess.truth
    answer = guesses.answer(panel.guess)
    assert panel.board.machine["choice"] == answer.choice
    assert panel.board.machine["shares"] == pytest.approx(answer.shares.tolist(), abs=1e-3)
    assert len(panel.board.after) == 2
    tally = panel.score.tally(guesses.Kind(game), NETWORK)
    assert tally.errors == int(answer.choice != panel.guess.truth)
    assert len(panel.score.answers) == before + 1
    assert f'data-game="{game}"' in panel.table.value
    panel.board.given = {"number": number, "choice": 0, "seconds": 2.0}  # a second answer
    assert len(panel.score.answers) == before + 1


def test_next_is_another_item_and_an_unanswered_one_counts_for_nobody(panel):
    panel.game.value = "rotation"
    asked(panel)
    name, answers = panel.match.asked.name, len(panel.score.answers)
    panel.board.asked_next += 1
    asked(panel)
    assert panel.match.asked.name != name
    assert len(panel.score.answers) == answers


NONSENSE = (
    {},
    {"number": "x"},
    {"number": 0, "choice": 99, "seconds": 1},
    {"number": 0, "choice": 0, "seconds": float("nan")},
)


@pytest.mark.parametrize("given", NONSENSE)
def test_what_is_no_answer_changes_nothing(panel, given):
    number = asked(panel)
    panel.board.given = {**given, "number": number} if given.get("number") == 0 else given
    assert panel.board.truth == -1


def test_own_photos_are_played_or_refused_in_one_sentence(panel):
    panel.game.value = "colour"
    asked(panel)
    with pytest.raises(LearnerError, match="at least 96"):
        panel._uploaded(np.zeros((50, 300, 3), np.uint8))
    panel._uploaded(np.full((120, 120, 3), 77, np.uint8))
    panel.wait()
    assert "grey all over" in panel.board.notice
    assert panel.board.bad
    panel.game.value = "rotation"
    asked(panel)
    assert panel.match.asked.name.startswith("your photo")


def test_the_score_comes_back(panel):
    text = panel.score.to_json()
    other = BeatTheNetwork()
    other._stored(text + "broken\n")
    assert other.score.to_json() == text
    assert "could not be read" in other.keeper.note
    other._clear()
    assert other.score.answers == {}
    assert "—" in table_html({})
