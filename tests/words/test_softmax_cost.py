"""The measured updates do what they say (against autograd), and cost what theory says they cost."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from course_lib.errors import LearnerError
from course_lib.words import softmax_cost
from course_lib.words.huffman import hierarchical_softmax_loss, huffman
from course_lib.words.objectives import negative_sampling_loss, softmax_loss

V, D, B = 50, 6, 4


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def numbers(rng, rows=V):
    w, b, e = rng.normal(size=(rows, D)), rng.normal(size=rows), rng.normal(size=(B, D))
    return [array.astype(np.float64) for array in (w, b, e)]


def stepped(loss_of, w, b, e):
    """w, b and e after a step against B times the gradient of a mean over B pairs."""
    tensors = [torch.tensor(x, requires_grad=True) for x in (w, b, e)]
    (loss_of(*tensors) * B).backward()
    return [(t - softmax_cost.RATE * t.grad).detach().numpy() for t in tensors]


def test_the_full_softmax_moves_as_autograd_says(rng, monkeypatch):
    monkeypatch.setattr(softmax_cost, "PART", 16)
    monkeypatch.setattr(softmax_cost, "RATE", 0.1)
    w, b, e = numbers(rng)
    target = np.array([0, 7, 7, 49])
    loss = lambda w, b, e: softmax_loss(e, w, b, torch.tensor(target))  # noqa: E731
    expected = stepped(loss, w, b, e)
    softmax_cost.move_all(w, b, e, target, np.empty((B, V)))
    for found, right in zip((w, b, e), expected, strict=True):
        np.testing.assert_allclose(found, right)


def test_negative_sampling_moves_as_autograd_says(rng, monkeypatch):
    monkeypatch.setattr(softmax_cost, "RATE", 0.1)
    w, b, e = numbers(rng)
    words = torch.tensor([[1, 2, 3], [2, 2, 5], [9, 9, 9], [0, 1, 2]])  # some twice

    def loss(w, b, e):
        return negative_sampling_loss(
            e, w[words[:, 0]], b[words[:, 0]], w[words[:, 1:]], b[words[:, 1:]]
        )

    expected = stepped(loss, w, b, e)
    label = np.array([[1.0, 0, 0]] * B)
    softmax_cost.move_chosen(w, b, e, words.numpy(), label)
    # Rows chosen by several pairs: w of earlier pairs has moved already, but scores came first.
    for found, right in zip((w, b, e), expected, strict=True):
        np.testing.assert_allclose(found, right)


def test_hierarchical_softmax_moves_as_autograd_says(rng, monkeypatch):
    monkeypatch.setattr(softmax_cost, "RATE", 0.1)
    w, b, e = numbers(rng, V - 1)
    nodes, turns = huffman(100 // np.arange(1, V + 1)).paths(np.array([0, 3, 30, 49]))

    def loss(w, b, e):
        return hierarchical_softmax_loss(e, w, b, torch.tensor(nodes), torch.tensor(turns))

    expected = stepped(loss, w, b, e)
    there = (nodes >= 0).astype(float)
    softmax_cost.move_chosen(w, b, e, np.maximum(nodes, 0), turns.astype(float), there)
    for found, right in zip((w, b, e), expected, strict=True):
        np.testing.assert_allclose(found, right)


@pytest.mark.parametrize("method", softmax_cost.METHODS)
def test_it_answers_with_what_it_touched(method):
    cost = softmax_cost.time_update(method, 500, dim=8, k=7, seconds=0.01)
    assert cost.microseconds > 0
    assert cost.pairs >= 16
    if method == "softmax":
        assert cost.vectors == 500
    elif method == "negative":
        assert cost.vectors == 8
    else:
        assert 1 <= cost.vectors <= 2 * np.log2(500)


def test_the_full_softmax_grows_with_the_vocabulary_and_negative_sampling_does_not():
    softmax = [softmax_cost.time_update("softmax", v, seconds=0.1) for v in (1000, 100_000)]
    negative = [softmax_cost.time_update("negative", v, seconds=0.1) for v in (1000, 100_000)]
    assert softmax[1].microseconds > 10 * softmax[0].microseconds
    assert negative[1].microseconds < 10 * negative[0].microseconds


def test_a_million_words_stand_for_themselves_in_bounded_memory(monkeypatch, rng):
    monkeypatch.setattr(softmax_cost, "ROWS", 64)
    monkeypatch.setattr(softmax_cost, "PART", 16)
    for method in softmax_cost.METHODS:
        assert softmax_cost.time_update(method, 1000, dim=4, seconds=0.01).vocabulary == 1000


def test_it_can_be_stopped():
    assert softmax_cost.time_update("softmax", 100, should_stop=lambda: True) is None


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"method": "magic", "vocabulary": 10}, "magic"),
        ({"method": "softmax", "vocabulary": 1}, "1 words"),
        ({"method": "negative", "vocabulary": 5, "k": 5}, "k = 5"),
        ({"method": "negative", "vocabulary": 5, "k": 0}, "k must"),
    ],
)
def test_impossible_settings_are_refused(settings, named):
    with pytest.raises(LearnerError, match=named):
        softmax_cost.time_update(**settings)
