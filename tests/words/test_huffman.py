"""The Huffman tree against a heap-built one, and its probabilities against enumeration."""

from __future__ import annotations

import heapq

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.words.huffman import (
    hierarchical_log_probability,
    hierarchical_softmax_loss,
    huffman,
)

COUNTS = st.lists(st.integers(0, 50), min_size=1, max_size=40)


def heap_cost(counts: list[int]) -> int:
    """Σ count · depth of an optimal tree: the sum of all merged weights."""
    heap, cost = list(counts), 0
    heapq.heapify(heap)
    while len(heap) > 1:
        merged = heapq.heappop(heap) + heapq.heappop(heap)
        cost += merged
        heapq.heappush(heap, merged)
    return cost


def walk_up(tree, word: int) -> list[tuple[int, int]]:
    """(inner node, turn) from the root down, by following parents one by one."""
    steps, here = [], word
    while tree.parent[here] >= 0:
        steps.append((int(tree.parent[here]) - tree.words, int(tree.bit[here])))
        here = tree.parent[here]
    return steps[::-1]


@given(COUNTS)
def test_the_tree_is_as_cheap_as_an_optimal_one(counts):
    tree = huffman(np.array(counts))
    assert tree.words == len(counts)
    assert int(tree.lengths() @ np.array(counts)) == heap_cost(counts)


@given(COUNTS)
def test_paths_are_the_walks_and_no_word_lies_on_anothers_way(counts):
    tree = huffman(np.array(counts))
    nodes, turns = tree.paths(np.arange(tree.words))
    codes = []
    for word in range(tree.words):
        length = int((nodes[word] >= 0).sum())
        walk = list(zip(nodes[word, :length], turns[word, :length], strict=True))
        assert walk == walk_up(tree, word)
        assert (nodes[word, length:] == -1).all()
        assert (turns[word, length:] == -1).all()
        assert length == tree.lengths()[word]
        codes.append("".join(str(turn) for _, turn in walk))
    for one in range(len(codes)):
        for other in range(len(codes)):
            assert one == other or not codes[other].startswith(codes[one])


def tree_and_numbers(size: int, dim: int = 6, pairs: int = 3):
    generator = torch.Generator().manual_seed(1)
    tree = huffman(1000 // np.arange(1, size + 1))
    e_c = torch.randn(pairs, dim, generator=generator, dtype=torch.float64)
    W = torch.randn(size - 1, dim, generator=generator, dtype=torch.float64)
    b = torch.randn(size - 1, generator=generator, dtype=torch.float64)
    return tree, e_c, W, b


def test_the_probabilities_of_all_words_sum_to_one():
    size = 57
    tree, e_c, W, b = tree_and_numbers(size)
    nodes, turns = map(torch.from_numpy, tree.paths(np.arange(size)))
    for e in e_c:
        log_p = hierarchical_log_probability(e.expand(size, -1), W, b, nodes, turns)
        assert log_p.exp().sum().item() == pytest.approx(1)


def test_the_loss_is_the_product_of_turns_one_by_one():
    tree, e_c, W, b = tree_and_numbers(20)
    words = np.array([0, 7, 19])
    expected = 0.0
    for e, word in zip(e_c, words, strict=True):
        for node, turn in walk_up(tree, word):
            yes = torch.sigmoid(W[node] @ e + b[node])
            expected -= torch.log(yes if turn else 1 - yes).item() / 3
    nodes, turns = map(torch.from_numpy, tree.paths(words))
    loss = hierarchical_softmax_loss(e_c, W, b, nodes, turns)
    assert loss.item() == pytest.approx(expected)


def test_the_gradient_is_right():
    tree, e_c, W, b = tree_and_numbers(9)
    nodes, turns = map(torch.from_numpy, tree.paths(np.array([0, 4, 8])))
    inputs = [x.requires_grad_() for x in (e_c, W, b)]
    assert torch.autograd.gradcheck(
        lambda e, w, c: hierarchical_softmax_loss(e, w, c, nodes, turns), inputs
    )


def test_a_single_word_needs_no_turn():
    nodes, turns = huffman(np.array([3])).paths(np.array([0, 0]))
    assert nodes.shape == turns.shape == (2, 0)


@pytest.mark.parametrize("counts", [[], [3, -1], [[1, 2]]])
def test_impossible_counts_are_refused(counts):
    with pytest.raises(LearnerError):
        huffman(np.array(counts))
