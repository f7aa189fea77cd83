"""Train the inpainting networks: context encoder and free-form, by L2 and then adversarially."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.files import places


@dataclass(frozen=True)
class Kind:
    """A network's asset name, its usual steps, batch and highest learning rate.

    ``start`` is the asset that it goes on from, None where it starts from nothing.
    """

    name: str
    steps: int
    batch: int
    peak: float
    start: str | None = None


KINDS = {
    "l2": Kind("context_encoder_l2", 5000, 16, 6e-4),
    "joint": Kind("context_encoder_joint", 10_000, 96, 2e-4, "context_encoder_l2"),
    "free-form": Kind("free_form", 4200, 16, 6e-4),
    "free-form-adversarial": Kind("free_form_adversarial", 15_000, 96, 2e-4, "free_form"),
}


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``context-encoder`` to the train command."""
    parser = commands.add_parser("context-encoder", help=__doc__, description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument(
        "--images", type=places.argument, help="folder or .tar of photos; else the fetched"
    )
    parser.add_argument(
        "--out", type=places.argument, default=Path("training"), help="where weights go"
    )
    parser.add_argument(
        "--start", type=places.argument, help="adversarial ones: weights to go on from"
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--steps", type=int)
    length.add_argument("--minutes", type=float, help="adversarial ones: train for so long instead")
    parser.add_argument("--peak", type=float, help="highest learning rate")
    parser.add_argument("--batch", type=int, help="photos a step")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", choices=("bfloat16", "float32"), default="bfloat16")
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:0 …")
    parser.add_argument("--limit", type=int, help="use so many photos only")
    parser.add_argument("--every", type=int, default=250, help="steps between checkpoints")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Train, with checkpoints; a killed run goes on where its last checkpoint stands."""
    import torch
    from tqdm import tqdm

    from course_lib.inpainting import adversarial, tasks
    from course_lib.learning import training
    from course_lib.learning.devices import device
    from course_lib.learning.made_from import made_from, sum_of
    from course_lib.vision import datasets

    kind = KINDS[args.kind]
    if kind.start and args.start is None:
        raise LearnerError(
            f"{args.kind} goes on from the weights of {kind.start}: name them with --start."
        )
    if args.minutes is not None and not kind.start:
        raise LearnerError(f"{args.kind} counts steps: say --steps instead of --minutes.")
    if args.minutes is not None and not args.minutes > 0:
        raise LearnerError(f"--minutes must be more than 0, not {args.minutes:g}.")
    steps = sys.maxsize if args.minutes else args.steps or kind.steps
    plan = tasks.Plan(
        steps,
        args.batch or kind.batch,
        args.peak or kind.peak,
        args.seed,
        args.precision,
        str(device(args.device)),
        args.minutes,
    )
    make = {
        "l2": tasks.ContextEncoderTask,
        "joint": adversarial.JointTask,
        "free-form": tasks.FreeFormTask,
        "free-form-adversarial": adversarial.FreeFormAdversarialTask,
    }[args.kind]
    start = ()
    if kind.start:
        tensors, _ = training.load_tensors(args.start)
        start = ({name: value.float() for name, value in tensors.items()},)
    photos = datasets.imagenette(datasets.find(args.images), limit=args.limit)
    if photos.left_out.names:
        print(photos.left_out, file=sys.stderr)
    task = make(photos, plan, *start)
    origin = made_from(
        photos=sum_of([photos.whole]),
        start=sum_of(start[0].values()) if start else None,
        steps=None if args.minutes else steps,
        minutes=args.minutes,
        batch=plan.batch,
        peak=plan.peak,
        seed=plan.seed,
    )

    checkpoint = args.out / f"{kind.name}.checkpoint.safetensors"
    smoothed: dict[str, float | torch.Tensor] = {}
    first = os.environ.get("RANK", "0") == "0"
    total = None if args.minutes else steps
    with tqdm(total=total, unit="step", disable=not first, mininterval=10, file=sys.stderr) as bar:

        def on_step(done: int, losses: dict[str, float | torch.Tensor]) -> None:
            for key, value in losses.items():
                smoothed[key] = 0.99 * smoothed.get(key, value) + 0.01 * value
            if done % 50 == 0 or done == steps:  # to show a loss is to wait for the device
                told = {key: f"{float(value):.4f}" for key, value in smoothed.items()}
                bar.set_postfix(told, refresh=False)
            bar.update(done - bar.n)

        done = training.fit(
            task,
            steps,
            on_step=on_step,
            should_stop=(lambda: task.progress(0) >= 1) if args.minutes else None,
            checkpoint=checkpoint,
            every=args.every,
            origin=origin,
        )
    weights = {name: value.to(torch.float16) for name, value in task.result().items()}
    training.save_tensors(args.out / f"{kind.name}.safetensors", weights, {"steps": str(done)})
    if first:
        print(f"wrote {args.out / f'{kind.name}.safetensors'}, {done} steps")
    return 0
