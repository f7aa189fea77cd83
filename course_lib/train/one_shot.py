"""Train a one-shot network on Omniglot's background alphabets, from nothing: `one-shot encoder`.

With the encoder goes the pair judge, which looks at the encoder's maps.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from course_lib.files import places

STEPS = {"convnet": 6000, "siamese": 6000, "prototypical": 6000, "encoder": 8000}
TELL = 50  # steps from one line of the log to the next


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``one-shot`` to the train command."""
    parser = commands.add_parser("one-shot", help=__doc__, description=__doc__)
    parser.add_argument("kind", choices=STEPS)
    parser.add_argument(
        "--images", type=places.argument, help="zip or folder of characters; else the fetched"
    )
    parser.add_argument("--alphabets-out", type=int, default=0, help="alphabets kept for choosing")
    parser.add_argument(
        "--out", type=places.argument, default=Path("training"), help="where weights go"
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--steps", type=int, help="how many batches")
    length.add_argument("--minutes", type=float, help="as many steps as fit; no two runs alike")
    parser.add_argument("--named", type=int, help="drawings to be named in a batch")
    parser.add_argument("--episodes", type=int, help="of 20 characters in a batch")
    parser.add_argument("--peak", type=float, default=2.5e-3, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:0 …")
    parser.add_argument(
        "--precision", choices=("bfloat16", "float32"), help="whichever is faster there"
    )
    parser.add_argument("--threads", type=int)
    parser.add_argument("--every", type=int, default=200, help="steps between checkpoints")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Train, with checkpoints and a log; a killed run goes on where its last checkpoint stands."""
    import torch
    from tqdm import tqdm

    from course_lib.files.download import digest
    from course_lib.learning import training
    from course_lib.learning.devices import device
    from course_lib.learning.made_from import made_from, sum_of
    from course_lib.oneshot import characters, learning
    from course_lib.oneshot.drawings import Drawings

    if args.threads:
        torch.set_num_threads(args.threads)
    place = device(args.device)
    found = characters.load(characters.find(args.images))
    out = characters.held_out(found, args.alphabets_out)
    if out:
        print(f"kept for choosing: {', '.join(out)}", file=sys.stderr)
        found = found.without(out)
    steps = args.steps or (None if args.minutes else STEPS[args.kind])
    plan = learning.Plan(
        steps, args.minutes, args.named, args.episodes, args.peak, args.seed, args.precision
    )
    task = learning.TASKS[args.kind](Drawings(found, place), plan)
    origin = made_from(
        characters=sum_of(character.packed for character in found.characters),
        steps=steps,
        minutes=args.minutes,
        named=args.named,
        episodes=args.episodes,
        peak=args.peak,
        seed=args.seed,
    )

    name = f"one_shot_{args.kind}"
    args.out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    log = args.out / f"{name}.log.jsonl"
    with (
        tqdm(total=steps, unit="step", mininterval=10, file=sys.stderr) as bar,
        log.open("a", encoding="utf-8") as lines,
    ):
        told = []  # losses since the last line

        def on_step(done: int, losses: dict[str, torch.Tensor]) -> None:
            told.append(losses["loss"])
            bar.update(done - bar.n)
            if done % TELL == 0 or done == steps:
                loss = float(torch.stack(told).mean())  # waits for the device
                told.clear()
                bar.set_postfix(loss=f"{loss:.4f}", refresh=False)
                row = {"step": done, "loss": round(loss, 4)}
                row["seconds"] = round(time.monotonic() - began, 1)
                lines.write(json.dumps(row) + "\n")
                lines.flush()

        checkpoint = args.out / f"{name}.checkpoint.safetensors"
        done = training.fit(
            task,
            steps or sys.maxsize,
            on_step=on_step,
            should_stop=lambda: steps is None and task.share(0) >= 1,
            checkpoint=checkpoint,
            every=args.every,
            origin=origin,
        )
    facts = {"steps": str(done), "alphabets out": ", ".join(out), "seed": str(args.seed)}
    for network, weights in task.weights().items():
        file = args.out / f"one_shot_{network}.safetensors"
        training.save_tensors(file, weights, facts)
        facts.setdefault("goes with", digest(file, "sha256"))  # what comes next looks at this one
        print(f"wrote {file} after {done} steps")
    return 0
