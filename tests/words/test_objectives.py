"""The three losses against torch's own, loops over pairs, and autograd."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn.functional import cross_entropy

from course_lib.words import objectives

B, V, D, K = 5, 11, 4, 3


@pytest.fixture
def numbers():
    generator = torch.Generator().manual_seed(0)

    def draw(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    target = torch.randint(V, (B,), generator=generator)
    return draw(B, D), draw(V, D), draw(V), target, draw(B, K, D), draw(B, K)


def test_softmax_loss_is_torchs_cross_entropy(numbers):
    e_c, W, b, target, *_ = numbers
    expected = cross_entropy(e_c @ W.T + b, target)
    assert objectives.softmax_loss(e_c, W, b, target).item() == pytest.approx(expected.item())


def test_softmax_loss_survives_huge_scores():
    e_c, W = torch.full((1, 1), 1000.0), torch.tensor([[1.0], [-1.0]])
    loss = objectives.softmax_loss(e_c, W, torch.zeros(2), torch.tensor([1]))
    assert loss.item() == pytest.approx(2000)


def test_negative_sampling_pair_by_pair(numbers):
    e_c, W, b, target, w_neg, b_neg = numbers

    def log_sigma(x: torch.Tensor) -> float:
        return math.log(1 / (1 + math.exp(-x.item())))

    total = 0.0
    for i in range(B):
        total -= log_sigma(W[target[i]] @ e_c[i] + b[target[i]])
        for j in range(K):
            total -= log_sigma(-(w_neg[i, j] @ e_c[i] + b_neg[i, j]))
    loss = objectives.negative_sampling_loss(e_c, W[target], b[target], w_neg, b_neg)
    assert loss.item() == pytest.approx(total / B)


def test_negative_sampling_gradient(numbers):
    e_c, W, b, target, w_neg, b_neg = numbers
    inputs = [x.clone().requires_grad_() for x in (e_c, W[target], b[target], w_neg, b_neg)]
    assert torch.autograd.gradcheck(objectives.negative_sampling_loss, inputs)


@pytest.mark.parametrize("chunk", [2, 512])
def test_written_gradients_are_autograds(numbers, monkeypatch, chunk):
    monkeypatch.setattr(objectives, "CHUNK", chunk)
    e_c, W, b, target, *_ = numbers
    found = objectives.softmax_gradients(e_c, W, b, target, "float64")
    inputs = [x.clone().requires_grad_() for x in (e_c, W, b)]
    loss = objectives.softmax_loss(*inputs, target)
    loss.backward()
    assert found.loss == pytest.approx(loss.item())
    for written, tensor in zip((found.e_c, found.W, found.b), inputs, strict=True):
        torch.testing.assert_close(written, tensor.grad)


def test_rounded_factors_give_nearly_the_same_gradients():
    generator = torch.Generator().manual_seed(3)
    e_c = torch.randn(600, 16, generator=generator)
    W, b = torch.randn(50, 16, generator=generator) * 0.3, torch.zeros(50)
    target = torch.randint(50, (600,), generator=generator)
    exact = objectives.softmax_gradients(e_c, W, b, target, "float32")
    rounded = objectives.softmax_gradients(e_c, W, b, target, "bfloat16")
    assert rounded.loss == pytest.approx(exact.loss, rel=0.01)
    for one, other in zip(exact[1:], rounded[1:], strict=True):
        assert other.dtype == torch.float32
        assert (one - other).norm() < 0.02 * one.norm()
