"""The mask studio without a browser: what the learner does, and what its cells then hold."""

from __future__ import annotations

import io
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from course_lib.errors import LearnerError
from course_lib.figures import before_after
from course_lib.inpainting import answers, masks, strokes
from course_lib.inpainting.losses import l_rec
from course_lib.inpainting.methods import CLASSICAL, METHODS, NETWORKS
from course_lib.inpainting.metrics import hole_quality
from course_lib.panels.inpainting import mask_studio
from course_lib.panels.inpainting.answer_grid import metric_lines
from course_lib.panels.inpainting.mask_studio import MaskStudio
from course_lib.vision import photos

PEN = {"tool": "pen", "points": [[30, 30], [90, 80]], "width": 14}
EVERYTHING = {"tool": "rectangle", "points": [[0, 0], [128, 128]], "width": 1}


@pytest.fixture
def network(monkeypatch):
    """Networks that answer at once, by the mean colour; the context encoders' rule is kept."""
    real = answers.answer

    def answer(method: str, photo: np.ndarray, mask: np.ndarray) -> answers.Answer:
        if method in NETWORKS:
            if reason := answers.why_not(method, mask):
                raise LearnerError(reason)
            return real("mean", photo, mask)
        return real(method, photo, mask)

    monkeypatch.setattr(answers, "answer", answer)
    monkeypatch.setattr("course_lib.panels.inpainting.answer_grid.answer", answer)


def answered(studio: MaskStudio) -> MaskStudio:
    assert studio.wait(60)
    return studio


def cells(studio: MaskStudio) -> dict:
    return {**studio.networks.cells, **studio.classical.cells}


def drawn(picture) -> np.ndarray:
    return np.frombuffer(picture.image, np.uint8).reshape(picture.height, picture.width, 3)


@pytest.mark.slow
def test_it_opens_with_something_to_look_at_and_without_torch() -> None:
    code = (
        "import sys; from course_lib.panels.inpainting.mask_studio import MaskStudio;"
        "s = MaskStudio();"
        "assert s.wait(30); print(sorted(s.results)); print('torch' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert ran.stdout.splitlines() == [str(sorted(CLASSICAL)), "False"], ran.stderr


def test_every_cell_shows_the_cores_answer_and_its_numbers(network) -> None:
    studio = MaskStudio("astronaut")
    studio.load_networks()
    answered(studio)
    photo, mask = photos.gallery()["astronaut"].load(), masks.central_region()
    assert (studio.question.mask == mask).all()
    for key, cell in cells(studio).items():
        assert cell.state == "ready", key
        expected = answers.answer(key, photo, mask).fill
        assert (drawn(cell) == expected).all(), key
        quality = hole_quality(photo, expected, mask)
        assert cell.metrics[0] == f"PSNR {quality.psnr:.1f} dB"
        assert cell.metrics[1] == f"L1 {quality.l1:.1f} %"
        assert cell.metrics[2] == f"L2 {quality.l2:.2f} %"
        assert cell.metrics[3].endswith(" ms")


def test_other_masks_tell_why_the_context_encoders_do_not_answer(network) -> None:
    studio = MaskStudio()
    studio.load_networks()
    answered(studio)
    studio.mask_buttons.picked = {"family": "random_block", "seed": 4, "click": 1}
    answered(studio)
    assert (studio.question.mask == masks.sample("random_block", 4)).all()
    for key in ("context_encoder_l2", "context_encoder_joint"):
        cell = studio.networks.cells[key]
        assert cell.state == "unavailable"
        assert cell.reason == answers.why_not(key, studio.question.mask)
    assert studio.networks.cells["free_form"].state == "ready"


def test_painting_asks_again_and_no_family_is_marked_any_more(network) -> None:
    studio = answered(MaskStudio("chelsea"))
    assert studio.mask_buttons.picked["family"] == "central_region"
    studio.pad.strokes = [*studio.pad.strokes, PEN]
    answered(studio)
    assert studio.mask_buttons.picked["family"] == ""
    shown = drawn(studio.seen)
    assert (shown[studio.pad.mask] == 0).all()
    assert studio.seen.metrics == [
        f"{100 * studio.pad.mask.mean():.1f} % hidden",
        f"{studio.pad.mask.sum()} of 16384 pixels",
    ]
    assert set(studio.results) == set(CLASSICAL)  # networks wait until a page is there


def test_nothing_hidden_and_everything_hidden_are_said(network) -> None:
    studio = MaskStudio()
    studio.load_networks()
    answered(studio)
    studio.pad.clear()
    answered(studio)
    assert {cell.state for cell in cells(studio).values()} == {"empty"}
    assert studio.closer.loss.value == 0.0
    studio.pad.strokes = [EVERYTHING]
    answered(studio)
    assert {cell.state for cell in cells(studio).values()} == {"unavailable"}
    assert "Everything is hidden" in studio.classical.cells["telea"].reason
    studio.pad.strokes = [PEN]
    answered(studio)
    assert studio.classical.cells["telea"].state == "ready"


def test_the_loss_row_is_the_formula(network) -> None:
    studio = answered(MaskStudio("coffee"))
    for key in CLASSICAL:
        studio.closer.choice.value = key
        photo, mask = studio.question.photo, studio.question.mask
        prediction = answers.answer(key, photo, mask).prediction
        expected = np.sqrt(((mask[..., None] * (photo / 255 - prediction / 255)) ** 2).sum())
        assert studio.closer.loss.value == pytest.approx(expected)
        assert studio.closer.loss.value == pytest.approx(l_rec(photo / 255, prediction / 255, mask))
        assert f">{expected:.2f}</mn>" in studio.closer.loss.formula.value
        assert (drawn(studio.closer.loss.f) == prediction).all()
        assert (drawn(studio.closer.reveal) == drawn(studio.classical.cells[key])).all()
        assert studio.closer.reveal.truth == photo.tobytes()


def test_a_photo_of_the_learners_own_is_squared_and_asked_about(network) -> None:
    studio = answered(MaskStudio())
    wide = np.random.default_rng(3).integers(0, 256, (200, 340, 3), dtype=np.uint8)
    studio._uploaded(wide)
    answered(studio)
    assert (studio.question.photo == photos.square(wide)).all()
    assert studio.picker.value == ""
    assert "stays on this computer" in studio.credit.value
    studio.picker.value = "coins"
    answered(studio)
    assert (studio.question.photo == photos.gallery()["coins"].load()).all()


def test_missing_weights_are_one_sentence_in_their_cell(monkeypatch) -> None:
    def missing(method: str) -> None:
        raise LearnerError(f"The file with the weights of {method} is missing.")

    monkeypatch.setattr(answers, "load_network", missing)
    studio = MaskStudio("chelsea")
    studio.load_networks()
    answered(studio)
    for key in NETWORKS:
        assert studio.networks.cells[key].state == "unavailable"
        assert studio.networks.cells[key].reason == (
            f"The file with the weights of {key} is missing."
        )
    assert studio.closer.reveal.state == "unavailable"
    assert studio.classical.cells["mean"].state == "ready"


def test_the_newest_stroke_is_the_one_on_show(network) -> None:
    studio = MaskStudio()
    studio.load_networks()
    rng = np.random.default_rng(0)
    for _ in range(12):
        points = rng.uniform(10, 118, (3, 2)).tolist()
        studio.pad.strokes = [{"tool": "pen", "points": points, "width": 12}]
    answered(studio)
    for key in ("free_form", *CLASSICAL):
        expected = answers.answer(key, studio.question.photo, studio.pad.mask).fill
        assert (drawn(cells(studio)[key]) == expected).all(), key


def test_every_answer_is_asked_for_in_one_order_with_the_free_form_first() -> None:
    assert mask_studio.ORDER[:2] == ("free_form_adversarial", "free_form")
    assert sorted(mask_studio.ORDER) == sorted(METHODS)
    assert sorted(NETWORKS + CLASSICAL) == sorted(METHODS)


def test_a_stroke_under_the_hand_is_answered_and_then_the_next_one_is_asked_for(network) -> None:
    studio = MaskStudio()
    studio.load_networks()
    answered(studio)
    before = studio.imagined.revision
    assert studio.imagined.final
    studio.pad._handle_custom_msg({"live": PEN, "number": 7}, [])
    answered(studio)
    mask = strokes.rasterize(strokes.parse([*mask_studio.OPENING, PEN]))
    assert studio.pad.answered == 7
    assert studio.imagined.revision == before + 1
    assert not studio.imagined.final
    assert studio.imagined.mask == np.packbits(mask).tobytes()
    expected = answers.answer("free_form_adversarial", studio.question.photo, mask).fill
    assert studio.imagined.fill == expected.tobytes()
    assert not (studio.question.mask == mask).all()  # it is a question only once it is finished
    studio.pad._handle_custom_msg({"live": None, "number": 7}, [])  # dropped: as it was
    answered(studio)
    assert studio.imagined.final
    assert studio.imagined.mask == np.packbits(studio.pad.mask).tobytes()


@pytest.mark.parametrize("junk", [{"tool": "spray"}, 3, {"tool": "pen", "points": [["a", 1]]}])
def test_junk_for_a_stroke_under_the_hand_is_passed_over_and_stops_nothing(network, junk) -> None:
    studio = answered(MaskStudio())
    before = studio.imagined.revision
    studio.pad._handle_custom_msg({"live": junk, "number": 3}, [])
    studio.pad._handle_custom_msg({"live": PEN, "number": "x"}, [])
    answered(studio)
    assert studio.pad.answered == 3
    assert studio.imagined.revision == before


def test_who_cannot_answer_is_folded_away_and_another_is_shown_large(network) -> None:
    studio = MaskStudio("chelsea")
    studio.load_networks()
    answered(studio)
    assert studio.closer.choice.folded == []
    studio.closer.choice.value = "context_encoder_joint"
    assert studio.imagined.title == METHODS["context_encoder_joint"].label
    studio.pad.strokes = [PEN]
    answered(studio)
    assert sorted(studio.closer.choice.folded) == ["context_encoder_joint", "context_encoder_l2"]
    assert studio.closer.method == "free_form_adversarial"
    assert studio.imagined.title == METHODS["free_form_adversarial"].label
    reason = answers.why_not("context_encoder_l2", studio.pad.mask)
    assert studio.folded.value.count(reason) == 2


def test_the_kept_picture_is_the_sharp_photo_and_the_fill_in_its_hole(network) -> None:
    studio = MaskStudio("coffee")
    with pytest.raises(LearnerError, match="no answer to keep"):
        studio._kept()
    studio.load_networks()
    answered(studio)
    kept = np.asarray(Image.open(io.BytesIO(studio._kept())))
    sharp = photos.square(photos.gallery()["coffee"].full(), 400)
    assert len(sharp) == len(studio._sharp) == 400
    edge = before_after.EDGE
    before = kept[edge : edge + 400, edge : edge + 400]
    after = kept[edge : edge + 400, 2 * edge + 400 : 2 * edge + 800]
    assert (before[:95] == sharp[:95]).all()  # the central region begins at 100 of 400
    assert (after[:95] == sharp[:95]).all()
    assert (before[110:290, 110:290] == before_after.COVER).all()
    fill = studio.results["free_form_adversarial"].answer.fill[64, 64]
    assert np.abs(after[202, 202].astype(int) - fill).max() <= 1
    assert (kept[424:] < 128).any()  # the line below


def test_an_exact_fill_has_no_infinite_number() -> None:
    grey = np.full((128, 128, 3), 90, np.uint8)
    mask = masks.central_region()
    from course_lib.panels.inpainting.answer_grid import answer_and_score

    assert metric_lines(answer_and_score("mean", grey, mask))[0] == "PSNR exact"


@pytest.mark.parametrize(
    "junk", [{}, {"family": "spiral", "seed": 1}, {"family": "random_block", "seed": -1}]
)
def test_junk_from_the_page_changes_no_mask(junk: dict) -> None:
    studio = answered(MaskStudio())
    before = studio.pad.mask
    studio.mask_buttons.picked = junk
    assert (studio.pad.mask == before).all()
