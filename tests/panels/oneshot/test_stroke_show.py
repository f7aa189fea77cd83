"""The stroke model's panel: plans, drawings of them, and the learner's own character drawn anew."""

from __future__ import annotations

import base64
import io
import itertools

import numpy as np
import pytest
from PIL import Image

from course_lib.controls.stroke_movie import COLOURS, StrokeMovie, colour
from course_lib.errors import LearnerError
from course_lib.oneshot import pen
from course_lib.oneshot.hausdorff import distance, points
from course_lib.oneshot.stroke_model import CharacterType, StrokeModel, StrokeType
from course_lib.panels.oneshot.stroke_show import TOKENS, plan_words, stroke_show

CROSS = [[[20.0, 20.0], [50.0, 50.0], [80.0, 80.0]], [[80.0, 20.0], [50.0, 50.0], [20.0, 80.0]]]
TEE = [[[15.0, 20.0], [52.0, 20.0], [90.0, 20.0]], [[52.0, 21.0], [52.0, 60.0], [52.0, 95.0]]]


@pytest.fixture
def panel():
    return stroke_show()


def drawing(picture: str) -> np.ndarray:
    data = base64.b64decode(picture.split(",")[1])
    return np.array(Image.open(io.BytesIO(data)).convert("L")) < 128


def test_a_film_is_given_the_strokes_in_their_order():
    movie = StrokeMovie()
    movie.show([np.array(stroke) for stroke in CROSS], "A cross")
    assert movie.strokes == CROSS
    assert (movie.title, movie.share, movie.plays) == ("A cross", 1.0, 0)
    movie.share = 0.25
    movie.show([np.array(CROSS[1])], "A bar", play=True)
    assert (movie.strokes, movie.share, movie.plays) == (CROSS[1:], 1.0, 1)


@pytest.mark.parametrize(
    "junk", [[np.zeros((0, 2))], [np.zeros((3, 3))], [np.zeros(4)], [np.array([[1, np.nan]])]]
)
def test_what_is_no_stroke_leaves_the_film_as_it_was(junk):
    movie = StrokeMovie()
    movie.show([np.array(CROSS[0])], "before")
    with pytest.raises(ValueError, match="stroke"):
        movie.show(junk, "after")
    assert (movie.strokes, movie.title) == (CROSS[:1], "before")


@pytest.mark.parametrize(("asked", "kept"), [(-1.0, 0.0), (0.4, 0.4), (7.0, 1.0)])
def test_the_pens_time_stays_within_the_drawing(asked, kept):
    movie = StrokeMovie()
    movie.share = asked
    assert movie.share == kept


def test_neighbouring_strokes_have_colours_of_their_own():
    assert len(set(COLOURS)) == len(COLOURS) == 8
    assert all(colour(i) != colour(i + 1) for i in range(20))


def test_it_begins_with_a_character_that_stands_still(panel):
    assert panel.made.movie.plays == 0
    assert panel.made.movie.strokes
    assert panel.own.movie.strokes == []
    assert panel.own.more.disabled


def test_a_number_is_a_character_and_gives_it_again(panel):
    first, tokens = panel.made.movie.strokes, panel.made.tokens
    panel.another.click()
    assert panel.number.value == 2
    assert panel.made.movie.strokes != first
    assert panel.made.movie.plays == 1
    panel.number.value = 1
    assert panel.made.movie.strokes == first
    again = panel.made.tokens
    assert all(np.array_equal(a, b) for a, b in zip(again[0], tokens[0], strict=True))


def test_the_plan_is_on_show_with_its_drawings(panel):
    made = panel.made
    plan = made.kind.plain()
    assert [np.round(stroke, 2).tolist() for stroke in plan] == made.movie.strokes
    pictures = [option["picture"] for option in made.choice.options]
    assert len(pictures) == TOKENS + 1
    for picture, strokes in zip(pictures, [plan, *made.tokens], strict=True):
        assert (drawing(picture) == (pen.ink(strokes) > 0.5)).mean() > 0.99
    assert made.words.value.count("<li>") == len(plan)


def test_a_chosen_drawing_is_played_and_new_ones_differ(panel):
    made = panel.made
    made.choice.value = "3"
    shown = [np.array(stroke) for stroke in made.movie.strokes]
    assert all(np.allclose(a, b, atol=0.006) for a, b in zip(shown, made.tokens[2], strict=True))
    assert made.movie.title.endswith("drawing 3")
    assert made.movie.plays == 1
    before = made.tokens
    made.more.click()
    images = [pen.ink(token) for token in [*before, *made.tokens]]
    assert all((a != b).any() for a, b in itertools.combinations(images, 2))
    assert made.choice.value == "plan"


def test_a_plan_in_words():
    line = np.array([[0.0, 0.0], [10.0, 0.0]])
    strokes = (
        StrokeType(line, "independent", (20, 20)),
        StrokeType(line, "start", (0, 0), to=0),
        StrokeType(line, "end", (0, 0), to=1),
        StrokeType(line, "along", (0, 0), to=2, at=0.4),
    )
    assert plan_words(CharacterType(strokes)) == [
        "begins at a place of its own",
        "begins where stroke 1 begins",
        "begins where stroke 2 ends",
        "begins on stroke 3, 40% along it",
    ]


def test_the_learners_character_is_drawn_anew_and_stays_itself(panel):
    panel.pad.strokes = TEE
    panel.pad.acted += 1
    assert panel.own.movie.strokes == TEE
    assert panel.own.kind.strokes[1].relation == "along"
    own, other = (points(pen.ink([np.array(s) for s in strokes])) for strokes in (TEE, CROSS))
    for token in panel.own.tokens:
        cloud = points(pen.ink(token))
        assert distance(cloud, own) < distance(cloud, other)
        assert all(((s >= 0) & (s <= 104)).all() for s in token)
    assert not panel.own.more.disabled


@pytest.mark.parametrize(
    ("strokes", "said"),
    [([], "no ink"), ([[[x, y] for x in range(0, 105, 4) for y in (0, 104)]], "all ink")],
)
def test_what_is_no_character_is_a_sentence_and_changes_nothing(panel, strokes, said):
    panel.pad.strokes = TEE
    panel.pad.acted += 1
    panel.pad.strokes = strokes
    panel.pad.acted += 1
    assert said in panel.pad.error
    assert panel.own.movie.strokes == TEE


def test_without_its_statistics_the_panel_says_so(monkeypatch):
    def missing(_):
        raise LearnerError("stroke_model is <missing>.")

    monkeypatch.setattr(StrokeModel, "shipped", classmethod(missing))
    panel = stroke_show()
    assert "stroke_model is &lt;missing&gt;." in panel.note.value


def test_the_label_is_honest(panel):
    said = " ".join(child.value for child in panel.children[0].children if hasattr(child, "value"))
    for needed in ("No person drew these", "spirit of Bayesian Program Learning", "Lake"):
        assert needed in said
    assert "python -m course_lib fetch omniglot-background" in said
