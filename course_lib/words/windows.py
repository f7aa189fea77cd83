"""Context windows: which words of a sentence are asked about which.

A sentence is a row of positions 0 … n − 1, and nothing here looks at the words. Two questions:

- ``examples``: a *target* to be guessed from its *context*, chosen in one of four ways, the
  lecture's (``choices.CHOICES``);
- ``skipgram_pairs``: a context word c and one target word t near it, as skip-gram takes them
  (Mikolov et al. 2013, “Efficient Estimation of Word Representations in Vector Space”).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.words.choices import CHOICES


@dataclass(frozen=True)
class Example:
    """One question to a predictor: positions of the given words, in order, and of the blank."""

    context: tuple[int, ...]
    target: int


def context_positions(n_words: int, target: int, choice: str) -> tuple[int, ...]:
    """The positions that ``choice`` may look at when ``target`` is the blank, from left to right.

    Near the ends of a sentence there are fewer of them, and none for the first word of the
    sentence where only words before the blank count. For ``nearby_1`` these are all the positions
    (up to five away) out of which one is drawn. ValueError: an unknown choice, a target outside.
    """
    if choice not in CHOICES:
        raise ValueError(f"no context is chosen by {choice!r}: it is one of {', '.join(CHOICES)}")
    if not 0 <= target < n_words:
        raise ValueError(f"position {target} is not in a sentence of {n_words} words")
    places = (target + offset for offset in CHOICES[choice].offsets)
    return tuple(place for place in places if 0 <= place < n_words)


def examples(n_words: int, choice: str, rng: np.random.Generator | None = None) -> list[Example]:
    """The examples that ``choice`` (a key of ``CHOICES``) makes of a sentence, by target.

    Each target that has a context gives one example. For ``nearby_1`` that context is one word,
    drawn with equal chance from those at most five away; without ``rng`` every example that could
    be drawn is returned. The other choices draw nothing and take no notice of ``rng``.
    """
    found = []
    for target in range(n_words):
        near = context_positions(n_words, target, choice)
        if CHOICES[choice].drawn:
            near = near if rng is None or not near else (int(rng.choice(near)),)
            found += [Example((position,), target) for position in near]
        elif near:
            found.append(Example(near, target))
    return found


def draw_reach(n_words: int, window: int, rng: np.random.Generator) -> np.ndarray:
    """How far each context word looks: (n_words,) int64, 1 … window with equal chance."""
    return rng.integers(1, window + 1, n_words)


def skipgram_pairs(n_words: int, window: int, rng: np.random.Generator | None = None) -> np.ndarray:
    """Pairs (context position c, target position t), 1 ≤ |t − c| ≤ window: (P, 2) int64.

    Ordered by c, then t. With ``rng``, each c first draws its own reach, 1 … window with equal
    chance, as word2vec does: a target at distance d is then taken with probability
    (window − d + 1) / window, so near words count more. ValueError: a window below 1.
    """
    if window < 1:
        raise ValueError(f"a window reaches at least 1 word, not {window}")
    reach = np.full(n_words, window) if rng is None else draw_reach(n_words, window, rng)
    offsets = np.r_[-window:0, 1 : window + 1]
    context = np.repeat(np.arange(n_words), len(offsets))
    target = (np.arange(n_words)[:, None] + offsets).ravel()  # (n · 2w,)
    inside = (target >= 0) & (target < n_words)
    inside &= np.abs(target - context) <= np.repeat(reach, len(offsets))
    return np.stack([context[inside], target[inside]], axis=1)


def keep_probability(counts: np.ndarray, threshold: float = 1e-3) -> np.ndarray:
    """The chance of each word's every occurrence to stay in the text: (V,) float64 in [0, 1].

    With f = counts / Σ counts and threshold s, word2vec keeps an occurrence with probability
    min(1, √(s / f) + s / f): words with f below about 2.6 s always stay, “the” rarely. (The paper,
    Mikolov et al. 2013, writes √(s / f); its program does this.) A threshold of 0 turns the
    sampling off, as there: all stay. ValueError: negative counts or threshold.
    """
    counts = np.asarray(counts, dtype=np.float64)
    if (counts < 0).any() or threshold < 0:
        raise ValueError("counts and threshold are not negative")
    total = counts.sum()
    if threshold == 0 or total == 0:
        return np.ones(counts.shape)
    with np.errstate(divide="ignore"):
        ratio = threshold * total / counts
    return np.minimum(1.0, np.sqrt(ratio) + ratio)


__all__ = [
    "Example",
    "context_positions",
    "draw_reach",
    "examples",
    "keep_probability",
    "skipgram_pairs",
]
