"""``python -m course_lib bench vectors``: the shipped vectors' agreement with people, and speed.

``--pairs FILE.tsv`` scores a list (word, word, number; ``#`` lines ignored): Spearman's rank
correlation with the cosines. ``--nearest`` times the nearest ten of 400,000 × 300 against gensim's
``most_similar`` on the same matrix, in alternation.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path
from statistics import median

import numpy as np

from course_lib.errors import LearnerError
from course_lib.files import places

WORDS, DIM, NEAREST = 400_000, 300, 10


def opened(path: Path | None):
    """The vectors in a file of any format that the explorer opens, or the shipped ones."""
    from course_lib.words import vector_files
    from course_lib.words.vectors import WordVectors

    return WordVectors.shipped() if path is None else vector_files.read(path).vectors


def measure_nearest(rounds: int = 15, words: int = WORDS, dim: int = DIM) -> dict[str, float]:
    """Median milliseconds of ours and gensim's, their ratio, and whether all answers agreed."""
    try:
        from gensim.models import KeyedVectors
    except ImportError:
        raise LearnerError(
            "gensim is not installed: python -m pip install -e '.[bench]' gets it."
        ) from None
    from course_lib.words.vectors import WordVectors

    rng = np.random.default_rng(0)
    matrix = rng.standard_normal((words, dim), dtype=np.float32)
    names = [f"w{i}" for i in range(words)]
    ours, theirs = WordVectors.from_arrays(names, matrix), KeyedVectors(dim)
    theirs.add_vectors(names, matrix)
    taken: dict[str, list[float]] = {"ours": [], "gensim": []}
    same = True
    for number in range(rounds + 2):
        word = names[int(rng.integers(words))]
        began = time.perf_counter()
        found = ours.nearest(word, NEAREST)
        between = time.perf_counter()
        expected = theirs.most_similar(word, topn=NEAREST)
        ended = time.perf_counter()
        same &= [n.word for n in found] == [name for name, _ in expected]
        if number >= 2:  # the first rounds compute what both keep
            taken["ours"].append(1000 * (between - began))
            taken["gensim"].append(1000 * (ended - between))
    mine, other = median(taken["ours"]), median(taken["gensim"])
    ratio = median(b / a for a, b in zip(taken["ours"], taken["gensim"], strict=True))
    return {
        "ours_ms": round(mine, 2),
        "gensim_ms": round(other, 2),
        "ratio": round(ratio, 2),
        "same": same,
    }


def main(argv: list[str] | None = None) -> int:
    """Print what was asked for; 1 if gensim was faster or answered otherwise, else 0."""
    parser = argparse.ArgumentParser("python -m course_lib bench vectors", description=__doc__)
    parser.add_argument(
        "--pairs", type=places.argument, help="a list: word, word, number, with tabs"
    )
    parser.add_argument(
        "--vectors", type=places.argument, help="a file of vectors (default: the shipped)"
    )
    parser.add_argument("--nearest", action="store_true", help="time the nearest ten")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = parser.parse_args(argv)
    if not options.pairs and not options.nearest:
        parser.error("say --pairs FILE.tsv, --nearest, or both")
    said: dict = {}
    status = 0
    if options.pairs:
        from course_lib.words.evaluation import spearman_on_pairs

        score = spearman_on_pairs(opened(options.vectors), options.pairs)
        said |= asdict(score)
        print(f"{score.pairs} pairs, {score.missing} missing: Spearman {score.spearman:.3f}")
    if options.nearest:
        found = measure_nearest()
        said |= found
        print(
            f"nearest {NEAREST} of {WORDS:,} × {DIM}: {found['ours_ms']:.1f} ms, gensim "
            f"{found['gensim_ms']:.1f} ms, {found['ratio']:.2f}× as fast, "
            f"{'the same' if found['same'] else 'OTHER'} answers"
        )
        status = 0 if found["ratio"] >= 1 and found["same"] else 1
    if options.json:
        print(json.dumps(said))
    return status


__all__ = ["main", "measure_nearest"]
