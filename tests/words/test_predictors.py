"""The predictors over a small vocabulary, networks made here: numpy's answer against torch's."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from course_lib.errors import LearnerError
from course_lib.files.download import digest
from course_lib.learning import training
from course_lib.words import next_word_files, predictors
from course_lib.words.choices import CHOICES
from course_lib.words.contexts import number_paragraphs
from course_lib.words.language_model import NextWord
from course_lib.words.vocabulary import Vocabulary
from course_lib.words.windows import context_positions

WORDS = ("the", "of", "orange", "glass", "juice", "want")
SENTENCE = ["want", "zzz", "glass", "of", "orange", "juice", "the"]


@pytest.fixture
def models(tmp_path, monkeypatch) -> dict[str, NextWord]:
    """An assets folder with four random networks; they are handed over as torch modules."""
    monkeypatch.setenv("LWL_ASSETS", str(tmp_path))
    torch.manual_seed(0)
    made, files = {}, {"next_word_vocabulary": tmp_path / "vocabulary.safetensors"}
    vocabulary = Vocabulary(WORDS, np.arange(6, 0, -1), 30)
    next_word_files.save_vocabulary(files["next_word_vocabulary"], vocabulary, {"tokens": 30})
    for choice in CHOICES:
        hidden = None if CHOICES[choice].given == 1 else 7
        model = NextWord(6, CHOICES[choice].given, dim=5, hidden=hidden)
        torch.nn.init.normal_(model.output.weight)
        made[choice] = model
        files[f"next_word_{choice}"] = tmp_path / f"{choice}.safetensors"
        training.save_tensors(files[f"next_word_{choice}"], model.state_dict(), {})
    tables = [
        f"[{name}]\nfile = {json.dumps(file.name)}\nsha256 = {json.dumps(digest(file, 'sha256'))}"
        for name, file in files.items()
    ]
    (tmp_path / "MANIFEST.toml").write_text("\n".join(tables))
    caches = (
        predictors.vocabulary,
        predictors._vocabulary_file,
        predictors._weights,
        predictors._spellings,
    )
    for cached in caches:
        cached.cache_clear()
    yield made
    for cached in caches:
        cached.cache_clear()


def number(word: str) -> int:
    return WORDS.index(word) if word in WORDS else 6


def torch_says(model: NextWord, context: list[int]) -> np.ndarray:
    return model(torch.tensor([context])).softmax(dim=1)[0].detach().numpy()


@pytest.mark.parametrize("choice", ["last_4", "around_4", "last_1"])
def test_every_blank_of_a_sentence(models, choice):
    before, after = {"last_4": (4, 0), "around_4": (4, 4), "last_1": (1, 0)}[choice]
    for blank in range(len(SENTENCE) + 1):
        near = [*range(blank - before, blank), *range(blank + 1, blank + after + 1)]
        context = [number(SENTENCE[i]) if 0 <= i < len(SENTENCE) else 7 for i in near]
        expected = torch_says(models[choice], context)
        found = predictors.probabilities(choice, SENTENCE, blank)
        np.testing.assert_allclose(found, expected, rtol=1e-4)
        best = predictors.predict(choice, SENTENCE, blank, n=3)
        order = np.argsort(-expected)[:3]
        assert [word for word, _ in best] == [WORDS[i] for i in order]
        np.testing.assert_allclose([p for _, p in best], expected[order], rtol=1e-4)


def test_a_training_context_is_the_one_that_is_asked(models):
    """What the network saw in training at a place is what the predictor gives it there."""
    vocabulary = predictors.vocabulary()
    text = number_paragraphs([" ".join(SENTENCE)], vocabulary)
    from course_lib.words.contexts import ContextWords

    for choice in ("last_4", "around_4", "last_1"):
        examples = ContextWords(text, 6, choice)
        context, target = examples.at(examples.targets, np.random.default_rng(0))
        blanks = [i for i, word in enumerate(SENTENCE) if word in WORDS]
        assert len(blanks) == len(target)
        for row, blank in zip(context.tolist(), blanks, strict=True):
            found = predictors.probabilities(choice, SENTENCE, blank)
            np.testing.assert_allclose(found, torch_says(models[choice], row), rtol=1e-4)


def test_nearby_answers_with_the_mean_or_with_a_draw(models):
    blank = 5
    near = context_positions(len(SENTENCE), blank, "nearby_1")
    each = [torch_says(models["nearby_1"], [number(SENTENCE[i])]) for i in near]
    mean = predictors.probabilities("nearby_1", SENTENCE, blank)
    np.testing.assert_allclose(mean, np.mean(each, axis=0), rtol=1e-4)
    drawn = predictors.probabilities("nearby_1", SENTENCE, blank, np.random.default_rng(0))
    assert any(np.allclose(drawn, one, rtol=1e-4) for one in each)


def test_all_words_are_a_distribution(models):
    for choice in CHOICES:
        every = predictors.predict(choice, SENTENCE, 3, n=10**9)
        assert sorted(word for word, _ in every) == sorted(WORDS)
        assert sum(p for _, p in every) == pytest.approx(1, abs=1e-5)
        assert predictors.predict(choice, SENTENCE, 3, n=0) == []


def test_an_empty_text_is_a_beginning(models):
    expected = torch_says(models["last_4"], [7, 7, 7, 7])
    np.testing.assert_allclose(predictors.probabilities("last_4", [], 0), expected, rtol=1e-4)


def test_what_is_known(models):
    assert predictors.known("orange")
    assert not predictors.known("ornage")
    assert predictors.similar("ornage")[0] == "orange"
    assert predictors.facts() == {"tokens": 30}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("last_5", ["the"], 0), "last_5"),
        (("last_4", ["the"], 2), "place 2"),
        (("last_4", ["the"], -1), "place -1"),
        (("nearby_1", ["the"], 0), "no word near"),
    ],
)
def test_impossible_questions_are_refused(models, arguments, named):
    with pytest.raises(LearnerError, match=named):
        predictors.predict(*arguments)


def test_the_shipped_files_are_small_and_the_lectures_words_are_in():
    from course_lib.files import assets

    names = ["next_word_vocabulary", *(f"next_word_{choice}" for choice in CHOICES)]
    assert sum(assets.path(name).stat().st_size for name in names) <= 8e6
    assert len(predictors.vocabulary()) == 10_000
    assert all(map(predictors.known, ["i", "want", "a", "glass", "of", "orange", "juice"]))
    son = predictors.vocabulary().index["son"]
    usual = predictors.vocabulary().counts[son] / predictors.vocabulary().counts.sum()
    for choice, times in (("around_4", 20), ("last_4", 5), ("last_1", 1), ("nearby_1", 1)):
        p = predictors.probabilities(choice, ["he", "was", "the", "son", "of", "a"], 3)
        assert p.sum() == pytest.approx(1, abs=1e-3)
        assert p[son] > times * usual, choice
