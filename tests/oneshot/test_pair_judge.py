"""The pair judge: the same either way round, and two copies match place by place."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from course_lib.errors import LearnerError
from course_lib.files.download import digest
from course_lib.learning import training
from course_lib.oneshot import losses, pair_judge, trials
from course_lib.oneshot.encoder import VIEWS, Encoder
from course_lib.oneshot.encoder_network import EncoderNetwork
from course_lib.oneshot.network_input import answering, shown
from course_lib.oneshot.pair_judge import GRID, PairJudge, inked
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


@pytest.fixture(scope="module")
def machine(judge) -> PairJudge:
    """The machine with random weights."""
    torch.manual_seed(1)
    return PairJudge(EncoderNetwork().eval().requires_grad_(False), judge)


def test_two_copies_of_a_drawing_match_where_they_are(machine, small_set):
    for character in small_set.characters[:4]:
        image = character.image(1)
        found = machine.matches(image, image, most=64)
        assert len(found.share) == inked(image).sum() > 4
        np.testing.assert_array_equal(found.here, found.there)
        assert (np.diff(found.share) <= 0).all()
        assert len(machine.matches(image, image, most=3).share) == 3
        # Every place is in the picture, and there is ink.
        place = (found.here * GRID).astype(int)
        assert inked(image)[place[:, 1] * GRID + place[:, 0]].all()


def test_matches_the_other_way_round_are_the_same_pairs(machine, small_set):
    a, b = (c.image(2) for c in small_set.characters[2:4])
    there, back = machine.matches(a, b, 64), machine.matches(b, a, 64)
    pairs = {(tuple(p), tuple(q)) for p, q in zip(there.here, there.there, strict=True)}
    assert pairs == {(tuple(q), tuple(p)) for p, q in zip(back.here, back.there, strict=True)}


def test_ink_is_found_place_by_place():
    image = np.zeros((105, 105), np.float32)
    image[0, 104] = image[60, 0] = 1
    assert np.flatnonzero(inked(image)).tolist() == [7, 4 * 8]
    assert np.flatnonzero(inked(np.kron(image, np.ones((2, 2))))).tolist() == [7, 4 * 8]


@pytest.mark.slow
@pytest.mark.parametrize("shots", [1, 2])
def test_no_class_beyond_the_candidates_can_win(machine, small_set, shots):
    for seed in range(4):
        trial = trials.sample(small_set, 16, shots, within_alphabet=False, seed=seed)
        cosines = Encoder(machine.encoder).score(trial.support, trial.query)
        order = np.argsort(-cosines)
        strong = PairJudge(machine.encoder, machine.judge, verdict=1000.0)  # hardly the encoder
        for judge in (machine, strong):
            found = judge.score(trial.support, trial.query)
            assert found[order[6:]].max() < found[order[:6]].min()
            assert (np.diff(found[order[6:]]) <= 1e-6).all()


def test_the_score_is_its_formula(machine, small_set):
    trial = trials.sample(small_set, 5, 2, seed=6)
    found = PairJudge(machine.encoder, machine.judge, verdict=0.4)
    cosines = Encoder(machine.encoder).score(trial.support, trial.query)
    expected = 10 * cosines
    for view in VIEWS:
        with answering():
            here = machine.judge.tokens(machine.encoder.maps(shown(trial.query[None], 64, view)))
            for way in range(5):
                maps = machine.encoder.maps(shown(trial.support[way], 64, view))
                there = machine.judge.tokens(maps)
                logits = [float(machine.judge(here, there[k : k + 1])) for k in range(2)]
                expected[way] += 0.4 * np.mean(logits)
    np.testing.assert_allclose(found.score(trial.support, trial.query), expected, atol=0.03)


def test_a_judge_of_another_encoder_is_one_sentence(tmp_path, machine):
    def save(name, network, **facts):
        state = {k: v.half() for k, v in network.state_dict().items() if v.is_floating_point()}
        training.save_tensors(tmp_path / f"one_shot_{name}.safetensors", state, facts)

    file = tmp_path / "one_shot_pair_judge.safetensors"
    save("encoder", machine.encoder)
    sum_of_it = digest(tmp_path / "one_shot_encoder.safetensors", "sha256")
    save("pair_judge", machine.judge, **{"goes with": sum_of_it})
    image = np.zeros((3, 1, 105, 105), np.float32)  # a bar, a pole, a frame
    image[0, 0, 50:54, 20:85] = image[1, 0, 20:85, 50:54] = image[2, 0, 20:85, 20:85] = 1
    image[2, 0, 24:81, 24:81] = 0
    assert pair_judge.from_file(file).score(image, image[1, 0]).argmax() == 1
    save("pair_judge", machine.judge, **{"goes with": "0" * 64})
    with pytest.raises(LearnerError, match="another encoder"):
        pair_judge.from_file(file)
