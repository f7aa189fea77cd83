"""Lake's published one-shot runs, ``all_runs.zip``: 20 runs of 20 within-alphabet 20-way trials.

``runNN/training/classKK.png`` are the support, ``runNN/test/itemKK.png`` the queries, and each line
of ``runNN/class_labels.txt`` names a query and the support image of its class, by their paths.
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from pathlib import Path
from typing import BinaryIO

import numpy as np

from course_lib.errors import LearnerError
from course_lib.files.packed import PackedFile, contents
from course_lib.oneshot.characters import LARGEST, read_drawing
from course_lib.oneshot.trials import Trial

FORM = "runNN/training/classKK.png, runNN/test/itemKK.png and runNN/class_labels.txt"
LABELS = "class_labels.txt"
_PICTURE = r"(run\d+)/(training/class\d+\.png|test/item\d+\.png)"
_FILE = re.compile(rf"(?:^|/)(?:{_PICTURE}|(run\d+)/({LABELS}))$", re.IGNORECASE)
_NAMED = re.compile(_PICTURE, re.IGNORECASE)


def holds_runs(files: list[PackedFile]) -> bool:
    """Whether these are the files of published runs."""
    return any(file.name.rpartition("/")[2].lower() == LABELS for file in files)


def load(source: Path | BinaryIO, name: str | None = None) -> dict[str, list[Trial]]:
    """Every run's trials by the run's name, in order, from the zip or the folder it unpacks to.

    Raises LearnerError, one sentence, for what is no such zip, damaged or incomplete.
    """
    name = name or (source.name if isinstance(source, Path) else "the zip")
    with contents(source, name, "runs") as files:
        return read(files, name)


def read(files: list[PackedFile], name: str) -> dict[str, list[Trial]]:
    """As ``load``, from files that are open."""
    runs: dict[str, dict[str, PackedFile]] = defaultdict(dict)
    for file in files:
        place = _FILE.search(file.name)
        if place is None:
            continue
        run, part = (group.lower() for group in place.groups() if group)
        if file.size > LARGEST:
            raise LearnerError(f"{file.name} in {name} is too large.")
        if part in runs[run]:
            raise LearnerError(f"{name} is not used: it holds two files {run}/{part}.")
        runs[run][part] = file
    if not runs:
        raise LearnerError(f"{name} holds no runs: they lie as {FORM}.")
    return {run: _one(name, run, runs[run]) for run in sorted(runs)}


def _one(name: str, run: str, files: dict[str, PackedFile]) -> list[Trial]:
    if LABELS not in files:
        raise LearnerError(f"{name} is incomplete: {run}/{LABELS} is missing.")

    def drawing(part: str) -> np.ndarray:
        return read_drawing(files[part].read(), f"{run}/{part}").astype(np.float32)

    classes = sorted(part for part in files if part.startswith("training/"))
    if not classes:
        raise LearnerError(f"{name} is incomplete: {run}/training is empty.")
    support = np.stack([drawing(part) for part in classes])[:, None]  # (N, 1, H, W)
    names = tuple(f"{run}/{Path(part).stem}" for part in classes)
    trials = []
    for line in filter(str.strip, _text(files[LABELS].read()).splitlines()):
        asked = _NAMED.findall(line.lower().replace("\\", "/"))
        known = len(asked) == 2 and all(r == run and part in files for r, part in asked)
        if not known or asked[1][1] not in classes:
            raise LearnerError(f"{name} is not used: its {run} names no such files: “{line[:80]}”.")
        trials.append(Trial(support, drawing(asked[0][1]), classes.index(asked[1][1]), names))
    if not trials:
        raise LearnerError(f"{name} is incomplete: {run}/{LABELS} is empty.")
    return trials


def _text(data: bytes) -> str:
    """The labels, however an editor has saved them: UTF-8 or UTF-16, with a byte-order mark."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8-sig", errors="replace")
