"""Known words that are spelled almost like an unknown one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LONGEST = 40  # letters; longer words are compared with nothing


def most_edits(length: int) -> int:
    """How many edits a suggestion for a word of so many letters may be away."""
    return 1 if length <= 3 else 2 if length <= 7 else 3


class Spellings:
    """``Spellings(words).nearest("gren")``; of equally near words those that stand first win.

    Words are laid out as letters in arrays, all those of one length together, when a length is
    first needed: one step of the comparison is then one array operation for thousands of words.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._by_length: dict[int, list[int]] | None = None
        self._letters: dict[int, np.ndarray] = {}

    def nearest(self, word: str, n: int = 3) -> tuple[str, ...]:
        """At most ``n`` words within ``most_edits`` of the word, fewest edits first.

        An edit is one letter more, less or other, or two neighbours swapped (the optimal string
        alignment distance); upper and lower case count as the same. Nothing is like what has no
        letter (an emoji), and what shares no letter is not alike.
        """
        word = word.casefold()
        if len(word) > LONGEST or not any(letter.isalnum() for letter in word):
            return ()
        most = most_edits(len(word))
        found: list[tuple[int, int]] = []
        for length in range(max(1, len(word) - most), len(word) + most + 1):
            places = self._lengths().get(length)
            if places is None:
                continue
            edits = distances(word, self._of_length(length))
            most_here = min(most, max(len(word), length) - 1)  # one more would leave no letter
            found += [(int(edits[i]), places[i]) for i in np.flatnonzero(edits <= most_here)]
        return tuple(self._words[place] for _, place in sorted(found)[:n])

    def _lengths(self) -> dict[int, list[int]]:
        if self._by_length is None:
            self._by_length = {}
            for place, word in enumerate(self._words):
                if 0 < len(word) <= LONGEST + most_edits(LONGEST):
                    self._by_length.setdefault(len(word.casefold()), []).append(place)
        return self._by_length

    def _of_length(self, length: int) -> np.ndarray:
        if length not in self._letters:
            words = [self._words[i].casefold() for i in self._lengths()[length]]
            text = np.array(words, f"U{length}")
            self._letters[length] = text.view(np.uint32).reshape(len(words), length)
        return self._letters[length]


def distances(word: str, letters: np.ndarray) -> np.ndarray:
    """Optimal string alignment distance of a word to N words of L letters: (N,) int16.

    letters: (N, L) code points. A row of the table of Wagner and Fischer is filled for all N words
    at once.
    """
    count, length = letters.shape
    codes = [ord(letter) for letter in word]
    before: np.ndarray | None = None
    last = np.repeat(np.arange(length + 1, dtype=np.int16)[:, None], count, axis=1)  # (L + 1, N)
    for i, code in enumerate(codes):
        row = np.empty_like(last)
        row[0] = i + 1
        same = np.equal(letters.T, code)  # (L, N)
        for j in range(length):
            best = np.minimum(last[j + 1], row[j]) + 1
            np.minimum(best, last[j] + ~same[j], out=best)
            if before is not None and j:
                swapped = (letters[:, j] == codes[i - 1]) & (letters[:, j - 1] == code)
                np.minimum(best, before[j - 1] + 1, out=best, where=swapped)
            row[j + 1] = best
        before, last = last, row
    return last[length]


__all__ = ["Spellings", "distances", "most_edits"]
