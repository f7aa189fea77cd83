"""Train the neural language model and the other next-word predictors on a text of articles."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.files import places
from course_lib.files.write_whole import whole

if TYPE_CHECKING:
    import numpy as np

    from course_lib.words.vocabulary import Vocabulary

SIZE = 10_000  # words that can be predicted
# dim, hidden, steps of each predictor: together they stay below 8 MB.
PLANS = {
    "last_4": (48, 128, 12_500),
    "around_4": (32, 64, 5_000),
    "last_1": (28, None, 3_000),
    "nearby_1": (28, None, 3_000),
}
# What the panels quote about the lecture's sentence; counted in the text that was trained on.
PHRASES = (
    ("orange",),
    ("orange", "juice"),
    ("juice",),
    ("of", "orange"),
    ("glass", "of"),
    ("glass", "of", "orange"),
    ("a", "glass", "of"),
)


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``language-model`` to the train command."""
    parser = commands.add_parser("language-model", help=__doc__, description=__doc__)
    parser.add_argument("what", choices=("vocabulary", *PLANS))
    parser.add_argument(
        "--corpus",
        type=places.argument,
        required=True,
        help="articles with a blank line between them",
    )
    parser.add_argument(
        "--out", type=places.argument, default=Path("training"), help="where files go"
    )
    parser.add_argument("--steps", type=int)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--peak", type=float, default=3e-3, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", choices=("bfloat16", "float32"), default="bfloat16")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--device", default="cpu", help="cpu, or cuda where there is a GPU")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Train, with checkpoints; the text is turned into numbers once and kept in ``--out``."""
    vocabulary, numbers, text = prepare(args.corpus, args.out)
    if args.what == "vocabulary":
        return 0
    import numpy as np
    import torch
    from tqdm import tqdm

    from course_lib.learning import training
    from course_lib.learning.made_from import made_from
    from course_lib.words.choices import CHOICES
    from course_lib.words.contexts import ContextWords
    from course_lib.words.language_model import NextWord, NextWordTask

    if args.threads:
        torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    dim, hidden, steps = PLANS[args.what]
    steps = args.steps or steps
    model = NextWord(len(vocabulary), CHOICES[args.what].given, dim, hidden)
    share = vocabulary.counts / vocabulary.counts.sum()
    model.output.bias.data = torch.from_numpy(np.log(share)).float()  # what is known at the start
    task = NextWordTask(
        model,
        ContextWords(numbers, len(vocabulary), args.what),
        steps,
        batch=args.batch,
        peak=args.peak,
        seed=args.seed,
        precision=args.precision,
        device=args.device,
    )
    origin = made_from(
        text=text,
        vocabulary=SIZE,
        steps=steps,
        batch=args.batch,
        peak=args.peak,
        seed=args.seed,
    )
    name = f"next_word_{args.what}"
    smooth = 0.0
    with tqdm(total=steps, unit="step", mininterval=10, file=sys.stderr) as bar:

        def on_step(done: int, losses: dict[str, float]) -> None:
            nonlocal smooth
            smooth = 0.99 * smooth + 0.01 * losses["loss"] if smooth else losses["loss"]
            bar.set_postfix(loss=f"{smooth:.4f}", refresh=False)
            bar.update(done - bar.n)

        checkpoint = args.out / f"{name}.checkpoint.safetensors"
        training.fit(task, steps, on_step=on_step, checkpoint=checkpoint, every=500, origin=origin)
    weights = {k: v.to(torch.float16) for k, v in model.state_dict().items()}
    training.save_tensors(args.out / f"{name}.safetensors", weights, {"steps": str(steps)})
    print(f"wrote {args.out / f'{name}.safetensors'}, training loss {smooth:.3f}")
    return 0


def prepare(corpus: Path, out: Path) -> tuple[Vocabulary, np.ndarray, str]:
    """The vocabulary of the text, the articles not held back as numbers, and the text's digest.

    The first two are kept in ``out``. LearnerError where ``out`` has those of another text.
    """
    import numpy as np

    from course_lib.learning.made_from import made_from, refuse_other
    from course_lib.words import corpora, text_files
    from course_lib.words.contexts import number_paragraphs
    from course_lib.words.next_word_files import load_vocabulary, save_vocabulary
    from course_lib.words.tokens import words_in
    from course_lib.words.vocabulary import Vocabulary

    words_file, numbers_file = out / "next_word_vocabulary.safetensors", out / "next_word.npy"
    found = text_files.survey(text_files.Source.at(corpus))
    for note in found.notes:
        print(note, file=sys.stderr)
    origin = made_from(text=found.digest, vocabulary=SIZE)
    if words_file.exists():
        vocabulary, facts = load_vocabulary(words_file)
        refuse_other(words_file, facts, origin)
        if numbers_file.exists():
            return vocabulary, np.load(numbers_file, mmap_mode="r"), found.digest
    # Which words can be asked for belongs to the question, so all articles are counted for that;
    # how they follow one another is learned from the articles not held back.
    vocabulary = Vocabulary.count(corpora.of_articles(found), limit=SIZE)
    given = corpora.of_articles(found, held_back=False)
    phrases = count_phrases(
        words_in(line) for piece in given.pieces() for line in piece.splitlines()
    )
    numbers = number_paragraphs(given.pieces(), vocabulary)
    with whole(numbers_file) as file:
        np.save(file, numbers)
    # What tells the text apart is written last: without it everything is counted anew.
    save_vocabulary(words_file, vocabulary, {"text": corpus.name} | origin | phrases)
    print(f"{vocabulary.total:,} words, {len(vocabulary):,} different kept: {words_file}")
    return vocabulary, np.load(numbers_file, mmap_mode="r"), found.digest


def count_phrases(paragraphs: Iterable[list[str]]) -> dict:
    """How often each of ``PHRASES`` comes, the ten words that most often follow "orange", and how
    many words there are in all."""
    counts, after, tokens = dict.fromkeys(map(" ".join, PHRASES), 0), Counter(), 0
    for words in paragraphs:
        tokens += len(words)
        present = set(words)
        for phrase in PHRASES:
            if present.issuperset(phrase):
                spread = zip(*(words[i:] for i in range(len(phrase))), strict=False)
                counts[" ".join(phrase)] += sum(run == phrase for run in spread)
        if "orange" in present:
            after.update(b for a, b in pairwise(words) if a == "orange")
    return {"tokens": tokens, "counts": counts, "after_orange": after.most_common(10)}
