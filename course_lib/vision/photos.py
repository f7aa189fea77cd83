"""Photos: the gallery that comes with scikit-image and scikit-learn, and the learner's own."""

import io
import warnings
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from course_lib.errors import LearnerError

SIZE = 128
MAX_PIXELS = 100_000_000
MIN_SIDE = 16


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


def decode(data: bytes) -> np.ndarray:
    """Read an uploaded file as (H, W, 3) uint8.

    The camera's rotation (EXIF) is obeyed, transparency is laid on white, 16-bit and CMYK are
    converted, of an animation the first frame is taken. Raises LearnerError, one sentence, for
    what is empty, no picture, cut short, larger than 100 megapixels or thinner than 16 pixels.
    """
    if not data:
        raise LearnerError("This file is empty (0 bytes): choose another one.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise Image.DecompressionBombError
        if min(width, height) < MIN_SIDE:
            raise LearnerError(
                f"This picture is {width} × {height} pixels: it needs at least {MIN_SIDE} each way."
            )
        picture.seek(0)
        picture.load()
        return _rgb(ImageOps.exif_transpose(picture))
    except UnidentifiedImageError as error:
        raise LearnerError(
            "This file is not a picture that can be read: use JPEG, PNG, WebP, GIF, BMP or TIFF."
        ) from error
    except Image.DecompressionBombError as error:
        raise LearnerError(
            "This picture unpacks to more than 100 megapixels: use a smaller one."
        ) from error
    except LearnerError:
        raise
    except (OSError, SyntaxError, ValueError, EOFError) as error:  # what Pillow's readers raise
        raise LearnerError("This picture is damaged or cut short: choose another file.") from error


def _rgb(picture: Image.Image) -> np.ndarray:
    """Any Pillow mode to (H, W, 3) uint8."""
    if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
        grey = np.asarray(picture).astype(float)
        grey = grey / 257 if grey.max() > 255 else grey  # 16 bit to 8
        return np.repeat(np.clip(np.rint(grey), 0, 255).astype(np.uint8)[..., None], 3, axis=2)
    if "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA", "La", "RGBa"):
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return np.asarray(picture.convert("RGB")).copy()
