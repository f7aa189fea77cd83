"""Photos: the gallery that comes with scikit-image and scikit-learn, and the learner's own."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image

from course_lib.errors import LearnerError
from course_lib.vision.picture_files import decode

SIZE = 128


@dataclass(frozen=True)
class Photo:
    """A gallery photo: ``package`` holds the file at ``file``; ``load`` reads it."""

    name: str
    title: str
    credit: str
    package: str
    file: str

    def load(self, size: int = SIZE) -> np.ndarray:
        """The largest centred square as (size, size, 3) uint8."""
        return square(self.full(), size)

    def full(self) -> np.ndarray:
        """The whole photo as (H, W, 3) uint8. LearnerError when the package lacks the file."""
        folder = Path(find_spec(self.package).origin).parent  # found without importing it
        try:
            return decode((folder / self.file).read_bytes())
        except OSError as error:
            raise LearnerError(
                f"The photo {self.title} is missing from {self.package}: install it again."
            ) from error


_SKIMAGE, _SKLEARN = ("skimage", "data"), ("sklearn", "datasets/images")
_GALLERY = (
    ("chelsea", "Chelsea the cat", "Stéfan van der Walt, CC0", _SKIMAGE, "chelsea.png"),
    ("astronaut", "Astronaut", "NASA, Eileen Collins; public domain", _SKIMAGE, "astronaut.png"),
    ("china", "Summer Palace", "danielbuechele on Flickr, CC BY 2.0", _SKLEARN, "china.jpg"),
    ("coffee", "Coffee cup", "Rachel Michetti, CC0", _SKIMAGE, "coffee.png"),
    ("flower", "Flower", "vultilion on Flickr, CC BY 2.0", _SKLEARN, "flower.jpg"),
    ("rocket", "Rocket on its pad", "SpaceX, CC0", _SKIMAGE, "rocket.jpg"),
    (
        "motorcycle",
        "Motorcycle",
        "Middlebury stereo, Scharstein et al. 2014",
        _SKIMAGE,
        "motorcycle_left.png",
    ),
    ("camera", "Photographer", "Lav Varshney, CC0", _SKIMAGE, "camera.png"),
    ("coins", "Roman coins", "Brooklyn Museum; no known restrictions", _SKIMAGE, "coins.png"),
    ("hubble", "Hubble deep field", "NASA; public domain", _SKIMAGE, "hubble_deep_field.jpg"),
)


def gallery() -> dict[str, Photo]:
    """The photos that come with the installed packages, by name; nothing is read yet."""
    return {
        name: Photo(name, title, credit, package, f"{folder}/{file}")
        for name, title, credit, (package, folder), file in _GALLERY
    }


def square(photo: np.ndarray, size: int = SIZE) -> np.ndarray:
    """The largest centred square of (H, W, 3) uint8, antialiased to (size, size, 3) uint8."""
    height, width = photo.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    cut = photo[top : top + side, left : left + side]
    if side == size:
        return cut.copy()
    return np.asarray(Image.fromarray(cut).resize((size, size), Image.Resampling.LANCZOS)).copy()
