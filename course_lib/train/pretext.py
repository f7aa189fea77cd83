"""Train trunks on pretext tasks: one row of the table, or the whole table with ``--all``."""

import argparse
import os
import sys
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.files import places


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``pretext`` to the train command."""
    parser = commands.add_parser("pretext", help=__doc__, description=__doc__)
    parser.add_argument("row", nargs="*", help="rows of the table, such as rotation")
    parser.add_argument("--all", action="store_true", help="every row")
    parser.add_argument("--seeds", type=int, default=1, help="runs a row")
    parser.add_argument(
        "--images", type=places.argument, help="folder or .tar of photos; else the fetched"
    )
    parser.add_argument(
        "--out", type=places.argument, default=Path("training/pretext"), help="working folder"
    )
    parser.add_argument(
        "--results",
        type=places.argument,
        help="file of figures; with --all the course’s own",
    )
    parser.add_argument(
        "--beside",
        type=places.argument,
        help="results of fewer steps that these are written into, as rows trained for longer",
    )
    parser.add_argument("--steps", type=int, help="steps of a single task")
    parser.add_argument("--minutes", type=float, help="time for all runs together")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--peak", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:0 …")
    parser.add_argument("--precision", choices=("bfloat16", "float32"), help="else the faster")
    parser.add_argument("--jobs", type=int, help="runs at once")
    parser.add_argument("--probes", type=int, help="linear probes at once")
    parser.add_argument("--limit", type=int, help="use so many photos a class only")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run what is not yet done; a killed grid goes on when called again with the same settings."""
    import torch

    from course_lib.files import places
    from course_lib.oneshot.network_input import faster_precision
    from course_lib.pretext import grid, results
    from course_lib.pretext.rows import ROWS
    from course_lib.vision import datasets

    on_gpu = args.device.startswith("cuda")
    if on_gpu and not torch.cuda.is_available():
        raise LearnerError("There is no GPU that PyTorch can use here: leave --device out.")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    shipped_file = places.assets() / "results" / "pretext.json"
    file = args.results or (shipped_file if args.all else args.out / "pretext.json")
    wish = grid.Wish(
        list(ROWS) if args.all else args.row,
        args.seeds,
        args.steps,
        args.minutes,
        args.device,
        args.batch,
        args.peak,
        args.precision or ("bfloat16" if on_gpu else faster_precision()),
        args.jobs or (max(1, cores // 3) if on_gpu else 1),
        args.probes or (max(1, cores // 3) if on_gpu else 1),
        args.limit,
    )

    def tell(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    done = grid.fill(datasets.find(args.images), args.out, wish, file, tell)
    if args.beside:
        results.write(args.beside, results.beside(args.beside, file))
    print(f"{done} runs are done; their figures are in {file}")
    return 0
