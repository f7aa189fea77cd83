"""Imagenette for training: photos from a folder or an archive, a part held back for choosing."""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from course_lib.errors import LearnerError
from course_lib.vision.photos import square

ENDINGS = (".jpeg", ".jpg", ".png")
HELD_BACK = 20  # one photo in so many is held back


@dataclass(frozen=True)
class TrainingPhotos:
    """Photos as (N, S, S, 3) uint8 of two sides: ``whole`` 128 and ``large`` 144, to be cropped."""

    whole: np.ndarray
    large: np.ndarray


def is_held_back(name: str) -> bool:
    """Whether a photo of this file name is kept for choosing; depends on the name alone."""
    return hashlib.sha256(Path(name).name.encode()).digest()[0] * HELD_BACK < 256


def read_photos(source: Path) -> Iterator[tuple[str, Image.Image]]:
    """Names and pictures under a folder, or in a .tar/.tgz, in the order of their names."""
    if source.is_dir():
        paths = sorted(p for p in source.rglob("*") if p.suffix.lower() in ENDINGS)
        for path in paths:
            yield str(path.relative_to(source)), Image.open(path)
    elif source.is_file():
        with tarfile.open(source) as archive:
            members = [m for m in archive if m.name.lower().endswith(ENDINGS)]
            for member in sorted(members, key=lambda m: m.name):
                data = archive.extractfile(member).read()
                yield member.name, Image.open(io.BytesIO(data))
    else:
        raise LearnerError(f"There are no photos at {source}: name a folder or a .tar of photos.")


def imagenette(source: Path, held_back: bool = False, limit: int | None = None) -> TrainingPhotos:
    """Load Imagenette's training photos, or the held-back part of them.

    ``source`` is the folder or archive; where it holds a ``train`` folder, only that is read.
    Raises LearnerError where there is none.
    """
    whole, large = [], []
    if (source / "train").is_dir():
        source = source / "train"
    for name, picture in read_photos(source):
        if "val/" in name or is_held_back(name) is not held_back:
            continue
        photo = np.asarray(picture.convert("RGB"))
        whole.append(square(photo, 128))
        large.append(square(photo, 144))
        if limit and len(whole) == limit:
            break
    if not whole:
        raise LearnerError(f"There are no photos in {source}: name a folder or a .tar of photos.")
    return TrainingPhotos(np.stack(whole), np.stack(large))


def find(named: Path | None) -> Path:
    """The photos to train on: the named place, else what ``fetch imagenette`` brought."""
    if named is not None:
        return named
    from course_lib.files import places

    return places.data() / "imagenette2-160"
