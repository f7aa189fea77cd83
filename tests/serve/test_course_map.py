"""The course's order is read from the notebooks, and where a learner stands from his tries."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from course_lib.files import places
from course_lib.progress import Attempts
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
        ({"other": Attempts(3, True)}, ("", "")),
        ({"masked": Attempts(2, False)}, ("begun", "0 of 2 exercises")),
        ({"masked": Attempts(2, True)}, ("begun", "1 of 2 exercises")),
        ({"masked": Attempts(2, True), "loss": Attempts(1, True)}, ("done", "2 of 2 exercises")),
    ],
)
def test_where_a_learner_stands(tmp_path, tries, expected):
    write(tmp_path / "02.ipynb", ["check.masked(masked)", "check.loss(loss)"])
    (card,) = cards(tmp_path)
    assert standing(card, tries) == expected


def test_the_course_begins_with_chapter_0():
    found = cards(places.project() / "notebooks")
    assert found[0].name == "00_start_here"
    assert [card.part for card in found].count("start") == 1


def test_every_section_with_an_exercise_can_be_tried_in_a_studio():
    found = cards(places.project() / "notebooks")
    chapters = {card.name: card for card in found if card.kind == "chapter"}
    studios = [card for card in found if card.kind == "studio"]
    tried = {(name, n) for card in studios for name, those in card.sections.items() for n in those}
    assert all(card.sections for card in studios)
    assert [(name, n) for name, n in tried if n not in chapters[name].headings] == []
    for name, card in chapters.items():
        asked, number = set(), 0
        for cell in json.loads((places.project() / "notebooks" / card.path).read_text())["cells"]:
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                number = max([number, *(n for n, h in card.headings.items() if _heading(h, text))])
            elif "\ncheck." in text:
                asked.add((name, number))
        assert asked <= tried


def _heading(address: str, text: str) -> bool:
    return any(quote(line[3:].replace(" ", "-")) == address for line in text.splitlines())
