"""Photos to train trunks on and to measure them with: which, how large, and how kept."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from course_lib.errors import LearnerError
from course_lib.pretext.task import SIDE
from course_lib.vision.datasets import LeftOut, read_photos
from course_lib.vision.photos import square

LARGE = 144  # side of the photos that crops are taken from
HELD_BACK = 41 / 256  # share of the training split that no trunk is trained on: 1,553 of 9,469


@dataclass(frozen=True)
class Photos:
    """``large`` (N, 144, 144, 3) and ``whole`` (N, 96, 96, 3) uint8, ``shown`` (N,) class numbers.

    ``classes`` are the folders' names in order.
    """

    large: np.ndarray
    whole: np.ndarray
    shown: np.ndarray
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.shown)


@dataclass(frozen=True)
class Split:
    """Photos to train on, and photos held back from all training; ``left_out`` were unreadable."""

    training: Photos
    held_back: Photos
    left_out: LeftOut = field(default_factory=LeftOut)


def is_held_back(name: str) -> bool:
    """Whether a photo of this file name is never trained on: about one in six, by the name alone.

    Every photo that ``vision.datasets.is_held_back`` keeps for choosing is among them.
    """
    return hashlib.sha256(Path(name).name.encode()).digest()[0] < HELD_BACK * 256


def load(source: Path, limit: int | None = None) -> Split:
    """Read a folder or an archive with one folder a class; ``limit`` photos a class and part.

    Of a folder with ``train`` inside only that is read, and ``val/`` of an archive is left out, as
    are photos that cannot be read. LearnerError where there is no photo to train on or none held
    back.
    """
    if (source / "train").is_dir():
        source = source / "train"
    taken: Counter = Counter()

    def wanted(name: str) -> bool:
        kind = is_held_back(name), class_of(name)
        taken[kind] += "val/" not in name
        return "val/" not in name and not (limit and taken[kind] > limit)

    left_out = LeftOut()
    parts: dict[bool, list[tuple[str, np.ndarray, np.ndarray]]] = {False: [], True: []}
    for name, photo in read_photos(source, left_out, wanted):
        row = class_of(name), square(photo, LARGE), square(photo, SIDE)
        parts[is_held_back(name)].append(row)
    for held_back, part in parts.items():
        if not part:
            which = "held back from training" if held_back else "to train on"
            raise LearnerError(f"There are no photos {which} in {source}: it has too few.")
    classes = tuple(sorted({shown for part in parts.values() for shown, _, _ in part}))
    number = {name: k for k, name in enumerate(classes)}
    split = {
        held_back: Photos(
            np.stack([large for _, large, _ in part]),
            np.stack([whole for _, _, whole in part]),
            np.array([number[shown] for shown, _, _ in part]),
            classes,
        )
        for held_back, part in parts.items()
    }
    return Split(split[False], split[True], left_out)


def class_of(name: str) -> str:
    """What a photo shows: the name of the folder it lies in."""
    return Path(name).parent.name


def save(split: Split, folder: Path) -> None:
    """Keep a split as plain arrays, so that several processes share one copy in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("training", "held_back"):
        photos: Photos = getattr(split, part)
        for array in ("large", "whole", "shown"):
            np.save(folder / f"{part}_{array}.npy", getattr(photos, array))
    (folder / "classes.json").write_text(json.dumps(split.training.classes), encoding="utf-8")


def open_saved(folder: Path) -> Split:
    """What ``save`` kept, mapped into memory and read when it is needed."""
    classes = tuple(json.loads((folder / "classes.json").read_text(encoding="utf-8")))
    parts = [
        Photos(
            *(np.load(folder / f"{part}_{array}.npy", "c") for array in ("large", "whole")),
            np.load(folder / f"{part}_shown.npy"),
            classes,
        )
        for part in ("training", "held_back")
    ]
    return Split(*parts)


def prepared(source: Path, folder: Path, limit: int | None = None) -> Split:
    """``load`` the photos, or open what an earlier call kept of them in ``folder``."""
    seal = folder / "source.json"
    stat = source.stat() if source.exists() else None
    wanted = json.dumps([str(source), limit, stat and stat.st_size, stat and stat.st_mtime])
    if seal.exists() and seal.read_text(encoding="utf-8") == wanted:
        return open_saved(folder)
    seal.unlink(missing_ok=True)
    split = load(source, limit)
    save(split, folder)
    seal.write_text(wanted, encoding="utf-8")
    return replace(open_saved(folder), left_out=split.left_out)


def as_input(photo: np.ndarray) -> Tensor:
    """One photo (H, W, 3) uint8 as a task wants it: its largest centred square, (1, 3, 96, 96)
    float in [0, 1]. LearnerError when it is smaller than that."""
    height, width = photo.shape[:2]
    if min(height, width) < SIDE:
        raise LearnerError(
            f"This photo is {width} × {height} pixels: the grid needs at least {SIDE} each way."
        )
    return torch.from_numpy(square(photo, SIDE)).permute(2, 0, 1)[None].float() / 255
