"""The words that a class asks the explorer: each learner sees its neighbours, the projector all.

A word counts once for each learner who asked it. Only words that the vectors know are kept, so
nothing that somebody made up comes to the projector.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from course_lib.classroom.kept import Kept
from course_lib.errors import LearnerError
from course_lib.words.neighbourhood import Mapper
from course_lib.words.vectors import WordVectors

NAME = "words"
LONGEST = 60  # letters that are looked up
NEIGHBOURS = 8
SHOWN = 24  # words on the projector
MOST_WORDS = 200  # of one learner


class Words:
    """What the class asked so far."""

    title = "Words for the explorer"

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._asked = list(kept.given(NAME))  # learner and word, each pair once
        self._map: tuple[tuple[str, ...], dict] = ((), {})

    @cached_property
    def _vectors(self) -> WordVectors:
        return WordVectors.shipped()

    @cached_property
    def _mapper(self) -> Mapper:
        return Mapper(self._vectors)

    def load(self) -> None:
        """Read the vectors. LearnerError where they are missing."""
        self._vectors.nearest("the", 1)

    def give(self, learner: str, nickname: str, sent: dict) -> dict:
        """The neighbours of ``{"word": …}``. LearnerError, with suggestions, for an unknown one."""
        text = sent.get("word")
        if not isinstance(text, str) or not 0 < len(text.strip()) <= LONGEST:
            raise LearnerError(f"A word has 1 to {LONGEST} letters.")
        word = self._vectors.meant(text.strip())
        if word is None:
            raise self._vectors.unknown(text.strip())
        if (learner, word) not in self._asked:
            if sum(who == learner for who, _ in self._asked) >= MOST_WORDS:
                raise LearnerError(f"You have asked {MOST_WORDS} words: let others ask.")
            self._kept.give(learner, NAME, word)
            self._asked.append((learner, word))
        near = self._vectors.nearest(word, NEIGHBOURS)
        return {
            "word": word,
            "neighbours": [{"word": one.word, "cosine": round(one.cosine, 2)} for one in near],
        }

    def for_learner(self, learner: str) -> dict:
        """How many words this learner asked."""
        return {"asked": sum(who == learner for who, _ in self._asked)}

    def for_screen(self) -> dict:
        """Words by how many asked them, and where they lie on their two principal axes."""
        counts = Counter(word for _, word in self._asked).most_common()
        words = tuple(word for word, _ in counts[:SHOWN])
        if words != self._map[0]:
            found = self._mapper.map(words)
            told = {
                "points": [[round(float(x), 4) for x in point] for point in found.points],
                "shares": [round(share, 3) for share in found.shares],
            }
            self._map = words, told
        return {
            "words": [{"word": word, "times": times} for word, times in counts[:SHOWN]],
            "more": max(0, len(counts) - SHOWN),
            **({"points": [], "shares": [0, 0]} if not words else self._map[1]),
        }


__all__ = ["NAME", "Words"]
