"""Photos made here: coloured shapes on ramps, in folders of two classes."""

import numpy as np
import pytest
import torch
from PIL import Image

from course_lib.pretext import learning, photos


def picture(rng: np.random.Generator, side: int = 150) -> np.ndarray:
    """A ramp with ten rectangles in random colours, (side, side, 3) uint8."""
    y, x = np.mgrid[:side, :side] / side
    made = np.stack([255 * (a * x + (1 - a) * y) for a in rng.random(3)], -1)
    for _ in range(10):
        top, left = rng.integers(0, side - 20, 2)
        high, wide = rng.integers(8, 60, 2)
        made[top : top + high, left : left + wide] = rng.integers(0, 256, 3)
    return made.astype(np.uint8)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Forty pictures of each of two classes, the second greenish; about a sixth is held back."""
    rng = np.random.default_rng(0)
    where = tmp_path_factory.mktemp("images")
    for number in range(80):
        name = ("bright", "green")[number % 2]
        made = picture(rng)
        if name == "green":
            made[..., [0, 2]] //= 3
        (where / name).mkdir(exist_ok=True)
        Image.fromarray(made).save(where / name / f"picture_{number}.JPEG")
    return where


@pytest.fixture(scope="session")
def split(folder):
    return photos.load(folder)


@pytest.fixture(scope="session")
def stored(split):
    return learning.DevicePhotos(split.training)


@pytest.fixture
def batch():
    """Twelve photos (12, 3, 96, 96) in [0, 1]."""
    rng = np.random.default_rng(1)
    made = np.stack([picture(rng, 96) for _ in range(12)])
    return torch.from_numpy(made).permute(0, 3, 1, 2).float() / 255


@pytest.fixture
def generator():
    return torch.Generator().manual_seed(0)
