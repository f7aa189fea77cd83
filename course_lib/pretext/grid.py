"""Filling the whole table: many runs, several at once, killed and taken up where they stood.

In the folder ``out``: ``photos/`` (arrays that all processes share), ``plan.json`` (what every run
does, fixed at the first call), ``runs/ROW-SEED.json`` (a finished run), ``work/`` (checkpoints and
features of runs under way), ``trunks/ROW.safetensors`` (the first seed of each row, as shipped).
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.learning import training
from course_lib.learning.made_from import sum_of
from course_lib.pretext import photos, results, rows, shipped, trunk, work
from course_lib.pretext.rows import ROWS, GridPlan, Run

LEAST = 20  # steps, however short the time
RESERVE = 0.12  # share of the minutes that starting and the last probes take


@dataclass(frozen=True)
class Wish:
    """What the caller asks for: ``steps``, or ``minutes`` for all runs together, or neither."""

    rows: Sequence[str]
    seeds: int = 3
    steps: int | None = None
    minutes: float | None = None
    device: str = "cpu"
    batch: int = 128
    peak: float = 2e-3
    precision: str = "float32"
    jobs: int = 1
    probes: int = 1
    limit: int | None = None


def fill(
    source: Path,
    out: Path,
    wish: Wish,
    file: Path,
    tell: Callable[[str], None] = lambda line: None,
) -> int:
    """Run what is wished and not yet done; returns the number of finished runs.

    ``file`` gets the results anew whenever a run is finished. ``tell`` gets a line of news.
    LearnerError where the photos, the rows or an earlier plan in ``out`` do not fit.
    """
    began = time.monotonic()
    todo = rows.runs(wish.rows, wish.seeds)
    if not training.is_first():
        training.wait_for_all()  # until the first process has the photos ready
    split = photos.prepared(source, out / "photos", wish.limit)
    tell(f"{len(split.training)} photos to train on, {len(split.held_back)} held back")
    if split.left_out.names:
        tell(str(split.left_out))
    if not (out / "whitening.safetensors").exists():
        white = trunk.whitening(split.training.large)
        shipped.save_whitening(out / "whitening.safetensors", white)
    if training.is_first():
        training.wait_for_all()
    done = _finished(out)
    todo = [run for run in todo if run.name not in done]
    with (
        _executor(wish.jobs, work.begin, (out, wish.device)) as trainers,
        _executor(wish.probes, work.begin_probes, (out,)) as probers,
    ):
        told = sum_of([split.training.shown, split.held_back.shown, split.held_back.whole])
        plan = _plan(out, wish, told, todo, trainers, began, tell)
        facts = {
            "steps": plan.steps,
            "batch": plan.batch,
            "device": plan.device.split(":")[0],
            "trained_on": len(split.training),
            "held_back": len(split.held_back),
        }
        queue, waiting, failed = deque(todo), {}, []
        while queue or waiting:
            while queue and sum(stage == "training" for _, stage in waiting.values()) < wish.jobs:
                run = queue.popleft()
                if run.row in rows.PLAIN:
                    waiting[probers.submit(work.plain, out, run)] = run, "probing"
                else:
                    waiting[trainers.submit(work.train, out, plan, run)] = run, "training"
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                run, stage = waiting.pop(future)
                if isinstance(error := future.exception(), LearnerError | RuntimeError):
                    failed.append(f"{run.name}: {error}")
                    tell(failed[-1])
                    continue
                record = future.result()
                if not training.is_first():
                    continue
                if stage == "training":
                    waiting[probers.submit(work.probe, out, run, record)] = run, "probing"
                    continue
                results.write(out / "runs" / f"{run.name}.json", record)
                work.clear(out, run)
                done[run.name] = record
                results.write(file, results.collect(facts, list(done.values())))
                tell(_line(run, record, len(queue) + len(waiting), time.monotonic() - began))
    if failed:
        raise LearnerError(f"{len(failed)} of {len(todo)} runs failed. " + " ".join(failed[:3]))
    return len(done)


def _finished(out: Path) -> dict[str, dict]:
    """The records of finished runs by their names."""
    return {
        file.stem: json.loads(file.read_text(encoding="utf-8"))
        for file in sorted((out / "runs").glob("*.json"))
    }


def _plan(
    out: Path,
    wish: Wish,
    photos_sum: str,
    todo: list[Run],
    trainers: Executor,
    began: float,
    tell: Callable[[str], None],
) -> GridPlan:
    """The plan in ``out``, or a new one that fits the wish."""
    kept = out / "plan.json"
    if kept.exists():
        try:
            plan = GridPlan(**json.loads(kept.read_text(encoding="utf-8")))
        except (json.JSONDecodeError, TypeError):
            raise LearnerError(f"{kept} is damaged: name another folder with --out.") from None
        asked = (wish.steps or plan.steps, wish.batch, wish.peak, photos_sum)
        if asked != (plan.steps, plan.batch, plan.peak, plan.photos):
            raise LearnerError(
                f"{out} holds runs of {plan.steps} steps of {plan.batch}: these go on with the "
                "same photos and settings, others need another folder (--out)."
            )
        tell(f"going on with runs of {plan.steps} steps")
        return plan
    steps = wish.steps or work.STEPS
    settings = (wish.batch, wish.peak, wish.precision, wish.device, photos_sum)
    if wish.minutes and not wish.steps:
        trial = GridPlan(1, *settings)
        tasks = sorted({task for run in todo for task in ROWS[run.row].tasks})
        together = [
            trainers.submit(work.seconds_a_step, out, trial, tasks) for _ in range(wish.jobs)
        ]
        each = [future.result() for future in together]  # under the load that the runs will have
        cost = {task: sum(one[task] for one in each) / len(each) for task in tasks}
        whole = 100_000
        work_left = sum(
            ROWS[run.row].steps(whole) / whole * cost[task]
            for run in todo
            for task in ROWS[run.row].tasks
        )
        left = wish.minutes * 60 * (1 - RESERVE) - (time.monotonic() - began)
        steps = max(LEAST, int(left * wish.jobs / max(work_left, 1e-9)))
        tell("ms a step: " + ", ".join(f"{k} {1000 * v:.1f}" for k, v in cost.items()))
    plan = GridPlan(steps, *settings)
    results.write(kept, asdict(plan))
    tell(f"{len(todo)} runs, {plan.steps} steps a single task, {wish.jobs} at once")
    return plan


def _line(run: Run, record: dict, left: int, seconds: float) -> str:
    best = max(record["probe"], key=lambda key: record["probe"][key]["mean"])
    own = ", ".join(f"{task} {score:.3f}" for task, score in record["pretext"].items())
    return (
        f"{seconds:6.0f} s  {run.name:40} {100 * record['probe'][best]['mean']:5.1f} % at {best:12}"
        f" {record['steps']} steps in {record['seconds']:.0f} s  {own}  ({left} to go)"
    )


class _Here(Executor):
    """An executor that works in this very process, at once."""

    def submit(self, work, /, *args, **kwargs) -> Future:
        future: Future = Future()
        try:
            future.set_result(work(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def _executor(processes: int, begin: Callable, args: tuple) -> Executor:
    """``processes`` workers that ``begin`` prepares; for one, this process does the work."""
    if processes == 1:
        begin(*args)
        return _Here()
    return ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=work.in_child, initargs=(begin, args)
    )
