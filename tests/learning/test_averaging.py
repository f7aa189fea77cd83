"""The averaged weights are those of an average worked out by hand."""

import pytest
import torch

from course_lib.learning.averaging import follow, slow_copy


def network():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))


def test_it_is_the_average_worked_out_by_hand():
    fast = network()
    slow = slow_copy(fast)
    names = ("0.weight", "1.running_mean", "1.running_var")
    expected = {name: fast.state_dict()[name].clone() for name in names}
    for step in range(40):
        with torch.no_grad():
            fast[0].weight += step - 7.5
        fast(torch.randn(4, 2))  # moves the buffers
        follow(slow, fast, step, keep=0.7)
        k = min(0.7, (1 + step) / (10 + step))
        for name in names:
            expected[name] = k * expected[name] + (1 - k) * fast.state_dict()[name]
    for name in names:
        torch.testing.assert_close(slow.state_dict()[name], expected[name])
    assert slow.state_dict()["1.num_batches_tracked"] == 0


def test_the_first_weights_are_soon_forgotten():
    fast = network()
    slow = slow_copy(fast)
    with torch.no_grad():
        fast[0].weight.fill_(5.0)
    for step in range(30):
        follow(slow, fast, step)
    assert slow[0].weight.flatten().tolist() == pytest.approx([5.0] * 6, abs=1e-3)


def test_the_copy_answers_and_does_not_learn():
    fast = network().train()
    slow = slow_copy(fast)
    assert not slow.training
    assert fast.training
    assert not any(p.requires_grad for p in slow.parameters())
    assert slow[0].weight.data_ptr() != fast[0].weight.data_ptr()
