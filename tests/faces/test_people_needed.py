"""From how many people on learning is worth it: the file, the verdict, the picture."""

from __future__ import annotations

import json

import pytest

from course_lib.errors import LearnerError
from course_lib.faces import people_needed
from course_lib.faces.people_needed import PeopleNeeded
from course_lib.figures.people_curve import people_curve
from course_lib.panels.faces.people_needed import NEVER, first_win, said


def made(softmax: list[float], fisher: list[float]) -> PeopleNeeded:
    shares = {"softmax": softmax, "fisherfaces": fisher}
    pairs = {name: tuple((x - 0.1, x + 0.1) for x in found) for name, found in shares.items()}
    return PeopleNeeded("drawn", 4, tuple(range(2, 2 + len(softmax))), pairs)


def test_a_file_comes_back_as_it_was(tmp_path):
    found = [made([0.2, 0.6], [0.3, 0.5])]
    people_needed.write(found, tmp_path / "a.json")
    assert list(people_needed.read(tmp_path / "a.json")) == found


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 1, "measured": [{}]}'])
def test_a_damaged_file_is_one_sentence(tmp_path, content):
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(LearnerError, match=r"a\.json is damaged"):
        people_needed.read(tmp_path / "a.json")
    with pytest.raises(LearnerError, match="could not be read"):
        people_needed.read(tmp_path / "b.json")
    (tmp_path / "c.json").write_text(json.dumps({"version": 99}))
    with pytest.raises(LearnerError, match="another version"):
        people_needed.read(tmp_path / "c.json")


@pytest.mark.parametrize(
    ("softmax", "fisher", "won"),
    [
        ([0.2, 0.4, 0.7, 0.8], [0.5, 0.5, 0.6, 0.6], "4"),
        ([0.6, 0.4, 0.7, 0.8], [0.5, 0.5, 0.6, 0.6], "4"),  # an early win does not last
        ([0.6, 0.7], [0.5, 0.5], "2"),
        ([0.6, 0.4], [0.5, 0.5], NEVER),
    ],
)
def test_the_network_wins_from_where_on_it_stays_first(softmax, fisher, won):
    one = made(softmax, fisher)
    assert first_win(one) == won
    assert said(one, won).startswith("As you guessed")
    assert not said(one, "other").startswith("As you guessed")
    assert ("Fisherfaces does" in said(one, won)) == (won == NEVER)


def test_shares_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="1 shares for 2 sizes"):
        PeopleNeeded("drawn", 4, (1, 2), {"pixels": ((0.1,),)})


def test_the_shipped_figures_are_shown_as_they_are():
    shipped = people_needed.read()
    assert [one.faces for one in shipped] == ["photographed", "drawn"]
    for one in shipped:
        figure = people_curve(one, {name: name for name in one.shares})
        lines = {t.name: list(t.y) for t in figure.data if t.mode == "lines+markers"}
        assert lines == {
            name: pytest.approx([100 * mean for mean in one.mean(name)]) for name in one.shares
        }
