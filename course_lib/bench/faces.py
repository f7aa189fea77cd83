"""``python -m course_lib bench faces --faces FILE.npz``: who is it, and may they come in?

One-shot: everybody in the file is on the team with one random photo (and with five), all their
other photos knock; the mean of 2,000 draws. Equal error rate: over all pairs of photos. Open set:
half of the people are strangers. ``--drawn N``: the same of N drawn people whom nothing has seen.
Shares go from 0 to 1; intervals are 95 % of means over people drawn again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

import numpy as np

from course_lib.errors import LearnerError
from course_lib.faces import curves, protocol
from course_lib.faces.methods import METHODS, Method, method
from course_lib.faces.photos import FaceSet
from course_lib.files import places

ASKED = ("pixels", "eigenfaces", "fisherfaces", "similarity")
UNSEEN = 2  # the seed of the drawn people to measure on; training has another
REPEATS = 20


def measure(faces: FaceSet, methods: dict[str, Method], draws: int = protocol.DRAWS) -> dict:
    """All shares of every method, by what is measured, then by method."""
    told: dict[str, dict] = {"identification": {}, "interval": {}, "identification_5_photos": {}}
    told |= {"eer": {}, "tar_at_far_1": {}}
    fewest = min(map(len, faces.rows()))
    for name, judge in methods.items():
        z = judge.embed(faces.images)
        one = protocol.identify(z, faces.subject, draws=draws)
        told["identification"][name] = one.share
        told["interval"][name] = one.interval
        five = protocol.identify(z, faces.subject, 5, draws).share if fewest > 5 else None
        told["identification_5_photos"][name] = five
        told["eer"][name] = curves.of_faces(z, faces.subject).eer
        four = len(faces.people) >= 4
        told["tar_at_far_1"][name] = (
            protocol.open_set(z, faces.subject, draws=draws) if four else None
        )
    return told


def enrol_ms(judge: Method, faces: FaceSet) -> float:
    """Milliseconds that one more colleague takes on a team that has everybody else: the median."""
    from course_lib.faces.team import Team

    first = [own[0] for own in faces.rows()]
    team = Team(judge, 0.5)
    for number, row in enumerate(first[:-1]):
        team.enrol(f"{number}", faces.images[row])
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        team.enrol("the last", faces.images[first[-1]])
        taken.append(1e3 * (time.perf_counter() - start))
        team.leave("the last")
    return float(np.median(taken))


def retrain_s(faces: FaceSet) -> float:
    """Seconds that door A takes to learn the same team anew, after the last has joined."""
    from course_lib.faces.softmax_door import SoftmaxDoor
    from course_lib.learning import training

    photos = [[faces.images[own[0]]] for own in faces.rows()]
    door = SoftmaxDoor({f"{number}": own for number, own in enumerate(photos[:-1])})
    start = time.perf_counter()
    door.join("the last", photos[-1])
    training.fit(door, door.steps)
    return time.perf_counter() - start


def rounded(value):
    """Floats to five digits, in dicts and pairs too."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [rounded(inner) for inner in value]
    return round(value, 5) if isinstance(value, float) else value


def options(argv: list[str] | None) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser("python -m course_lib bench faces", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--faces", type=places.argument, metavar="FILE", help=".npz, or a folder a person"
    )
    where.add_argument("--drawn", type=int, metavar="N", help="N drawn people")
    parser.add_argument("--people", type=int, nargs="+", metavar="SUBJECT", help="these alone")
    parser.add_argument("--all", action="store_true", help="every loss and method, not only four")
    parser.add_argument(
        "--weights", type=places.argument, metavar="FILE", help="in place of the course's"
    )
    parser.add_argument("--draws", type=int, default=protocol.DRAWS)
    parser.add_argument("--threads", type=int, help="processor threads that torch may use")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Measure and print a table, and with ``--json`` one last line for programs."""
    from course_lib.faces import drawn, photos

    args = options(argv)
    if args.threads:
        import torch

        torch.set_num_threads(args.threads)
    faces = photos.load(args.faces) if args.faces else drawn.photos(args.drawn, 10, UNSEEN)
    if faces.left_out.names:
        print(faces.left_out, file=sys.stderr)
    if args.people:
        faces = faces.of(args.people)
    ready: dict[str, Method] = {}
    for name in METHODS if args.all else ASKED:
        try:
            ready[name] = method(name, args.weights)
        except LearnerError as error:
            print(f"{name} takes no part: {error}", file=sys.stderr)
    told = measure(faces, ready, args.draws)
    last = list(ready)[-1]  # the best that there is
    speed = {"enrol_ms": enrol_ms(ready[last], faces), "retrain_s": retrain_s(faces)}
    print(f"{len(faces.images)} photos of {len(faces.people)} people ({faces.name})")
    print(f"{'method':36}{'named rightly':>14}   {'95 % interval':18}{'5 photos':>9}{'EER':>8}"
          f"{'TAR at FAR 1 %':>16}")  # fmt: skip
    for name in ready:
        low, high = told["interval"][name]
        shares = [told[kind][name] for kind in ("identification_5_photos", "eer", "tar_at_far_1")]
        five, eer, tar = ("–" if share is None else f"{share:.1%}" for share in shares)
        print(f"{METHODS[name]:36}{told['identification'][name]:>14.1%}   "
              f"{f'{low:.1%} to {high:.1%}':18}{five:>9}{eer:>8}{tar:>16}")  # fmt: skip
    print("One more colleague: door B {enrol_ms:.0f} ms, door A {retrain_s:.1f} s".format(**speed))
    if args.json:
        by_method = told.pop("tar_at_far_1")
        told["open_set"] = {"tar_at_far_1": by_method[last], "by_method": by_method}
        print(json.dumps(rounded({"subjects": len(faces.people)} | told | speed)))
    return 0
