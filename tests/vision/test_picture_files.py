"""Picture files of every kind that Pillow opens: pixels as they were meant, or one sentence."""

import contextlib
import io
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps, features

from course_lib.errors import LearnerError
from course_lib.vision import picture_files

Y, X = np.mgrid[0:40, 0:60]
RAMP = 0.6 * X / 59 + 0.4 * Y / 39  # from 0 to 1
COLOURS = np.stack([RAMP, RAMP**2, 1 - RAMP], axis=-1)
GREY = np.rint(255 * RAMP).astype(np.uint8)
PICTURE = Image.fromarray(np.rint(255 * COLOURS).astype(np.uint8))
WRITES = ["BMP", "DDS", "DIB", "GIF", "ICNS", "ICO", "IM", "JPEG", "MPO", "PCX", "PNG", "PPM"]
WRITES += ["QOI", "SGI", "TGA", "TIFF", "WEBP"]
WRITES += ["AVIF"] * features.check("avif") + ["JPEG2000"] * features.check("jpg_2000")


def encoded(picture: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def deep(values: np.ndarray, bits: int = 16) -> bytes:
    """A PNG of 16-bit colours (H, W, 3 or 4), made without the code under test."""
    import cv2

    order = [2, 1, 0, 3][: values.shape[2]]
    done, data = cv2.imencode(".png", np.ascontiguousarray(values.astype(np.uint16)[..., order]))
    assert done
    return data.tobytes()


def deep_tiff(values: np.ndarray, **options) -> bytes:
    import tifffile

    buffer = io.BytesIO()
    tifffile.imwrite(buffer, values, photometric="rgb", **options)
    return buffer.getvalue()


def off(decoded: np.ndarray, expected: np.ndarray) -> int:
    """The largest difference between two pictures, the second grey or in colour."""
    expected = expected if expected.ndim == 3 else np.repeat(expected[..., None], 3, axis=2)
    return int(np.abs(decoded.astype(int) - expected).max())


@pytest.mark.parametrize("kind", ["TIFF", "PNG"])
@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_grey_of_any_depth_in_sixteen_bits_keeps_its_brightness(kind, bits):
    grey = Image.fromarray(np.rint(RAMP * (2**bits - 1)).astype(np.uint16))
    assert off(picture_files.decode(encoded(grey, kind)), GREY) <= 1


@pytest.mark.parametrize("white", [1, 255, 4095, 65535])
def test_floats_of_any_scale_keep_their_brightness(white):
    grey = Image.fromarray((RAMP * white).astype(np.float32))
    assert off(picture_files.decode(encoded(grey, "TIFF")), GREY) <= 1


def test_long_integers_keep_their_brightness():
    for white in (255, 4095, 65535, 2**24 - 1, 2**31 - 1):
        grey = Image.fromarray(np.rint(RAMP * white).astype(np.int32))
        assert off(picture_files.decode(encoded(grey, "TIFF")), GREY) <= 2


@pytest.mark.parametrize("bits", [10, 12, 14, 16])
def test_colours_of_sixteen_bits_of_which_few_are_used_are_not_black(bits):
    values = np.rint(COLOURS * (2**bits - 1)).astype(np.uint16)
    expected = np.asarray(PICTURE)
    assert off(picture_files.decode(deep(values)), expected) <= 1
    for options in ({}, {"byteorder": ">"}, {"compression": "zlib"}, {"compression": "lzw"}):
        try:
            data = deep_tiff(values, **options)
        except (ImportError, KeyError, ValueError):  # a codec that is not installed
            continue
        assert off(picture_files.decode(data), expected) <= 1, options


def test_colours_of_sixteen_bits_lie_on_white_where_they_are_clear():
    values = np.dstack([np.rint(COLOURS * 4095), np.where(X < 30, 0, 65535)]).astype(np.uint16)
    decoded = picture_files.decode(deep(values))
    assert (decoded[:, :30] == 255).all()
    assert off(decoded[:, 30:], np.asarray(PICTURE)[:, 30:]) <= 1


def test_a_hot_pixel_does_not_make_the_rest_black():
    values = np.rint(RAMP * 4095).astype(np.uint16)
    values[7, 7] = 65535
    decoded = picture_files.decode(encoded(Image.fromarray(values), "PNG"))
    assert abs(int(decoded.mean()) - int(GREY.mean())) < 4


def test_what_is_no_number_is_black_and_the_rest_as_it_was():
    values = RAMP.astype(np.float32)
    values[3:5, 3:5] = np.nan
    values[8, 8], values[9, 9] = np.inf, -np.inf
    decoded = picture_files.decode(encoded(Image.fromarray(values), "TIFF"))
    assert (decoded[3:5, 3:5] == 0).all()
    assert (decoded[8, 8] == 255).all()
    assert (decoded[9, 9] == 0).all()
    kept = np.isfinite(values)
    assert np.abs(decoded[..., 0].astype(int) - GREY)[kept].max() <= 1
    none = Image.fromarray(np.full((20, 20), np.nan, np.float32))
    with pytest.raises(LearnerError, match="no brightness"):
        picture_files.decode(encoded(none, "TIFF"))


def test_negative_numbers_are_spread_between_their_extremes():
    values = (RAMP * 4000 - 1000).astype(np.float32)  # as a scanner's, where air is −1000
    assert off(picture_files.decode(encoded(Image.fromarray(values), "TIFF")), GREY) <= 5


def test_a_picture_where_zero_is_white_is_not_its_negative():
    grey = Image.fromarray(65535 - np.rint(RAMP * 65535).astype(np.uint16))
    assert off(picture_files.decode(encoded(grey, "TIFF", tiffinfo={262: 0})), GREY) <= 1


@settings(max_examples=80, deadline=None)
@given(
    bits=st.sampled_from([8, 10, 12, 14, 16, 24, 31]),
    share=st.floats(0.3, 1),
    kind=st.sampled_from([np.float32, np.float64, np.int64]),
)
def test_brightness_is_the_share_of_the_usual_scale(bits, share, kind):
    white = 2**bits - 1
    # brighter than a quarter, so that no lower scale holds it
    values = (RAMP * share * white).astype(kind)
    expected = np.rint(RAMP * share * 255)
    assert np.abs(picture_files.eight_bits(values).astype(int) - expected).max() <= 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(10))
def test_the_camera_s_eight_ways_to_be_held_are_obeyed(kind, orientation):
    if kind == "AVIF" and not features.check("avif"):
        pytest.skip("Pillow was built without AVIF")
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 95} if kind in ("JPEG", "AVIF") else {}
    options |= {"lossless": True} if kind == "WEBP" else {}
    data = encoded(PICTURE, kind, exif=exif, **options)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB"))
    decoded = picture_files.decode(data)
    assert np.array_equal(decoded, expected)
    turned = orientation in (5, 6, 7, 8)
    assert decoded.shape == ((60, 40, 3) if turned else (40, 60, 3))


def entry(tag: int, kind: int, value: bytes, count: int = 1) -> bytes:
    return struct.pack("<HHI", tag, kind, count) + value


SIX = entry(0x0112, 3, struct.pack("<HH", 6, 0))


@pytest.mark.parametrize(
    ("entries", "turned"),
    [
        ([], False),
        ([SIX], True),
        ([SIX, entry(0x011A, 5, struct.pack("<I", 38)), struct.pack("<III", 0, 5, 0)], True),
        ([SIX, entry(0x011A, 10, struct.pack("<I", 38)), struct.pack("<Iii", 0, -1, 0)], True),
        ([SIX, entry(0x8769, 4, struct.pack("<I", 8))], True),  # a directory within itself
        ([entry(0x0112, 2, b"6\0\0\0", 2)], False),
        ([entry(0x0112, 5, struct.pack("<I", 26)), struct.pack("<III", 0, 6, 0)], False),
        ([entry(0x0112, 3, struct.pack("<I", 2**31), 2**30)], False),
    ],
)
def test_damaged_exif_leaves_the_picture(entries, turned):
    count = sum(len(one) == 12 and not one.startswith(b"\0\0\0\0") for one in entries)
    block = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", count) + b"".join(entries) + bytes(4)
    decoded = picture_files.decode(encoded(PICTURE, "JPEG", exif=block))
    assert decoded.shape == ((60, 40, 3) if turned else (40, 60, 3))
    for broken in (block[:20], b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\0\0", b"Exif\0\0XX" + bytes(9)):
        assert picture_files.decode(encoded(PICTURE, "JPEG", exif=broken)).shape == (40, 60, 3)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"])
def test_every_mode_comes_out_in_its_colours(mode):
    picture = PICTURE.quantize(256) if mode == "P" else PICTURE.convert(mode)
    decoded = picture_files.decode(encoded(picture, "TIFF"))
    seen = {"1": PICTURE.convert("1"), "L": PICTURE.convert("L"), "LA": PICTURE.convert("L")}
    expected = np.asarray(seen.get(mode, PICTURE).convert("RGB"))
    assert np.abs(decoded.astype(int) - expected).mean() < 4


def test_a_palette_s_clear_colours_are_white():
    indexed = Image.fromarray(np.where(X < 30, 0, 1).astype(np.uint8), "P")
    indexed.putpalette([0, 0, 0, 200, 30, 30])
    decoded = picture_files.decode(encoded(indexed, "PNG", transparency=bytes([0, 255])))
    assert (decoded[:, :30] == 255).all()
    assert (decoded[:, 30:] == [200, 30, 30]).all()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "MPO"])
def test_of_an_animation_or_several_pages_the_first_is_taken(kind):
    red, blue = Image.new("RGB", (20, 20), (255, 0, 0)), Image.new("RGB", (20, 20), (0, 0, 255))
    decoded = picture_files.decode(encoded(red, kind, save_all=True, append_images=[blue] * 3))
    assert np.abs(decoded.astype(int) - [255, 0, 0]).max() < 8


@pytest.mark.parametrize("kind", WRITES)
def test_a_file_cut_anywhere_is_a_picture_or_one_sentence(kind):
    whole = encoded(PICTURE, kind)
    assert picture_files.decode(whole).ndim == 3
    refused = 0
    for share in range(1, 100, 4):
        try:
            assert picture_files.decode(whole[: len(whole) * share // 100]).ndim == 3
        except LearnerError:  # any other error fails the test
            refused += 1
    assert refused > 15  # an icon's smaller pictures may be whole


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_damaged_file_of_any_kind_never_brings_another_error(data):
    kind = data.draw(st.sampled_from([*WRITES, "16 bits", "float", "deep", "exif"]))
    made = {
        "16 bits": lambda: encoded(Image.fromarray((RAMP * 65535).astype(np.uint16)), "TIFF"),
        "float": lambda: encoded(Image.fromarray(RAMP.astype(np.float32)), "TIFF"),
        "deep": lambda: deep((COLOURS * 4095).astype(np.uint16)),
        "exif": lambda: encoded(PICTURE, "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\1\0" + SIX),
    }.get(kind, lambda: encoded(PICTURE, kind))()
    whole = bytearray(made)
    for _ in range(data.draw(st.integers(1, 6))):
        near = data.draw(st.sampled_from([min(600, len(whole)), len(whole)]))  # headers are short
        whole[data.draw(st.integers(0, near - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(LearnerError):  # any other error fails the test
        assert picture_files.decode(bytes(whole)).ndim == 3


def icon(claims: int, holds: Image.Image) -> bytes:
    """An icon whose directory claims another size than the picture in it has."""
    inside = encoded(holds, "PNG")
    place = struct.pack("<BBBBHHII", claims, claims, 0, 0, 1, 32, len(inside), 22)
    return struct.pack("<HHH", 0, 1, 1) + place + inside


def bmp_claiming(width: int, height: int) -> bytes:
    whole = bytearray(encoded(PICTURE, "BMP"))
    whole[18:26] = struct.pack("<ii", width, height)
    return bytes(whole)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bmp_claiming(50_000, 50_000), "100 megapixels"),
        (bmp_claiming(10_001, 10_000), "100 megapixels"),
        (icon(64, Image.new("1", (10_100, 10_000))), "100 megapixels"),
        (icon(64, Image.new("RGB", (9, 9))), "at least 16"),
        (encoded(Image.new("RGB", (15, 400)), "PNG"), "15 × 400"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(300), "HEIC photo"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + bytes(300), "HEIC photo"),
        (encoded(PICTURE, "EPS"), "not a picture that can be read"),
        (encoded(PICTURE, "PDF"), "not a picture that can be read"),
        (b"GRIB" + bytes(4) + b"\1" + bytes(100), "not a picture that can be read"),
        (b"BUFR" + bytes(100), "not a picture that can be read"),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "not a picture that can be read"),
        (b"II*\0\x08\0\0\0" + bytes(50), "This TIFF is damaged, or of a kind"),
        (deep_tiff(COLOURS.astype(np.float32)), "This TIFF is damaged, or of a kind"),
        (encoded(PICTURE, "PNG")[:20], "damaged or cut short"),
        (encoded(PICTURE, "WEBP")[:60], "damaged or cut short"),
        (encoded(PICTURE, "JPEG")[:60], "damaged or cut short"),
        (b"\0\0\0\x1cftypavif" + bytes(300), "damaged or cut short"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture that can be read"),
    ],
)
def test_what_is_no_photo_is_named_for_what_it_is(data, says):
    with pytest.raises(LearnerError, match=says):
        picture_files.decode(data)
