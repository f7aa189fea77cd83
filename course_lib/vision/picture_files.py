"""Picture files of any kind, whole or damaged: pixels as they were meant, or one sentence."""

import io
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

from course_lib.errors import LearnerError

MAX_PIXELS = 100_000_000
MIN_SIDE = 16
KINDS = "JPEG, PNG, WebP, AVIF, GIF, BMP or TIFF"
# Pillow knows these by their first bytes, but hands them to another program or to nobody.
NOT_PIXELS = ("EPS", "WMF", "BUFR", "GRIB", "HDF5", "MPEG")
BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
DAMAGED = "This picture is damaged or cut short: choose another file."
HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
# The largest number of the usual scales: a share, and 8 to 31 bits.
WHITES = (1, *(2**bits - 1 for bits in (8, 10, 12, 14, 16, 24, 31)))
UPRIGHT = {  # EXIF's orientation: what turns the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def decode(data: bytes) -> np.ndarray:
    """Read an uploaded file as (H, W, 3) uint8.

    The camera's rotation (EXIF) is obeyed, transparency is laid on white, of an animation the first
    frame is taken, CMYK is converted, and numbers of more than 8 bits as ``eight_bits`` says.
    Raises LearnerError, one sentence, for what is empty, no picture, a HEIC, damaged, cut short,
    larger than 100 megapixels or thinner than 16 pixels.
    """
    picture = opened(data)
    _refuse_size(picture)
    return pixels(picture, data)


def opened(data: bytes) -> Image.Image:
    """The picture in a file, of which only the header is read. LearnerError as ``decode``."""
    if not data:
        raise LearnerError("This file is empty (0 bytes): choose another one.")
    try:
        with _in_one_sentence():
            picture = Image.open(io.BytesIO(data))
            if picture.format in NOT_PIXELS:
                raise UnidentifiedImageError
    except UnidentifiedImageError as error:
        raise LearnerError(_unread(data)) from error
    return picture


def _unread(data: bytes) -> str:
    """Why Pillow knows no picture in a file, from its first bytes."""
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        return (
            "This is a HEIC photo, as iPhones take them, and cannot be read here: save it as a "
            "JPEG first."
        )
    if data.startswith((b"II*\0", b"MM\0*")):
        return "This TIFF is damaged, or of a kind that is not read here: save it as a PNG first."
    if data.startswith(BEGINNINGS) or data[8:12] == b"WEBP" or data[4:12] == b"ftypavif":
        return DAMAGED
    return f"This file is not a picture that can be read: use {KINDS}."


def pixels(picture: Image.Image, data: bytes) -> np.ndarray:
    """All of an opened picture, (H, W, 3) uint8; ``data`` is its file. LearnerError if damaged."""
    with _in_one_sentence():
        picture.seek(0)
        coarse = any(";16" in str(tile.args) for tile in picture.tile)  # keeps 8 bits of 16
        picture.load()
        _refuse_size(picture)  # some headers lie
        inverted = picture.format == "TIFF" and picture.tag_v2.get(262) == 0
        picture = _upright(picture)
        if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
            grey = eight_bits(np.asarray(picture))
            grey = 255 - grey if inverted and picture.mode != "F" else grey
            return np.repeat(grey[..., None], 3, axis=2)
        if coarse and picture.mode in ("RGB", "RGBA") and _highest(picture) < WHITES[1] / 4:
            picture = _with_low_bytes(picture, data)
        if picture.has_transparency_data:
            white = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(white, picture.convert("RGBA"))
        return np.asarray(picture.convert("RGB")).copy()


def eight_bits(values: np.ndarray) -> np.ndarray:
    """Brightness of any scale as uint8 of the same shape.

    Files with more than 8 bits seldom say which number is white. It is taken to be the least of
    ``WHITES`` that all but a thousandth of the numbers keep to; where they use less than a
    sixteenth of that scale, or some are negative, black and white are the numbers' own extremes.
    What is no number is black. LearnerError where nothing is a number.
    """
    known = values[np.isfinite(values)]
    if not known.size:
        raise LearnerError("This picture holds no brightness at all: choose another file.")
    some = known[:: max(1, known.size // 1_000_000)].astype(np.float64)
    least, most = np.quantile(some, (0.001, 0.999))
    if least >= 0:
        white = next((white for white in WHITES if most <= white), most)
        least, most = 0.0, white if most >= white / 16 else most
    if most <= least:
        return np.zeros(values.shape, np.uint8)
    share = (values.astype(np.float32) - np.float32(least)) / np.float32(most - least)
    return np.rint(np.nan_to_num(np.clip(share, 0, 1)) * 255).astype(np.uint8)


@contextmanager
def _in_one_sentence() -> Iterator[None]:
    """Around Pillow's readers: whatever wrong bytes lead them into becomes a LearnerError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (LearnerError, UnidentifiedImageError):
        raise
    except Image.DecompressionBombError as error:
        raise LearnerError(
            "This picture unpacks to more than 100 megapixels: use a smaller one."
        ) from error
    except Exception as error:  # nobody has a list: RuntimeError, TypeError, struct.error, …
        raise LearnerError(DAMAGED) from error


def _refuse_size(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise LearnerError("This picture unpacks to more than 100 megapixels: use a smaller one.")
    if min(width, height) < MIN_SIDE:
        raise LearnerError(
            f"This picture is {width} × {height} pixels: it needs at least {MIN_SIDE} each way."
        )


def _upright(picture: Image.Image) -> Image.Image:
    """The picture as the camera was held. What its EXIF says is dropped where that is damaged."""
    orientation = None
    with suppress(Exception):  # of a parser that meets wrong bytes, as above
        orientation = picture.getexif().get(ExifTags.Base.Orientation)
    method = UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return picture if method is None else picture.transpose(method)


def _highest(picture: Image.Image) -> int:
    return max(high for _, high in picture.convert("RGB").getextrema())


def _with_low_bytes(picture: Image.Image, data: bytes) -> Image.Image:
    """A dark picture of 16 bits a colour, of which Pillow keeps the upper eight, from all sixteen.

    Read once more with the bytes of each number swapped, Pillow keeps the lower eight.
    """
    swapped = {
        ";16L": ";16B",
        ";16B": ";16L",
        ";16N": ";16B" if sys.byteorder == "little" else ";16L",
    }

    def swap(args):
        if isinstance(args, tuple):
            return tuple(swap(arg) for arg in args)
        for ending, other in swapped.items():
            if isinstance(args, str) and args.endswith(ending):
                return args.removesuffix(ending) + other
        return args

    made = np.array(picture)
    whole = made.astype(np.uint16) * 256
    with suppress(Exception):  # Pillow cannot swap in every format: then the upper eight must do
        again = Image.open(io.BytesIO(data))
        again.tile = [tile._replace(args=swap(tile.args)) for tile in again.tile]
        again.load()
        whole += np.asarray(_upright(again))
    made[..., :3] = eight_bits(whole[..., :3])
    return Image.fromarray(made)
