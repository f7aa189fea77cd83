"""Chapter 2: the channel-wise fully-connected layer (Pathak et al. 2016, section 3.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_tensors


def _counts(answer: Callable, inputs: tuple) -> np.ndarray:
    full, channel_wise = expect.pair(answer(*inputs), "full, channel_wise")
    return np.array(
        [expect.number(full, "the first count"), expect.number(channel_wise, "the second count")]
    )


PARAMETERS = formula_exercise(
    name="parameters",
    signature="parameters(m, n)",
    asks="Return the number of weights of the fully-connected and of the channel-wise layer.",
    cases=lambda salt: [(256 + salt % 9, 6), (3 + salt % 5, 4), (5, 2 + salt % 4)],
    call=_counts,
    right=lambda m, n: [m**2 * n**4, m * n**4],
    mistakes=(
        (
            lambda m, n: [m * n**4, m**2 * n**4],
            "The two counts are the wrong way round: the fully-connected layer comes first, and it "
            "is the larger one.",
        ),
        (
            lambda m, n: [m**2 * n**2, m * n**2],
            "A map of n × n has n² places going in and as many coming out, and each pair of them "
            "needs its own weight: you counted one side only.",
        ),
        (
            lambda m, n: [m * n**2, n**2],
            "You counted the values that go in, not the weights: every value that goes out has a "
            "weight for each of them.",
        ),
        (
            lambda m, n: [m**2 * n**4, m**2 * n**4],
            "Your channel-wise layer still connects every map with every map: each of the m maps "
            "now sees only itself.",
        ),
        (
            lambda m, n: [m * n**4, m * n**4],
            "Your fully-connected layer leaves the maps apart: there, each of the m maps also "
            "feeds every other one.",
        ),
        (
            lambda m, n: [m**2 * n**4, n**4],
            "Your channel-wise layer has one map's weights only: are they shared by all m maps, or "
            "does each have its own?",
        ),
        (
            lambda m, n: [m**2 * n**4 + m * n**2, m * n**4 + m * n**2],
            "Right as far as the weights go, but you added the biases; like the paper, leave them "
            "out here.",
        ),
    ),
    otherwise="For m = 3 maps of 4 × 4, write down how many numbers go in, how many come out, and "
    "which of them are connected; then multiply.",
    shows="With the paper's 256 maps of 6 × 6, 84.9 million weights become 0.33 million: m times "
    "fewer.",
)


def _layer_cases(salt: int) -> list[tuple]:
    import torch

    made = torch.Generator().manual_seed(5 + salt)
    sizes = ((2, 3, 4), (1, 2, 3))
    return [
        (
            torch.randn(b, m, n, n, generator=made),
            torch.randn(m, n * n, n * n, generator=made),
        )
        for b, m, n in sizes
    ]


def _einsum(rule: str) -> Callable[[Any, Any], Any]:
    def layer(h: Any, weight: Any) -> Any:
        import torch

        out = torch.einsum(rule, h.flatten(2), weight)
        out = out if out.dim() == 3 else out[:, None].expand(-1, h.shape[1], -1)
        return out.reshape(h.shape)

    return layer


_right = _einsum("bci,cio->bco")

CHANNEL_WISE = formula_exercise(
    name="channel_wise",
    signature="channel_wise(h, weight)",
    asks="Send each map of h through its own matrix weight[c], and give the maps their shape back.",
    cases=_layer_cases,
    call=on_tensors("the layer's output", needing=2, shape=lambda h, weight: h.shape),
    right=_right,
    mistakes=(
        (
            _einsum("bci,coi->bco"),
            "Your matrices are turned round: in weight[c, i, o] the place i goes in and the place "
            "o comes out.",
        ),
        (
            lambda h, weight: _right(h, weight[:1].expand_as(weight)),
            "Every map goes through the first map's matrix: map c has its own, weight[c].",
        ),
        (
            _einsum("bci,cio->bo"),
            "Your maps are added up and so mixed: in this layer map c of the output depends on "
            "map c of the input alone.",
        ),
        (
            _einsum("bci,cii->bci"),
            "Each place only meets itself: you multiplied value by value, so nothing travels "
            "across the photo. A matrix product adds over all places that go in.",
        ),
        (
            lambda h, weight: _right(h, weight).transpose(-1, -2),
            "The numbers are right but each map is mirrored along its diagonal: rows come before "
            "columns when you give the shape back.",
        ),
        (
            lambda h, weight: h,
            "Your layer gives back what it was given: weight is never used.",
        ),
    ),
    otherwise="Shape and type are right, the values are not: try one photo with one map of 2 × 2 "
    "and follow by hand which places feed the first output.",
    shows="Every place of a map now hears from every other place of that map, in one step: that is "
    "how the surroundings reach the middle of the hole.",
)

EXERCISES = (PARAMETERS, CHANNEL_WISE)
