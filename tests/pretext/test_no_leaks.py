"""No label can be read from what has nothing to do with what a photo shows.

The photos here show nothing: noise of one kind all over, under the 8 × 8 blocks that compression
leaves. A linear reader gets the border of the inputs, their mean colours, or their differences at
each phase of the blocks, and must do no better than chance; where a door is opened on purpose, the
same reader must find it.
"""

import numpy as np
import pytest
import torch
import torch.nn.functional as nnf
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from course_lib.pretext import jigsaw, rotation
from course_lib.pretext.context_prediction import ContextPrediction
from course_lib.pretext.task import Items, PretextTask

PHOTOS = 240


def photos_of_nothing(seed: int = 0) -> torch.Tensor:
    """Smooth noise, equal in all directions, and steps at every eighth pixel: (240, 3, 96, 96)."""
    generator = torch.Generator().manual_seed(seed)
    rough = torch.rand(PHOTOS, 3, 104, 104, generator=generator)
    smooth = nnf.avg_pool2d(rough, 9, 1)  # (240, 3, 96, 96)
    blocks = torch.rand(PHOTOS, 3, 12, 12, generator=generator) * 0.1
    return (0.5 + 2 * (smooth - 0.5) + nnf.interpolate(blocks, scale_factor=8.0)).clamp(0, 1)


def border(x: torch.Tensor) -> torch.Tensor:
    return torch.cat([x[:, :, 0], x[:, :, -1], x[:, :, :, 0], x[:, :, :, -1]], 2).flatten(1)


def mean_colour(x: torch.Tensor) -> torch.Tensor:
    return x.mean((2, 3))


def block_phase(x: torch.Tensor) -> torch.Tensor:
    """How much neighbouring pixels differ at each of the eight phases, along rows and columns."""
    found = []
    for d in (3, 2):
        steps = x.diff(dim=d).abs().mean(1)
        line = steps.mean(1) if d == 3 else steps.mean(2)  # (N, side − 1)
        found += [line[:, phase::8].mean(1) for phase in range(8)]
    return torch.stack(found, 1)


def colour_shift(x: torch.Tensor) -> torch.Tensor:
    """How far red lies from green, roughly: their difference times green's slope, both ways."""
    apart = x[:, 0] - x[:, 1]
    down = (x[:, 1].roll(-1, 1) - x[:, 1].roll(1, 1))[:, 1:-1, 1:-1]
    right = (x[:, 1].roll(-1, 2) - x[:, 1].roll(1, 2))[:, 1:-1, 1:-1]
    inner = apart[:, 1:-1, 1:-1]
    return torch.stack([(inner * down).mean((1, 2)), (inner * right).mean((1, 2))], 1)


READERS = {"border": border, "mean colour": mean_colour, "block phase": block_phase}


def per_label(task: PretextTask, items: Items, reader) -> np.ndarray:
    """One row of features a label: of nine patches together, or of a pair, or of the photo."""
    read = reader(items.x)
    if isinstance(task, ContextPrediction):
        nine = read.unflatten(0, (-1, 9))
        others = torch.cat([nine[:, :4], nine[:, 5:]], 1)
        both = torch.cat([nine[:, 4:5].expand(-1, 8, -1), others], 2)
        return both.flatten(0, 1).numpy()
    if isinstance(task, jigsaw.Jigsaw):
        return read.unflatten(0, (-1, 9)).flatten(1).numpy()
    return read.numpy()


def read_by_line(task: PretextTask, photos: torch.Tensor, reader) -> tuple[float, float, int]:
    """Accuracy of a linear reader on photos it was not fitted on; chance; labels asked."""
    items = task.make(photos, torch.Generator().manual_seed(1))
    x, label = per_label(task, items, reader), items.label.numpy()
    classes = task.classes
    if isinstance(task, jigsaw.Jigsaw):  # 72 orders are too many for few photos: ask for the first
        label, classes = jigsaw.permutations()[label][:, 0], 9
    half = len(label) // 2
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=300))
    model.fit(x[:half], label[:half])
    return float((model.predict(x[half:]) == label[half:]).mean()), 1 / classes, len(label) - half


def limit(chance: float, asked: int) -> float:
    """What guessing stays below, but for once in some thousands of tries."""
    return chance + 3.7 * np.sqrt(chance * (1 - chance) / asked)


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("task", [ContextPrediction(), rotation.Rotation(), jigsaw.Jigsaw()])
def test_no_label_is_read_from_border_colour_or_compression(task, reader):
    accuracy, chance, asked = read_by_line(task, photos_of_nothing(), READERS[reader])
    assert accuracy < limit(chance, asked)


def test_the_reader_of_borders_sees_turns_that_leave_corners():
    class AnyAngle(PretextTask):
        """Rotation by 0, 10, 20 or 30 degrees: corners turn black."""

        name, classes = "any_angle", 4

        def make(self, photos, generator):
            label = torch.randint(4, (len(photos),), generator=generator)
            angle = label * torch.pi / 18
            turn = torch.zeros(len(photos), 2, 3)
            turn[:, 0, 0] = turn[:, 1, 1] = angle.cos()
            turn[:, 0, 1], turn[:, 1, 0] = -angle.sin(), angle.sin()
            grid = nnf.affine_grid(turn, list(photos.shape), align_corners=False)
            return Items(nnf.grid_sample(photos, grid, align_corners=False), label)

    accuracy, chance, asked = read_by_line(AnyAngle(), photos_of_nothing(), border)
    assert accuracy > 2 * chance > limit(chance, asked)


def test_the_reader_of_compression_sees_patches_off_the_grid():
    class OffGrid(PretextTask):
        """Two windows that lie differently over the blocks of eight."""

        name, classes = "off_grid", 2

        def make(self, photos, generator):
            label = torch.randint(2, (len(photos),), generator=generator)
            here, there = photos[:, :, :88, :88], photos[:, :, 3:91, 3:91]
            return Items(torch.where(label[:, None, None, None] == 1, there, here), label)

    accuracy, *_ = read_by_line(OffGrid(), photos_of_nothing(), block_phase)
    assert accuracy > 0.9


def test_a_lens_error_is_read_where_there_is_one():
    cheating = ContextPrediction(gap=False, jitter=False, drop_colours=False, lens=0.04)
    grey = photos_of_nothing().mean(1, keepdim=True).expand(-1, 3, -1, -1)
    accuracy, chance, asked = read_by_line(cheating, grey, colour_shift)
    assert accuracy > 2.5 * chance
    clean = ContextPrediction(gap=False, jitter=False, drop_colours=False)
    accuracy, chance, asked = read_by_line(clean, grey, colour_shift)
    assert accuracy < limit(chance, asked)
