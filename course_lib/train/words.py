"""Train word vectors on a text: skip-gram with negative sampling."""

import argparse
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from course_lib.files import places

SAVE_EVERY = 60  # seconds


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``words`` to the train command."""
    parser = commands.add_parser("words", help=__doc__, description=__doc__)
    parser.add_argument(
        "--corpus",
        type=places.argument,
        required=True,
        help="a text (.txt, .gz, .xz, .zip) or a folder of texts; a blank line ends an article",
    )
    parser.add_argument(
        "--out", type=places.argument, default=Path("training"), help="where vectors go"
    )
    parser.add_argument("--name", default="word_vectors", help="the file's name")
    parser.add_argument("--dim", type=int, default=100, help="numbers a word that are written")
    parser.add_argument(
        "--learn-dim", type=int, help="learn with more numbers, and squeeze them into --dim"
    )
    parser.add_argument("--window", type=int, default=5)
    parser.add_argument("--negatives", type=int, default=5, metavar="K")
    parser.add_argument("--subsample", type=float, default=1e-3)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=0.05)
    # More noise in smaller steps than SkipGramSettings has: slower, and a lower held-out loss.
    parser.add_argument("--batch", type=int, default=128, help="words a step")
    parser.add_argument("--noise", type=int, default=512, help="noise words a step")
    parser.add_argument("--damping", type=float, default=0.01)
    parser.add_argument("--min-count", type=int, default=5, help="leave rarer words out")
    parser.add_argument("--keep", type=int, default=45_000, help="write so many frequent words")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int)
    parser.add_argument(
        "--without-held-back",
        action="store_true",
        help="do not train on the articles kept for measuring, and print the loss on them",
    )
    parser.add_argument("--source", default="", help="a sentence on the text and its licence")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Count, number, train with checkpoints, write; a killed run goes on where it was saved."""
    import numpy as np
    from tqdm import tqdm

    from course_lib.errors import LearnerError
    from course_lib.learning.made_from import made_from
    from course_lib.words import corpora, text_files
    from course_lib.words.skipgram import SkipGramSettings, SkipGramTraining
    from course_lib.words.skipgram_loss import held_out_loss
    from course_lib.words.squeeze import STEPS, squeezed
    from course_lib.words.vectors import WordVectors
    from course_lib.words.vocabulary import Vocabulary, encode_corpus

    learned = args.dim if args.learn_dim is None else args.learn_dim
    if learned < args.dim:
        raise LearnerError(f"--learn-dim {learned} is less than the {args.dim} to be written.")
    print("reading the text …", file=sys.stderr)
    found = text_files.survey(text_files.Source.at(args.corpus))
    for note in found.notes:
        print(note, file=sys.stderr)
    part = False if args.without_held_back else None
    corpus = corpora.of_articles(found, part)
    print("counting the words …", file=sys.stderr)
    vocabulary = Vocabulary.count(corpus, args.min_count)
    print(
        f"{vocabulary.total:,} words, {len(vocabulary):,} different ones kept; numbering them …",
        file=sys.stderr,
    )
    settings = SkipGramSettings(
        dim=learned,
        window=args.window,
        negatives=args.negatives,
        subsample=args.subsample,
        epochs=args.epochs,
        rate=args.rate,
        batch=args.batch,
        noise=args.noise,
        damping=args.damping,
        seed=args.seed,
        threads=args.threads,
    )
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=args.out) as folder:
        text = encode_corpus(corpus, vocabulary, Path(folder) / "tokens")
        training = SkipGramTraining(text.tokens, vocabulary.counts, settings, text.ends)
        settings_ = asdict(settings)
        del settings_["threads"]
        origin = made_from(
            text=found.digest, articles=str(part), min_count=args.min_count, **settings_
        )
        _train(training, args.out / f"{args.name}.checkpoint.safetensors", origin)
        if args.without_held_back:
            held = encode_corpus(corpora.of_articles(found, True), vocabulary)
            loss = held_out_loss(training.vectors(), training.outputs(), held.tokens, vocabulary)
            print(f"loss a pair on articles held back: {loss:.4f}")
    keep = min(args.keep, len(vocabulary))
    matrix, counts = training.vectors()[:keep], vocabulary.counts[:keep]
    if learned > args.dim:
        with tqdm(total=STEPS, desc="squeezing", unit="step", file=sys.stderr) as bar:
            matrix = squeezed(
                matrix, counts, args.dim, seed=args.seed, on_step=lambda step: bar.update()
            )
    vectors = WordVectors.from_arrays(
        vocabulary.words[:keep],
        matrix.astype(np.float16),
        counts,
        args.source or f"Learned from {args.corpus.name}.",
    )
    file = args.out / f"{args.name}.safetensors"
    vectors.save(file)
    print(f"wrote {file}: {keep:,} words, {file.stat().st_size / 1e6:.1f} MB")
    return 0


def _train(training, checkpoint: Path, origin: dict[str, str]) -> None:
    """Train to the end, saving every minute."""
    from tqdm import tqdm

    from course_lib.learning import training as saving
    from course_lib.learning.made_from import refuse_other

    if checkpoint.exists():
        state, facts = saving.load_tensors(checkpoint)
        refuse_other(checkpoint, facts, origin)
        training.load_state_dict(state)
    with tqdm(
        total=training.words_total, unit="word", unit_scale=True, mininterval=5, file=sys.stderr
    ) as bar:

        def show(report) -> None:
            bar.set_postfix(loss=f"{report.loss:.3f}", refresh=False)
            bar.update(report.words_done - bar.n)

        done = False
        while not done:
            late = time.monotonic() + SAVE_EVERY
            done = training.run(show, lambda late=late: time.monotonic() > late, every=2)
            facts = {"words": str(training.words_done)} | origin
            saving.save_tensors(checkpoint, training.state_dict(), facts)
