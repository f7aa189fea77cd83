"""``python -m course_lib bench one-shot``: errors of every machine on one-shot trials.

``--runs all_runs.zip``: Lake's 20 published runs, 400 within-alphabet 20-way one-shot trials.
``--images ZIP_OR_DIR --ways N --shots K --trials T [--unstructured]``: trials drawn from any set of
characters, trial i from the seed (``--seed``, i); ``--made``: of the alphabets that the stroke
model makes up. Errors are shares, from 0 to 1.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.learning.interval import wilson
from course_lib.oneshot import characters, runs, trials
from course_lib.oneshot import machine as machines
from course_lib.oneshot.trials import Trial


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least ``share`` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def measure(
    asked: Iterable[Trial],
    taking_part: dict[str, machines.Machine],
    on_trial: Callable[[int], None] = lambda done: None,
) -> dict:
    """Put every trial to every machine: errors as counts, milliseconds a trial."""
    wrong = dict.fromkeys(taking_part, 0)
    times: dict[str, list[float]] = {name: [] for name in taking_part}
    count = 0
    for count, trial in enumerate(asked, start=1):
        for name, machine in taking_part.items():
            if count == 1:
                machine.score(trial.support, trial.query)  # no trial pays for what comes but once
            start = time.perf_counter()
            found = machines.answer(machine, trial.support, trial.query)
            times[name].append((time.perf_counter() - start) * 1e3)
            wrong[name] += found != trial.truth
        on_trial(count)
    if not count:
        raise LearnerError("There are no trials to measure: ask for one or more.")
    return {
        "trials": count,
        "errors": {name: round(n / count, 5) for name, n in wrong.items()},
        "intervals": {
            name: [round(end, 5) for end in wilson(n, count)] for name, n in wrong.items()
        },
        "ms_per_trial": {n: round(sum(taken) / count, 2) for n, taken in times.items()},
        "ms_p95": {n: round(percentile(taken, 0.95), 2) for n, taken in times.items()},
    }


def gather(names: Iterable[str], files: dict[str, Path]) -> tuple[dict, dict[str, str]]:
    """The machines that can take part, and a sentence for each that cannot.

    A machine in ``files`` gets its weights from there. LearnerError if none is left.
    """
    ready, why_not = {}, {}
    for name in names:
        try:
            if name in files:
                module = importlib.import_module(f"course_lib.oneshot.{name}")
                ready[name] = module.from_file(files[name])
            else:
                ready[name] = machines.machine(name)
        except LearnerError as error:
            why_not[name] = str(error)
    if not ready:
        raise LearnerError("No machine can take part: " + " ".join(why_not.values()))
    return ready, why_not


def _weights(text: str) -> tuple[str, Path]:
    name, _, file = text.partition("=")
    if not file or name not in machines.MACHINES or name in ("pixels", "hausdorff"):
        raise argparse.ArgumentTypeError("say it as encoder=FILE.safetensors")
    return name, Path(file)


def options(argv: list[str] | None) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser("python -m course_lib bench one-shot", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--runs", type=places.argument, metavar="ZIP", help="Lake's all_runs.zip")
    where.add_argument(
        "--images", type=places.argument, metavar="ZIP_OR_DIR", help="a set of characters"
    )
    where.add_argument("--made", action="store_true", help="the stroke model's alphabets")
    parser.add_argument("--ways", type=int, default=20)
    parser.add_argument("--shots", type=int, default=1)
    parser.add_argument("--trials", type=int, default=400)
    parser.add_argument("--unstructured", action="store_true", help="not within one alphabet")
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--alphabets", nargs="+", metavar="NAME", help="these alphabets alone")
    chosen.add_argument(
        "--held-out", type=int, metavar="N",
        help="those that `train --alphabets-out N` leaves out; the networks that came with the "
        "course have seen them, so name --weights trained that way",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--machines", nargs="+", choices=machines.MACHINES, metavar="NAME")
    parser.add_argument(
        "--weights", nargs="+", type=_weights, default=[], metavar="NAME=FILE",
        help="weights to measure in place of those that came with the course",
    )  # fmt: skip
    parser.add_argument("--threads", type=int, help="processor threads that torch may use")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Measure and print a table, and with ``--json`` one last line for programs."""
    from tqdm import tqdm

    args = options(argv)
    if args.threads:
        import torch

        torch.set_num_threads(args.threads)
    if args.runs:
        found = runs.load(args.runs)
        asked = [trial for run in found.values() for trial in run]
        total = len(asked)
        facts: dict = {"runs": len(found)}
        title = f"{len(found)} runs of {args.runs.name}, {total} trials"
    else:
        if args.made:
            from course_lib.oneshot import made_up

            pool = made_up.shipped()
        else:
            pool = characters.load(args.images)
        if args.held_out:
            pool = pool.only(characters.held_out(pool, args.held_out))
        elif args.alphabets:
            pool = pool.only(args.alphabets)
        within = not args.unstructured
        large = trials.large_enough(pool, args.ways, args.shots) if within else [*pool.alphabets]
        total = args.trials
        asked = trials.sample_many(
            pool, total, args.ways, args.shots, within_alphabet=within, seed=args.seed
        )
        protocol = "within one alphabet" if within else "unstructured"
        facts = {"protocol": protocol, "ways": args.ways, "shots": args.shots}
        facts["alphabets"] = len(large)
        title = f"{total} {protocol} {args.ways}-way {args.shots}-shot trials of " + (
            ", ".join(large) if len(large) <= 8 else f"{len(large)} alphabets"
        )
        if small := [name for name in pool.alphabets if name not in large]:
            print(f"left out, with fewer than {args.ways} characters: {', '.join(small)}")
    ready, why_not = gather(args.machines or machines.MACHINES, dict(args.weights))
    for name, reason in why_not.items():
        print(f"{name} takes no part: {reason}", file=sys.stderr)
    with tqdm(total=total, unit="trial", file=sys.stderr, mininterval=2) as bar:
        found = measure(asked, ready, lambda done: bar.update(done - bar.n))
    print(title)
    print(f"{'machine':14}{'error':>9}   {'95 % interval':16}{'ms a trial':>11}{'95 %':>8}")
    for name in ready:
        low, high = found["intervals"][name]
        print(
            f"{name:14}{found['errors'][name]:9.2%}   {f'{low:.2%} – {high:.2%}':16}"
            f"{found['ms_per_trial'][name]:11.1f}{found['ms_p95'][name]:8.1f}"
        )
    if args.json:
        print(json.dumps(facts | found))
    return 0
