"""Uploads in a real Chromium: files good and bad, made here, and what the learner reads."""

from __future__ import annotations

import io
import json
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

pytestmark = pytest.mark.browser

PAGE = """
import json
import ipywidgets as widgets
from course_lib.vision import photos
from course_lib.controls.photo_upload import PhotoUpload
upload = PhotoUpload()
seen = widgets.Label("{}")
seen.add_class("seen")
def show(photo):
    small = photos.square(photo, 4).astype(int)
    corners = [small[i, j].tolist() for i in (0, 3) for j in (0, 3)]
    seen.value = json.dumps({"given": upload.given, "shape": photo.shape, "corners": corners})
upload.on_photo(show)
widgets.VBox([upload, seen])
"""
RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 60), (40, 60, 200), (255, 255, 255)


def quadrants(width: int, height: int) -> Image.Image:
    """Red and green above, blue and white below."""
    pixels = np.zeros((height, width, 3), np.uint8)
    middle, centre = height // 2, width // 2
    pixels[:middle, :centre], pixels[:middle, centre:] = RED, GREEN
    pixels[middle:, :centre], pixels[middle:, centre:] = BLUE, WHITE
    return Image.fromarray(pixels)


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def turned_by_the_camera() -> bytes:
    """The quadrants, stored on their side, with the EXIF tag that says how to turn them."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(quadrants(400, 300).rotate(90, expand=True), "JPEG", exif=exif, quality=95)


def see_through() -> bytes:
    pixels = np.array(quadrants(200, 200).convert("RGBA"))
    pixels[100:, 100:, 3] = 0  # what is transparent turns white
    pixels[100:, 100:, :3] = 0
    return saved(Image.fromarray(pixels), "PNG")


def animated() -> bytes:
    frames = [Image.new("RGB", (200, 200), "black")]
    return saved(quadrants(200, 200), "GIF", save_all=True, append_images=frames, duration=50)


def sixteen_bit(kind: str, bits: int = 16) -> bytes:
    """Grey, ``bits`` used of 16: dark above and light below."""
    grey = np.zeros((200, 200), np.uint16)
    grey[100:] = 60_000 >> 16 - bits
    return saved(Image.fromarray(grey), kind)


def share(kind: str) -> bytes:
    """Grey as numbers from 0 to 1: dark above and light below."""
    grey = np.zeros((200, 200), np.float32)
    grey[100:] = 0.92
    return saved(Image.fromarray(grey), kind)


def damaged() -> bytes:
    """One byte in the middle is another."""
    whole = bytearray(see_through())
    whole[len(whole) // 2] ^= 255
    return bytes(whole)


def os2() -> bytes:
    """A BMP with the header of OS/2, whose sizes have 16 bits."""
    rows = np.asarray(quadrants(64, 64))[::-1, :, ::-1].tobytes()
    return b"BM" + struct.pack("<IIIIHHHH", 26 + len(rows), 0, 26, 12, 64, 64, 1, 24) + rows


def bomb() -> bytes:
    """20,000 × 20,000 pixels in a few kB."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    packed = zlib.compress(bytes(2501 * 20_000))
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def large() -> bytes:
    """A photo of 40 MB: no packing at all."""
    return saved(quadrants(4200, 3400), "BMP")


ALL = [RED, GREEN, BLUE, WHITE]
GOOD = {
    "camera.jpg": (turned_by_the_camera, [300, 400], ALL),
    "alpha.png": (see_through, [200, 200], ALL),
    "animated.gif": (animated, [200, 200], ALL),
    "cmyk.jpg": (lambda: saved(quadrants(300, 200).convert("CMYK"), "JPEG"), [200, 300], ALL),
    "deep.png": (lambda: sixteen_bit("PNG"), [200, 200], None),
    "deep.tif": (lambda: sixteen_bit("TIFF"), [200, 200], None),
    "twelve.png": (lambda: sixteen_bit("PNG", 12), [200, 200], None),
    "twelve.tif": (lambda: sixteen_bit("TIFF", 12), [200, 200], None),
    "float.tif": (lambda: share("TIFF"), [200, 200], None),
    "small.webp": (lambda: saved(quadrants(64, 64), "WEBP", quality=95), [64, 64], ALL),
    "wide.png": (lambda: saved(quadrants(3000, 100), "PNG"), [100, 400], ALL),
    "os2.bmp": (os2, [64, 64], ALL),
    "huge.bmp": (large, [829, 1024], ALL),
}
JPEG = saved(quadrants(300, 200), "JPEG")
BAD = {
    "notes.png": (lambda: b"These are my notes.\n" * 40, "holds text"),
    "half.jpg": (lambda: JPEG[: len(JPEG) // 2], "cut short"),
    "half.png": (lambda: see_through()[:-60], "cut short"),
    "nothing.jpg": (lambda: b"", "empty (0 bytes)"),
    "line.png": (lambda: saved(Image.new("RGB", (1, 300)), "PNG"), "1 × 300 pixels"),
    "bomb.png": (bomb, "400 megapixels"),
    "noise.jpg": (lambda: np.random.default_rng(0).bytes(5000), "not a picture"),
    "broken.png": (damaged, "damaged"),
    "half.avif": (lambda: saved(quadrants(300, 200), "AVIF")[:-300], "picture"),
    "IMG_1.HEIC": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(3000), "HEIC photo"),
    "drawing.svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "lines (SVG)"),
}


@pytest.fixture(scope="module")
def page(voila, open_page):
    return open_page(voila.notebook(PAGE), ready=".lwl-upload")


def give(page, name: str, data: bytes, tmp_path) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    page.locator(".lwl-upload input[type=file]").set_input_files(str(file))


def seen(page) -> dict:
    return json.loads(page.locator(".seen").inner_text())


def wait_given(page, before: int) -> dict:
    page.wait_for_function(
        "n => (JSON.parse(document.querySelector('.seen').innerText).given ?? 0) > n", arg=before
    )
    return seen(page)


@pytest.mark.parametrize("name", GOOD)
def test_a_photo_arrives_upright_small_and_in_its_colours(page, name, tmp_path):
    make, shape, corners = GOOD[name]
    before = seen(page).get("given", 0)
    give(page, name, make(), tmp_path)
    got = wait_given(page, before)
    assert got["shape"] == [*shape, 3]
    if corners is not None:
        np.testing.assert_allclose(got["corners"], corners, atol=25)
    else:
        above, below = np.array(got["corners"])[[0, 2]]
        assert above.max() < 20
        assert (below > 220).all()
        assert (below < 245).all()
    assert not page.locator(".lwl-upload .lwl-error").is_visible()
    assert name in page.locator(".lwl-upload-drop").inner_text()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_changes_nothing_but_the_sentence(page, name, tmp_path):
    make, sentence = BAD[name]
    before = seen(page)
    give(page, name, make(), tmp_path)
    error = page.locator(".lwl-upload .lwl-error", has_text=sentence)
    error.wait_for()
    assert error.inner_text().strip().endswith(".")
    assert seen(page) == before


def test_after_a_bad_file_a_good_one_still_works(page, tmp_path):
    give(page, "nothing.jpg", b"", tmp_path)
    page.locator(".lwl-upload .lwl-error").wait_for()
    before = seen(page).get("given", 0)
    give(page, "small.webp", GOOD["small.webp"][0](), tmp_path)
    wait_given(page, before)
    page.locator(".lwl-upload .lwl-error").wait_for(state="hidden")


def test_drop_paste_and_keyboard_open_the_door(page):
    data = list(saved(quadrants(80, 80), "PNG"))
    carry = """([data, event]) => {
      const carried = new DataTransfer();
      carried.items.add(new File([new Uint8Array(data)], 'carried.png', {type: 'image/png'}));
      const drop = document.querySelector('.lwl-upload-drop');
      drop.focus();
      const options = {bubbles: true, cancelable: true};
      drop.dispatchEvent(event === 'drop'
        ? new DragEvent('drop', {...options, dataTransfer: carried})
        : new ClipboardEvent('paste', {...options, clipboardData: carried}));
    }"""
    for event in ("drop", "paste"):
        before = seen(page).get("given", 0)
        page.evaluate(carry, [data, event])
        assert wait_given(page, before)["shape"] == [80, 80, 3]
    page.bring_to_front()
    with page.expect_file_chooser():
        page.locator(".lwl-upload-drop:enabled").press("Enter")  # it waits for the last photo
