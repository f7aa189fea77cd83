"""Losses against torch's own, numpy's norm and hand-counted weights."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.inpainting import losses

rng = np.random.default_rng(0)


def test_l_rec_is_the_euclidean_norm_over_hidden_values():
    x, f = rng.random((8, 6, 3)), rng.random((8, 6, 3))
    mask = rng.random((8, 6)) < 0.4
    by_hand = sum((x[i, j, c] - f[i, j, c]) ** 2 for i, j in np.argwhere(mask) for c in range(3))
    assert losses.l_rec(x, f, mask) == pytest.approx(by_hand**0.5)


def test_visible_pixels_do_not_count():
    x = rng.random((5, 5, 3))
    mask = np.zeros((5, 5), bool)
    mask[2, 3] = True
    f = rng.random((5, 5, 3))
    f[2, 3] = x[2, 3]
    assert losses.l_rec(x, f, mask) == 0


@pytest.mark.slow
def test_masked_l2_equals_torchs_mean_square_over_hidden_values():
    x, f = torch.rand(3, 3, 9, 7), torch.rand(3, 3, 9, 7)
    mask = (torch.rand(3, 1, 9, 7) < 0.5).float()
    chosen = mask.expand_as(x).bool()
    expected = torch.nn.functional.mse_loss(f[chosen], x[chosen])
    torch.testing.assert_close(losses.masked_l2(f, x, mask), expected)


def test_masked_l2_with_one_shared_mask_and_its_gradient():
    x, f = torch.rand(4, 3, 6, 6), torch.rand(4, 3, 6, 6, requires_grad=True)
    mask = torch.zeros(1, 1, 6, 6)
    mask[..., 2:4, 2:4] = 1
    losses.masked_l2(f, x, mask).backward()
    by_hand = 2 * mask * (f.detach() - x) / (4 * 3 * 4)
    torch.testing.assert_close(f.grad, by_hand)


def test_weights_act_as_if_pixels_were_repeated():
    x, f = torch.rand(1, 3, 2, 2), torch.rand(1, 3, 2, 2)
    weight = torch.tensor([[1.0, 10.0], [0.0, 0.0]])[None, None]
    square = ((x - f) ** 2).mean(1)[0]
    expected = (square[0, 0] + 10 * square[0, 1]) / 11
    torch.testing.assert_close(losses.masked_l2(f, x, torch.ones(1, 1, 2, 2), weight), expected)


def test_nothing_hidden_is_no_loss():
    x = torch.rand(2, 3, 4, 4)
    assert losses.masked_l2(x + 1, x, torch.zeros(2, 1, 4, 4)) == 0


def test_overlap_weights_count():
    w = losses.overlap_weights()
    assert w.shape == (128, 128)
    assert (w == 1).sum() == 64 * 64
    assert (w == 10).sum() == 78 * 78 - 64 * 64
    assert (w == 0).sum() == 128 * 128 - 78 * 78
    assert np.array_equal(w, w.T)
    assert np.array_equal(w, w[::-1])


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.integers(0, 40))
def test_overlap_weights_refuse_what_does_not_fit(hole, overlap):
    if hole + 2 * overlap > 64:
        with pytest.raises(ValueError, match=rf"{hole}.*{overlap}.*64"):
            losses.overlap_weights(64, hole, overlap)
    else:
        assert (losses.overlap_weights(64, hole, overlap) > 0).sum() == (hole + 2 * overlap) ** 2


def test_joint_loss_is_the_papers_mixture():
    assert float(losses.joint_loss(torch.tensor(2.0), torch.tensor(3.0))) == pytest.approx(2.001)
