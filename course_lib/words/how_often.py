"""How often words occur in the text that the shipped vectors were trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from course_lib.words.windows import keep_probability

if TYPE_CHECKING:
    from course_lib.words.vectors import WordVectors


@dataclass(frozen=True, eq=False)
class WordCounts:
    """``counts`` (V,) of ``vectors``' words; ``total`` is their sum, and f = count / total."""

    vectors: WordVectors
    counts: np.ndarray

    @classmethod
    def shipped(cls) -> WordCounts | None:
        """The counts beside the shipped vectors; None where the file holds none.

        LearnerError when the vectors themselves are not there.
        """
        from course_lib.words.vectors import WordVectors

        vectors = WordVectors.shipped()
        return None if vectors.counts is None else cls(vectors, np.asarray(vectors.counts))

    @property
    def total(self) -> int:
        """Occurrences of all words of the vocabulary."""
        return int(self.counts.sum())

    def share(self, words: Sequence[str]) -> np.ndarray:
        """f of each word, (N,) float64; 0 for a word that the vocabulary does not have."""
        found = [self.counts[self.vectors.index(w)] if w in self.vectors else 0 for w in words]
        return np.array(found, float) / max(1, self.total)

    def keep(self, words: Sequence[str], threshold: float) -> np.ndarray:
        """Chance of each word to stay, (N,) in [0, 1]; 1 for words that are not known."""
        chances = keep_probability(self.counts, threshold)
        found = [chances[self.vectors.index(w)] if w in self.vectors else 1.0 for w in words]
        return np.array(found, float)


__all__ = ["WordCounts"]
