"""The four losses against torch's own and against triples computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as nnf
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.faces import losses


def points(count: int, dim: int = 4, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return nnf.normalize(torch.randn(count, dim, generator=generator, dtype=torch.float64), dim=1)


LABELS = torch.tensor([0, 0, 1, 1, 2, 2, 2])


def test_distances_are_torchs_and_their_gradient_is_finite():
    z = points(7)
    apart = losses.distances(z)
    torch.testing.assert_close(apart, torch.cdist(z, z), atol=1e-3, rtol=0)
    twice = z[[0, 0]].clone().requires_grad_()
    losses.distances(twice).sum().backward()
    assert torch.isfinite(twice.grad).all()


def test_triplet_loss_of_a_triple_by_hand():
    a, p, n = (torch.tensor([v]) for v in ([0.0, 0.0], [1.0, 0.0], [0.0, 1.5]))
    # ‖a − p‖² = 1, ‖a − n‖² = 2.25
    assert losses.triplet_loss(a, p, n, margin=2.0).item() == pytest.approx(0.75)
    assert losses.triplet_loss(a, p, n, margin=1.0).item() == 0.0


def test_triplet_loss_is_torchs_of_squared_distances():
    a, p, n = points(5, seed=1), points(5, seed=2), points(5, seed=3)
    theirs = nnf.triplet_margin_with_distance_loss(
        a, p, n, margin=0.4, distance_function=lambda x, y: ((x - y) ** 2).sum(1)
    )
    torch.testing.assert_close(losses.triplet_loss(a, p, n, margin=0.4), theirs)


def test_contrastive_loss_by_hand():
    z = torch.tensor([[0.0, 0.0], [0.6, 0.0], [0.0, 0.8]])
    labels = torch.tensor([0, 0, 1])
    # same: 0.6² ; different: (1 − 0.8)² and (1 − 1)²
    assert losses.contrastive_loss(z, labels).item() == pytest.approx((0.36 + 0.04 / 2) / 2)


def test_contrastive_loss_is_torchs_hinge_of_pairs():
    """Of single pairs: torch's own squares nothing."""
    z = points(7, seed=4)
    first, second = torch.triu_indices(7, 7, 1)
    d = (z[first] - z[second]).norm(dim=1)
    same = LABELS[first] == LABELS[second]
    hinge = nnf.hinge_embedding_loss(d, torch.where(same, 1, -1), margin=1.0, reduction="none")
    expected = ((hinge[same] ** 2).mean() + (hinge[~same] ** 2).mean()) / 2
    torch.testing.assert_close(losses.contrastive_loss(z, LABELS), expected, atol=1e-4, rtol=0)


def test_siamese_loss_is_torchs_cross_entropy_of_pairs():
    z = points(7, seed=5).float()
    weight, bias = torch.tensor([-1.0, -2.0, 0.5, -3.0]), torch.tensor(0.3)
    first, second = torch.triu_indices(7, 7, 1)
    logits = ((z[first] - z[second]).abs() * weight).sum(1) + bias
    same = LABELS[first] == LABELS[second]
    halves = [
        nnf.binary_cross_entropy_with_logits(
            logits[chosen], torch.full((int(chosen.sum()),), target)
        )
        for chosen, target in ((same, 1.0), (~same, 0.0))
    ]
    torch.testing.assert_close(losses.siamese_loss(z, LABELS, weight, bias), sum(halves) / 2)


def test_softmax_loss_is_torchs_cross_entropy():
    z, weight = points(7, seed=6), 3 * points(3, seed=7)
    cosines = nnf.cosine_similarity(z[:, None], weight[None], dim=2)
    plain = nnf.cross_entropy(16 * cosines, LABELS)
    torch.testing.assert_close(losses.softmax_loss(z, LABELS, weight, margin=0.0), plain)
    right = torch.eye(3, dtype=torch.float64)[LABELS]
    with_margin = nnf.cross_entropy(16 * (cosines - 0.2 * right), LABELS)
    torch.testing.assert_close(losses.softmax_loss(z, LABELS, weight), with_margin)
    assert with_margin > plain


def by_hand(z: torch.Tensor, labels: torch.Tensor, margin: float) -> set[tuple[int, int, int]]:
    """Semi-hard triplets by looking at every one."""
    square = ((z[:, None] - z[None]) ** 2).sum(2)
    found = set()
    for a in range(len(z)):
        for p in range(len(z)):
            if a == p or labels[a] != labels[p]:
                continue
            others = [n for n in range(len(z)) if labels[n] != labels[a]]
            between = [n for n in others if square[a, p] < square[a, n] < square[a, p] + margin]
            nearer = [n for n in others if square[a, n] <= square[a, p]]
            if between:
                found.add((a, p, min(between, key=lambda n: square[a, n])))
            elif nearer:
                found.add((a, p, max(nearer, key=lambda n: square[a, n])))
    return found


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 12), st.sampled_from([0.05, 0.2, 1.0]))
def test_semi_hard_mining_is_what_looking_at_every_triplet_finds(seed, count, margin):
    z = points(count, 3, seed)
    labels = torch.from_numpy(np.random.default_rng(seed).integers(0, 4, count))
    mined = losses.semi_hard(z, labels, margin)
    assert set(zip(*(t.tolist() for t in mined), strict=True)) == by_hand(z, labels, margin)


def test_a_batch_without_triplets_teaches_nothing():
    z = points(3).requires_grad_()
    loss = losses.semi_hard_triplet_loss(z, torch.tensor([0, 1, 2]))
    loss.backward()
    assert loss.item() == 0
    assert not z.grad.any()


def test_every_loss_is_lower_when_people_are_told_apart():
    """Three tight groups against the same points with the labels mixed up."""
    centres = 2 * torch.eye(3, 4, dtype=torch.float64)
    z = nnf.normalize(centres[LABELS] + 0.05 * points(7, seed=8), dim=1)
    mixed = LABELS[[0, 2, 4, 1, 3, 5, 6]]
    weight = torch.full((4,), -4.0, dtype=torch.float64)
    for loss in (
        lambda labels: losses.siamese_loss(z, labels, weight, torch.tensor(2.0)),
        lambda labels: losses.contrastive_loss(z, labels),
        lambda labels: losses.semi_hard_triplet_loss(z, labels),
        lambda labels: losses.softmax_loss(z, labels, centres),
    ):
        assert loss(LABELS) < loss(mixed)
