"""Sketchpad, Picture and PhotoUpload without a browser: traits, refusals, one message each."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
import traitlets
from PIL import Image

from course_lib.controls import base
from course_lib.controls.photo_upload import PhotoUpload
from course_lib.controls.picture import Picture, to_rgb
from course_lib.controls.sketchpad import KEPT_PRESETS, Sketchpad
from course_lib.controls.stylesheet import stylesheet
from course_lib.errors import LearnerError
from course_lib.inpainting import masks

PHOTO = np.random.default_rng(0).integers(0, 255, (128, 128, 3), np.uint8)
PEN = {"tool": "pen", "points": [[20, 20], [60, 20]], "width": 14}


def test_the_mask_is_what_the_strokes_hide():
    pad = Sketchpad(PHOTO)
    assert not pad.mask.any()
    pad.strokes = [PEN]
    assert pad.mask[20, 20:60].all()
    pad.mask[:] = True  # a copy: the learner may write on it
    assert not pad.mask.all()
    pad.clear()
    assert not pad.mask.any()


def test_a_preset_is_one_stroke_and_its_bits_are_the_mask():
    pad = Sketchpad(PHOTO)
    pad.strokes = [PEN]
    pad.preset("random_block", 3)
    assert [stroke["tool"] for stroke in pad.strokes] == ["pen", "preset"]
    np.testing.assert_array_equal(pad.mask, masks.sample("random_block", 3))
    bits = np.unpackbits(np.frombuffer(pad.presets["random_block:3"], np.uint8))
    np.testing.assert_array_equal(bits.reshape(128, 128).astype(bool), pad.mask)
    for seed in range(2 * KEPT_PRESETS):
        pad.preset("random_block", seed)
    assert len(pad.presets) == KEPT_PRESETS


def test_the_browser_can_ask_for_a_preset_it_misses():
    pad = Sketchpad()
    wanted = {"tool": "preset", "family": "random_region", "seed": 9}
    pad._handle_custom_msg({"want": wanted}, [])
    assert "random_region:9" in pad.presets
    for junk in (None, 3, {"family": "x"}, {"tool": "pen"}, {**wanted, "seed": "9"}):
        pad._handle_custom_msg({"want": junk}, [])
    pad._handle_custom_msg("want", [])
    assert len(pad.presets) == 1


JUNK = [
    [{"tool": "spray"}],
    [1],
    [{**PEN, "points": [[1, float("nan")]]}],
    {"tool": "pen"},
    [PEN] * 999,
]


@pytest.mark.parametrize("junk", JUNK)
def test_junk_strokes_leave_the_old_ones_and_one_sentence(junk):
    pad = Sketchpad(PHOTO)
    pad.strokes = [PEN]
    pad.set_state({"strokes": junk})  # as the browser would send them
    assert pad.strokes == [PEN]
    assert pad.error.endswith(".")
    with pytest.raises(traitlets.TraitError):
        pad.strokes = junk
    assert pad.strokes == [PEN]
    pad.set_state({"strokes": [PEN, PEN]})
    assert pad.error == ""
    assert len(pad.strokes) == 2


def test_other_traits_have_their_limits():
    pad = Sketchpad(PHOTO)
    for name, value in [("brush", 3), ("brush", 41), ("tool", "spray")]:
        with pytest.raises(traitlets.TraitError):
            setattr(pad, name, value)
    with pytest.raises(LearnerError):
        pad.show(PHOTO[:64])
    with pytest.raises(LearnerError):
        pad.show(PHOTO / 255.0)
    assert pad.photo == PHOTO.tobytes()


def test_a_picture_takes_photos_masks_and_grey():
    mask = masks.central_region()
    assert to_rgb(mask)[64, 64].tolist() == [255, 255, 255]
    assert to_rgb(mask)[0, 0].tolist() == [0, 0, 0]
    grey = np.array([[0.0, 0.5, 2.0, np.nan]])
    assert to_rgb(grey)[0, :, 0].tolist() == [0, 128, 255, 0]
    np.testing.assert_array_equal(to_rgb(PHOTO), PHOTO)
    for wrong in (PHOTO / 255.0, np.zeros(3), np.zeros((4, 4), np.int64), PHOTO[..., :2]):
        with pytest.raises(LearnerError):
            to_rgb(wrong)


def test_a_picture_says_what_state_it_is_in():
    picture = Picture(title="Telea", symbol="▲")
    assert picture.state == "empty"
    picture.show(PHOTO, metrics=["PSNR 14.1 dB"], truth=PHOTO)
    assert (picture.state, picture.revision, picture.metrics) == ("ready", 1, ["PSNR 14.1 dB"])
    assert picture.image == picture.truth == PHOTO.tobytes()
    picture.busy()
    assert picture.state == "busy"
    assert picture.image == PHOTO.tobytes()  # what was there fades, the place keeps its size
    picture.unavailable("It knows the central region alone.")
    assert (picture.state, picture.image, picture.metrics) == ("unavailable", b"", [])
    picture.empty("Hide something first.")
    assert (picture.state, picture.reason) == ("empty", "Hide something first.")
    picture.show(PHOTO[:64])
    assert (picture.width, picture.height, picture.reason, picture.truth) == (128, 64, "", b"")
    with pytest.raises(LearnerError):
        picture.show(PHOTO, truth=PHOTO[:64])


def png(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def test_an_upload_reaches_the_callback_and_bad_bytes_do_not():
    upload, photos = PhotoUpload(), []
    upload.on_photo(photos.append)
    data = png(PHOTO)
    upload.set_state({"photo_png": memoryview(data), "name": "a.png", "given": 1})
    np.testing.assert_array_equal(photos[0], PHOTO)
    upload.set_state({"photo_png": memoryview(data), "name": "a.png", "given": 2})
    assert len(photos) == 2  # the same photo again is a photo again
    upload.set_state({"photo_png": memoryview(b"text"), "name": "b.png", "given": 3})
    assert len(photos) == 2
    assert upload.error.endswith(".")
    assert upload.name == "a.png"
    upload.set_state({"photo_png": memoryview(data), "name": "c.png", "given": 4})
    assert (upload.error, upload.name) == ("", "c.png")


def test_a_callback_may_refuse_a_photo_with_a_sentence():
    def refuse(_):
        raise LearnerError("This photo is too dark.")

    upload = PhotoUpload()
    upload.on_photo(refuse)
    upload.set_state({"photo_png": memoryview(png(PHOTO)), "name": "a.png", "given": 1})
    assert upload.error == "This photo is too dark."


def test_the_stylesheet_travels_light_and_names_nothing_on_the_network():
    css = stylesheet()
    assert "/*" not in css
    assert css.count("{") == css.count("}")
    everything = css + "".join(file.read_text("utf-8") for file in base.STATIC.glob("*.js"))
    addresses = set(re.findall(r"https?://[^\s\"')]+", everything))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert "@import" not in css


def test_widgets_share_one_style_element_and_the_helpers():
    pads = [Sketchpad(), Picture(), PhotoUpload()]
    assert {pad._anywidget_id for pad in pads} == {"lwl-course"}
    for pad in pads:
        assert pad._esm.count("function keepKeys") == 1
        assert "export default" in pad._esm
