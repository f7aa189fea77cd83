"""Lake's published one-shot runs, ``all_runs.zip``: 20 runs of 20 within-alphabet 20-way trials.

``runNN/training/classKK.png`` are the support, ``runNN/test/itemKK.png`` the queries, and each line
of ``runNN/class_labels.txt`` names a query and the support image of its class, by their paths from
the zip's root.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import defaultdict
from pathlib import Path
from typing import BinaryIO

import numpy as np

from course_lib.errors import LearnerError
from course_lib.oneshot.characters import LARGEST, read_drawing, refuse_climbing
from course_lib.oneshot.trials import Trial

FORM = "runNN/training/classKK.png, runNN/test/itemKK.png and runNN/class_labels.txt"
_FILE = re.compile(r"(?:^|/)(run\d+)/(training/class\d+\.png|test/item\d+\.png|class_labels\.txt)$")


def load(source: Path | BinaryIO, name: str | None = None) -> dict[str, list[Trial]]:
    """Every run's trials by the run's name, in order.

    Raises LearnerError, one sentence, for what is no such zip, damaged or incomplete.
    """
    name = name or (source.name if isinstance(source, Path) else "the zip")
    try:
        with zipfile.ZipFile(source) as packed:
            refuse_climbing(packed, name)
            return _read(packed, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise LearnerError(f"{name} is no zip, or only a part of one: get it again.") from None
    except OSError as error:
        raise LearnerError(f"{name} cannot be read: {error.strerror or error}.") from None


def _read(packed: zipfile.ZipFile, name: str) -> dict[str, list[Trial]]:
    runs: dict[str, dict[str, zipfile.ZipInfo]] = defaultdict(dict)
    for member in packed.infolist():
        place = _FILE.search(member.filename)
        if place and "__MACOSX" not in member.filename:
            if member.file_size > LARGEST:
                raise LearnerError(f"{member.filename} in {name} is too large.")
            runs[place[1]][place[2]] = member
    if not runs:
        raise LearnerError(f"{name} holds no runs: they lie as {FORM}.")
    return {run: _one(packed, name, run, runs[run]) for run in sorted(runs)}


def _one(
    packed: zipfile.ZipFile, name: str, run: str, files: dict[str, zipfile.ZipInfo]
) -> list[Trial]:
    if "class_labels.txt" not in files:
        raise LearnerError(f"{name} is incomplete: {run}/class_labels.txt is missing.")

    def drawing(file: str) -> np.ndarray:
        return read_drawing(packed.read(files[file]), f"{run}/{file}").astype(np.float32)

    classes = sorted(file for file in files if file.startswith("training/"))
    if not classes:
        raise LearnerError(f"{name} is incomplete: {run}/training is empty.")
    support = np.stack([drawing(file) for file in classes])[:, None]  # (N, 1, H, W)
    names = tuple(f"{run}/{Path(file).stem}" for file in classes)
    trials = []
    lines = packed.read(files["class_labels.txt"]).decode("utf-8", errors="replace").splitlines()
    for line in filter(str.strip, lines):
        asked = [_FILE.search(path) for path in line.split()]
        known = len(asked) == 2 and all(a and a[1] == run and a[2] in files for a in asked)
        if not known or asked[1][2] not in classes:
            raise LearnerError(f"{name} is not used: its {run} names no such files: “{line[:80]}”.")
        trials.append(Trial(support, drawing(asked[0][2]), classes.index(asked[1][2]), names))
    if not trials:
        raise LearnerError(f"{name} is incomplete: {run}/class_labels.txt is empty.")
    return trials
