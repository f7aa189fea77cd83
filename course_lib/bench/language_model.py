"""``python -m course_lib bench language-model --corpus FILE``: perplexity on articles held back.

Three models give each word a probability: the shipped neural language model from the four words
before it, and an interpolated bigram and trigram counted in the articles that are not held back.
An article is held back if crc32 of its first line is a multiple of 20, and in the development part,
where the interpolation's weights are fitted, if the remainder is 1.

The same tokens for all: the known words of the articles held back. A word outside the vocabulary
of 10,000 is a symbol of its own in contexts; it is not asked for, so every model spreads its
probability over the 10,000 words. A context ends where a paragraph begins.
"""

from __future__ import annotations

import argparse
import json
import math
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.errors import LearnerError
from course_lib.files import places

if TYPE_CHECKING:
    import numpy as np

    from course_lib.words.vocabulary import Vocabulary


@dataclass(frozen=True)
class Perplexities:
    """exp of the mean −log p a token: the neural model's, the bigram's and the trigram's."""

    perplexity: float
    bigram: float
    trigram: float
    tokens: int
    unknown: int  # words of the same articles outside the vocabulary, asked of no model


def parts_of(corpus: Path, vocabulary: Vocabulary) -> dict[str, np.ndarray]:
    """The numbers of the articles: "given", "development" and "held_back".

    LearnerError if the text has too few articles for one of them.
    """
    from course_lib.words import corpora
    from course_lib.words.contexts import number_paragraphs

    def which(article: str) -> str:
        if corpora.is_held_back(article):
            return "held_back"
        first = article.split("\n", 1)[0].encode()
        return "development" if zlib.crc32(first) % 20 == 1 else "given"

    import numpy as np

    found: dict[str, list[np.ndarray]] = {"given": [], "development": [], "held_back": []}
    for article in corpora.articles(corpus):
        try:
            found[which(article)].append(number_paragraphs([article], vocabulary))
        except LearnerError:  # an article without words
            continue
    if not all(found.values()):
        raise LearnerError(
            f"{corpus.name} has too few articles: some must be counted, some held back. "
            "A blank line separates them."
        )
    return {part: np.concatenate(arrays) for part, arrays in found.items()}


def neural_log_loss(numbers: np.ndarray, size: int) -> float:
    """Mean −log p a token of the shipped language model, in nats."""
    from course_lib.files import assets
    from course_lib.words.contexts import ContextWords
    from course_lib.words.next_word_files import load_weights

    model = load_weights(assets.path("next_word_last_4"))
    total, count = 0.0, 0
    for context, target in ContextWords(numbers, size, "last_4").batches(512):
        total -= float(model.log_probabilities(context)[range(len(target)), target].sum())
        count += len(target)
    return total / count


def measure(corpus: Path) -> Perplexities:
    """All three perplexities on a text of articles."""
    import numpy as np

    from course_lib.words import predictors
    from course_lib.words.ngrams import interpolated

    vocabulary = predictors.vocabulary()
    size = len(vocabulary)
    parts = parts_of(corpus, vocabulary)
    held_back = parts["held_back"]
    places = np.flatnonzero(held_back < size)
    if not len(places):
        raise LearnerError("The articles held back have none of the vocabulary's words.")

    def counted(order: int) -> float:
        model = interpolated(parts["given"], parts["development"], size, order)
        blocks = np.array_split(places, max(1, len(places) // 200_000))
        log_p = sum(float(model.log_probabilities(held_back, block).sum()) for block in blocks)
        return math.exp(-log_p / len(places))

    return Perplexities(
        math.exp(neural_log_loss(held_back, size)),
        counted(2),
        counted(3),
        len(places),
        int((held_back == size).sum()),
    )


def main(argv: list[str] | None = None) -> int:
    """Print the perplexities; 0 if the neural model's is below the bigram's, 1 if not."""
    parser = argparse.ArgumentParser(
        "python -m course_lib bench language-model",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--corpus", type=places.argument, required=True, help="articles, blank lines between"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    args = parser.parse_args(argv)
    found = measure(args.corpus)
    share = found.tokens / (found.tokens + found.unknown)
    print(
        f"perplexity on {found.tokens:,} words of articles held back ({share:.1%} of their words "
        f"are in the vocabulary): neural language model {found.perplexity:.1f}, "
        f"interpolated bigram {found.bigram:.1f}, interpolated trigram {found.trigram:.1f}"
    )
    if args.json:
        print(json.dumps(asdict(found)))
    return 0 if found.perplexity < found.bigram else 1


__all__ = ["Perplexities", "main", "measure", "neural_log_loss", "parts_of"]
