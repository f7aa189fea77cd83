"""``python -m course_lib bench pretext --images DIR``: the linear probe of every shipped trunk.

DIR has one folder a class. Of each photo the largest centred square, antialiased to 96×96; features
of the frozen trunk, read out where its row in ``assets/results/pretext.json`` says (chosen on the
photos of the training split that were held back, never on DIR); scikit-learn's logistic regression
on standardised features, five-fold. ``mean`` is the share of photos named right, ``std`` the spread
over folds.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np

from course_lib.files import places
from course_lib.vision import photos
from course_lib.vision.datasets import LeftOut, read_photos


def read(
    source: Path, held_back: bool, limit: int | None, left_out: LeftOut
) -> tuple[np.ndarray, np.ndarray]:
    """(N, 96, 96, 3) uint8 photos and (N,) class numbers, by the folders they lie in."""
    from course_lib.pretext.photos import class_of, is_held_back
    from course_lib.pretext.task import SIDE

    taken: Counter = Counter()

    def wanted(name: str) -> bool:
        if "/" not in name or (held_back and not is_held_back(name)):
            return False
        taken[class_of(name)] += 1
        return not limit or taken[class_of(name)] <= limit

    whole, shown = [], []
    for name, photo in read_photos(source, left_out, wanted):
        whole.append(photos.square(photo, SIDE))
        shown.append(class_of(name))
    return np.stack(whole), np.unique(shown, return_inverse=True)[1]


def features(row: str, readout: str, whole: np.ndarray) -> np.ndarray:
    """A row's features (N, D) at a readout."""
    from course_lib.pretext import shipped
    from course_lib.pretext.colour_histogram import colour_histogram
    from course_lib.pretext.trunk import photo_features

    if row == "colour_histogram":
        return colour_histogram(whole)
    if row == "kmeans":
        return shipped.clusters().features(whole)
    return photo_features(shipped.network(row).trunk, whole)[readout]


def measure(
    whole: np.ndarray, shown: np.ndarray, on_row: Callable[[str], None] = lambda row: None
) -> dict[str, dict]:
    """Each row's ``mean``, ``std`` and ``stage``, and how far it is ahead of random weights and of
    the best single task (the best on the photos held back), each as mean, low and high end."""
    from course_lib.pretext import results, shipped
    from course_lib.pretext.probe import difference, probe
    from course_lib.pretext.tasks import SINGLE

    table = results.read().shipped
    hits, found = {}, {}
    for row in (row for row in shipped.available() if row in table):
        on_row(row)
        done = probe(features(row, table[row].readout, whole), shown)
        hits[row] = [done.hits]
        found[row] = {"mean": done.mean, "std": done.std, "stage": table[row].readout}
    against = {"over_random": "random"}
    if single := [row for row in SINGLE if row in found]:
        against["over_best_single"] = max(single, key=lambda row: table[row].mean)
    for row, (key, other) in product(found, against.items()):
        if other in found:
            ahead = difference(hits[row], hits[other])
            found[row][key] = [ahead.mean, ahead.low, ahead.high]
    return found


def _told(ahead: list[float] | None) -> str:
    if ahead is None:
        return f"{'–':24}"
    mean, low, high = (f"{100 * x:+.1f}" for x in ahead)
    return f"{f'{mean} ({low} to {high})':24}"


def main(argv: list[str] | None = None) -> int:
    """Measure and print a table, and with ``--json`` one last line for programs."""
    parser = argparse.ArgumentParser("python -m course_lib bench pretext", description=__doc__)
    parser.add_argument(
        "--images", type=places.argument, required=True, help="folder or archive, a folder a class"
    )
    parser.add_argument("--limit", type=int, help="use so many photos a class only")
    parser.add_argument("--held-back", action="store_true", help="only photos no training saw")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    args = parser.parse_args(argv)
    left_out = LeftOut()
    whole, shown = read(args.images, args.held_back, args.limit, left_out)
    classes = len(np.unique(shown))
    print(f"{len(shown)} photos of {classes} classes")
    if left_out.names:
        print(left_out)

    def on_row(row: str) -> None:
        print(f"{row} …", file=sys.stderr, flush=True)

    rows = measure(whole, shown, on_row)
    head = f"{'over random weights':24}{'over best single task':24}read out at"
    print(f"{'row':52}{'accuracy':>10}{'folds':>7}   {head}")
    for row, found in rows.items():
        ahead = _told(found.get("over_random")) + _told(found.get("over_best_single"))
        share = f"{100 * found['mean']:8.1f} %{100 * found['std']:7.1f}"
        print(f"{row:52}{share}   {ahead}{found['stage']}")
    if args.json:
        told = {"classes": classes, "images": len(shown), "left_out": left_out.names}
        print(json.dumps(told | {"accuracy": rows}))
    return 0
