"""The gallery, and uploads of every kind: a picture or one sentence, nothing else."""

import contextlib
import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from course_lib.errors import LearnerError
from course_lib.vision import photos

rng = np.random.default_rng(2)
RGB = rng.integers(0, 256, (40, 60, 3), dtype=np.uint8)


def encoded(picture: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose header claims a size and whose data is short."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99))


@pytest.mark.parametrize("name", photos.gallery())
def test_gallery_photos_load(name):
    photo = photos.gallery()[name].load()
    assert photo.shape == (128, 128, 3)
    assert photo.dtype == np.uint8
    assert photo.std() > 5


def test_there_are_at_least_eight():
    assert len(photos.gallery()) >= 8


def test_the_largest_centred_square():
    wide = np.zeros((10, 30, 3), np.uint8)
    wide[:, 10:20] = 200
    assert (photos.square(wide, 10) == 200).all()
    assert abs(int(photos.square(RGB, 16).mean()) - RGB[:, 10:50].mean()) < 4


def test_png_is_exact():
    assert np.array_equal(photos.decode(encoded(Image.fromarray(RGB), "PNG")), RGB)


def test_the_cameras_rotation_is_obeyed():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° clockwise to see it upright
    decoded = photos.decode(encoded(Image.fromarray(RGB), "PNG", exif=exif))
    assert np.array_equal(decoded, np.rot90(RGB, -1))


def test_transparency_lies_on_white():
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert (photos.decode(encoded(clear, "PNG")) == 255).all()
    palette = Image.new("P", (20, 20), 0)
    palette.info["transparency"] = 0
    assert (photos.decode(encoded(palette, "PNG", transparency=0)) == 255).all()


def test_sixteen_bit_grey_keeps_its_brightness():
    grey = Image.fromarray(np.full((20, 20), 0x8080, np.uint16))
    assert (photos.decode(encoded(grey, "PNG")) == 128).all()
    assert (photos.decode(encoded(grey, "TIFF")) == 128).all()


def test_cmyk_and_animation():
    red = Image.new("RGB", (20, 20), (255, 0, 0))
    cmyk = photos.decode(encoded(red.convert("CMYK"), "JPEG"))
    assert cmyk.shape == (20, 20, 3)
    assert cmyk[..., 0].mean() > 200 > 60 > cmyk[..., 1:].mean()
    blue = Image.new("RGB", (20, 20), (0, 0, 255))
    film = encoded(red, "GIF", save_all=True, append_images=[blue])
    assert np.array_equal(photos.decode(film)[0, 0], [255, 0, 0])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"Dear teacher, this is not a picture.", "not a picture"),
        (encoded(Image.fromarray(RGB), "JPEG")[:-300], "cut short"),
        (encoded(Image.fromarray(RGB), "PNG")[:-300], "cut short"),
        (png_claiming(60_000, 60_000), "100 megapixels"),
        (png_claiming(12_000, 9_000), "100 megapixels"),
        (encoded(Image.new("RGB", (1, 300)), "PNG"), "1 × 300"),
    ],
)
def test_bad_files_get_one_sentence(data, says):
    with pytest.raises(LearnerError, match=says) as caught:
        photos.decode(data)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_picture_never_brings_another_error(data):
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"]))
    whole = bytearray(encoded(Image.fromarray(RGB), kind))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(LearnerError):  # any other error fails the test
        assert photos.decode(bytes(whole)).ndim == 3
