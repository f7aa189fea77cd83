"""The trial board: what a machine matched becomes lines between the query and its choice."""

from __future__ import annotations

import numpy as np

from course_lib.controls.trial_board import TrialBoard
from course_lib.oneshot import answers
from course_lib.oneshot.pair_judge import Matches
from course_lib.oneshot.trials import Trial


class Looks:
    """A machine that always takes class 1, and matched two places."""

    def score(self, support: np.ndarray, query: np.ndarray) -> np.ndarray:
        return np.arange(len(support)) == 1

    def matches(self, query: np.ndarray, drawing: np.ndarray) -> Matches:
        self.asked = query, drawing
        return Matches(np.array([[0.1, 0.2], [0.5, 0.5]]), np.eye(2), np.array([0.75, 0.25]))


def test_a_machine_that_matches_places_is_drawn_with_them(monkeypatch):
    looks = Looks()
    monkeypatch.setattr(answers, "machine", lambda name: looks)
    support = np.zeros((3, 2, 105, 105), np.float32)
    support[1, 0, 40:60, 50] = 1
    trial = Trial(support, support[0, 0] + 0.5, 1, ("a", "b", "c"))
    answer = answers.ask("encoder", trial)
    assert answer.choice == 1
    assert looks.asked[0] is trial.query
    assert np.array_equal(looks.asked[1], support[1, 0])  # of its choice the first drawing
    board = TrialBoard(["pixels", "encoder"])
    board.ask(trial, "A trial")
    assert [p["lines"] for p in board.players] == [[], []]
    board.show_machine("encoder", answer)
    lines = {p["key"]: p["lines"] for p in board.players}
    assert lines["encoder"] == [[0.1, 0.2, 1.0, 0.0, 0.75], [0.5, 0.5, 0.0, 1.0, 0.25]]
    board.show_machine("pixels", answers.MachineAnswer(0, answer.likeness, 0.5))
    assert board.players[0]["lines"] == []
