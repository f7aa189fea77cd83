"""``python -m course_lib bench people-needed --faces FILE.npz``: when does a network win?

Ten people are kept out; each method learns from n of the others and then names the ten from one
photo each. Again for other tens, and for drawn people, of whom there are as many as one likes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from course_lib.files import places

LEARNING = ("eigenfaces", "fisherfaces", "gabor", "softmax")
SIZES, SPLITS = (2, 5, 10, 20), 3
DRAWN_SIZES, DRAWN_SPLITS = (5, 20, 80, 300), 2
ASKED, DRAWN_ASKED, DRAWS = 10, 40, 400


def judged(name, known, asked, seed, alone):
    """The share of ``asked`` named rightly by method ``name`` after learning from ``known``.

    ``alone``: a network sees no drawn faces beside these.
    """
    from course_lib.faces import classical, methods, protocol
    from course_lib.faces.learning import TASKS, Plan
    from course_lib.faces.network import FaceNetwork
    from course_lib.learning import training

    if name == "pixels":
        judge = methods.Pixels()
    elif name == "eigenfaces":
        judge = classical.eigenfaces(known)
    elif name in methods.FISHER:
        judge = classical.fisherfaces(known, methods.FISHER[name], seed)
    else:
        plan = Plan(seed=seed)
        sets = (None, known) if alone else (known, None)
        task = TASKS[name](*sets, plan)
        training.fit(task, plan.steps)
        network = FaceNetwork()
        network.load_state_dict({k: v.float() for k, v in task.weights().items()})
        judge = methods.Network(network.eval().requires_grad_(False))
    return protocol.identify(judge.embed(asked.images), asked.subject, draws=DRAWS).share


def measured(faces, asked_people, sizes, splits, title, alone):
    """One ``PeopleNeeded`` of ``faces``: for each split other people are asked and learned from."""
    from course_lib.faces.people_needed import PeopleNeeded

    shares = {name: [[] for _ in sizes] for name in ("pixels", *LEARNING)}
    for split in range(splits):
        order = np.random.default_rng(split).permutation(faces.people)
        asked = faces.of(order[:asked_people])
        for at, size in enumerate(sizes):
            known = faces.of(order[asked_people : asked_people + size])
            for name, found in shares.items():
                share = judged(name, known, asked, split, alone)
                found[at].append(round(share, 5))
                print(f"{title}, split {split}, {size} people, {name}: {share:.1%}",
                      file=sys.stderr, flush=True)  # fmt: skip
    frozen = {name: tuple(map(tuple, found)) for name, found in shares.items()}
    return PeopleNeeded(title, asked_people, tuple(sizes), frozen)


def options(argv: list[str] | None) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser("python -m course_lib bench people-needed",
                                     description=__doc__)  # fmt: skip
    parser.add_argument("--faces", type=places.argument, required=True, metavar="FILE",
                        help=".npz, or a folder a person")  # fmt: skip
    parser.add_argument("--out", type=places.argument, default=Path("training/faces_people.json"))
    parser.add_argument("--threads", type=int, help="processor threads that torch may use")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Measure photographed people, then drawn ones; the file is written after each."""
    from course_lib.faces import drawn, people_needed, photos

    args = options(argv)
    if args.threads:
        import torch

        torch.set_num_threads(args.threads)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    faces = photos.load(args.faces)
    found = [measured(faces, ASKED, SIZES, SPLITS, "photographed", alone=False)]
    people_needed.write(found, args.out)
    many = drawn.photos(DRAWN_ASKED + DRAWN_SIZES[-1], 10, 2)
    found.append(measured(many, DRAWN_ASKED, DRAWN_SIZES, DRAWN_SPLITS, "drawn", alone=True))
    people_needed.write(found, args.out)
    for one in found:
        print(f"{one.faces}: {one.asked} asked, none of them learned from")
        for name in one.shares:
            print(f"  {name:14}" + "".join(f"{m:>9.1%}" for m in one.mean(name)))
    print(f"wrote {args.out}")
    return 0
