"""What each task makes of a photo, as three pictures and a label in words."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from course_lib.figures.looked import framed, large, side_by_side
from course_lib.panels.pretext.pictures import pixels
from course_lib.pretext.colourisation import CELLS, NAMES, Colourisation
from course_lib.pretext.context_encoder import HOLE, ContextEncoder
from course_lib.pretext.context_prediction import CENTRE, PATCH, ContextPrediction
from course_lib.pretext.guesses import PLACES, TURNS
from course_lib.pretext.jigsaw import Jigsaw, permutations
from course_lib.pretext.rotation import Rotation, turn

Item = tuple[dict[str, np.ndarray], str]


def _position(photo: Tensor, generator: torch.Generator) -> Item:
    task = ContextPrediction()
    seed = int(torch.randint(2**31, (1,), generator=generator))
    places = task.places(photo, torch.Generator().manual_seed(seed))[0].numpy()
    patches = pixels(task.make(photo, torch.Generator().manual_seed(seed)).x)
    label = int(torch.randint(8, (1,), generator=generator))
    second = label + (label >= CENTRE)
    return {
        "The photo": framed(pixels(photo)[0], places[[CENTRE, second]], PATCH),
        "Input: the first patch": large(patches[CENTRE]),
        "Input: the second patch": large(patches[second]),
    }, f"{label}, “{PLACES[label]}”"


def _rotation(photo: Tensor, generator: torch.Generator) -> Item:
    items = Rotation().make(photo, generator)
    label = int(items.label)
    every = turn(photo.expand(4, -1, -1, -1), torch.arange(4))
    return {
        "The photo": large(pixels(photo)[0]),
        "Input": large(pixels(items.x)[0]),
        "Labels 0 to 3": side_by_side(pixels(every), 2),
    }, f"{label}, “{TURNS[label]}”"


def _jigsaw(photo: Tensor, generator: torch.Generator) -> Item:
    items = Jigsaw().make(photo, generator)
    label, patches = int(items.label), pixels(items.x)
    order = permutations()[label]
    return {
        "The photo": large(pixels(photo)[0]),
        "Input: nine patches, mixed": large(side_by_side(patches, 3)),
        "Put back by the label": large(side_by_side(patches[np.argsort(order)], 3)),
    }, f"order {label} of 72: {' '.join(str(place + 1) for place in order)}"


def _colour(photo: Tensor, generator: torch.Generator) -> Item:
    items = Colourisation().make(photo, generator)
    named = items.label[0]
    side = photo.shape[-1] // CELLS
    cells = torch.nn.functional.avg_pool2d(photo, side)
    coloured = named.flatten().nonzero()[:, 0]
    place = int(coloured[int(torch.randint(len(coloured), (1,), generator=generator))])
    corner = [divmod(place, CELLS)]
    at = [(row * side, column * side) for row, column in corner]
    return {
        "The photo": framed(pixels(photo)[0], at, side, width=2),
        "Input": framed(pixels(items.x)[0], at, side, width=2),
        "Label: 12 × 12 colours": large(pixels(cells)[0].repeat(side, 0).repeat(side, 1)),
    }, f"{int(named.flatten()[place])}, “{NAMES[int(named.flatten()[place])]}”, at the framed place"


def _hole(photo: Tensor, generator: torch.Generator) -> Item:
    items = ContextEncoder().make(photo, generator)
    hole = items.label[0, 6].nonzero()
    top, left = (2 * hole.min(0).values).tolist()
    inside = pixels(photo)[0][top : top + HOLE, left : left + HOLE]
    return {
        "The photo": framed(pixels(photo)[0], [(top, left)], HOLE),
        "Input: the photo with a hole": large(pixels(items.x)[0]),
        "Label: what was in the hole": large(inside),
    }, f"the {HOLE} × {HOLE} pixels of the hole"


ITEMS = {
    "context_prediction": _position,
    "rotation": _rotation,
    "jigsaw": _jigsaw,
    "colourisation": _colour,
    "context_encoder": _hole,
}

__all__ = ["ITEMS"]
