"""Chapter 2: the three masks of Pathak et al. 2016, section 3.3. Bool, True = hidden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.exercise import Diagnosis, Exercise
from course_lib.exercises.failing import Failing
from course_lib.exercises.formula import formula_exercise

LOW, HIGH, SLACK = 0.20, 0.25, 0.002  # the slack forgives rounding to whole pixels
SEEDS = range(30)


# ---- Central region -------------------------------------------------------------------------


def _square(top: int, bottom: int, size: int) -> np.ndarray:
    mask = np.zeros((size, size), bool)
    mask[top:bottom, top:bottom] = True
    return mask


def _centred(size: int, hole: int) -> np.ndarray:
    start = (size - hole) // 2
    return _square(start, start + hole, size)


def _band(size: int, hole: int) -> np.ndarray:
    mask = np.zeros((size, size), bool)
    mask[(size - hole) // 2 : (size + hole) // 2] = True
    return mask


CENTRAL_REGION = formula_exercise(
    name="central_region",
    signature="central_region(size, hole)",
    asks="Return a bool array of size × size whose central hole × hole pixels are True.",
    cases=lambda salt: [
        (128 + 2 * (salt % 5), 64),
        (96, 32 + 2 * (salt % 9)),
        (64, 40 - 2 * (salt % 7)),
    ],
    small=lambda: [(4, 2)],
    call=lambda answer, inputs: expect.mask(answer(*inputs), inputs[0]),
    right=_centred,
    mistakes=(
        (
            lambda size, hole: ~_centred(size, hole),
            "Your mask is inside out: it hides everything around the square. True means hidden.",
        ),
        (
            lambda size, hole: _square(size // 2, size // 2 + hole, size),
            "Your square begins in the middle of the photo instead of being centred on it: its "
            "first row lies half a hole before the middle.",
        ),
        (
            lambda size, hole: _square(0, hole, size),
            "Your square sits in the top left corner: how many visible rows belong above it?",
        ),
        (
            lambda size, hole: _centred(size, hole // 2),
            "Your square is centred but only half as wide as asked: `hole` is its whole side, not "
            "the distance from the middle to an edge.",
        ),
        (
            lambda size, hole: _square((size - hole) // 2, (size + hole) // 2 - 1, size),
            "Your square is one pixel too small: a slice a:b leaves b itself out.",
        ),
        (
            lambda size, hole: _square((size - hole) // 2, (size + hole) // 2 + 1, size),
            "Your square is one pixel too large: a slice a:b already stops just before b.",
        ),
        (
            lambda size, hole: _centred(size, size // 2),
            "Right for a hole of half the photo's side, but your function ignores the `hole` that "
            "it is given: it was also tried with 32 of 96 and 40 of 64 pixels.",
        ),
        (
            _band,
            "Your mask is a band across the whole photo: rows are cut to the hole, columns are not "
            "(or the other way round).",
        ),
        (
            lambda size, hole: _band(size, hole).T,
            "Your mask is a band from top to bottom: columns are cut to the hole, rows are not.",
        ),
        (
            lambda size, hole: np.zeros((size, size), bool),
            "Nothing is hidden: your mask is False everywhere. Is the slice empty, or never set?",
        ),
    ),
    otherwise="The mask has the right shape and dtype, but the hidden pixels are not the central "
    "hole × hole square: show it with PictureRow, or compare mask.sum() with hole².",
    shows="One fixed square hides the same pixels of every photo. Simple to learn from, and "
    "its edge is always in the same place.",
)


# ---- Random masks: judged by their properties, since every program draws other ones ----------


@dataclass(frozen=True, eq=False)
class Draws:
    """Masks (128, 128) from ``SEEDS``, each plus ``salt``; ``again`` repeats the first of them."""

    masks: np.ndarray  # (30, 128, 128) bool
    again: np.ndarray
    salt: int

    @property
    def shares(self) -> np.ndarray:
        """The hidden share of each mask, (30,)."""
        return self.masks.mean((1, 2))


def _attempt(answer: Callable, salt: int) -> Draws:
    expect.mask(answer(np.random.default_rng(1 + salt), 64), 64)
    drawn = [expect.mask(answer(np.random.default_rng(s + salt), 128), 128).copy() for s in SEEDS]
    again = expect.mask(answer(np.random.default_rng(SEEDS[0] + salt), 128), 128)
    return Draws(np.stack(drawn), again, salt)


def _inside_out(d: Draws) -> bool:
    return bool((d.shares > 0.5).all())


def _repeats(d: Draws) -> bool:
    return np.array_equal(d.masks[0], d.again)


def _always_the_same(d: Draws) -> bool:
    return all(np.array_equal(d.masks[0], m) for m in d.masks)


def _lopsided(d: Draws) -> bool:
    """Is some quarter of the photo hidden much less often than an average one?"""
    often = d.masks.mean(0)
    quarters = [often[:64, :64], often[:64, 64:], often[64:, :64], often[64:, 64:]]
    return min(q.mean() for q in quarters) < 0.4 * often.mean()


def _one_place(d: Draws) -> bool:
    """Is some pixel hidden in nearly every mask?"""
    return d.masks.mean(0).max() > 0.9


def _solid_share(mask: np.ndarray, side: int = 5) -> float:
    """The share of hidden pixels that lie in some wholly hidden side × side window."""
    windows = np.lib.stride_tricks.sliding_window_view(mask, (side, side)).all((2, 3))
    covered = np.zeros_like(mask)
    for dy in range(side):
        for dx in range(side):
            rows, columns = windows.shape
            covered[dy : dy + rows, dx : dx + columns] |= windows
    return float(covered[mask].mean()) if mask.any() else 0.0


def _dust(d: Draws) -> bool:
    return float(np.mean([_solid_share(m) for m in d.masks[:6]])) < 0.5


def _straight_run(mask: np.ndarray) -> float:
    """Mean length of the straight pieces of the mask's outline, in pixels."""
    lengths = []
    for m in (mask, mask.T):
        edges = np.pad(m, ((1, 1), (0, 0)))
        edge = np.diff(edges.astype(np.int8), axis=0)
        for sign in (1, -1):
            line = np.pad(edge == sign, ((0, 0), (1, 1))).astype(np.int8)
            starts = (np.diff(line, axis=1) == 1).sum()
            if starts:
                lengths.append((line.sum(), starts))
    pixels, pieces = np.sum(lengths, axis=0) if lengths else (0, 1)
    return float(pixels / pieces)


def _straight(d: Draws) -> bool:
    return float(np.mean([_straight_run(m) for m in d.masks])) > 6.5


def _single_rectangle(mask: np.ndarray) -> bool:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return mask.any() and bool(mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all())


def _one_block(d: Draws) -> bool:
    return sum(_single_rectangle(m) for m in d.masks) > 0.5 * len(d.masks)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _too_little(hint: str) -> Diagnosis:
    return Diagnosis(
        lambda d: bool((d.shares < LOW - SLACK).any()),
        lambda d: (
            f"One of {len(d.masks)} masks hides only {_percent(d.shares.min())} of the photo; "
            f"20 to 25 % are asked. {hint}"
        ),
    )


def _too_much(hint: str) -> Diagnosis:
    return Diagnosis(
        lambda d: bool((d.shares > HIGH + SLACK).any()),
        lambda d: (
            f"One of {len(d.masks)} masks hides {_percent(d.shares.max())} of the photo; "
            f"20 to 25 % are asked. {hint}"
        ),
    )


NOT_REPEATED = Diagnosis(
    lambda d: not _repeats(d),
    "The same seed gave two different masks: some of your chance does not come from the `rng` "
    "that your function is given (np.random.… or a generator of your own).",
)
NEVER_CHANGES = Diagnosis(
    _always_the_same,
    "Every seed gave the very same mask: your function never draws from `rng`, or it makes a "
    "generator of its own with a fixed seed.",
)
NOTHING_HIDDEN = Diagnosis(
    lambda d: not d.masks.any(), "No mask hides anything: no pixel is ever set to True."
)
INSIDE_OUT = Diagnosis(
    _inside_out,
    lambda d: (
        f"Your masks hide {_percent(d.shares.mean())} of the photo on average: what should "
        "stay visible is hidden. True means hidden."
    ),
)
LOPSIDED = Diagnosis(
    _lopsided,
    "Over many masks one quarter of the photo is hardly ever hidden: let the hidden parts fall "
    "anywhere, up to the far edges.",
)
ONE_PLACE = Diagnosis(
    _one_place,
    "The same pixels are hidden in nearly every mask: draw the place from `rng` too, not only the "
    "size or the edge.",
)


def _failing(name: str, d: Draws) -> Failing | None:
    """A call that shows the fault, where a single one can: most faults are those of many masks."""

    def call(number: int) -> str:
        return f"{name}(np.random.default_rng({SEEDS[number] + d.salt}), 128)"

    wrong = np.flatnonzero((d.shares < LOW - SLACK) | (d.shares > HIGH + SLACK))
    if not _repeats(d):
        return Failing(f"{call(0)}, twice", "two different masks", "the same mask")
    if _always_the_same(d):
        return Failing(f"{call(0)} and {call(1)}", "the same mask", "two different masks")
    if len(wrong):
        share = f"{d.shares[wrong[0]]:.3f} as mask.mean()"
        return Failing(call(wrong[0]), share, f"{LOW:.2f} to {HIGH:.2f}")
    return None


def _random_masks(*, name: str, asks: str, faults: tuple[Diagnosis, ...], shows: str) -> Exercise:
    """Right is what shows none of the faults: those of every random mask, then this family's."""
    faults = (NOTHING_HIDDEN, NOT_REPEATED, NEVER_CHANGES, INSIDE_OUT, *faults)
    return Exercise(
        name=name,
        signature=f"{name}(rng, size)",
        asks=asks,
        attempt=_attempt,
        accepts=lambda draws: not any(fault.recognises(draws) for fault in faults),
        diagnoses=faults,
        failing=partial(_failing, name),
        otherwise="The masks are not what was asked: look at a few of them beside each other.",
        shows=shows,
    )


RANDOM_BLOCK = _random_masks(
    name="random_block",
    asks="Hide several squares that may overlap, 20 to 25 % of the pixels, drawn from rng.",
    faults=(
        Diagnosis(
            _dust,
            "Your mask is dust: single pixels are hidden, and each can be guessed from the one "
            "beside it. Hide whole squares.",
        ),
        Diagnosis(
            _one_block,
            "Your mask is one single rectangle: several squares are asked, at different places.",
        ),
        LOPSIDED,
        ONE_PLACE,
        _too_little("Where squares overlap, pixels count once: measure the mask, not the squares."),
        _too_much("When does the last square go too far, and how large may it then be?"),
        Diagnosis(
            lambda d: not _straight(d),
            "The edges of your mask are not straight: this family is made of squares, the "
            "irregular shapes come next.",
        ),
    ),
    shows="Holes anywhere: the network can no longer rely on one place. But every edge is still "
    "straight.",
)

RANDOM_REGION = _random_masks(
    name="random_region",
    asks="Hide irregular shapes without straight edges, 20 to 25 % of the pixels, drawn from rng.",
    faults=(
        Diagnosis(
            _dust,
            "Your mask is dust: the noise goes up and down from pixel to pixel. Make it smooth "
            "before you cut it.",
        ),
        Diagnosis(
            _straight,
            "Your shapes have long straight edges, which a convolution spots at once: an "
            "irregular outline is the point of this family.",
        ),
        ONE_PLACE,
        LOPSIDED,
        _too_little(
            "A fixed threshold hides more of one noise than of another: which height leaves just "
            "this share above it?"
        ),
        _too_much(
            "A fixed threshold hides less of one noise than of another: cut at a height that "
            "depends on the noise."
        ),
    ),
    shows="No place and no straight edge to rely on: what is left to use is the picture.",
)

EXERCISES = (CENTRAL_REGION, RANDOM_BLOCK, RANDOM_REGION)
