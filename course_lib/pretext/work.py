"""One run of the grid, from photos to figures; what a worker process does.

A worker opens the photos once (``begin``) and then trains run after run.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from course_lib.errors import LearnerError
from course_lib.learning import training
from course_lib.pretext import photos, results, shipped
from course_lib.pretext.colour_histogram import colour_histogram
from course_lib.pretext.kmeans import fit_kmeans
from course_lib.pretext.learning import (
    MARKS,
    DevicePhotos,
    Plan,
    PretextRun,
    mark_step,
    point_step,
)
from course_lib.pretext.probe import probe as linear_probe
from course_lib.pretext.rows import ROWS, GridPlan, Run
from course_lib.pretext.tasks import combination
from course_lib.pretext.trunk import READOUTS, photo_features

STEPS = 3000  # of a single task, about ten minutes on two cores
SHIPPED_HEADS = ("context_prediction", "rotation", "jigsaw", "colourisation")  # games', a bench's
CHECKPOINTS = 8  # a run

_split: photos.Split
_training: DevicePhotos
_held_back: DevicePhotos


def in_child(begin: Callable, args: tuple) -> None:
    """Prepare a worker process; it ends when its parent does, however that ends."""

    def end_with_parent() -> None:
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()
    torch.set_num_threads(1)
    begin(*args)


def begin(out: Path, device: str) -> None:
    """Put the photos on the device."""
    global _split, _training, _held_back
    _split = photos.open_saved(out / "photos")
    _training = DevicePhotos(_split.training, device)
    _held_back = DevicePhotos(_split.held_back, device)
    torch.backends.cudnn.benchmark = True


def begin_probes(out: Path) -> None:
    """Open the photos that are probed."""
    global _split
    _split = photos.open_saved(out / "photos")


def settings(plan: GridPlan, steps: int, seed: int) -> Plan:
    """The plan of one run."""
    return Plan(steps, plan.batch, plan.peak, seed, plan.precision, plan.device)


def seconds_a_step(out: Path, plan: GridPlan, tasks: list[str]) -> dict[str, float]:
    """How long a step of each of the named tasks takes here and now."""
    white = shipped.read_whitening(out / "whitening.safetensors")
    warm, timed = (5, 15) if plan.device != "cpu" else (2, 4)
    found = {}
    for name in tasks:
        run = PretextRun(_training, combination([name]), settings(plan, warm + timed, 0), white)
        for index in range(warm + timed):
            if index == warm:
                _wait(plan.device)
                began = time.perf_counter()
            run.step(index)
        _wait(plan.device)
        found[name] = (time.perf_counter() - began) / timed
    return found


def _wait(device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.synchronize()


def train(out: Path, plan: GridPlan, run: Run) -> dict:
    """Train a run, measure it, and keep its features; returns its record, without the probe.

    A run that was killed goes on at its last checkpoint.
    """
    row = ROWS[run.row]
    steps, tasks = row.steps(plan.steps), row.make_tasks()
    white = shipped.read_whitening(out / "whitening.safetensors") if row.whitened else None
    learner = PretextRun(_training, tasks, settings(plan, steps, run.seed), white)
    began = time.monotonic()
    if steps:
        training.fit(
            learner,
            steps,
            checkpoint=_file(out, run, "checkpoint.safetensors"),
            every=max(50, -(-steps // CHECKPOINTS)),
        )
    if not training.is_first():
        return {}
    _wait(plan.device)
    seconds = time.monotonic() - began
    finite = all(bool(torch.isfinite(weight).all()) for weight in learner.model.parameters())
    if not finite:
        raise LearnerError(f"{run.name} ran out of numbers (NaN): try a lower --peak.")

    # What is measured is what is shipped: weights rounded to eight bits.
    for part in (learner.trunk, *learner.model["heads"]):
        part.load_state_dict(shipped.restored(shipped.rounded(part.state_dict())))
    features = photo_features(learner.trunk, _split.held_back.whole)
    target = _file(out, run, "features.npz")
    np.savez(target, **{key: features[key] for key in READOUTS})
    if run.seed == 0 and tasks:
        heads = zip((task.name for task in tasks), learner.model["heads"], strict=True)
        keep = {name: head for name, head in heads if len(tasks) == 1 and name in SHIPPED_HEADS}
        where = out / "trunks" / f"{run.row}.safetensors"
        shipped.save(where, learner.trunk, keep, {"row": run.row, "steps": str(steps)})
    points = [point_step(k, steps) for k in range(1, len(learner.curve) + 1)] if steps else []
    curve = learner.curve.tolist()
    return {
        "row": run.row,
        "seed": run.seed,
        "steps": steps,
        "seconds": round(seconds, 2),
        "pretext": {k: round(v, 5) for k, v in learner.scores(_held_back).items()},
        "measures": {task.name: task.measure for task in tasks},
        "curve": {
            task.name: [
                [step, round(curve[point][k], 5)]
                for point, step in enumerate(points[: min(steps, len(curve))])
            ]
            for k, task in enumerate(tasks)
        },
        "cosine_steps": [mark_step(m, steps) for m in range(MARKS)] if len(tasks) > 1 else [],
        "cosines": np.round(learner.cosines.tolist(), 4).tolist() if len(tasks) > 1 else [],
    }


def plain(out: Path, run: Run) -> dict:
    """The record of a row that has no trunk, probe and all."""
    began = time.monotonic()
    if run.row == "kmeans":
        clusters = fit_kmeans(_split.training.whole, run.seed)
        if run.seed == 0:
            clusters.save(out / "trunks" / "kmeans.safetensors")
        found = clusters.features(_split.held_back.whole)
    else:
        found = colour_histogram(_split.held_back.whole)
    record = {"row": run.row, "seed": run.seed, "steps": 0, "pretext": {}, "measures": {}}
    record |= {"curve": {}, "cosine_steps": [], "cosines": []}
    record["seconds"] = round(time.monotonic() - began, 2)
    return record | {"probe": _probed({"features": found})}


def probe(out: Path, run: Run, record: dict) -> dict:
    """The record with its linear probes at every readout."""
    with np.load(_file(out, run, "features.npz")) as features:
        return record | {"probe": _probed({key: features[key] for key in READOUTS})}


def _probed(features: dict[str, np.ndarray]) -> dict:
    found = {}
    for key, values in features.items():
        done = linear_probe(values, _split.held_back.shown)
        found[key] = {
            "mean": round(done.mean, 5),
            "std": round(done.std, 5),
            "hits": results.pack_hits(done.hits),
        }
    return found


def clear(out: Path, run: Run) -> None:
    """Remove what a finished run needs no more."""
    for name in ("checkpoint.safetensors", "features.npz"):
        _file(out, run, name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        _file(out, run, "").rmdir()


def _file(out: Path, run: Run, name: str) -> Path:
    folder = out / "work" / run.name
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name
