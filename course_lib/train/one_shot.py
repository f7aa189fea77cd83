"""Train the one-shot networks on Omniglot's background alphabets: `train one-shot encoder …`."""

import argparse
import json
import sys
import time
from pathlib import Path

KINDS = ("convnet", "siamese", "prototypical", "encoder", "encoder-episodes")
STEPS = {
    "convnet": 9000,
    "siamese": 9000,
    "prototypical": 3000,
    "encoder": 8000,
    "encoder-episodes": 6000,  # to --start from an encoder
}


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``one-shot`` to the train command."""
    parser = commands.add_parser("one-shot", help=__doc__, description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--images", type=Path, help="zip or folder of characters; else the fetched")
    parser.add_argument("--alphabets-out", type=int, default=0, help="alphabets kept for choosing")
    parser.add_argument("--out", type=Path, default=Path("training"), help="where weights go")
    parser.add_argument("--start", type=Path, help="weights of the same network to go on from")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--peak", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--precision", choices=("bfloat16", "float32"), help="whichever is faster here"
    )
    parser.add_argument("--threads", type=int)
    parser.add_argument("--every", type=int, default=200, help="steps between checkpoints")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Train, with checkpoints and a log; a killed run goes on where its last checkpoint stands."""
    import torch
    from tqdm import tqdm

    from course_lib.learning import training
    from course_lib.oneshot import characters, learning
    from course_lib.oneshot.network_input import faster_precision

    if args.threads:
        torch.set_num_threads(args.threads)
    found = characters.load(characters.find(args.images))
    out = characters.held_out(found, args.alphabets_out)
    if out:
        print(f"kept for choosing: {', '.join(out)}", file=sys.stderr)
        found = found.without(out)
    steps = args.steps or STEPS[args.kind]
    precision = args.precision or faster_precision()
    plan = learning.Plan(steps, args.batch, args.peak, args.seed, precision)
    task = learning.TASKS[args.kind](learning.Drawings(found), plan)
    if args.start:
        task.begin_with(training.load_tensors(args.start)[0])

    name = f"one_shot_{args.kind.replace('-', '_')}"
    args.out.mkdir(parents=True, exist_ok=True)
    began, smooth = time.monotonic(), None
    log = args.out / f"{name}.log.jsonl"
    with (
        tqdm(total=steps, unit="step", mininterval=10, file=sys.stderr) as bar,
        log.open("a", encoding="utf-8") as lines,
    ):

        def on_step(done: int, losses: dict[str, float]) -> None:
            nonlocal smooth
            loss = losses["loss"]
            smooth = loss if smooth is None else 0.98 * smooth + 0.02 * loss
            bar.set_postfix(loss=f"{smooth:.4f}", refresh=False)
            bar.update(done - bar.n)
            if done % 50 == 0 or done == steps:
                row = {"step": done, "loss": round(smooth, 4)}
                row["seconds"] = round(time.monotonic() - began, 1)
                lines.write(json.dumps(row) + "\n")
                lines.flush()

        checkpoint = args.out / f"{name}.checkpoint.safetensors"
        training.fit(task, steps, on_step=on_step, checkpoint=checkpoint, every=args.every)
    facts = {"steps": str(steps), "alphabets out": ", ".join(out)}
    training.save_tensors(args.out / f"{name}.safetensors", task.weights(), facts)
    print(f"wrote {args.out / f'{name}.safetensors'}")
    return 0
