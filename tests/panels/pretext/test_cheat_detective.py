"""The cheat detective in process: both asked, the table grows, an accusation is answered."""

from __future__ import annotations

import pytest

from course_lib.panels.pretext.cheat_detective import CheatDetective
from course_lib.pretext import results


@pytest.fixture(scope="module")
def panel():
    made = CheatDetective(seed=1)
    made.shown.views += 1
    made.wait()
    return made


def test_it_opens_with_one_that_is_almost_always_right(panel):
    shares = [right / panel.asked.pairs for right in panel.asked.right.values()]
    assert max(shares) > 0.8
    assert "No answers yet" not in panel.table.value
    assert all("looked" in cell.title for cell in panel.pictures[1:])


def test_a_switch_asks_again_and_the_try_before_stays(panel):
    rows = panel.table.value.count("<tr>")
    panel.switches["lens"].value = False
    panel.wait()
    assert panel.table.value.count("<tr>") == rows + 1
    assert panel.asked.right["shortcut"] / panel.asked.pairs < 0.3


def test_who_is_a_and_who_is_b_is_drawn():
    assert {CheatDetective(seed=n).order for n in range(8)} == {
        ("context_prediction", "shortcut"),
        ("shortcut", "context_prediction"),
    }


def test_an_accusation_is_answered_by_the_figures(panel):
    cheat = "AB"[panel.order.index("shortcut")]
    for name in "AB":
        panel.verdict.value = name
        assert f"network {cheat} cheats" in panel.said.value
        assert ("lwl-success" in panel.said.value) == (name == cheat)
    rows = results.read().rows
    assert f"{rows['shortcut'].mean:.1%}" in panel.said.value
    assert f"{rows['context_prediction'].mean:.1%}" in panel.said.value
