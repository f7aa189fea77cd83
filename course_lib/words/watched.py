"""Which words a picture of a training shows: the learner's, or some of ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from course_lib.words.tokens import words_in

if TYPE_CHECKING:
    from course_lib.words.vocabulary import Vocabulary

MOST = 40  # words in one picture
ENOUGH = 12  # of a list of ours must be in a text, else its own frequent words are taken
# Each list is in groups that belong together; whether they come together is for the text to say.
TECHNICAL = (
    "array matrix vector tensor; float int bool complex; mean median variance std; "
    "row column axis index; graph node edge cluster; image pixel mask filter"
)
GENERAL = (
    "king queen prince emperor; france germany italy spain; one two three four; "
    "river sea lake mountain; red blue green white; war army battle navy"
)


def groups_in(text: str) -> list[list[str]]:
    """“red blue; one two” as [["red", "blue"], ["one", "two"]]: at most MOST different words."""
    seen: dict[str, None] = {}
    groups = []
    for part in text.replace("\n", ";").split(";"):
        group = [word for word in dict.fromkeys(words_in(part)) if word not in seen]
        group = group[: MOST - len(seen)]
        seen.update(dict.fromkeys(group))
        if group:
            groups.append(group)
    return groups


def suggestion(vocabulary: Vocabulary) -> str:
    """Words of this vocabulary to watch, in groups, as ``groups_in`` reads them."""
    best = max((_known(text, vocabulary) for text in (TECHNICAL, GENERAL)), key=_size)
    if _size(best) >= ENOUGH:
        return "; ".join(" ".join(group) for group in best)
    return " ".join(_own_words(vocabulary.words))


def _known(text: str, vocabulary: Vocabulary) -> list[list[str]]:
    groups = [[w for w in group if w in vocabulary.index] for group in groups_in(text)]
    return [group for group in groups if group]


def _size(groups: list[list[str]]) -> int:
    return sum(map(len, groups))


def _own_words(words: Sequence[str], count: int = 20) -> list[str]:
    """Frequent words, but for the most frequent tenth (100 at most), which go with everything."""
    start = min(100, len(words) // 10)
    telling = [w for w in words[start:] if any(c.isalpha() for c in w)]
    return telling[:count] or list(words[:count])


__all__ = ["MOST", "groups_in", "suggestion"]
