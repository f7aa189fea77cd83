"""``python -m course_lib bench puzzle --images DIR``: jigsaws by the network that was shown none.

The shipped network of context prediction puts together one puzzle of each photo of DIR that is held
back from training (one folder a class). ``among_all`` is the share whose order it finds among the
72, ``among_four`` among four of them, as in the game; ``jigsaw`` is the 72 by the network that
learned from puzzles alone.
"""

from __future__ import annotations

import argparse
import json
import sys

import numpy as np

from course_lib.bench.pretext import read
from course_lib.files import places
from course_lib.vision.datasets import LeftOut

AT_ONCE = 32  # puzzles


def measure(whole: np.ndarray, seed: int = 0) -> dict[str, float]:
    """The shares for photos (N, 96, 96, 3) uint8."""
    import torch

    from course_lib.pretext import puzzle, shipped
    from course_lib.pretext.guesses import OFFERED, POSITION
    from course_lib.pretext.jigsaw import Jigsaw, permutations

    task, orders = Jigsaw(), permutations()
    generator, rng = torch.Generator().manual_seed(seed), np.random.default_rng(seed)
    among_all, among_four, learned = [], [], []
    for start in range(0, len(whole), AT_ONCE):
        part = torch.from_numpy(whole[start : start + AT_ONCE]).permute(0, 3, 1, 2).float() / 255
        items = task.make(part, generator)
        truth = items.label.numpy()
        with torch.inference_mode():
            said = puzzle.pairs(
                shipped.network(POSITION), items.x.unflatten(0, (-1, puzzle.PATCHES))
            )
            scores = puzzle.scores(said, orders).numpy()
            logits = shipped.network("jigsaw").answer("jigsaw", items.x)
        among_all += (scores.argmax(1) == truth).tolist()
        learned += (logits.argmax(1).numpy() == truth).tolist()
        for row, right in zip(scores, truth, strict=True):
            others = np.delete(np.arange(len(orders)), right)
            offered = rng.choice(others, OFFERED - 1, replace=False)
            among_four.append(bool(row[right] > row[offered].max()))
    shares = {"among_all": among_all, "among_four": among_four, "jigsaw": learned}
    return {"puzzles": len(whole)} | {k: round(float(np.mean(v)), 4) for k, v in shares.items()}


def main(argv: list[str] | None = None) -> int:
    """Print the shares; with ``--json`` as one object on the last line."""
    parser = argparse.ArgumentParser("python -m course_lib bench puzzle", description=__doc__)
    parser.add_argument("--images", type=places.argument, required=True, help="folder or .tar")
    parser.add_argument("--limit", type=int, help="so many photos a class only")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    left_out = LeftOut()
    whole, _ = read(args.images, True, args.limit, left_out)
    if left_out.names:
        print(left_out, file=sys.stderr)
    found = measure(whole, args.seed)
    print(
        f"{found['puzzles']} puzzles of photos held back: the position network finds the order of "
        f"{found['among_all']:.1%} among 72 and of {found['among_four']:.1%} among four; the "
        f"network that learned from puzzles, of {found['jigsaw']:.1%} among 72"
    )
    if args.json:
        print(json.dumps(found))
    return 0
