"""Classical fills keep what is visible, and errors are what a hand computes."""

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio

from course_lib.errors import LearnerError
from course_lib.inpainting import fills, masks, metrics
from course_lib.inpainting.methods import CLASSICAL

rng = np.random.default_rng(1)
NOISE = rng.integers(0, 256, (128, 128, 3), dtype=np.uint8)


@pytest.mark.parametrize("method", CLASSICAL)
def test_visible_pixels_stay_and_hidden_ones_are_never_read(method):
    mask = masks.sample("painted", 3)
    one = fills.fill(method, NOISE, mask)
    other = NOISE.copy()
    other[mask] = 255 - other[mask]
    assert one.dtype == np.uint8
    assert np.array_equal(one[~mask], NOISE[~mask])
    assert np.array_equal(one, fills.fill(method, other, mask))


@pytest.mark.parametrize("method", CLASSICAL)
def test_a_plain_photo_is_restored(method):
    photo = np.full((128, 128, 3), (200, 30, 90), np.uint8)
    filled = fills.fill(method, photo, masks.central_region())
    assert np.abs(filled.astype(int) - photo).max() <= 10  # Telea's weights leave a few levels


@pytest.mark.parametrize("method", CLASSICAL)
def test_all_hidden_is_refused_and_nothing_hidden_is_a_copy(method):
    with pytest.raises(LearnerError, match="Everything is hidden"):
        fills.fill(method, NOISE, np.ones((128, 128), bool))
    same = fills.fill(method, NOISE, np.zeros((128, 128), bool))
    assert np.array_equal(same, NOISE)
    assert not np.shares_memory(same, NOISE)


def test_mean_colour_is_that_of_visible_pixels():
    mask = masks.sample("random_block", 0)
    hole = fills.fill("mean", NOISE, mask)[mask]
    assert np.array_equal(np.unique(hole, axis=0), np.rint(NOISE[~mask].mean(0))[None])


@pytest.mark.parametrize(
    ("photo", "mask"),
    [
        (NOISE[..., 0], masks.central_region()),
        (NOISE / 255, masks.central_region()),
        (NOISE, masks.central_region(64)),
        (NOISE, masks.central_region().astype(np.uint8)),
    ],
)
def test_wrong_shapes_and_types_are_named(photo, mask):
    with pytest.raises(LearnerError, match="not"):
        fills.fill("mean", photo, mask)
    with pytest.raises(ValueError, match="magic"):
        fills.fill("magic", NOISE, masks.central_region())


def test_hole_quality_against_scikit_image_and_by_hand():
    mask = masks.central_region()
    fill = np.where(mask[..., None], 255 - NOISE, NOISE)
    quality = metrics.hole_quality(NOISE, fill, mask)
    error = (NOISE[32:96, 32:96].astype(float) - fill[32:96, 32:96]) / 255
    expected = peak_signal_noise_ratio(NOISE[32:96, 32:96], fill[32:96, 32:96])
    assert quality.psnr == pytest.approx(expected)
    assert quality.l1 == pytest.approx(100 * np.abs(error).mean())
    assert quality.l2 == pytest.approx(100 * (error**2).mean())


def test_an_exact_fill_and_an_empty_mask():
    assert metrics.hole_quality(NOISE, NOISE, masks.central_region()).psnr == np.inf
    with pytest.raises(LearnerError, match="Nothing is hidden"):
        metrics.hole_quality(NOISE, NOISE, np.zeros((128, 128), bool))


def test_error_map_and_gradient_of_a_ramp():
    assert metrics.error_map(NOISE, NOISE).max() == 0
    assert metrics.error_map(NOISE * 0, NOISE * 0 + 255).min() == 1
    ramp = np.repeat(np.arange(128, dtype=np.uint8)[None, :, None], 128, 0).repeat(3, 2)
    assert metrics.gradient_magnitude(ramp, masks.central_region()) == pytest.approx(1 / 255)


def test_a_woven_pattern_stands_out_and_texture_and_blur_do_not():
    rng = np.random.default_rng(0)

    def textures(count: int) -> np.ndarray:
        """Noise whose power falls with frequency, as that of photos does."""
        f = np.hypot(np.fft.fftfreq(64)[:, None], np.fft.rfftfreq(64)[None]) + 1 / 64
        noise = np.fft.irfft2(np.fft.rfft2(rng.standard_normal((count, 64, 64))) / f)
        noise = 128 + 40 * noise / noise.std()
        return np.repeat(np.clip(noise, 0, 255)[..., None], 3, -1).astype(np.uint8)

    y, x = np.mgrid[:64, :64]
    weave = 12 * np.cos(2 * np.pi * (6 * y + 6 * x) / 64)[..., None]
    truths, others = textures(60), textures(60)
    woven = np.clip(others + weave, 0, 255).astype(np.uint8)
    blurred = (others * 0.1 + 115).astype(np.uint8)
    assert metrics.regular_pattern(truths, truths) == pytest.approx(0, abs=1e-12)
    assert metrics.regular_pattern(others, truths) < 1
    assert metrics.regular_pattern(blurred, truths) < 1
    assert metrics.regular_pattern(woven, truths) > 3
    shirt = np.concatenate([woven[:1], others[1:]])  # one alone makes no pattern
    assert metrics.regular_pattern(shirt, truths) < 1
