"""The words of a corpus by frequency, and a corpus as one row of word numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from course_lib.errors import LearnerError
from course_lib.words.corpora import Corpus
from course_lib.words.tokens import words_in

MOST_DIFFERENT = 3_000_000  # words counted at once; beyond that the rarest are forgotten


@dataclass(frozen=True)
class Vocabulary:
    """Words with their counts, most frequent first, ties in alphabetical order.

    words: V different words. counts: (V,) int64, at least 1 and never rising. total: tokens seen
    in the corpus, those of unknown words included.
    """

    words: tuple[str, ...]
    counts: np.ndarray
    total: int

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def index(self) -> dict[str, int]:
        """Word to its number, 0 for the most frequent."""
        return {word: i for i, word in enumerate(self.words)}

    @classmethod
    def count(
        cls, corpus: Corpus | Iterable[str], min_count: int = 5, limit: int | None = None
    ) -> Vocabulary:
        """Count a corpus, or words one by one, in one pass and bounded memory.

        Kept are words seen at least ``min_count`` times, the ``limit`` most frequent if given.
        When more than three million different words have come, those seen least are forgotten
        (as word2vec does), so counts of rare words of a huge corpus may be too low. LearnerError
        if nothing is left, or fewer than two words.
        """
        seen: Counter[str] = Counter()
        forget = 0
        batches = map(words_in, corpus.pieces()) if isinstance(corpus, Corpus) else _packs(corpus)
        total = 0
        for words in batches:
            total += len(words)
            seen.update(words)
            while len(seen) > MOST_DIFFERENT:
                forget += 1
                seen = Counter({word: n for word, n in seen.items() if n > forget})
        kept = [(word, n) for word, n in seen.items() if n >= min_count]
        kept.sort(key=lambda pair: (-pair[1], pair[0]))
        kept = kept[:limit]
        if len(kept) < 2:
            raise LearnerError(_too_little(total, len(seen), min_count))
        return cls(tuple(word for word, _ in kept), np.array([n for _, n in kept], np.int64), total)

    def encode(self, tokens: Iterable[str], unknown: int | None = None) -> np.ndarray:
        """Words as their numbers, (N,) int32; unknown words are dropped, or kept as ``unknown``."""
        get = self.index.get
        if unknown is not None:
            return np.array([get(word, unknown) for word in tokens], np.int32)
        return np.array([i for i in map(get, tokens) if i is not None], np.int32)


@dataclass(frozen=True)
class EncodedCorpus:
    """A corpus as numbers: tokens (N,) int32, and where each of its pieces ends, ends int64."""

    tokens: np.ndarray
    ends: np.ndarray


def encode_corpus(corpus: Corpus, vocabulary: Vocabulary, to: Path | None = None) -> EncodedCorpus:
    """The numbers of all words of a corpus that are in the vocabulary, in their order.

    With ``to`` they are written to that file piece by piece (raw int32) and memory-mapped, so the
    corpus may be larger than memory. LearnerError if no word is left, or the disk refuses.
    """
    ends: list[int] = []
    parts: list[np.ndarray] = []
    done = 0
    try:
        file = open(to, "wb") if to else None  # noqa: SIM115
        try:
            for piece in corpus.pieces():
                numbers = vocabulary.encode(words_in(piece))
                if not len(numbers):
                    continue
                done += len(numbers)
                ends.append(done)
                if file:
                    numbers.tofile(file)
                else:
                    parts.append(numbers)
        finally:
            if file:
                file.close()
    except OSError as error:
        raise LearnerError(f"{to} cannot be written: {error.strerror or error}.") from None
    if not done:
        raise LearnerError("None of this text's words is in the vocabulary.")
    tokens = np.memmap(to, np.int32, "r") if to else np.concatenate(parts)
    return EncodedCorpus(tokens, np.array(ends, np.int64))


def _packs(words: Iterable[str], size: int = 100_000) -> Iterator[list[str]]:
    pack: list[str] = []
    for word in words:
        pack.append(word)
        if len(pack) == size:
            yield pack
            pack = []
    yield pack


def _too_little(total: int, different: int, min_count: int) -> str:
    if total == 0:
        return "There are no words in this text: paste or choose a text with some."
    if different == 1:
        return f"This text is one word, {total} times: words are known by others around them."
    return (
        f"This text has {total:,} words, and fewer than two of them come {min_count} times: "
        "take a longer text, or keep rarer words."
    )
