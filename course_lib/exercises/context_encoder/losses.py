"""Chapter 2: the masked, adversarial and joint loss and the overlap's weights (section 3.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.formula import formula_exercise, on_tensors
from course_lib.exercises.guard import WrongAnswer


def _loss_cases(salt: int) -> list[tuple]:
    """(prediction, x, mask): holes of one size in a batch, so that both ways to average agree."""
    import torch

    made = torch.Generator().manual_seed(3 + salt)
    cases = []
    for batch, hole in ((2, 3), (3, 5), (1, 6)):
        prediction, x = torch.rand(2, batch, 3, 8, 8, generator=made)
        mask = torch.zeros(batch, 1, 8, 8)
        for b in range(batch):
            mask[b, :, b : b + hole, 1 : 1 + hole] = 1
        cases.append((prediction, x, mask))
    return cases


def _squares(prediction: Any, x: Any, mask: Any) -> Any:
    return mask * (x - prediction) ** 2


MASKED_LOSS = formula_exercise(
    name="masked_loss",
    signature="masked_loss(prediction, x, mask)",
    asks="Return the mean of the squared errors over the hidden pixels, as a tensor of one number.",
    cases=_loss_cases,
    call=on_tensors("the loss"),
    right=lambda p, x, m: _squares(p, x, m).sum() / (3 * m.sum()),
    mistakes=(
        (
            lambda p, x, m: _squares(p, x, 1 - m).sum() / (3 * (1 - m).sum()),
            "You measured the visible pixels and left the hole out: copying its input would make "
            "this network perfect. The mask is 1 where pixels are hidden.",
        ),
        (
            lambda p, x, m: ((x - p) ** 2).mean(),
            "Every pixel counts, visible ones too: the mask plays no part in your loss.",
        ),
        (
            lambda p, x, m: _squares(p, x, m).mean(),
            "You add up the right squares but divide by the number of all pixels, so a small hole "
            "gives a small loss. Divide by how many are hidden.",
        ),
        (
            lambda p, x, m: _squares(p, x, m).sum(),
            "This is the sum of the squares, not their mean: it grows with the hole and the batch.",
        ),
        (
            lambda p, x, m: _squares(p, x, m).sum() / m.sum(),
            "Your loss is exactly 3 times too large: each hidden pixel has three values, and the "
            "mask counts it once.",
        ),
        (
            lambda p, x, m: (_squares(p, x, m).sum() / (3 * m.sum())) ** 0.5,
            "You took the root of the mean: its slope becomes infinite where the error is 0. Leave "
            "the mean square as it is.",
        ),
        (
            lambda p, x, m: _squares(p, x, m).sum() ** 0.5,
            "This is the norm L_rec as the lecture writes it; training uses the mean square over "
            "the hidden pixels, for the three reasons in the text above.",
        ),
        (
            lambda p, x, m: (m * (x - p).abs()).sum() / (3 * m.sum()),
            "You averaged the absolute errors: that is the L1 loss. L2 squares them first.",
        ),
        (
            lambda p, x, m: (m * (x - p)).sum() / (3 * m.sum()),
            "Errors above and below cancel out here: square each of them before you add.",
        ),
        (
            lambda p, x, m: (m * (p - x)).sum() / (3 * m.sum()),
            "Your errors carry a sign, so too dark makes up for too bright: square them first.",
        ),
    ),
    otherwise="The loss is one number but not the mean square over the hidden pixels: try a batch "
    "where a single hidden value is off by 0.5, and reckon by hand what it should be.",
    shows="Only the hole counts, and a hole's size does not change the scale of its loss.",
)


def _ring(size: int, outer: int, inner: int, rim: float, middle: float, rest: float) -> np.ndarray:
    weights = np.full((size, size), rest)
    for side, value in ((outer, rim), (inner, middle)):
        start = (size - side) // 2
        weights[start : start + side, start : start + side] = value
    return weights


OVERLAP_WEIGHTS = formula_exercise(
    name="overlap_weights",
    signature="overlap_weights(size, hole, overlap, weight)",
    asks="Return size × size numbers: 1 in the hole, weight in the ring around it, 0 elsewhere.",
    cases=lambda salt: [
        (128, 64, 7 + salt % 4, 10.0),
        (64, 32 - 2 * (salt % 5), 4, 5.0 + salt % 3),
    ],
    small=lambda: [(6, 2, 1, 10)],
    call=lambda answer, inputs: expect.array(
        answer(*inputs), (inputs[0], inputs[0]), "the array of weights"
    ),
    right=lambda s, h, o, w: _ring(s, h + 2 * o, h, w, 1, 0),
    mistakes=(
        (
            lambda s, h, o, w: _ring(s, h + 2 * o, h, 1, w, 0),
            "Hole and ring are swapped: it is the ring whose error weighs more.",
        ),
        (
            lambda s, h, o, w: _ring(s, h, h - 2 * o, w, 1, 0),
            "Your ring lies inside the hole, where nothing is known: the overlap is the visible "
            "border just outside it.",
        ),
        (
            lambda s, h, o, w: _ring(s, h + o, h, w, 1, 0),
            "Your ring is not wide enough: the overlap is that wide on each side of the hole, so "
            "the window grows by it twice.",
        ),
        (
            lambda s, h, o, w: _ring(s, h + 2 * o, h, w, 0, 0),
            "The hole itself weighs nothing: the network would learn to draw a frame.",
        ),
        (
            lambda s, h, o, w: _ring(s, h + 2 * o, h, w, w, 0),
            "Hole and ring weigh the same: set the hole back to 1 after you have set the window.",
        ),
        (
            lambda s, h, o, w: _ring(s, h + 2 * o, h, w, 1, 1),
            "Right inside the window, but the rest of the photo weighs 1: the network does not "
            "predict it, so it counts 0.",
        ),
        (
            lambda s, h, o, w: _ring(s, h, h, 1, 1, 0),
            "There is no ring: only the hole has a weight, so nothing ties the fill to its border.",
        ),
        (
            lambda s, h, o, w: _ring(s, h + 2 * o, h, 1, 1, 0),
            "The ring is in the right place but weighs no more than the hole: use `weight`.",
        ),
    ),
    otherwise="Three values are asked, in three areas: look at the row through the middle of your "
    "array, from the edge inwards, and count how long each value lasts.",
    shows="In the ring the network can see the right answer. Weighing it ten times makes the fill "
    "join its border.",
)


def _adversarial_cases(salt: int) -> list[tuple]:
    import torch

    logits = ([-2.0, 0.5, 1.5], [0.0, 3.0], [-1.0, -0.3, 0.2, 4.0])
    return [(torch.tensor(v) + 0.01 * (salt % 200),) for v in logits]


def _sigmoid(z: Any) -> Any:
    return z.sigmoid()


ADVERSARIAL_LOSS = formula_exercise(
    name="adversarial_loss",
    signature="adversarial_loss(logits)",
    asks="Return the mean of −log σ(z) over the logits z that D gave to the painted photos.",
    cases=_adversarial_cases,
    call=on_tensors("the loss"),
    right=lambda z: -_sigmoid(z).log().mean(),
    mistakes=(
        (
            lambda z: -(1 - _sigmoid(z)).log().mean(),
            "This is what D wants, not F: it is small when D sees through the painting. F is to "
            "be rewarded where D says “real”.",
        ),
        (
            lambda z: (1 - _sigmoid(z)).log().mean(),
            "log(1 − D) is how the two-player game is written; where D sees through F it is almost "
            "flat, and F learns nothing. Use the form in the text above.",
        ),
        (
            lambda z: -_sigmoid(_sigmoid(z)).log().mean(),
            "You squash twice: binary_cross_entropy_with_logits already applies the sigmoid.",
        ),
        (
            lambda z: _sigmoid(z).log().mean(),
            "The sign is missing: your loss falls, below 0 without end, as D catches F out.",
        ),
        (
            lambda z: -_sigmoid(z).mean(),
            "You averaged the probabilities, without the logarithm.",
        ),
        (lambda z: -z.mean(), "These are the bare logits: σ turns them into probabilities first."),
        (
            lambda z: -_sigmoid(z).log().sum(),
            "This is the sum over the photos: take the mean, whatever the batch's size.",
        ),
    ),
    otherwise="For a single logit z = 0 the discriminator is undecided, and your loss should be "
    "log 2 ≈ 0.693: what does it give?",
    shows="The surer D is that a painting is a photo, the smaller F's loss. A blur is easy to "
    "spot, so it costs much.",
)


def _joint_call(answer: Callable, inputs: tuple) -> np.ndarray:
    import torch

    rec, adv = (t.clone().requires_grad_() for t in inputs)
    loss = answer(rec, adv)
    value = expect.tensor(loss, (), "the loss")
    reached = torch.autograd.grad(loss, (rec, adv), allow_unused=True)
    right = 0.999 * inputs[0] + 0.001 * inputs[1]
    if reached[1] is None and abs(float(value) - float(right)) < 1e-6:
        raise WrongAnswer(
            "The number is right, but the adversarial part is cut off: no gradient flows from D "
            "to F. Look for .detach() or .item()."
        )
    return value


def _joint_cases(salt: int) -> list[tuple]:
    import torch

    more = 0.01 * (salt % 100)
    losses = ((0.02, 0.7), (0.5, 2.5), (0.1, 5.0))
    return [(torch.tensor(a + more), torch.tensor(b + more)) for a, b in losses]


JOINT_LOSS = formula_exercise(
    name="joint_loss",
    signature="joint_loss(rec, adv)",
    asks="Return λ_rec · rec + λ_adv · adv with the paper's two weights.",
    cases=_joint_cases,
    call=_joint_call,
    right=lambda r, a: 0.999 * r + 0.001 * a,
    mistakes=(
        (
            lambda r, a: 0.001 * r + 0.999 * a,
            "The weights are swapped: reconstruction is to lead, the adversary only sharpens.",
        ),
        (
            lambda r, a: r + a,
            "Both parts weigh 1: the adversary's loss is much the larger number and would drown "
            "the reconstruction.",
        ),
        (lambda r, a: (r + a) / 2, "Both parts weigh one half: the paper's weights are unequal."),
        (
            lambda r, a: 0.999 * r,
            "The adversarial part is missing: this is L2 alone, slightly scaled.",
        ),
        (lambda r, a: r, "The adversarial part and both weights are missing: this is L2 alone."),
        (
            lambda r, a: 0.999 * r - 0.001 * a,
            "You subtract the adversarial part: F would be rewarded for being caught.",
        ),
        (
            lambda r, a: 0.99 * r + 0.01 * a,
            "Right idea, but the adversary weighs ten times too much: look at the decimals of λ.",
        ),
        (
            lambda r, a: 0.999 * r + 0.01 * a,
            "λ_rec is right, but the weights do not add up to 1: look at the decimals of λ_adv.",
        ),
    ),
    otherwise="Try rec = 1, adv = 0 and then rec = 0, adv = 1: the results are your two weights.",
    shows="One thousandth is enough: where L2 cannot choose between sharp answers, D decides.",
)

EXERCISES = (MASKED_LOSS, OVERLAP_WEIGHTS, ADVERSARIAL_LOSS, JOINT_LOSS)
