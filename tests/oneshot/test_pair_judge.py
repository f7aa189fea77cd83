"""The pair judge: the same either way round, and two copies match place by place."""

from __future__ import annotations

import pytest
import torch

from course_lib.oneshot import losses
from course_lib.oneshot.encoder_network import EncoderNetwork
from course_lib.oneshot.pair_judge_network import INPUTS, PLACES, PairJudgeNetwork


@pytest.fixture(scope="module")
def judge() -> PairJudgeNetwork:
    """A judge of random weights."""
    torch.manual_seed(0)
    return PairJudgeNetwork().eval().requires_grad_(False)


def tokens(judge: PairJudgeNetwork, seed: int, count: int = 5) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return judge.tokens(torch.rand(count, INPUTS, 8, 8, generator=generator))


def test_the_verdict_is_the_same_either_way_round(judge):
    a, b = tokens(judge, 1), tokens(judge, 2)
    found = judge(a, b)
    assert found.shape == (5,)
    assert found.std() > 0
    torch.testing.assert_close(judge(b, a), found)
    # A pair's verdict is its own, whatever stands beside it.
    torch.testing.assert_close(judge(a[2:3], b[2:3]), found[2:3])


def test_two_copies_match_place_by_place(judge):
    a, b = tokens(judge, 3), tokens(judge, 4)
    same = judge.attention(a, a)
    assert same.shape == (5, PLACES, PLACES)
    assert (same.argmax(-1) == torch.arange(PLACES)).all()
    other = judge.attention(a, b)
    torch.testing.assert_close(other.sum(-1), torch.ones(5, PLACES))
    assert (other.argmax(-1) != torch.arange(PLACES)).any()


def test_a_look_is_its_formula(judge):
    look = judge.looks[0]
    x = torch.randn(2, 1, 4, 96, generator=torch.Generator().manual_seed(5))
    n = torch.nn.functional.layer_norm(x, (96,), look.norm.weight, look.norm.bias)
    taken = torch.zeros(2, 4, 96)
    for side in (0, 1):
        for head in range(4):
            part = slice(24 * head, 24 * (head + 1))
            keys, values = (n[:, 0] @ w.T for w in (look.key.weight, look.value.weight))
            for i in range(4):
                mine = keys[side, i, part]
                cosines = [torch.cosine_similarity(mine, k[part], 0) for k in keys[1 - side]]
                weights = (look.sharpness[head].exp().item() * torch.stack(cosines)).softmax(0)
                taken[side, i, part] = weights @ values[1 - side][:, part]
    y = x + look.out(taken)[:, None]
    torch.testing.assert_close(look(x), y + look.mlp(y), atol=1e-4, rtol=1e-4)


def test_the_judge_is_asked_about_the_truth_and_the_hardest_others():
    cosines = torch.tensor([[[0.1, 0.9, 0.5, 0.7], [0.2, 0.8, 0.6, 0.9],
                             [0.3, 0.2, 0.1, 0.0], [0.4, 0.5, 0.6, 0.7]]])  # fmt: skip
    found = losses.hardest(cosines, 2)
    assert found.tolist() == [[[0, 1, 3], [1, 3, 2], [2, 0, 1], [3, 2, 1]]]


def test_matching_is_torchs_cross_entropy_both_ways():
    logits = torch.randn(3, 4, 4, generator=torch.Generator().manual_seed(0))
    truth = torch.arange(4)
    by_hand = [torch.nn.functional.cross_entropy(one, truth) for e in logits for one in (e, e.T)]
    torch.testing.assert_close(losses.matching_loss(logits), torch.stack(by_hand).mean())


def test_it_reads_the_encoders_maps_and_its_file_is_small(judge):
    encoder = EncoderNetwork().eval()
    x = torch.rand(2, 1, 64, 64)
    maps = encoder.maps(x)
    assert judge.tokens(maps).shape == (2, PLACES, 96)
    torch.testing.assert_close(encoder.point(maps), encoder(x))
    assert 2 * sum(p.numel() for p in judge.parameters()) < 450_000
