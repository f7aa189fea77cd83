"""Draw the made-up alphabets that come with the course, by the shipped model of pen strokes."""

from __future__ import annotations

import argparse
from pathlib import Path

from course_lib.files import places


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``made-alphabets`` to the train command."""
    parser = commands.add_parser("made-alphabets", help=__doc__, description=__doc__)
    parser.add_argument(
        "--out", type=places.argument, default=Path("training"), help="where the file goes"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Draw and write."""
    from course_lib.files.write_whole import write_whole
    from course_lib.oneshot import made_up
    from course_lib.oneshot.stroke_model import made_alphabets

    file = args.out / f"{made_up.NAME}.npz"
    write_whole(file, made_up.packed(made_alphabets(args.seed)))
    print(f"wrote {file}: {file.stat().st_size / 1e6:.1f} MB")
    return 0
