"""``train language-model`` and ``bench language-model`` from a small text to numbers."""

from __future__ import annotations

import json

import numpy as np
import pytest

from course_lib.bench import main as bench
from course_lib.errors import LearnerError
from course_lib.learning import training
from course_lib.train import language_model
from course_lib.train import main as train
from course_lib.words import corpora, predictors
from course_lib.words.choices import CHOICES
from course_lib.words.tokens import words_in

CACHES = ("vocabulary", "_vocabulary_file", "_weights", "_spellings")


@pytest.fixture
def corpus(tmp_path):
    """Articles in which a word is mostly followed by one of three others."""
    rng = np.random.default_rng(0)
    words = [f"w{i}" for i in range(30)]
    articles = []
    for number in range(120):
        at, text = 0, []
        for _ in range(300):
            at = (at * 7 + rng.integers(3)) % 30 if rng.random() < 0.9 else rng.integers(30)
            text.append(words[at])
        articles.append(f"Article {number}\n\n{' '.join(text[:150])}\n{' '.join(text[150:])}")
    file = tmp_path / "articles.txt"
    file.write_text("\n\n".join(articles))
    return file


@pytest.fixture
def own_assets(tmp_path, monkeypatch):
    monkeypatch.setenv("LWL_ASSETS", str(tmp_path / "assets"))
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "MANIFEST.toml").write_text("# what is shipped\n")
    for name in CACHES:
        getattr(predictors, name).cache_clear()
    yield
    for name in CACHES:
        getattr(predictors, name).cache_clear()


@pytest.mark.slow
def test_from_articles_to_perplexities(corpus, tmp_path, own_assets, monkeypatch, capsys):
    monkeypatch.setattr(language_model, "SIZE", 25)  # some words stay unknown
    out = ["--corpus", str(corpus), "--out", str(tmp_path / "out")]
    assert train(["language-model", "vocabulary", *out]) == 0
    settings = ["--batch", "64", "--peak", "0.01", "--threads", "1"]
    story = ["--licence", "MIT", "--command", "this test", "--quality", "none"]
    for choice in CHOICES:
        steps = "200" if choice == "last_4" else "2"
        assert train(["language-model", choice, *out, *settings, "--steps", steps]) == 0
    for name in ("vocabulary", *CHOICES):
        weights = tmp_path / "out" / f"next_word_{name}.safetensors"
        assert train(["ship", f"next_word_{name}", str(weights), *story]) == 0
    capsys.readouterr()
    status = bench(["language-model", "--corpus", str(corpus), "--json"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    held = [a for a in corpora.articles(corpus) if corpora.is_held_back(a)]
    known = sum(w in predictors.vocabulary().index for a in held for w in words_in(a))
    assert told["tokens"] == known
    assert told["unknown"] > 0
    assert 2 < told["trigram"] < told["bigram"] * 1.1 < 25
    assert told["perplexity"] < 24
    assert status == (0 if told["perplexity"] < told["bigram"] else 1)
    assert len(predictors.predict("around_4", ["w1", "w2"], 1)) == 10


def test_a_text_without_articles_to_hold_back_is_one_sentence(tmp_path, monkeypatch):
    file = tmp_path / "one.txt"
    file.write_text("A title\n\nOne article of a few words and no more.")
    with pytest.raises(LearnerError, match="too few articles"):
        bench(["language-model", "--corpus", str(file)])


def test_another_text_with_the_same_out_is_refused(corpus, tmp_path, capsys):
    line = ["language-model", "last_1", "--out", str(tmp_path / "out"), "--batch", "8"]
    line += ["--steps", "2", "--corpus"]
    assert train([*line, str(corpus)]) == 0
    weights = tmp_path / "out" / "next_word_last_1.safetensors"
    first = weights.read_bytes()
    other = tmp_path / "other.txt"
    other.write_text("A title\n\n" + "the sea and the ship " * 2000)
    with pytest.raises(LearnerError, match=r"vocabulary.* with other text: name another --out"):
        train([*line, str(other)])
    # The same name, another text.
    text = corpus.read_text()
    corpus.write_text(text.replace("w1 ", "x1 "))
    with pytest.raises(LearnerError, match="with other text"):
        train([*line, str(corpus)])
    corpus.write_text(text)
    with pytest.raises(LearnerError, match=r"last_1.checkpoint.* with other seed"):
        train([*line, str(corpus), "--seed", "1"])
    assert weights.read_bytes() == first
    assert train([*line, str(corpus)]) == 0
    # What an earlier version left says nothing of its text.
    checkpoint = tmp_path / "out" / "next_word_last_1.checkpoint.safetensors"
    state, facts = training.load_tensors(checkpoint)
    training.save_tensors(checkpoint, state, {"step": facts["step"]})
    with pytest.raises(LearnerError, match="without a word on what it was made from"):
        train([*line, str(corpus)])


def test_phrases_are_counted_as_in_the_text():
    paragraphs = [
        ["a", "glass", "of", "orange", "juice", "and", "orange", "juice"],
        ["of", "orange", "county"],
        ["orange"],
    ]
    found = language_model.count_phrases(paragraphs)
    assert found["tokens"] == 12
    assert found["counts"] == {
        "orange": 4,
        "orange juice": 2,
        "juice": 2,
        "of orange": 2,
        "glass of": 1,
        "glass of orange": 1,
        "a glass of": 1,
    }
    assert dict(found["after_orange"]) == {"juice": 2, "county": 1}
