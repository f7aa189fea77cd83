"""The shipped predictors: which word stands in a blank? Four of them, one for each context choice.

They were trained on articles of the English Wikipedia and answer in a few milliseconds, with numpy
alone. What each is given is written in ``choices.CHOICES``; "last_4" is the language model.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from course_lib.errors import LearnerError
from course_lib.files import assets
from course_lib.words import next_word_files
from course_lib.words.choices import CHOICES
from course_lib.words.contexts import no_word, unknown
from course_lib.words.spelling import Spellings
from course_lib.words.vocabulary import Vocabulary


def predict(
    choice: str,
    words: Sequence[str],
    blank: int,
    n: int = 10,
    rng: np.random.Generator | None = None,
) -> list[tuple[str, float]]:
    """The ``n`` likeliest words at place ``blank`` with their probabilities, likeliest first.

    ``words`` are as ``tokens.words_in`` gives them; the one at ``blank`` is not looked at, and
    ``blank == len(words)`` asks for the next word. Words outside the vocabulary count as unknown,
    and where the text ends, "no word here" stands. "nearby_1" is given one word within five places
    drawn with ``rng``; without it, it answers with the mean over all of them. LearnerError: an
    unknown choice, a blank outside, no word near the blank for "nearby_1".
    """
    p = probabilities(choice, words, blank, rng)
    n = max(0, min(n, len(p)))
    best = np.argpartition(-p, n - 1)[:n] if 0 < n < len(p) else np.arange(n)
    best = best[np.lexsort((best, -p[best]))]
    names = vocabulary().words
    return [(names[i], float(p[i])) for i in best]


def probabilities(
    choice: str, words: Sequence[str], blank: int, rng: np.random.Generator | None = None
) -> np.ndarray:
    """The probability of every word of the vocabulary at the blank: (V,) float32, sum 1."""
    if choice not in CHOICES:
        raise LearnerError(f"There is no predictor “{choice}”: it is one of {', '.join(CHOICES)}.")
    if not 0 <= blank <= len(words):
        raise LearnerError(f"There is no place {blank} in a text of {len(words)} words.")
    number = [numbered(word) for word in words]
    weights = _weights(choice)
    offsets = CHOICES[choice].offsets
    if not CHOICES[choice].drawn:
        none = no_word(len(vocabulary()))
        places = [blank + offset for offset in offsets]
        context = [number[p] if 0 <= p < len(words) else none for p in places]
        return np.exp(weights.log_probabilities(np.array([context]))[0])
    near = [number[p] for o in offsets if 0 <= (p := blank + o) < len(words)]
    if not near:
        raise LearnerError("There is no word near the blank: type one first.")
    if rng is not None:
        near = [near[rng.integers(len(near))]]
    return np.exp(weights.log_probabilities(np.array(near)[:, None])).mean(axis=0)


def numbered(word: str) -> int:
    """A word's number, or the number of all unknown words."""
    return vocabulary().index.get(word, unknown(len(vocabulary())))


def known(word: str) -> bool:
    """Whether a word is one of the vocabulary's: can be predicted, and is told from others."""
    return word in vocabulary().index


def similar(word: str, n: int = 3) -> tuple[str, ...]:
    """Known words spelled nearly like this one, nearest first; at most ``n``."""
    return _spellings().nearest(word, n)


@cache
def vocabulary() -> Vocabulary:
    """The 10,000 words, most frequent first, with their counts in the whole Wikipedia extract."""
    return _vocabulary_file()[0]


def facts() -> dict:
    """What was counted in the articles that the predictors were trained on.

    ``tokens``, ``counts`` of some phrases around the lecture's sentence, and ``after_orange``, the
    ten words that most often follow "orange" with their counts.
    """
    return _vocabulary_file()[1]


@cache
def _vocabulary_file() -> tuple[Vocabulary, dict]:
    return next_word_files.load_vocabulary(assets.path("next_word_vocabulary"))


@cache
def _weights(choice: str) -> next_word_files.NextWordWeights:
    return next_word_files.load_weights(assets.path(f"next_word_{choice}"))


@cache
def _spellings() -> Spellings:
    return Spellings(vocabulary().words)


__all__ = ["facts", "known", "numbered", "predict", "probabilities", "similar", "vocabulary"]
