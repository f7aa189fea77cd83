"""Chapter 2, layer and losses: plausible wrong answers with what the check says, right ones."""

import numpy as np
import torch
import torch.nn.functional as F

from course_lib.inpainting import losses

# ---- parameters, channel_wise ------------------------------------------------------------------

WRONG_PARAMETERS = [
    (lambda m, n: (m * n**4, m**2 * n**4), "wrong way round"),
    (lambda m, n: (m**2 * n**2, m * n**2), "you counted one side only"),
    (lambda m, n: (m * n**2, n**2), "the values that go in"),
    (lambda m, n: (m**2 * n**4, m**2 * n**4), "still connects every map with every map"),
    (lambda m, n: (m * n**4, m * n**4), "leaves the maps apart"),
    (lambda m, n: (m**2 * n**4, n**4), "one map's weights only"),
    (lambda m, n: ((m * n * n + 1) * m * n * n, m * (n * n + 1) * n * n), "added the biases"),
    (lambda m, n: m**2 * n**4, "should return two values"),
    (lambda m, n: ("a", "b"), "it should be a number"),
    (lambda m, n: (1, 2), "which of them are connected"),
]


def _channel_wise(h, weight):
    return torch.einsum("bci,cio->bco", h.flatten(2), weight).reshape(h.shape)


def _channel_wise_loop(h, weight):
    maps = [h[:, c].flatten(1) @ weight[c] for c in range(h.shape[1])]
    return torch.stack(maps, 1).reshape(h.shape)


WRONG_CHANNEL_WISE = [
    (lambda h, w: _channel_wise(h, w.transpose(1, 2)), "turned round"),
    (lambda h, w: (h.flatten(2) @ w[0]).reshape(h.shape), "the first map's matrix"),
    (lambda h, w: _channel_wise_loop(h, w).sum(1, keepdim=True).expand_as(h), "added up"),
    (lambda h, w: h * w.diagonal(dim1=1, dim2=2).reshape(h.shape[1:]), "Each place only meets"),
    (lambda h, w: _channel_wise(h, w).transpose(2, 3), "mirrored along its diagonal"),
    (lambda h, w: h, "weight is never used"),
    (lambda h, w: torch.einsum("bci,cio->bco", h.flatten(2), w), "has shape (2, 3, 16)"),
    (lambda h, w: _channel_wise(h, w).detach(), "cut off"),
    (lambda h, w: _channel_wise(h, w).detach().numpy(), "it should be a torch tensor"),
    (lambda h, w: _channel_wise(h, w) + 1, "the values are not"),
]

# ---- masked_loss -------------------------------------------------------------------------------


def _hidden(p, x, m):
    return (m * (x - p)).abs()


def _root(p, x, m):
    return losses.masked_l2(p, x, m).sqrt()


WRONG_LOSS = [
    (lambda p, x, m: losses.masked_l2(p, x, 1 - m), "left the hole out"),
    (lambda p, x, m: F.mse_loss(p, x), "the mask plays no part"),
    (lambda p, x, m: F.mse_loss(p * m, x * m), "divide by the number of all pixels"),
    (lambda p, x, m: (_hidden(p, x, m) ** 2).sum(), "the sum of the squares"),
    (lambda p, x, m: (_hidden(p, x, m) ** 2).sum() / m.sum(), "exactly 3 times too large"),
    (_root, "the root of the mean"),
    (lambda p, x, m: torch.linalg.vector_norm(_hidden(p, x, m)), "the norm L_rec"),
    (lambda p, x, m: _hidden(p, x, m).sum() / m.expand_as(x).sum(), "the L1 loss"),
    (lambda p, x, m: (m * (x - p)).sum() / (3 * m.sum()), "cancel out"),
    (lambda p, x, m: (m * (p - x)).sum() / (3 * m.sum()), "makes up for too bright"),
    (lambda p, x, m: losses.masked_l2(p, x, m).item(), "is a float"),
    (lambda p, x, m: losses.masked_l2(p, x, m).detach(), "cut off from the prediction"),
    (lambda p, x, m: m * (x - p) ** 2, "it should be (), one number"),
    (lambda p, x, m: losses.masked_l2(p, x, m) / 0, "not finite"),
    (lambda p, x, m: losses.masked_l2(p, x, m) + 1, "a single hidden value"),
]


def _loss_by_indexing(prediction, x, mask):
    hidden = mask.expand_as(x) > 0
    return F.mse_loss(prediction[hidden], x[hidden])


def _loss_per_photo(prediction, x, mask):
    squares = (mask * (x - prediction) ** 2).sum((1, 2, 3))
    return (squares / (3 * mask.sum((1, 2, 3)))).mean()


# ---- overlap_weights ---------------------------------------------------------------------------


def _ring(size, outer, inner, rim, middle, rest=0.0):
    weights = np.full((size, size), rest)
    for side, value in ((outer, rim), (inner, middle)):
        a = (size - side) // 2
        weights[a : a + side, a : a + side] = value
    return weights


WRONG_WEIGHTS = [
    (lambda s, h, o, w: _ring(s, h + 2 * o, h, 1, w), "Hole and ring are swapped"),
    (lambda s, h, o, w: _ring(s, h, h - 2 * o, w, 1), "lies inside the hole"),
    (lambda s, h, o, w: _ring(s, h + o, h, w, 1), "on each side of the hole"),
    (lambda s, h, o, w: _ring(s, h + 2 * o, h, w, 0), "draw a frame"),
    (lambda s, h, o, w: _ring(s, h + 2 * o, h, w, w), "Hole and ring weigh the same"),
    (lambda s, h, o, w: _ring(s, h + 2 * o, h, w, 1, 1), "the rest of the photo weighs 1"),
    (lambda s, h, o, w: _ring(s, h, h, 1, 1), "There is no ring"),
    (lambda s, h, o, w: _ring(s, h + 2 * o, h, 1, 1), "weighs no more than the hole"),
    (lambda s, h, o, w: _ring(h + 2 * o, h + 2 * o, h, w, 1), "has shape (78, 78)"),
    (lambda s, h, o, w: _ring(s, h + 2 * o, h, 3, 2), "Three values are asked"),
]


def _weights_by_distance(size, hole, overlap, weight):
    far = abs(np.arange(size) - (size - 1) / 2)
    far = np.maximum(far[:, None], far[None])
    return np.where(far < hole / 2, 1, np.where(far < hole / 2 + overlap, weight, 0))


# ---- adversarial_loss, joint_loss ----------------------------------------------------------------


def _bce(z, target):
    return F.binary_cross_entropy_with_logits(z, torch.full_like(z, target))


WRONG_ADVERSARIAL = [
    (lambda z: _bce(z, 0.0), "what D wants"),
    (lambda z: -_bce(z, 0.0), "two-player game"),
    (lambda z: _bce(z.sigmoid(), 1.0), "squash twice"),
    (lambda z: F.logsigmoid(z).mean(), "The sign is missing"),
    (lambda z: -z.sigmoid().mean(), "without the logarithm"),
    (lambda z: -z.mean(), "bare logits"),
    (lambda z: F.softplus(-z).sum(), "the sum over the photos"),
    (lambda z: F.softplus(-z), "it should be (), one number"),
    (lambda z: z.mean() ** 2, "log 2"),
]

WRONG_JOINT = [
    (lambda r, a: 0.001 * r + 0.999 * a, "swapped"),
    (lambda r, a: r + a, "Both parts weigh 1"),
    (lambda r, a: (r + a) / 2, "one half"),
    (lambda r, a: 0.999 * r, "slightly scaled"),
    (lambda r, a: r, "both weights are missing"),
    (lambda r, a: 0.999 * r - 0.001 * a, "rewarded for being caught"),
    (lambda r, a: 0.99 * r + 0.01 * a, "ten times too much"),
    (lambda r, a: 0.999 * r + 0.01 * a, "do not add up to 1"),
    (lambda r, a: 0.999 * r + 0.001 * a.item(), "no gradient flows from D"),
    (lambda r, a: 0.5 * r, "the results are your two weights"),
]

WRONG = {
    "parameters": WRONG_PARAMETERS,
    "channel_wise": WRONG_CHANNEL_WISE,
    "masked_loss": WRONG_LOSS,
    "overlap_weights": WRONG_WEIGHTS,
    "adversarial_loss": WRONG_ADVERSARIAL,
    "joint_loss": WRONG_JOINT,
}
RIGHT = {
    "parameters": [lambda m, n: (m**2 * n**4, m * n**4), lambda m, n: [(m * n * n) ** 2, m * n**4]],
    "channel_wise": [_channel_wise, _channel_wise_loop],
    "masked_loss": [losses.masked_l2, _loss_by_indexing, _loss_per_photo],
    "overlap_weights": [losses.overlap_weights, _weights_by_distance],
    "adversarial_loss": [
        lambda z: _bce(z, 1.0),
        lambda z: F.softplus(-z).mean(),
        lambda z: -z.sigmoid().log().mean(),
    ],
    "joint_loss": [losses.joint_loss, lambda r, a: r + (a - r) / 1000],
}
