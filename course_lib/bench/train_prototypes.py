"""``python -m course_lib bench train_prototypes``: what the small network learns in three minutes.

It trains by episodes as the panel does, on the characters given (else made-up ones), and is asked
5-way one-shot trials, unstructured, of alphabets that it is never trained on.
"""

import argparse
import json
import time

from course_lib.files import places

GOAL = 0.9  # of the trials right
SECONDS = 180


def main(argv: list[str] | None = None) -> int:
    """Train and ask; 0 if the goal is reached in time, 1 if not."""
    parser = argparse.ArgumentParser(
        "python -m course_lib bench train_prototypes", description=__doc__
    )
    parser.add_argument(
        "--images", type=places.argument, metavar="ZIP_OR_DIR", help="a set of characters"
    )
    parser.add_argument("--steps", type=int)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    args = parser.parse_args(argv)
    import torch

    from course_lib.learning import training
    from course_lib.oneshot import characters, made_up
    from course_lib.oneshot.quick_training import STEPS, QuickTask

    torch.set_num_threads(args.threads)
    start = time.perf_counter()
    found = characters.load(args.images) if args.images else made_up.shipped()
    task = QuickTask(found, args.seed, args.steps or STEPS)
    late = start + SECONDS
    steps = training.fit(task, task.budget_steps, should_stop=lambda: time.perf_counter() >= late)
    seconds = time.perf_counter() - start
    asked = task.ask(steps, args.trials)
    low, high = asked.interval
    print(
        f"{found.name}: {steps} of {task.budget_steps} steps in {seconds:.0f} s; {asked.share:.1%} "
        f"of {asked.of} 5-way one-shot trials right ({low:.1%} to {high:.1%}; goal {GOAL:.0%}), "
        f"unstructured, of {', '.join(task.unseen)}"
    )
    if args.json:
        told = {"steps": steps, "seconds": round(seconds, 1), "accuracy": asked.share}
        print(json.dumps(told | {"interval": [low, high], "trials": asked.of}))
    return 0 if asked.share > GOAL and steps == task.budget_steps else 1
