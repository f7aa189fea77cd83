"""Train all that face recognition needs, on photos of a few people: `train faces --faces FILE`."""

import argparse
import sys
import time
from pathlib import Path

from course_lib.files import places


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``faces`` to the train command."""
    from course_lib.faces.recipe import PARTS

    parser = commands.add_parser("faces", help=__doc__, description=__doc__)
    parser.add_argument(
        "--faces",
        type=places.argument,
        metavar="FILE",
        help=".npz, or a folder a person; else the fetched",
    )
    parser.add_argument("--people-out", type=int, nargs="+", default=[], metavar="SUBJECT",
                        help="people kept for choosing")  # fmt: skip
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART",
                        help=f"some of {', '.join(PARTS)}")  # fmt: skip
    parser.add_argument("--out", type=places.argument, default=Path("training/faces.safetensors"))
    parser.add_argument("--steps", type=int, help="of each network")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cpu", help="cpu, or cuda for a graphics card")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Train part after part and write one file; parts that are not trained stay as they were."""
    from course_lib.faces import photos, recipe
    from course_lib.learning import training
    from course_lib.learning.made_from import made_from, refuse_other, sum_of

    faces = photos.find(args.faces)
    if args.people_out:
        faces = faces.of([person for person in faces.people if person not in args.people_out])
    print(f"{len(faces.images)} photos of {len(faces.people)} people", file=sys.stderr)
    if faces.left_out.names:
        print(faces.left_out, file=sys.stderr)
    origin = made_from(photos=sum_of([faces.images, faces.subject]))
    weights = {}
    if args.out.exists() and set(args.only) < set(recipe.PARTS):  # the others stay as they are
        weights, facts = training.load_tensors(args.out)
        refuse_other(args.out, facts, origin)
    for part in args.only:
        began = time.process_time()
        made = recipe.train(part, faces, args.seed, args.steps, args.device)
        weights = {k: v for k, v in weights.items() if not k.startswith(f"{part}/")}
        weights |= training.pack(part, made)
        facts = {"people": str(len(faces.people)), "seed": str(args.seed)} | origin
        training.save_tensors(args.out, weights, facts)
        print(f"{part}: {time.process_time() - began:.0f} core-seconds", file=sys.stderr)
    print(f"wrote {args.out}")
    return 0
