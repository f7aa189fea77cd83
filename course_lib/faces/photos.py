"""Photos of faces and who is on them: from a file, a folder of folders, or Olivetti's own file.

A face is (64, 64) uint8, grey, the eyes level and the head filling the square: nothing here finds
a face in a photo, so the cut has to be made before.
"""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from course_lib.errors import LearnerError
from course_lib.vision.datasets import LeftOut, read_photos

SIDE = 64
SMALLEST = 32  # below it, too little of a face is left
CUT = "Cut it to a square that the head fills, from the hair to the chin, the eyes level."
CREDIT = "Olivetti faces: AT&T Laboratories Cambridge"


@dataclass(frozen=True, eq=False)
class FaceSet:
    """``images``: (n, 64, 64) uint8; ``subject``: (n,) int, who it is; ``names`` of subjects.

    ``left_out`` says which photos could not be used. ValueError when the two do not fit.
    """

    images: np.ndarray
    subject: np.ndarray
    name: str = "faces"
    names: dict[int, str] = field(default_factory=dict)
    left_out: LeftOut = field(default_factory=LeftOut)

    def __post_init__(self) -> None:
        if self.images.shape != (len(self.subject), SIDE, SIDE) or self.images.dtype != np.uint8:
            raise ValueError(f"{self.images.shape} {self.images.dtype}, {self.subject.shape}")

    @property
    def people(self) -> np.ndarray:
        """Whose photos there are, each once, in order."""
        return np.unique(self.subject)

    def of(self, people: np.ndarray | list[int]) -> FaceSet:
        """The photos of these people alone."""
        kept = np.isin(self.subject, people)
        return FaceSet(self.images[kept], self.subject[kept], self.name, self.names)

    def rows(self) -> list[np.ndarray]:
        """For each of ``people``, which images are theirs."""
        return [np.flatnonzero(self.subject == person) for person in self.people]


def grey(photo: np.ndarray) -> np.ndarray:
    """(…, H, W, 3) uint8 to its luminance (…, H, W) uint8 (ITU-R BT.601)."""
    return np.rint(photo.astype(np.float32) @ np.float32([0.299, 0.587, 0.114])).astype(np.uint8)


def prepare(photo: np.ndarray, whose: str = "This photo") -> np.ndarray:
    """A photo cut to the face, (H, W) or (H, W, 3) uint8, as (64, 64) uint8.

    Colour becomes grey; of what is not square, the largest centred square is kept. LearnerError
    for what is no photo, smaller than 32 pixels, or of one grey.
    """
    photo = np.asarray(photo)
    if photo.dtype != np.uint8 or not (
        photo.ndim == 2 or (photo.ndim == 3 and photo.shape[2] == 3)
    ):
        raise LearnerError(
            f"{whose} is no picture of 8 bits, grey or in colour (it is {photo.dtype}, "
            f"{' × '.join(map(str, photo.shape)) or 'a number'})."
        )
    height, width = photo.shape[:2]
    if min(height, width) < SMALLEST:
        raise LearnerError(
            f"{whose} is {width} × {height} pixels: a face needs at least {SMALLEST} each way."
        )
    photo = grey(photo) if photo.ndim == 3 else photo
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = np.ascontiguousarray(photo[top : top + side, left : left + side])
    if square.min() == square.max():
        raise LearnerError(f"{whose} is all of one grey, so there is no face to see. {CUT}")
    if side == SIDE:
        return square.copy()
    how = cv2.INTER_AREA if side > SIDE else cv2.INTER_CUBIC
    return cv2.resize(square, (SIDE, SIDE), interpolation=how)


def load(source: Path) -> FaceSet:
    """Faces from an .npz (``images``, ``subject``), Olivetti's .mat, or a folder a person.

    LearnerError, one sentence, for what is missing, damaged or of no use.
    """
    source = Path(source)
    if source.is_dir():
        return _folder(source)
    if not source.exists():
        raise LearnerError(f"There are no faces at {source}: name an .npz file or a folder.")
    if source.suffix == ".mat":
        return _olivetti(source)
    return _npz(source)


def find(named: Path | None = None) -> FaceSet:
    """The named faces, else the Olivetti faces that ``fetch olivetti`` brought. LearnerError."""
    if named is not None:
        return load(named)
    from course_lib.files import places
    from course_lib.files.fetch import DATA_SETS

    file = places.data() / DATA_SETS["olivetti"].holds
    if not os.path.exists(file):
        raise LearnerError(
            "The Olivetti faces are not on this computer yet: run “python -m course_lib fetch "
            "olivetti” once, or name a file or folder of faces."
        )
    return load(file)


def _npz(file: Path) -> FaceSet:
    try:
        with np.load(file, allow_pickle=False) as packed:
            images, subject = packed["images"], packed["subject"]
    except KeyError:
        raise LearnerError(f"{file.name} needs two arrays, “images” and “subject”.") from None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise LearnerError(f"{file.name} is damaged or no .npz file and cannot be read.") from error
    if images.ndim not in (3, 4) or subject.ndim != 1 or len(images) != len(subject):
        raise LearnerError(
            f"{file.name} does not fit together: images {images.shape}, subject {subject.shape}; "
            "it takes one number a photo that says who it is."
        )
    if not np.issubdtype(subject.dtype, np.integer):
        raise LearnerError(f"{file.name}: “subject” must be whole numbers, one a person.")
    prepared = [prepare(im, f"Photo {i} of {file.name}") for i, im in enumerate(images, 1)]
    if not prepared:
        raise LearnerError(f"There are no photos in {file.name}.")
    return FaceSet(np.stack(prepared), subject.astype(int), file.stem)


def _folder(source: Path) -> FaceSet:
    """A bad photo ends nothing: it is left out, and named in ``left_out``."""
    images, subject, left_out = [], [], LeftOut()
    known: dict[str, int] = {}
    try:
        for name, photo in read_photos(source, left_out, lambda name: "/" in name):
            person = name.rsplit("/", 1)[0]
            try:
                images.append(prepare(photo, name))
            except LearnerError:
                left_out.names.append(name)
                continue
            subject.append(known.setdefault(person, len(known)))
    except LearnerError:
        if left_out.names:
            raise
    if not images:
        raise LearnerError(
            f"There are no faces in {source}: it takes a folder for each person, with the "
            f"person's photos in it. {left_out}".rstrip()
        )
    names = {number: person.rsplit("/", 1)[-1] for person, number in known.items()}
    return FaceSet(np.stack(images), np.array(subject), source.name, names, left_out)


def _olivetti(file: Path) -> FaceSet:
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError

    try:
        columns = loadmat(file)["faces"]  # (4096, 400), each column a photo read downwards
        images = columns.T.reshape(-1, SIDE, SIDE).transpose(0, 2, 1)
    except (MatReadError, OSError, ValueError, KeyError, TypeError, NotImplementedError) as error:
        raise LearnerError(f"{file.name} is not the file of the Olivetti faces.") from error
    images = np.ascontiguousarray(images).astype(np.uint8)
    return FaceSet(images, np.arange(len(images)) // 10, CREDIT)
