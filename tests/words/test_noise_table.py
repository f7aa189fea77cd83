"""The table of negative sampling: σ, loss and gradient step against torch; draws against counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.words.noise_table import PairVectors, draw_noise, sigmoid


def test_sigmoid_does_not_overflow() -> None:
    torch = pytest.importorskip("torch")
    z = np.array([-1000.0, -30, -1, 0, 1e-9, 3, 1000])
    np.testing.assert_allclose(sigmoid(z), torch.sigmoid(torch.tensor(z)).numpy(), atol=1e-15)


def test_at_the_start_every_answer_is_one_half() -> None:
    vectors = PairVectors(seed=3)
    assert vectors.scores(7, [1, 2, 2]).tolist() == [0.5, 0.5, 0.5]
    assert vectors.loss(7, [1, 2], [1, 0]) == pytest.approx(2 * np.log(2))


def test_steps_are_those_of_autograd() -> None:
    """Three steps on a table in which a noise word comes twice and one is the context itself."""
    torch = pytest.importorskip("torch")
    context, targets, y, rate = 4, [9, 2, 2, 4], [1, 0, 0, 0], 0.3
    ours = PairVectors(dim=6, seed=1)
    ours.scores(context, targets)
    e = torch.tensor(ours._context(context).copy(), requires_grad=True)
    w = torch.zeros(10, 6, dtype=torch.float64, requires_grad=True)
    b = torch.zeros(10, dtype=torch.float64, requires_grad=True)
    label = torch.tensor(y, dtype=torch.float64)
    for _ in range(3):
        logits = w[targets] @ e + b[targets]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, label, reduction="sum")
        assert ours.loss(context, targets, y) == pytest.approx(loss.item())
        loss.backward()
        with torch.no_grad():
            for tensor in (e, w, b):
                tensor -= rate * tensor.grad
                tensor.grad = None
        ours.learn(context, targets, y, rate)
        expected = torch.sigmoid(w[targets] @ e + b[targets]).detach().numpy()
        np.testing.assert_allclose(ours.scores(context, targets), expected, rtol=1e-10)
    ours.forget()
    assert ours.scores(context, targets).tolist() == [0.5] * 4


def test_noise_is_drawn_as_often_as_it_should_be_and_never_the_target() -> None:
    from scipy.stats import chisquare

    p = np.array([0.4, 0.3, 0.2, 0.1])
    drawn = np.array([draw_noise(p, 3, seed, target=1) for seed in range(2000)])
    assert not (drawn == 1).any()
    seen = np.bincount(drawn.ravel(), minlength=4)[[0, 2, 3]]
    expected = drawn.size * np.array([0.4, 0.2, 0.1]) / 0.7
    assert chisquare(seen, expected).pvalue > 1e-3
    assert draw_noise(p, 3, 5, target=1) == draw_noise(p, 3, 5, target=1)


@given(st.integers(1, 30), st.integers(2, 12), st.data())
def test_too_large_a_k_is_a_sentence_with_both_numbers(k: int, words: int, data) -> None:
    target = data.draw(st.none() | st.integers(0, words - 1))
    p = np.full(words, 1 / words)
    others = words - (target is not None)
    if k > others:
        with pytest.raises(LearnerError, match=f"k = {k} .* {others} others.*at most {others}"):
            draw_noise(p, k, 0, target)
    else:
        drawn = draw_noise(p, k, 0, target)
        assert len(drawn) == k
        assert target not in drawn
