"""The judge of adversarial training, and what it says as small pure functions.

At each of 16×16 places it tells a photo from a photo with an imagined part (a patch discriminator,
Isola et al. 2017). It sees the mask too, so that it asks what the learner asks: does this hole go
with that photo? No normalisation: what it says of one photo does not depend on the others.
"""

import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

from course_lib.vision.layers import activate

PLACE = 8  # pixels a side that one logit stands for


class Judge(nn.Module):
    """Is what stands here photographed or imagined?"""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        a, b, c = width, 2 * width, 4 * width
        self.layers = nn.ModuleList(
            [
                nn.Conv2d(4, a, 4, 2, 1),
                nn.Conv2d(a, b, 4, 2, 1),
                nn.Conv2d(b, c, 4, 2, 1),
                nn.Conv2d(c, c, 3, padding=1),
            ]
        )
        self.logit = nn.Conv2d(c, 1, 3, padding=1)

    def forward(self, x: Tensor, mask: Tensor) -> tuple[list[Tensor], Tensor]:
        """(B, 3, H, W) in [0, 1] and (B, 1, H, W), 1 = hidden → four feature maps and the logits.

        Logits are (B, 1, H/8, W/8), positive where it sees a photo.
        """
        h = torch.cat([2 * x - 1, mask], 1)
        features = []
        for layer in self.layers:
            h = activate(layer(h))
            features.append(h)
        return features, self.logit(h)


def hidden_share(mask: Tensor) -> Tensor:
    """How much of each place is hidden: (B, 1, H, W) → (B, 1, H/8, W/8) in [0, 1]."""
    return nnf.avg_pool2d(mask, PLACE)


def _over_hidden(loss: Tensor, share: Tensor) -> Tensor:
    return (share * loss).sum() / share.sum().clamp_min(1e-6)


def judge_loss(real: Tensor, fake: Tensor, share: Tensor) -> Tensor:
    """−log D(photo) over all places − log(1 − D(fill)) over hidden ones, a scalar.

    ``real`` and ``fake`` are logits, ``share`` weighs the places of the fill. A judge that cannot
    tell has 2 log 2.
    """
    return nnf.softplus(-real).mean() + _over_hidden(nnf.softplus(fake), share)


def adversarial_loss(fake: Tensor, share: Tensor) -> Tensor:
    """−log D(fill) over hidden places: L_adv of the network that fills, a scalar."""
    return _over_hidden(nnf.softplus(-fake), share)


def feature_matching(found: list[Tensor], true: list[Tensor]) -> Tensor:
    """How differently the judge sees fill and photo (Salimans et al. 2016; Wang et al. 2018).

    Mean absolute difference of each map over the photo's mean absolute value, averaged over maps.
    """
    each = []
    for f, t in zip(found, true, strict=True):
        size = t.abs().mean(dtype=torch.float32).clamp_min(1e-6)
        each.append((f - t).abs().mean(dtype=torch.float32) / size)
    return torch.stack(each).mean()


def r1_penalty(judge: Judge, x: Tensor, mask: Tensor) -> Tensor:
    """‖∂ mean logit / ∂ photo‖² averaged over photos (Mescheder et al. 2018), a scalar.

    It keeps the judge smooth around photos, so that its gradient leads there and does not swing.
    """
    x = x.detach().requires_grad_(True)
    logits = judge(x, mask)[1]
    (slope,) = torch.autograd.grad(logits.mean((1, 2, 3)).sum(), x, create_graph=True)
    return (slope**2).sum((1, 2, 3)).mean()
