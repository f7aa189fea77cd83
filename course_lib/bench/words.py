"""``python -m course_lib bench words --corpus FILE``: our skip-gram and gensim's, side by side.

Both train on the same tokens of the articles not held back, in alternation: skip-gram, 100
dimensions, window 5, 5 noise words, subsampling 1e-3, one epoch, two threads. gensim goes its
fastest way (``corpus_file``, two workers, lines of 1,000 words). Words per second are words of the
text, before subsampling; counting and numbering them is left out of both. Beside them stand words a
second of processor time, all threads together: while other programs share the cores, the clock says
how the cores were shared, and this says what each trainer asks of them. WordSim-353, SimLex-999
(Spearman's ρ) and the Google analogies (30,000 most frequent words) come with gensim. Our settings
are the fastest tried whose loss on held-out articles, shown too, is no higher than with small
steps; faster ones were given up when their analogies fell behind gensim's.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from pathlib import Path

import numpy as np

from course_lib.errors import LearnerError
from course_lib.files import places

GOAL = 4.0  # times gensim's speed
LOWER = 0.01  # a score may lie below gensim's by so much
LINE = 1000  # words a line that gensim reads: it cuts lines of more than 10,000
SCORES = ("wordsim353", "simlex999", "analogies")


def require_gensim() -> None:
    """LearnerError with the line that installs it where gensim is not."""
    try:
        import gensim  # noqa: F401
    except ImportError:
        raise LearnerError(
            'This is measured against gensim, which is not installed: pip install -e ".[bench]".'
        ) from None


def scores(words: tuple[str, ...], matrix: np.ndarray) -> dict[str, float]:
    """The three scores of vectors, as gensim computes them from the lists in its own package.

    nan where too few of a list's words are known.
    """
    from gensim.models import KeyedVectors
    from gensim.test.utils import datapath

    vectors = KeyedVectors(matrix.shape[1])
    vectors.add_vectors(list(words), matrix.astype(np.float32))

    def pairs(name: str) -> float:
        try:
            return float(vectors.evaluate_word_pairs(datapath(name))[1][0])
        except ValueError:
            return math.nan

    def analogies(name: str) -> float:
        try:
            return float(vectors.evaluate_word_analogies(datapath(name), restrict_vocab=30_000)[0])
        except (ValueError, ZeroDivisionError):
            return math.nan

    return {
        "wordsim353": pairs("wordsim353.tsv"),
        "simlex999": pairs("simlex999.txt"),
        "analogies": analogies("questions-words.txt"),
    }


class Clock:
    """Seconds of a ``with`` block by the wall's clock, and processor seconds of all threads."""

    def __enter__(self) -> Clock:
        self.began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_) -> None:
        self.wall = time.perf_counter() - self.began[0]
        self.cpu = time.process_time() - self.began[1]


def train_ours(tokens, vocabulary, seed: int, threads: int):
    """(clock, e, w) of our training."""
    from course_lib.words.skipgram import SkipGramSettings, SkipGramTraining

    # Larger steps than a learner's short text wants: the fastest without a higher held-out loss.
    settings = SkipGramSettings(seed=seed, threads=threads, batch=1280, noise=32, groups=40)
    ends = np.arange(LINE, len(tokens) + 1, LINE)  # windows end where gensim's lines do
    training = SkipGramTraining(tokens, vocabulary.counts, settings, ends)
    with Clock() as clock:
        training.run()
    return clock, training.vectors(), training.outputs()


def train_gensim(text: Path, tokens, vocabulary, seed: int, threads: int):
    """(clock, e, w) of gensim's training on the same words."""
    from gensim.models import Word2Vec

    lines = -(-len(tokens) // LINE)
    model = Word2Vec(
        vector_size=100,
        window=5,
        negative=5,
        sg=1,
        sample=1e-3,
        min_count=1,
        workers=threads,
        seed=seed,
    )
    counts = dict(zip(vocabulary.words, vocabulary.counts.tolist(), strict=True))
    model.build_vocab_from_freq(counts, corpus_count=lines)
    with Clock() as clock:
        model.train(corpus_file=str(text), total_words=len(tokens), total_examples=lines, epochs=1)
    rows = [model.wv.key_to_index[word] for word in vocabulary.words]
    return clock, model.wv.vectors[rows], model.syn1neg[rows]


def measure(corpus: Path, words: int, seeds: int, threads: int, tell=print) -> dict:
    """The numbers that ``--json`` prints."""
    from course_lib.words import corpora
    from course_lib.words.skipgram_loss import held_out_loss
    from course_lib.words.tokens import words_in
    from course_lib.words.vocabulary import Vocabulary

    kept, held, read = [], [], 0
    for article in corpora.articles(corpus):
        if not corpora.is_held_back(article):
            if read >= words:
                continue
            kept += words_in(article)
            read = len(kept)
        elif len(held) < 500_000:
            held += words_in(article)
    del kept[words:]
    vocabulary = Vocabulary.count(kept)
    tokens, held = vocabulary.encode(kept), vocabulary.encode(held)
    del kept
    tell(f"{len(tokens):,} tokens of {len(vocabulary):,} words, {threads} threads")
    found: dict[str, list[dict[str, float]]] = {"ours": [], "gensim": []}
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "text"
        with open(text, "w", encoding="utf-8") as file:
            for start in range(0, len(tokens), LINE):
                line = tokens[start : start + LINE].tolist()
                file.write(" ".join(vocabulary.words[i] for i in line) + "\n")
        for seed in range(seeds):
            # Each goes first in turn: neither always has the warmer or the busier machine.
            for name in list(found)[:: 1 if seed % 2 == 0 else -1]:
                if name == "ours":
                    clock, e, w = train_ours(tokens, vocabulary, seed, threads)
                else:
                    clock, e, w = train_gensim(text, tokens, vocabulary, seed + 1, threads)
                speed = {
                    "words_per_s": len(tokens) / clock.wall,
                    "words_per_cpu_s": len(tokens) / (clock.cpu or math.nan),
                }
                row = speed | scores(vocabulary.words, e)
                if len(held) > 10:
                    row["held_out_loss"] = held_out_loss(e, w, held, vocabulary)
                found[name].append(row)
                tell(f"seed {seed} {name:7}" + "".join(f"  {k} {v:.4g}" for k, v in row.items()))
    result = {
        name: {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
        for name, rows in found.items()
    }

    def ratio(key: str) -> float:
        """Each pair ran one after the other; the middle one of their ratios."""
        pairs = zip(found["ours"], found["gensim"], strict=True)
        return float(np.median([ours[key] / theirs[key] for ours, theirs in pairs]))

    return result | {"ratio": ratio("words_per_s"), "cpu_ratio": ratio("words_per_cpu_s")}


def _without_nan(value):
    """The same with None for nan, which JSON does not have."""
    if isinstance(value, dict):
        return {key: _without_nan(part) for key, part in value.items()}
    return None if math.isnan(value) else value


def main(argv: list[str] | None = None) -> int:
    """Measure; 0 if speed and scores reach their goals, 1 if not."""
    parser = argparse.ArgumentParser("python -m course_lib bench words", description=__doc__)
    parser.add_argument(
        "--corpus", type=places.argument, required=True, help="a text, articles by blank line"
    )
    parser.add_argument("--words", type=int, default=8_000_000, help="train on so many words")
    parser.add_argument("--seeds", type=int, default=3, help="train so often, scores are averaged")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    args = parser.parse_args(argv)
    require_gensim()
    if args.words < 2 or args.seeds < 1 or args.threads < 1:
        raise LearnerError("--words must be at least 2, --seeds and --threads at least 1.")
    result = measure(args.corpus, args.words, args.seeds, args.threads)
    good = result["ratio"] >= GOAL and all(
        result["ours"][key] >= result["gensim"][key] - LOWER for key in SCORES
    )
    print(
        f"ours is {result['ratio']:.2f} times as fast as gensim (goal {GOAL:g}), "
        f"{result['cpu_ratio']:.2f} times by processor time"
    )
    if args.json:
        print(json.dumps(_without_nan(result)))
    return 0 if good else 1
