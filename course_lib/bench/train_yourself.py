"""``python -m course_lib bench train_yourself``: what the small network learns in 90 seconds.

It trains on the gallery photos that the panel trains on, and is measured on crops of those that it
is never given: PSNR inside the hole, beside the mean colour's.
"""

import argparse
import json
import time

GOAL = 1.0  # dB above the mean colour


def main(argv: list[str] | None = None) -> int:
    """Train and measure; 0 if the goal is reached, 1 if not."""
    parser = argparse.ArgumentParser(
        "python -m course_lib bench train_yourself", description=__doc__
    )
    parser.add_argument("--seconds", type=float, default=90, help="time limit")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    args = parser.parse_args(argv)
    import torch

    from course_lib.inpainting.train_yourself import gallery_task
    from course_lib.learning import training

    torch.set_num_threads(args.threads)
    start = time.perf_counter()
    task = gallery_task(args.seed)
    late = start + args.seconds
    steps = training.fit(task, task.budget_steps, should_stop=lambda: time.perf_counter() >= late)
    seconds = time.perf_counter() - start
    network, mean = task.held_out_psnr()
    print(
        f"{steps} of {task.budget_steps} steps in {seconds:.0f} s: {network:.2f} dB inside "
        f"the hole of photos held out, mean colour {mean:.2f} dB, gain {network - mean:+.2f} dB "
        f"(goal {GOAL:+.1f})"
    )
    if args.json:
        print(json.dumps({"steps": steps, "seconds": seconds, "psnr": network, "mean": mean}))
    return 0 if network - mean >= GOAL else 1
