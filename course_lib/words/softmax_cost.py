"""What one training update costs, measured on this machine: three ways to learn from a pair (c, t).

- ``softmax``: every one of the V output vectors is scored, and every one is moved;
- ``negative``: the target's and k noise words', drawn with probability ∝ f^¾;
- ``hierarchical``: those on the walk down a Huffman tree, about log₂ V of them.

An update is the scores, the gradients and the step, for a batch of pairs; numpy does them all, so
the three differ in nothing but what they touch. Words occur as Zipf's law says: f ∝ 1/rank.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.errors import LearnerError
from course_lib.words.huffman import HuffmanTree, huffman
from course_lib.words.noise import check_negatives, noise_distribution

METHODS = ("softmax", "negative", "hierarchical")
RATE = 1e-3
ROWS = 1 << 18  # output vectors in memory: 105 MB at 100 dimensions, beyond any cache
PART = 1 << 13  # rows of logits and vectors worked on at a time
DIFFERENT = 16  # batches drawn beforehand


@dataclass(frozen=True)
class Cost:
    """Time of one pair's update, and how many output vectors it touched."""

    method: str
    vocabulary: int
    microseconds: float
    vectors: float  # output vectors touched a pair, on average
    pairs: int  # how many pairs were measured


def time_update(
    method: str,
    vocabulary: int,
    dim: int = 100,
    k: int = 5,
    batch: int = 16,
    seconds: float = 0.3,
    should_stop: Callable[[], bool] | None = None,
) -> Cost | None:
    """Measure updates for about ``seconds``; None if stopped before there was an answer.

    The first update is not counted; the median of the others is. Memory stays near 200 MB: where
    the output vectors would take more, the same ``ROWS`` of them stand in for the rest, which
    costs as much, for they fit into no cache. LearnerError for impossible settings.
    """
    if method not in METHODS:
        raise LearnerError(f"There is no method “{method}”: it is one of {', '.join(METHODS)}.")
    if vocabulary < 2 or dim < 1 or batch < 1:
        raise LearnerError(
            f"{vocabulary} words, {dim} dimensions and {batch} pairs: there must be two words at "
            "least, one dimension and one pair."
        )
    if method == "negative":
        check_negatives(k, vocabulary)
    rng = np.random.default_rng(0)
    update, vectors = _UPDATES[method](vocabulary, dim, k, batch, rng)
    stopped = should_stop or (lambda: False)
    taken: list[float] = []
    end = None
    while end is None or not taken or time.perf_counter() < end:
        if stopped():
            return None
        start = time.perf_counter()
        update()
        now = time.perf_counter()
        if end is None:
            end = now + seconds
        else:
            taken.append(now - start)
    each = statistics.median(taken) / batch * 1e6
    return Cost(method, vocabulary, each, vectors, batch * len(taken))


Update = tuple[Callable[[], None], float]


def _softmax(vocabulary: int, dim: int, k: int, batch: int, rng: np.random.Generator) -> Update:
    w, b = _vectors(min(vocabulary, ROWS), dim), np.zeros(vocabulary, np.float32)
    e_c = _vectors(batch, dim)
    logits = np.empty((batch, vocabulary), np.float32)
    targets = _targets(vocabulary, batch, rng)
    return lambda: move_all(w, b, e_c, next(targets), logits), float(vocabulary)


def move_all(
    w: np.ndarray, b: np.ndarray, e_c: np.ndarray, target: np.ndarray, logits: np.ndarray
) -> None:
    """A step of the full softmax: e_c and all V vectors and biases move against ŷ − y, in place.

    ``w`` (V, D) or the first ``ROWS`` of it, ``b`` (V,), ``e_c`` (B, D), ``target`` (B,);
    ``logits`` (B, V) is scratch paper.
    """
    parts = [(i, min(i + PART, len(b))) for i in range(0, len(b), PART)]
    for low, high in parts:
        at = low % len(w)
        np.matmul(e_c, w[at : at + high - low].T, out=logits[:, low:high])
    np.add(logits, b, out=logits)
    np.subtract(logits, logits.max(axis=1, keepdims=True), out=logits)
    np.exp(logits, out=logits)
    np.divide(logits, logits.sum(axis=1, keepdims=True), out=logits)  # ŷ
    logits[np.arange(len(target)), target] -= 1  # ŷ − y
    moved = np.zeros_like(e_c)
    for low, high in parts:
        part, error = w[low % len(w) : low % len(w) + high - low], logits[:, low:high]
        moved += error @ part
        part -= RATE * (error.T @ e_c)
        b[low:high] -= RATE * error.sum(axis=0)
    np.subtract(e_c, RATE * moved, out=e_c)


def _negative(vocabulary: int, dim: int, k: int, batch: int, rng: np.random.Generator) -> Update:
    w, b = _vectors(min(vocabulary, ROWS), dim), np.zeros(vocabulary, np.float32)
    e_c = _vectors(batch, dim)
    noise = np.cumsum(noise_distribution(_zipf(vocabulary)))
    targets = _targets(vocabulary, batch, rng)
    label = np.zeros((batch, k + 1), np.float32)
    label[:, 0] = 1

    def update() -> None:
        drawn = np.searchsorted(noise[:-1], rng.random((batch, k)), side="right")
        words = np.concatenate([next(targets)[:, None], drawn], axis=1)
        move_chosen(w, b, e_c, words, label)

    return update, k + 1.0


def _hierarchical(
    vocabulary: int, dim: int, k: int, batch: int, rng: np.random.Generator
) -> Update:
    tree = _tree(vocabulary)
    w, b = _vectors(min(vocabulary, ROWS), dim), np.zeros(vocabulary, np.float32)
    e_c = _vectors(batch, dim)
    drawn = _targets(vocabulary, batch, rng)
    walks = [tree.paths(next(drawn)) for _ in range(DIFFERENT)]
    turn = 0

    def update() -> None:
        nonlocal turn
        nodes, turns = walks[turn % DIFFERENT]
        turn += 1
        there = (nodes >= 0).astype(np.float32)
        move_chosen(w, b, e_c, np.maximum(nodes, 0), turns.astype(np.float32), there)

    return update, float(np.mean([(nodes >= 0).sum() / batch for nodes, _ in walks]))


def move_chosen(
    w: np.ndarray,
    b: np.ndarray,
    e_c: np.ndarray,
    chosen: np.ndarray,
    label: np.ndarray,
    there: np.ndarray | None = None,
) -> None:
    """A step of yes-or-no questions: e_c and (B, n) chosen vectors move against σ(score) − label.

    ``w`` (R, D), vector v being its row v mod R, ``b`` (V,), ``e_c`` (B, D), in place; ``label``
    (B, n) is 1 or 0; where ``there`` (B, n) is 0 nothing is asked.
    """
    place = chosen % len(w)
    vectors = w[place]  # (B, n, D)
    scores = (vectors @ e_c[:, :, None])[:, :, 0] + b[chosen]
    error = 1 / (1 + np.exp(-scores)) - label  # (B, n)
    if there is not None:
        error *= there
    step = -RATE * error
    moved = (step[:, None, :] @ vectors)[:, 0]
    np.add.at(b, chosen, step)
    # A vector may be chosen twice in a batch: its steps add up, row after row.
    for row, change, e in zip(place, step, e_c, strict=True):
        if len(set(row.tolist())) == len(row):
            w[row] += change[:, None] * e
        else:
            np.add.at(w, row, change[:, None] * e)
    np.add(e_c, moved, out=e_c)


_UPDATES = {"softmax": _softmax, "negative": _negative, "hierarchical": _hierarchical}


def _vectors(rows: int, dim: int) -> np.ndarray:
    # Not zeros: the system would hand out one page for all of them.
    return np.full((rows, dim), 0.01, np.float32)


def _zipf(vocabulary: int) -> np.ndarray:
    return 1 / np.arange(1, vocabulary + 1)


def _targets(vocabulary: int, batch: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Batches of target words, drawn beforehand with probability ∝ f, again and again."""
    edges = np.cumsum(_zipf(vocabulary))
    drawn = np.searchsorted(edges, rng.random((DIFFERENT, batch)) * edges[-1], side="right")
    drawn = np.minimum(drawn, vocabulary - 1)
    turn = 0
    while True:
        yield drawn[turn % DIFFERENT]
        turn += 1


@lru_cache(maxsize=1)
def _tree(vocabulary: int) -> HuffmanTree:
    return huffman(_zipf(vocabulary))
