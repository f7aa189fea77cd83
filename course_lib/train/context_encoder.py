"""Train the inpainting networks: the context encoder (L2, joint) and the free-form network."""

import argparse
import os
import sys
from pathlib import Path

from course_lib.errors import LearnerError

KINDS = {"l2": "context_encoder_l2", "joint": "context_encoder_joint", "free-form": "free_form"}
STEPS = {"l2": 5000, "joint": 1500, "free-form": 4200}
PEAK = {"l2": 6e-4, "joint": 3e-4, "free-form": 6e-4}


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``context-encoder`` to the train command."""
    parser = commands.add_parser("context-encoder", help=__doc__, description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--images", type=Path, help="folder or .tar of photos; else the fetched")
    parser.add_argument("--out", type=Path, default=Path("training"), help="where weights go")
    parser.add_argument("--start", type=Path, help="joint: the L2 weights to go on from")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--peak", type=float, help="highest learning rate")
    parser.add_argument("--batch", type=int, default=16)
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

    from course_lib.inpainting import tasks as tasks
    from course_lib.learning import training
    from course_lib.vision import datasets

    steps = args.steps or STEPS[args.kind]
    plan = tasks.Plan(
        steps,
        args.batch,
        args.peak or PEAK[args.kind],
        args.seed,
        args.precision,
        args.device,
    )
    photos = datasets.imagenette(datasets.find(args.images), limit=args.limit)
    if args.kind == "l2":
        task = tasks.ContextEncoderTask(photos, plan)
    elif args.kind == "free-form":
        task = tasks.FreeFormTask(photos, plan)
    else:
        if args.start is None:
            raise LearnerError("Joint training goes on from L2 weights: name them with --start.")
        start, _ = training.load_tensors(args.start)
        task = tasks.JointTask(photos, plan, {k: v.float() for k, v in start.items()})

    name = KINDS[args.kind]
    checkpoint = args.out / f"{name}.checkpoint.safetensors"
    smoothed: dict[str, float] = {}
    first = os.environ.get("RANK", "0") == "0"
    with tqdm(total=steps, unit="step", disable=not first, mininterval=10, file=sys.stderr) as bar:

        def on_step(done: int, losses: dict[str, float]) -> None:
            for key, value in losses.items():
                smoothed[key] = 0.99 * smoothed.get(key, value) + 0.01 * value
            bar.set_postfix({k: f"{v:.4f}" for k, v in smoothed.items()}, refresh=False)
            bar.update(done - bar.n)

        training.fit(task, steps, on_step=on_step, checkpoint=checkpoint, every=args.every)
    weights = {k: v.to(torch.float16) for k, v in task.model.state_dict().items()}
    training.save_tensors(args.out / f"{name}.safetensors", weights, {"steps": str(steps)})
    if first:
        print(f"wrote {args.out / f'{name}.safetensors'}")
    return 0
