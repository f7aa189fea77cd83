"""Every label is true: what was done to the photo, undone, gives the photo back."""

import itertools

import numpy as np
import pytest
import torch
import torch.nn.functional as nnf

from course_lib.errors import LearnerError
from course_lib.pretext import colourisation, jigsaw, patches, rotation, tasks, views
from course_lib.pretext.context_encoder import HOLE, ContextEncoder
from course_lib.pretext.context_prediction import ContextPrediction
from course_lib.pretext.simclr import TEMPERATURE, SimCLR
from course_lib.pretext.task import Items, PretextTask, check
from course_lib.pretext.trunk import Trunk


@pytest.fixture
def plain_colours(monkeypatch):
    """Patches keep their colours, so that they can be laid back."""
    monkeypatch.setattr(views, "recolour", lambda x, *_, **__: x)


def test_a_turned_photo_turned_back_is_the_photo(batch, generator):
    items = rotation.Rotation().make(batch, generator)
    assert set(items.label.tolist()) == {0, 1, 2, 3}
    for x, label, photo in zip(items.x, items.label, batch, strict=True):
        assert torch.equal(torch.rot90(x, -int(label), (1, 2)), photo)


def test_puzzle_pieces_laid_in_their_places_agree_with_the_photo(batch, generator, plain_colours):
    items = jigsaw.Jigsaw().make(batch, generator)
    pieces = items.x.unflatten(0, (-1, 9))
    orders = jigsaw.permutations()
    assert len(set(items.label.tolist())) > 1
    for photo, own, label in zip(batch, pieces, items.label, strict=True):
        for place in range(9):
            home = orders[int(label), place]
            assert found_at(photo, own[place], home)


def found_at(photo, piece, cell) -> bool:
    """Whether the piece is cut out of this cell of the 3 × 3 grid, by trying all places in it."""
    row, column = divmod(int(cell), 3)
    area = photo[:, 32 * row : 32 * row + 32, 32 * column : 32 * column + 32]
    windows = area.unfold(1, 28, 1).unfold(2, 28, 1)  # (3, 5, 5, 28, 28)
    return bool((windows == piece[:, None, None]).all((0, 3, 4)).any())


@pytest.mark.parametrize("honest", [True, False])
def test_a_neighbour_lies_where_its_label_says(batch, generator, plain_colours, honest):
    task = ContextPrediction(gap=honest, jitter=honest)
    items = task.make(batch, generator)
    cells = [0, 1, 2, 3, 5, 6, 7, 8]
    labels = items.label.unflatten(0, (-1, 8))
    pieces = items.x.unflatten(0, (-1, 9))
    assert pieces.shape[-1] == (28 if honest else 32)
    for photo, own, label in zip(batch, pieces, labels, strict=True):
        if not honest:
            rows = [torch.cat(list(own[k : k + 3]), 2) for k in (0, 3, 6)]
            assert torch.equal(torch.cat(rows, 1), photo)
            continue
        assert found_at(photo, own[4], 4)
        for place, said in zip(cells, label.tolist(), strict=True):
            assert found_at(photo, own[place], cells[said])


def test_jitter_uses_all_its_room_and_no_more(generator):
    places = patches.corners(500, 4, torch.device("cpu"), generator)
    inside = places % 32
    assert inside.unique().tolist() == [0, 1, 2, 3, 4]
    still = ContextPrediction(jitter=False).places(torch.zeros(2, 3, 96, 96), generator)
    assert (still % 32 == 2).all()


def test_any_two_orders_differ_in_eight_places_at_least():
    orders = jigsaw.permutations()
    assert orders.shape == (72, 9)
    assert (np.sort(orders, axis=1) == np.arange(9)).all()
    assert orders[0].tolist() == list(range(9))
    distances = [(a != b).sum() for a, b in itertools.combinations(orders, 2)]
    assert min(distances) == 8


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((0.5, 0.5, 0.5), "grey"),
        ((0.52, 0.5, 0.49), "grey"),
        ((0.9, 0.1, 0.1), "strong red"),
        ((0.9, 0.1, 0.13), "strong red"),
        ((1.0, 0.5, 0.0), "strong orange"),
        ((0.9, 0.9, 0.1), "strong yellow"),
        ((0.1, 0.8, 0.1), "strong green"),
        ((0.1, 0.8, 0.8), "strong turquoise"),
        ((0.1, 0.1, 0.9), "strong blue"),
        ((0.6, 0.1, 0.9), "strong violet"),
        ((0.9, 0.1, 0.6), "strong pink"),
        ((0.5, 0.6, 0.5), "pale green"),
        ((0.5, 0.5, 0.65), "pale blue"),
    ],
)
def test_a_colour_has_the_name_people_give_it(rgb, name):
    x = torch.tensor(rgb).reshape(1, 3, 1, 1)
    assert colourisation.NAMES[int(colourisation.colours(x))] == name


def test_colourisation_shows_grey_and_asks_for_the_colour(batch, generator):
    items = colourisation.Colourisation().make(batch, generator)
    assert torch.equal(items.x[:, 0], items.x[:, 2])
    weights = torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    assert torch.allclose(items.x[:, 0], (batch * weights).sum(1), atol=1e-6)
    cell = batch[3, :, 8:16, 40:48].mean((1, 2)).reshape(1, 3, 1, 1)
    assert int(items.label[3, 1, 5]) == int(colourisation.colours(cell))


def test_outside_the_hole_the_photo_is_untouched_and_inside_is_one_colour(batch, generator):
    items = ContextEncoder().make(batch, generator)
    truth, _, hole = items.label.split([3, 3, 1], 1)
    assert torch.allclose(truth, nnf.avg_pool2d(batch, 2))
    assert (hole.sum((1, 2, 3)) == HOLE**2 / 4).all()
    hidden = nnf.interpolate(hole, scale_factor=2.0, mode="nearest").expand(-1, 3, -1, -1) == 1
    assert torch.equal(items.x[~hidden], batch[~hidden])
    for x, where, photo in zip(items.x, hidden, batch, strict=True):
        inside = x[where].reshape(3, -1)
        visible = photo[~where].reshape(3, -1).mean(1)
        assert torch.allclose(inside, visible[:, None].expand_as(inside), atol=1e-5)


def test_the_context_encoders_loss_is_one_for_the_mean_colour_and_zero_for_the_truth(
    batch, generator
):
    task = ContextEncoder()
    label = task.make(batch, generator).label
    truth, mean, hole = label.split([3, 3, 1], 1)
    assert float(task.loss(torch.zeros_like(truth), label)) == pytest.approx(1)
    assert float(task.loss(truth - mean, label)) == pytest.approx(0, abs=1e-9)
    error = 0.1 * torch.ones_like(truth)
    assert float(task.score(truth - mean + error, label)) == pytest.approx(20, abs=0.01)
    inside = hole.expand(-1, 3, -1, -1) == 1
    expected = nnf.mse_loss((mean + error)[inside], truth[inside])
    expected = expected / nnf.mse_loss(mean[inside], truth[inside])
    assert float(task.loss(error, label)) == pytest.approx(float(expected), rel=1e-4)


def test_a_view_asks_for_its_partner(generator):
    photos = torch.rand(5, 3, 144, 144)
    items = SimCLR().make(photos, generator)
    assert items.x.shape == (10, 3, 96, 96)
    assert items.label.tolist() == [5, 6, 7, 8, 9, 0, 1, 2, 3, 4]


def test_simclrs_loss_is_nt_xent_written_out():
    torch.manual_seed(0)
    task, head = SimCLR(), SimCLR().head()
    stages = [torch.rand(6, 160, 6, 6)]
    label = torch.tensor([3, 4, 5, 0, 1, 2])
    head.requires_grad_(False)
    z = nnf.normalize(head.project(stages[-1].mean((2, 3))), dim=1)
    terms = []
    for i, j in enumerate(label.tolist()):
        similar = [torch.exp(z[i] @ z[k] / TEMPERATURE) for k in range(6) if k != i]
        terms.append(-torch.log(torch.exp(z[i] @ z[j] / TEMPERATURE) / sum(similar)))
    assert float(task.loss(head(stages), label)) == pytest.approx(float(sum(terms) / 6), rel=1e-4)


@pytest.mark.parametrize("name", ["context_prediction", "rotation", "jigsaw", "colourisation"])
def test_a_heads_loss_is_torchs_cross_entropy_and_starts_near_chance(name, batch, generator):
    (task,) = tasks.combination([name])
    items = task.make(batch, generator)
    torch.manual_seed(0)
    output = task.head()(Trunk()(items.x)).detach()
    chosen = output.log_softmax(1).gather(1, items.label[:, None])
    assert float(task.loss(output, items.label)) == pytest.approx(float(-chosen.mean()), rel=1e-5)
    assert float(task.loss(output, items.label)) == pytest.approx(np.log(task.classes), rel=0.2)
    perfect = nnf.one_hot(items.label, task.classes).float().movedim(-1, 1)
    assert float(task.score(perfect, items.label)) == 1


@pytest.mark.parametrize("name", tasks.TASKS)
def test_the_same_generator_makes_the_same_items(name):
    (task,) = tasks.combination([name])
    photos = torch.rand(4, 3, task.side, task.side)
    extra = (torch.arange(4),) if task.needs_classes else ()
    first, second, other = (
        task.make(photos, torch.Generator().manual_seed(seed), *extra) for seed in (7, 7, 8)
    )
    assert torch.equal(first.x, second.x)
    assert torch.equal(first.label, second.label)
    if name not in ("colourisation", "supervised"):  # nothing is drawn there
        assert not torch.equal(first.x, other.x)


def test_a_crop_of_everything_is_the_photo_or_its_mirror_image(batch, generator):
    cut = views.crop(batch, generator, 96, smallest=1.0)
    mirrored = 0
    for own, photo in zip(cut, batch, strict=True):
        is_mirror = torch.allclose(own, photo.flip(2), atol=1e-4)
        assert is_mirror or torch.allclose(own, photo, atol=1e-4)
        mirrored += is_mirror
    assert 0 < mirrored < len(batch)


def test_crops_stay_inside_the_photo(generator):
    """A photo whose columns and rows count up: the values of a crop say where it was."""
    line = torch.arange(144) / 143
    photo = torch.stack([line.expand(144, 144), line[:, None].expand(144, 144)] * 2)[:3]
    cut = views.crop(photo.expand(200, -1, -1, -1), generator, 96)
    wide = (cut[:, 0].amax((1, 2)) - cut[:, 0].amin((1, 2))) * 144
    assert 94 < float(wide.min()) < 105
    assert 130 < float(wide.max()) <= 144


def test_grey_patches_are_a_fifth_and_colours_stay_in_range(generator):
    x = torch.rand(2000, 3, 2, 2, generator=generator)
    changed = views.recolour(x, generator)
    grey = (changed.amax(1) - changed.amin(1)).amax((1, 2)) < 1e-6
    assert 0.16 < float(grey.float().mean()) < 0.24
    assert 0 <= float(changed.min()) <= float(changed.max()) <= 1


def test_a_lens_error_moves_red_outwards_and_leaves_green():
    photo = torch.zeros(1, 3, 96, 96)
    photo[:, :, 20:24, 20:24] = 1
    seen = views.lens_error(photo, 0.1)[0]
    rows = torch.arange(96.0)
    middle = [float((c.sum(1) * rows).sum() / c.sum()) for c in seen]
    assert torch.equal(seen[1], photo[0, 1])
    assert middle[0] < middle[1] - 2 < middle[2] - 4  # red farther from the middle, at row 47.5


# What is no photo, no task, no label


def test_a_combination_of_none_an_unknown_and_a_double_are_sentences():
    for names, said in (
        ([], "No task is chosen"),
        (["rotation", "sudoku"], "no task “sudoku”"),
        (["rotation", "rotation"], "named twice"),
    ):
        with pytest.raises(LearnerError, match=said):
            tasks.combination(names)
    assert [task.name for task in tasks.combination(["jigsaw"])] == ["jigsaw"]


def test_a_small_or_a_grey_photo_is_refused_with_the_reason():
    small = torch.rand(1, 3, 40, 60)
    for name in tasks.SINGLE:
        assert "60 × 40" in tasks.TASKS[name]().why_not(small)
        assert tasks.TASKS[name]().why_not(torch.rand(1, 3, 1, 1).expand(1, 3, 96, 96)) is None
    grey = torch.rand(1, 1, 96, 96).expand(1, 3, 96, 96)
    assert "no colour" in colourisation.Colourisation().why_not(grey)
    assert rotation.Rotation().why_not(grey) is None


class Own(PretextTask):
    """A learner's task that is right."""

    name, classes = "own", 2

    def make(self, photos, generator):
        label = torch.randint(2, (len(photos),), generator=generator)
        return Items(torch.where(label[:, None, None, None] == 1, photos.flip(3), photos), label)


class Raises(Own):
    def make(self, photos, generator):
        return Items(photos, 1 / 0)


class OutsideItsHead(Own):
    def make(self, photos, generator):
        return Items(photos, torch.full((len(photos),), 2))


class FloatLabel(Own):
    def make(self, photos, generator):
        return Items(photos, torch.rand(len(photos)))


class TooFewLabels(Own):
    def make(self, photos, generator):
        return Items(photos, torch.zeros(len(photos) - 1, dtype=torch.long))


class WrongShape(Own):
    def make(self, photos, generator):
        return Items(photos[:, 0], torch.zeros(len(photos), dtype=torch.long))


class NoItems(Own):
    def make(self, photos, generator):
        return photos


class LossOfMany(Own):
    def loss(self, output, label):
        return output


class HeadThatRaises(Own):
    def head(self):
        return torch.nn.Linear(3, 2)


def test_a_task_of_ones_own_that_is_right_passes(batch):
    check(Own(), batch)


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (Raises(), r"own: `make`, line \d+ raised ZeroDivisionError"),
        (OutsideItsHead(), r"label 2 is outside its head, which has 2 classes \(0 to 1\)"),
        (FloatLabel(), "whole number.*float32"),
        (TooFewLabels(), r"should be \(12,\); they are \(11,\)"),
        (WrongShape(), r"x must be float pictures .* it is \(12, 96, 96\)"),
        (NoItems(), "returns Tensor, not Items"),
        (LossOfMany(), "must return one finite number"),
        (HeadThatRaises(), "`forward`"),
        (object(), "is not a task"),
    ],
)
def test_a_task_of_ones_own_that_is_wrong_says_what_and_where(batch, task, said):
    with pytest.raises(LearnerError, match=said) as refused:
        check(task, batch)
    assert "Traceback" not in str(refused.value)


@pytest.mark.parametrize("name", tasks.SINGLE)
def test_the_courses_own_tasks_pass_the_same_check(name, batch):
    check(tasks.TASKS[name](), batch)
