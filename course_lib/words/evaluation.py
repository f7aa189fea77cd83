"""How well vectors agree with people: ratings of pairs, and analogy questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from course_lib.errors import LearnerError
from course_lib.words.vectors import WordVectors

QUESTIONS_AT_ONCE = 256


@dataclass(frozen=True)
class PairScore:
    """Pairs scored, pairs left out as a word is missing, and Spearman's rank correlation."""

    pairs: int
    missing: int
    spearman: float


def spearman_on_pairs(vectors: WordVectors, pairs_file: Path | str) -> PairScore:
    """Rank correlation of cosines with the numbers of a list (word, word, number, by tabs).

    Lines that are empty or begin with ``#`` are ignored; words are looked up as written, else in
    lower case. LearnerError for a line of another form (its number named), and where fewer than two
    pairs are known.
    """
    rated, cosines, missing = [], [], 0
    for number, line in _lines(pairs_file):
        fields = line.split("\t") if "\t" in line else line.split()
        try:
            first, second, rating = fields[0].strip(), fields[1].strip(), float(fields[2])
        except (IndexError, ValueError):
            raise LearnerError(
                f"Line {number} of {Path(pairs_file).name} is not “word, word, number” with tabs "
                "between."
            ) from None
        a, b = _known(vectors, first), _known(vectors, second)
        if a is None or b is None:
            missing += 1
            continue
        rated.append(rating)
        cosines.append(vectors.similarity(a, b))
    if len(rated) < 2:
        raise LearnerError(f"Of the pairs in {Path(pairs_file).name} {len(rated)} are known.")
    return PairScore(len(rated), missing, _spearman(np.array(rated), np.array(cosines)))


def analogies(vectors: WordVectors, questions_file: Path | str, restrict: int = 30_000) -> float:
    """Share of analogy questions (a b c d a line, ``:`` before a section's name) answered right.

    As gensim counts: only the ``restrict`` first words take part, words are compared in lower
    case, questions with a word that is not among them are skipped, and the three words given are
    no answers (3CosAdd). LearnerError for a line of another form, or if every question is skipped.
    """
    known: dict[str, int] = {}
    for i, word in enumerate(vectors.words[:restrict]):
        known.setdefault(word.lower(), i)
    asked = []
    for number, line in _lines(questions_file):
        if line.startswith(":"):
            continue
        words = line.lower().split()
        if len(words) != 4:
            raise LearnerError(f"Line {number} of {Path(questions_file).name} is not four words.")
        if all(word in known for word in words):
            asked.append([known[word] for word in words])
    if not asked:
        raise LearnerError("No question is made of words that these vectors know.")
    questions = np.array(asked)
    units = vectors.rows[:restrict] * vectors.shrink[:restrict, None]
    right = 0
    for start in range(0, len(questions), QUESTIONS_AT_ONCE):
        a, b, c, d = questions[start : start + QUESTIONS_AT_ONCE].T
        cosines = (units[b] - units[a] + units[c]) @ units.T  # (Q, V)
        here = np.arange(len(a))
        for given in (a, b, c):
            cosines[here, given] = -np.inf
        right += int((cosines.argmax(axis=1) == d).sum())
    return right / len(questions)


def _known(vectors: WordVectors, word: str) -> str | None:
    return next((form for form in (word, word.lower()) if form in vectors), None)


def _lines(file: Path | str) -> Iterator[tuple[int, str]]:
    """Numbered lines that hold something and are no remark."""
    try:
        with open(file, encoding="utf-8-sig") as text:
            for number, line in enumerate(text, 1):
                line = line.strip()
                if line and not line.startswith("#"):
                    yield number, line
    except OSError as error:
        raise LearnerError(f"{file} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise LearnerError(f"{Path(file).name} is not UTF-8 text.") from None


def _spearman(first: np.ndarray, second: np.ndarray) -> float:
    """Pearson's correlation of the ranks; equal values share the mean of their ranks."""
    a, b = _ranks(first), _ranks(second)
    a, b = a - a.mean(), b - b.mean()
    spread = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / spread if spread else 0.0


def _ranks(values: np.ndarray) -> np.ndarray:
    _, group, sizes = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    return (last - (sizes - 1) / 2)[group]


__all__ = ["PairScore", "analogies", "spearman_on_pairs"]
