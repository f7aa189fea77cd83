"""The course's order is read from the notebooks, and where a learner stands from his tries."""

from __future__ import annotations

import json

import pytest

from course_lib.exercises.saved import Tries
from course_lib.serve.course_map import PARTS, cards
from course_lib.serve.home import standing


def write(path, cells=(), **course):
    whole = {"kind": "studio", "title": path.stem, "summary": "s", "minutes": 5, "order": 1}
    path.parent.mkdir(exist_ok=True)
    made = [{"cell_type": "code", "source": [text]} for text in cells]
    path.write_text(json.dumps({"metadata": {"course": whole | course}, "cells": made}))


def test_parts_come_in_the_lectures_order_and_unknown_ones_last(tmp_path):
    write(tmp_path / "06.ipynb", part="one-shot", order=1)
    write(tmp_path / "02.ipynb", part="pretext", order=9)
    write(tmp_path / "dashboards" / "play.ipynb", part="pretext", order=8)
    write(tmp_path / "own.ipynb", order=0)
    write(tmp_path / "04.ipynb", part="words", order=3)
    (tmp_path / "broken.ipynb").write_text("{")
    write(tmp_path / "wrong.ipynb", minutes="soon")
    assert [card.name for card in cards(tmp_path)] == ["play", "02", "04", "06", "own"]
    assert list(PARTS) == ["start", "pretext", "words", "one-shot"]


def test_a_card_knows_its_exercises_each_once(tmp_path):
    cells = [
        "from course_lib.exercises import check",
        "def masked(x):\n    return x\n\ncheck.masked(masked)",
        "check.masked(masked)",
        "check.loss(loss)\n# check.not_this(one)",
    ]
    write(tmp_path / "02.ipynb", cells)
    (card,) = cards(tmp_path)
    assert card.exercises == ("masked", "loss")


@pytest.mark.parametrize(
    ("tries", "expected"),
    [
        ({}, ("", "")),
        ({"other": Tries(3, True)}, ("", "")),
        ({"masked": Tries(2, False)}, ("begun", "0 of 2 exercises")),
        ({"masked": Tries(2, True)}, ("begun", "1 of 2 exercises")),
        ({"masked": Tries(2, True), "loss": Tries(1, True)}, ("done", "2 of 2 exercises")),
    ],
)
def test_where_a_learner_stands(tmp_path, tries, expected):
    write(tmp_path / "02.ipynb", ["check.masked(masked)", "check.loss(loss)"])
    (card,) = cards(tmp_path)
    assert standing(card, tries) == expected
