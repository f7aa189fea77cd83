"""The next-word model: its equation, that it learns, and that numpy answers as torch does."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from course_lib.errors import LearnerError
from course_lib.learning import training
from course_lib.words.contexts import ContextWords, number_paragraphs
from course_lib.words.language_model import NextWord, NextWordTask, log_loss
from course_lib.words.next_word_files import (
    load_vocabulary,
    load_weights,
    save_vocabulary,
)
from course_lib.words.vocabulary import Vocabulary

WORDS = tuple("abcdefgh")
VOCABULARY = Vocabulary(WORDS, np.arange(8, 0, -1), 36)
ALPHABET = " ".join(WORDS * 200)


@pytest.fixture
def text() -> ContextWords:
    return ContextWords(number_paragraphs([ALPHABET], VOCABULARY), 8, "last_4")


def test_the_equation():
    torch.manual_seed(0)
    model = NextWord(8, words=3, dim=5, hidden=6)
    torch.nn.init.normal_(model.output.weight)
    context = torch.tensor([[0, 9, 4], [8, 8, 7]])
    for row, logits in zip(context, model(context), strict=True):
        x = torch.cat([model.embedding.weight[i] for i in row])
        h = torch.tanh(model.hidden.weight @ x + model.hidden.bias)
        torch.testing.assert_close(logits, model.output.weight @ h + model.output.bias)


def test_one_word_without_a_hidden_layer_is_the_lectures_softmax():
    model = NextWord(8, words=1, dim=5, hidden=None)
    torch.nn.init.normal_(model.output.weight)
    e_c = model.embedding.weight[3]
    expected = model.output.weight @ e_c + model.output.bias
    torch.testing.assert_close(model(torch.tensor([[3]]))[0], expected)
    with pytest.raises(LearnerError, match="4 context words"):
        NextWord(8, words=4, hidden=None)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_it_learns_the_alphabet(text, precision):
    torch.manual_seed(0)
    model = NextWord(8, dim=6, hidden=12)
    assert log_loss(model, text.batches()) == pytest.approx(np.log(8), abs=0.01)
    task = NextWordTask(model, text, 150, batch=64, peak=0.02, precision=precision)
    training.fit(task, 150)
    assert log_loss(model, text.batches()) < 0.1


@pytest.mark.parametrize("way", ["_by_hand", "_by_autograd"])
def test_a_step_follows_autograds_gradient(text, monkeypatch, way):
    monkeypatch.setattr(NextWordTask, "_by_hand", getattr(NextWordTask, way))  # a GPU's, too
    torch.manual_seed(0)
    model = NextWord(8, dim=6, hidden=12)
    torch.nn.init.normal_(model.output.weight)
    task = NextWordTask(model, text, 10, batch=16, precision="float32")
    context, target = (torch.from_numpy(a) for a in text.draw(16, (0, 0)))
    loss = torch.nn.functional.cross_entropy(model(context), target)
    expected = torch.autograd.grad(loss, list(model.parameters()))
    assert task.step(0)["loss"] == pytest.approx(loss.item(), rel=1e-5)
    for parameter, gradient in zip(model.parameters(), expected, strict=True):
        torch.testing.assert_close(parameter.grad, gradient, atol=1e-6, rtol=1e-4)


def test_a_killed_training_goes_on_where_it_stood(text, tmp_path):
    def train(stops: list[int], checkpoint) -> dict[str, torch.Tensor]:
        for stop in stops:
            torch.manual_seed(0)
            task = NextWordTask(NextWord(8, dim=6, hidden=12), text, 20, batch=16)
            training.fit(task, stop, checkpoint=checkpoint)
        return task.model.state_dict()

    whole, halves = train([20], tmp_path / "a"), train([9, 20], tmp_path / "b")
    for name, value in whole.items():
        torch.testing.assert_close(halves[name], value)


def test_numpy_answers_as_torch_does(tmp_path):
    torch.manual_seed(0)
    for words, hidden in ((4, 12), (1, None)):
        model = NextWord(8, words=words, dim=6, hidden=hidden)
        torch.nn.init.normal_(model.output.weight)
        training.save_tensors(tmp_path / "model.safetensors", model.state_dict(), {})
        context = np.random.default_rng(0).integers(0, 10, (20, words))
        found = load_weights(tmp_path / "model.safetensors").log_probabilities(context)
        expected = model(torch.from_numpy(context)).log_softmax(dim=1).detach().numpy()
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_vocabulary_comes_back(tmp_path):
    vocabulary = Vocabulary(("the", "café", "🍊"), np.array([9, 3, 1]), 20)
    save_vocabulary(tmp_path / "v.safetensors", vocabulary, {"of": {"orange": 3}})
    back, facts = load_vocabulary(tmp_path / "v.safetensors")
    assert (back.words, back.counts.tolist(), back.total) == (vocabulary.words, [9, 3, 1], 20)
    assert facts == {"of": {"orange": 3}}


def test_damaged_files_are_one_sentence(tmp_path):
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(b"no numbers")
    for load in (load_weights, load_vocabulary):
        with pytest.raises(LearnerError, match="damaged"):
            load(damaged)
    save_vocabulary(damaged, VOCABULARY, {})
    with pytest.raises(LearnerError, match="no next-word predictor"):
        load_weights(damaged)
