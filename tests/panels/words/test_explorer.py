"""The explorer without a browser: what each hand does, and what stands on the page then."""

from __future__ import annotations

import json

import numpy as np
import pytest

from course_lib.controls.chart import Chart
from course_lib.errors import LearnerError
from course_lib.panels.words.asked_words import AskedWords
from course_lib.panels.words.explorer import Explorer
from course_lib.panels.words.explorer_analogy import EXAMPLES
from course_lib.words.vectors import WordVectors

WORDS = (
    *("man", "woman", "king", "queen", "orange", "apple", "juice", "glass"),
    *("breakfast", "lunch", "dinner", "cereal", "violin", "nurse", "doctor"),
    *(f"word{i}" for i in range(40)),
)


@pytest.fixture
def vectors() -> WordVectors:
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(len(WORDS), 16))
    matrix[3] = matrix[2] - matrix[0] + matrix[1]  # queen = king − man + woman
    return WordVectors.from_arrays(WORDS, matrix.astype(np.float32), source="Made for a test.")


@pytest.fixture
def explorer(vectors) -> Explorer:
    made = Explorer(vectors)
    made.draw()
    return made


def listed(words) -> list[str]:
    return [item["word"] for item in words.items]


def test_walking_by_list_picture_and_keys_and_back(explorer, vectors):
    walk = explorer.walk
    assert listed(walk.near) == [n.word for n in vectors.nearest("orange")]
    first = listed(walk.near)[1]
    walk.near._told(None, {"place": 1, "word": first}, [])
    assert walk.words == (first,)
    assert walk.asked.field.value == first
    walk.chart._told(None, {"type": "click", "point": {"customdata": "glass"}}, [])
    walk.chart._told(None, {"type": "click", "point": {"customdata": None}}, [])
    assert walk.trail == [("orange",), (first,), ("glass",)]
    assert listed(walk.behind) == ["orange", first, "glass"]
    walk.behind._told(None, {"place": 0, "word": "orange"}, [])
    assert walk.trail == [("orange",)]
    assert listed(walk.near) == [n.word for n in vectors.nearest("orange")]


def test_typing_replaces_what_was_being_typed(explorer):
    walk = explorer.walk
    for text in ("appl", "apple", "apple j", "apple juice"):
        walk.asked.field.value = text
    assert walk.trail == [("orange",), ("apple", "juice")]
    assert "mean" in walk.near.label
    assert not {"apple", "juice"} & set(listed(walk.near))


def test_a_press_on_a_list_that_has_changed_does_nothing(explorer):
    explorer.walk.near._told(None, {"place": 0, "word": "of another time"}, [])
    explorer.walk.near._told(None, {"place": 99, "word": "glass"}, [])
    assert explorer.walk.trail == [("orange",)]


def test_an_unknown_word_is_named_and_a_spelling_mends_it(explorer):
    asked = explorer.walk.asked
    asked.field.value = "apple, jiuce"
    assert "jiuce" in asked.note.value
    assert listed(asked.spellings) == ["juice"]
    assert asked.words == ("apple",)
    asked.spellings._told(None, {"place": 0, "word": "juice"}, [])
    assert asked.words == ("apple", "juice")
    assert asked.note.value == ""
    asked.field.value = ""
    assert "Type a word" in asked.note.value
    assert asked.words == ("apple", "juice")


@pytest.mark.parametrize("text", ["<script>", "سلام دنیا", "🍊 橙子", "x" * 400, "é " * 90])
def test_any_text_is_answered_in_words(vectors, text):
    asked = AskedWords(vectors, "Words", "apple")
    asked.field.value = text
    assert asked.words == ("apple",)
    assert "not among" in asked.note.value
    assert "<script>" not in asked.note.value


def test_the_picture_is_drawn_anew_for_each_choice(explorer):
    walk = explorer.walk
    seen = {walk.chart.spec}
    for dims, fit in (("3", "here"), ("3", "whole"), ("2", "whole")):
        walk.dims.value, walk.fit.value = dims, fit
        seen.add(walk.chart.spec)
        kinds = {trace["type"] for trace in json.loads(walk.chart.spec)["data"]}
        assert kinds == {"scatter3d" if dims == "3" else "scatter"}
    assert len(seen) == 4
    assert "vocabulary" in walk.said.value


def test_an_example_says_that_it_fails_where_it_fails():
    right = {
        "france paris germany": "berlin",
        "man king woman": "queen",
        "france paris italy": "rome",
        "king kings woman": "women",
    }
    assert right.keys() == EXAMPLES.keys()
    vectors = WordVectors.shipped()
    for asked, label in EXAMPLES.items():
        answer = vectors.analogy(*asked.split(), 1)[0].word
        assert (answer != right[asked]) == ("fails here" in label), (asked, answer)
    assert vectors.analogy("france", "paris", "italy", 1)[0].word == "milan"  # chapter 4 says so


def test_analogies(explorer):
    explorer.analogy.examples.value = "man king woman"
    assert listed(explorer.analogy.found)[0] == "queen"
    explorer.analogy.fields[2].field.value = "nurse"
    answers = listed(explorer.analogy.found)
    assert not {"man", "king", "nurse"} & set(answers)
    drawn = json.loads(explorer.analogy.chart.spec)["data"]
    assert drawn[0]["hovertext"] == ["man", "king", "nurse"]
    assert drawn[2]["hovertext"] == answers


def test_comparing_and_the_odd_one_out(explorer, vectors):
    compare = explorer.compare
    compare.asked.field.value = "man woman king violin"
    odd = vectors.odd_one_out(("man", "woman", "king", "violin"))
    assert f'data-odd="{odd}"' in compare.odd.value
    compare.asked.field.value = "man woman"
    assert "at least 3" in compare.asked.note.value


def test_an_axis_needs_two_ends(explorer):
    axis = explorer.axis
    before = axis.chart.spec
    axis.high.field.value = "man"
    assert "two different words" in axis.note.value
    axis.high.field.value = "queen"
    assert axis.note.value == ""
    assert axis.chart.spec != before


def test_own_vectors_good_bad_and_too_few(explorer, tmp_path):
    lines = "\n".join(f"{word} {i} {i * i % 7} 1" for i, word in enumerate("abcdefgh"))
    explorer.files.path.value = str(tmp_path / "mine.txt")
    explorer.files.button.click()
    assert explorer.files.wait()
    assert "cannot be read" in explorer.files.note.value
    for wrong in ("\0", "~nosuchuser/x", "x" * 5000):
        explorer.files.path.value = wrong
        explorer.files.button.click()
        assert explorer.files.wait()
        assert "lwl-error" in explorer.files.note.value
        assert len(explorer.files.note.value) < 400
    explorer.files.path.value = f"'{tmp_path / 'mine.txt'}'"
    (tmp_path / "mine.txt").write_text(lines)
    explorer.files.button.click()
    assert explorer.files.wait()
    assert "Open: 8 words of 3 numbers" in explorer.files.note.value
    assert set(listed(explorer.walk.near)) <= set("abcdefgh")
    assert explorer.walk.words == ("a",)

    explorer.files._given(b"a 1 2\nb 1\n", "bad.txt")
    assert explorer.files.wait()
    assert "line 2 has 1 numbers where 2 are due" in explorer.files.note.value
    explorer.files._given(b"a 1 2\nb 1 3\n", "few.txt")
    assert explorer.files.wait()
    assert "too few" in explorer.files.note.value
    explorer.walk.move_to("c")
    assert explorer.walk.words == ("c",)


def test_without_the_courses_vectors_a_sentence_and_a_way_on(monkeypatch):
    def missing():
        raise LearnerError("The file of word vectors is missing.")

    monkeypatch.setattr(WordVectors, "shipped", missing)
    explorer = Explorer()
    assert "is missing" in explorer.note.value
    explorer.files._given(b"\n".join(b"w%d %d 1" % (i, i) for i in range(9)), "mine")
    assert explorer.files.wait()
    assert listed(explorer.walk.near)
    assert explorer.note.value == ""  # it is no longer so
    assert "9 words, 2 numbers each" in explorer.about.value


def test_a_chart_hears_only_what_it_was_asked_to():
    chart, heard = Chart(), []
    chart._told(None, {"type": "hover", "point": {"point": 1}}, [])
    chart.on_click(heard.append)
    chart._told(None, {"type": "click", "point": {"point": 2}}, [])
    assert chart.hears == ["click"]
    assert heard == [{"point": 2}]


def test_a_chart_hands_out_plotlys_own_script(monkeypatch):
    import gzip

    from course_lib.figures.style import plotly_script

    chart, sent = Chart(), []
    monkeypatch.setattr(chart, "send", lambda content, buffers: sent.append((content, buffers)))
    chart._told(None, {"type": "library"}, [])
    assert gzip.decompress(sent[0][1][0]) == plotly_script().read_bytes()
    assert len(sent[0][1][0]) < 2e6


PHRASES = ("new york", "ice cream", "sea", "los_angeles", "a,b", ",", "“", "San Francisco", "don’t")


@pytest.fixture
def phrases() -> Explorer:
    matrix = np.random.default_rng(0).normal(size=(len(PHRASES), 8)).astype(np.float32)
    made = Explorer(WordVectors.from_arrays(PHRASES, matrix), "sea")
    made.draw()
    return made


@pytest.mark.slow
@pytest.mark.parametrize("word", PHRASES)
def test_every_neighbour_can_be_walked_to(phrases, word):
    walk = phrases.walk
    for place, near in enumerate(listed(walk.near)):
        if near == word:
            walk.near._told(None, {"place": place, "word": word}, [])
    assert walk.words == (word,)
    assert walk.asked.field.value == word
    assert walk.asked.note.value == ""
    assert listed(walk.near) == [n.word for n in walk._vectors.nearest(word)]
    walk.chart._told(None, {"type": "click", "point": {"customdata": "ice cream"}}, [])
    assert walk.words == ("ice cream",)
    phrases.analogy.found._told(None, {"place": 0, "word": listed(phrases.analogy.found)[0]}, [])
    assert phrases.analogy.fields[2].note.value == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("New York", ["new york"]), ("new york, sea", ["new york", "sea"]),
        ("sea los angeles", ["sea", "los_angeles"]), ("“a,b”; sea", ["a,b", "sea"]),
        ("san francisco", ["San Francisco"]), ("don't", ["don’t"]), ("\u200bsea\u200e", ["sea"]),
    ],
)  # fmt: skip
def test_words_of_several_words_can_be_typed(phrases, typed, words):
    phrases.walk.asked.field.value = typed
    assert list(phrases.walk.words) == words
    assert phrases.walk.asked.note.value == ""


def test_a_spelling_replaces_the_unknown_word_alone(phrases):
    asked = phrases.walk.asked
    asked.field.value = "seas, new york, san francisko"
    assert listed(asked.spellings) == ["sea"]
    asked.spellings._told(None, {"place": 0, "word": "sea"}, [])
    assert asked.field.value == "sea, new york, san francisko"
    assert asked.words == ("sea", "new york")


def test_zero_vectors_are_compared_without_a_warning(recwarn):
    made = Explorer(WordVectors.from_arrays([f"w{i}" for i in range(8)], np.zeros((8, 3))), "w1")
    made.draw()
    assert "is the lowest" in made.compare.odd.value
    assert "nan" not in made.compare.odd.value
    assert not recwarn.list
