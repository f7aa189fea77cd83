"""What a learner types, as words of some vectors: read as texts are, words of several words too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course_lib.words.tokens import words_in
from course_lib.words.vectors import UnknownWord, WordVectors

LONGEST_PHRASE = 6  # words that are looked up as one
_QUOTED = '“([^”]*)”|"([^"]*)"'
_APART = ",，、;；\n"
_PART = re.compile(f'{_QUOTED}|[^{_APART}]+?(?=[“"{_APART}]|$)')


@dataclass(frozen=True)
class Asked:
    """The known words of what was typed, each once; the first unknown one, and where it stands."""

    words: tuple[str, ...]
    unknown: UnknownWord | None = None
    place: tuple[int, int] = (0, 0)


def asked(text: str, vectors: WordVectors) -> Asked:
    """Find the words of a text: parted by commas and semicolons, or by spaces.

    A word of several words (“new york”) is found with or without quotes around it; what is not
    known as it is written is looked for as ``WordVectors.meant`` says, and at last without what is
    no part of a word.
    """
    if (whole := vectors.meant(text.strip() or text)) is not None:
        return Asked((whole,))
    found: dict[str, None] = {}
    unknown: tuple[UnknownWord | None, tuple[int, int]] = (None, (0, 0))
    for part, start in _parts(text):
        if (known := vectors.meant(part.strip() or part)) is not None:
            found[known] = None
            continue
        for words, place in _within(part, start, vectors):
            if isinstance(words, UnknownWord):
                unknown = (words, place) if unknown[0] is None else unknown
            else:
                found.update(dict.fromkeys(words))
    return Asked(tuple(found), *unknown)


def written(words: Sequence[str]) -> str:
    """Words as they can be typed, parted by commas; ``asked`` reads them back."""
    if len(words) == 1:
        return words[0]
    odd = re.compile(f'[“”"{_APART}]|^\\s|\\s$')
    return ", ".join(f"“{word}”" if odd.search(word) else word for word in words)


def _parts(text: str) -> Iterator[tuple[str, int]]:
    """What stands between commas or in quotes, and where it begins."""
    for match in _PART.finditer(text):
        group = next((i for i in (1, 2) if match[i] is not None), 0)
        if match[group].strip() or group:
            yield match[group], match.start(group)


def _within(
    part: str, start: int, vectors: WordVectors
) -> Iterator[tuple[Sequence[str] | UnknownWord, tuple[int, int]]]:
    """The words of a part in their order: the longest that are known first, or one unknown."""
    tokens = list(re.finditer(r"\S+", part))
    at = 0
    while at < len(tokens):
        for end in range(min(len(tokens), at + LONGEST_PHRASE), at, -1):
            phrase = part[tokens[at].start() : tokens[end - 1].end()]
            if (known := vectors.meant(phrase)) is not None:
                yield (known,), (0, 0)
                break
        else:
            end = at + 1
            place = (start + tokens[at].start(), start + tokens[at].end())
            yield _bare(tokens[at][0], vectors), place
        at = end


def _bare(token: str, vectors: WordVectors) -> Sequence[str] | UnknownWord:
    """A token without its quotes and points, as a text is read; UnknownWord if that is unknown."""
    words = [vectors.meant(word) or word for word in words_in(token)] or [token]
    unknown = next((word for word in words if word not in vectors), None)
    return words if unknown is None else vectors.unknown(unknown)


__all__ = ["Asked", "asked", "written"]
