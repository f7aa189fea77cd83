"""The smooth fill that our networks start from and correct.

Push–pull interpolation (Gortler et al. 1996, section 3.5) carries the visible pixels into the hole
through a pyramid; a few averaging steps a level bring it close to the membrane whose Laplacian is
zero inside the hole (Pérez et al. 2003). It knows no photos: what a network adds to it, it learned.
"""

import torch.nn.functional as nnf
from torch import Tensor

RELAX = 4  # averaging steps a level


def smooth_fill(x: Tensor, mask: Tensor) -> Tensor:
    """Fill the hidden pixels smoothly: (B, C, H, W) float, visible pixels unchanged.

    ``x`` is (B, C, H, W); its hidden values are never read. ``mask`` is (B, 1, H, W) float,
    1 = hidden. Where a whole photo is hidden the answer is 0.
    """
    visible = 1 - mask
    known = x * visible
    if min(x.shape[2:]) == 1:
        return known
    weight = nnf.avg_pool2d(visible, 2)
    average = nnf.avg_pool2d(known, 2) / weight.clamp_min(1e-6)
    coarse = smooth_fill(average, (weight == 0).to(x.dtype))
    fine = nnf.interpolate(coarse, size=x.shape[2:], mode="bilinear", align_corners=False)
    fine = known + mask * fine
    for _ in range(RELAX):
        around = nnf.avg_pool2d(nnf.pad(fine, (1, 1, 1, 1), mode="replicate"), 3, 1)
        fine = known + mask * around
    return fine
