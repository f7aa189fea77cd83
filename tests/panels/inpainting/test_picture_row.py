"""A chapter's rows of pictures: what is shown, and what happens where a method has no answer."""

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.inpainting import answers, masks
from course_lib.panels.inpainting.picture_row import AnswerRow, PictureRow


@pytest.fixture
def photo():
    return np.random.default_rng(0).integers(0, 256, (128, 128, 3), dtype=np.uint8)


def test_photos_masks_greys_and_colours_in_unit_range_are_drawn(photo):
    grey = np.linspace(0, 1, 64).reshape(8, 8)
    row = PictureRow(
        {"a": photo, "b": photo / 255.0, "c": masks.central_region(), "d": grey},
        captions=["one"],
        metrics=[["1 dB"], ["2 dB", "3"]],
        crisp=True,
    )
    a, b, c, d = row.children
    assert a.image == b.image == photo.tobytes()
    assert (c.width, d.width) == (128, 8)
    assert (a.title, a.caption, b.caption) == ("a", "one", "")
    assert (a.metrics, b.metrics, c.metrics) == (["1 dB"], ["2 dB", "3"], [])
    assert all(cell.crisp and cell.state == "ready" for cell in row.children)


def test_colours_outside_the_range_are_cut_off_and_not_wrapped_round():
    (cell,) = PictureRow({"x": np.full((4, 4, 3), 1.2)}).children
    assert set(cell.image) == {255}


def test_answers_stand_beside_the_truth_with_their_numbers(photo):
    truth, telea, mean = AnswerRow(photo, masks.central_region(), ["telea", "mean"]).children
    assert truth.image == photo.tobytes()
    assert telea.symbol != mean.symbol
    assert telea.metrics[0].startswith("PSNR ")
    assert telea.metrics[0].endswith(" dB")
    assert mean.metrics[1].startswith("sharpness ")


def test_a_method_without_an_answer_says_why_in_its_place(photo, monkeypatch):
    def missing(method, *_):
        raise LearnerError("These weights are missing.")

    monkeypatch.setattr(answers, "answer", missing)
    _, cell = AnswerRow(photo, masks.central_region(), ["context_encoder_l2"]).children
    assert (cell.state, cell.reason) == ("unavailable", "These weights are missing.")


def test_a_row_refuses_what_is_no_picture():
    with pytest.raises(LearnerError):
        PictureRow({"x": np.zeros((2, 3, 4, 5))})
