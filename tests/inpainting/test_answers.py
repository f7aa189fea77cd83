"""One door to every answer: the shipped networks answer what they say they can."""

import subprocess
import sys

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.inpainting import answers, masks, metrics
from course_lib.inpainting.methods import METHODS
from course_lib.vision import datasets, photos

PHOTO = photos.gallery()["chelsea"].load()


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_every_method_fills_the_central_region_and_reads_nothing_hidden(method):
    mask = masks.central_region()
    answer = answers.answer(method, PHOTO, mask)
    assert answer.fill.shape == (128, 128, 3)
    assert answer.fill.dtype == np.uint8
    assert np.array_equal(answer.fill[~mask], PHOTO[~mask])
    assert answer.prediction.shape == (128, 128, 3)
    assert answer.ms > 0
    changed = np.where(mask[..., None], 255 - PHOTO, PHOTO)
    assert np.array_equal(answer.fill, answers.answer(method, changed, mask).fill)


@pytest.mark.slow
@pytest.mark.parametrize("family", masks.FAMILIES)
def test_the_free_form_network_always_answers_better_than_the_mean_colour(family):
    network, mean = [], []
    for seed, photo in enumerate(photos.gallery().values()):
        x, mask = photo.load(), masks.sample(family, seed)
        for method, found in (("free_form", network), ("mean", mean)):
            fill = answers.answer(method, x, mask).fill
            found.append(metrics.hole_quality(x, fill, mask).psnr)
    assert np.mean(network) > np.mean(mean) + 1


@pytest.mark.slow
def test_the_joint_network_is_sharper_than_the_l2_network():
    mask = masks.central_region()
    sharp = {
        method: np.mean(
            [
                metrics.gradient_magnitude(answers.answer(method, p.load(), mask).fill, mask)
                for p in photos.gallery().values()
            ]
        )
        for method in ("context_encoder_l2", "context_encoder_joint")
    }
    assert sharp["context_encoder_joint"] > 1.2 * sharp["context_encoder_l2"]


@pytest.mark.slow
@pytest.mark.parametrize("family", masks.FAMILIES)
def test_the_adversarial_free_form_network_is_about_as_sharp_as_photos(family):
    found = {"free_form": [], "free_form_adversarial": [], "truth": []}
    for seed, photo in enumerate(photos.gallery().values()):
        x, mask = photo.load(), masks.sample(family, seed)
        for method, sharp in found.items():
            shown = x if method == "truth" else answers.answer(method, x, mask).fill
            sharp.append(metrics.gradient_magnitude(shown, mask))
    sharp = {method: np.mean(values) for method, values in found.items()}
    assert sharp["free_form"] < 0.6 * sharp["truth"]
    assert 0.7 * sharp["truth"] < sharp["free_form_adversarial"] < 1.3 * sharp["truth"]


@pytest.mark.slow
def test_the_joint_network_weaves_no_pattern_into_its_fills(shared_data):
    archive = shared_data / "imagenette" / "train-160px.tar"
    truths = datasets.imagenette(archive, held_back=True, limit=150).whole
    mask, hole = masks.central_region(), np.s_[:, 32:96, 32:96]
    fills = np.stack(
        [answers.answer("context_encoder_joint", photo, mask).fill for photo in truths]
    )
    assert metrics.regular_pattern(fills[hole], truths[hole]) < 1


@pytest.mark.parametrize("method", ["context_encoder_l2", "context_encoder_joint"])
def test_the_context_encoder_says_why_it_cannot(method):
    mask = masks.sample("random_block", 0)
    assert "central" in answers.why_not(method, mask)
    assert answers.why_not(method, masks.central_region()) is None
    with pytest.raises(LearnerError, match="central"):
        answers.answer(method, PHOTO, mask)


def test_bad_questions():
    with pytest.raises(ValueError, match="oracle"):
        answers.answer("oracle", PHOTO, masks.central_region())
    with pytest.raises(LearnerError, match="Everything is hidden"):
        answers.answer("free_form", PHOTO, np.ones((128, 128), bool))
    with pytest.raises(LearnerError, match="128"):
        answers.answer("free_form", PHOTO[:64, :64], masks.central_region(64))
    empty = answers.answer("free_form", PHOTO, np.zeros((128, 128), bool))
    assert np.array_equal(empty.fill, PHOTO)


def test_asking_what_can_answer_loads_no_network():
    code = (
        "import sys; from course_lib.inpainting import answers, masks;"
        "answers.why_not('context_encoder_l2', masks.central_region());"
        "answers.METHODS; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
