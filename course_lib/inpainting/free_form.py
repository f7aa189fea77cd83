"""The free-form network: any painted mask, an encoder–decoder with skip connections (U-Net).

Unlike the context encoder it works at every place at once: it sees the smooth fill of the hole and
the mask, and predicts a correction at full size. Half the side is folded into channels at the end
(sub-pixel convolution, Shi et al. 2016), so that most work is done on small maps.
"""

import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

from course_lib.inpainting.smooth import smooth_fill
from course_lib.vision.layers import Down, Residual, Up, activate


class FreeForm(nn.Module):
    """Fill any mask: F((1 − M̂) ⊙ x) at full size, for sides that are multiples of 16."""

    def __init__(self, widths: tuple[int, int, int, int] = (32, 64, 128, 192)) -> None:
        super().__init__()
        a, b, c, d = widths
        self.encoder = nn.ModuleList([Down(4, a, 1), Down(a, b, 1), Down(b, c, 2), Down(c, d, 2)])
        self.middle = Residual(d, dilation=2)
        self.decoder = nn.ModuleList([Up(d, c, 1), Up(c, b, 1), Up(b, a, 1)])
        self.paint = nn.Conv2d(a, 12, 3, padding=1)
        nn.init.normal_(self.paint.weight, std=1e-3)
        nn.init.zeros_(self.paint.bias)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] and (B, 1, H, W), 1 = hidden → (B, 3, H, W).

        Hidden values of ``x`` are never read.
        """
        start = smooth_fill(x, mask)
        features = [self.encoder[0](torch.cat([2 * start - 1, mask], 1))]
        for down in self.encoder[1:]:
            features.append(down(activate(features[-1])))
        *skips, z = features
        z = self.middle(z)
        for up, skip in zip(self.decoder, reversed(skips), strict=True):
            z = up(z, skip)
        correction = nnf.pixel_shuffle(self.paint(activate(z)), 2)  # (B, 3, H, W)
        return start + correction.to(start.dtype)
