"""Photos by the thousand: from a folder or an archive, a part held back for choosing."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

from course_lib.errors import LearnerError
from course_lib.files.packed import contents
from course_lib.vision.photos import square
from course_lib.vision.picture_files import decode

ENDINGS = (
    ".jpeg",
    ".jpg",
    ".png",
    ".webp",
    ".bmp",
    ".gif",
    ".tif",
    ".tiff",
    ".avif",
    ".heic",
    ".pgm",
)
HELD_BACK = 20  # one photo in so many is held back


@dataclass
class LeftOut:
    """The names of photos that could not be read; ``str`` is one sentence, "" where all could."""

    names: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.names:
            return ""
        some, rest = self.names[:5], len(self.names) - 5
        more = f" and {rest} more" if rest > 0 else ""
        photos = "1 photo" if len(self.names) == 1 else f"{len(self.names)} photos"
        return f"{photos} left out, which cannot be read: {', '.join(some)}{more}."


@dataclass(frozen=True)
class TrainingPhotos:
    """Photos as (N, S, S, 3) uint8 of two sides: ``whole`` 128 and ``large`` 144, to be cropped.

    ``left_out`` says which could not be read.
    """

    whole: np.ndarray
    large: np.ndarray
    left_out: LeftOut = field(default_factory=LeftOut)


def is_held_back(name: str) -> bool:
    """Whether a photo of this file name is kept for choosing; depends on the name alone."""
    return hashlib.sha256(Path(name).name.encode()).digest()[0] * HELD_BACK < 256


def read_photos(
    source: Path, left_out: LeftOut, wanted: Callable[[str], bool] = lambda name: True
) -> Iterator[tuple[str, np.ndarray]]:
    """Names and photos, (H, W, 3) uint8, of a folder or an archive, in the order of their names.

    Only those whose name is ``wanted``; what cannot be read is added to ``left_out``. LearnerError
    where there is no photo at all, or none that can be read.
    """
    readable = 0
    with contents(source, what="photos") as files:
        for file in files:
            if not file.name.lower().endswith(ENDINGS) or not wanted(file.name):
                continue
            try:
                photo = decode(file.read())
            except LearnerError:
                left_out.names.append(file.name)
                continue
            readable += 1
            yield file.name, photo
    if not readable:
        if left_out.names:
            raise LearnerError(f"No photo in {source} can be read. {left_out}")
        raise LearnerError(f"There are no photos in {source}: name a folder or archive of photos.")


def imagenette(source: Path, held_back: bool = False, limit: int | None = None) -> TrainingPhotos:
    """Load Imagenette's training photos, or the held-back part of them.

    ``source`` is the folder or archive; where it holds a ``train`` folder, only that is read.
    Raises LearnerError where there is none.
    """

    def wanted(name: str) -> bool:
        return "val/" not in name and is_held_back(name) is held_back

    if (source / "train").is_dir():
        source = source / "train"
    whole, large, left_out = [], [], LeftOut()
    for _, photo in islice(read_photos(source, left_out, wanted), limit or None):
        whole.append(square(photo, 128))
        large.append(square(photo, 144))
    return TrainingPhotos(np.stack(whole), np.stack(large), left_out)


def find(named: Path | None) -> Path:
    """The photos to train on: the named place, else what ``fetch imagenette`` brought."""
    if named is not None:
        return named
    from course_lib.files import places

    return places.data() / "imagenette2-160"
