"""The context encoder (Pathak et al. 2016): what was in the middle of this photo?

Strided convolutions take (128, 128) down to (8, 8); the channel-wise fully-connected layer carries
what the surroundings say from all 8×8 places to the 5×5 in the middle; the decoder grows them to a
80×80 window, of which the central 78×78 is the prediction: the 64×64 hole and 7 pixels around it.

Departures from the paper and its released code, each for quality on small data and two CPU cores:
- the network predicts a correction to a smooth fill of the hole (``smooth.py``) and sees that fill
  and the mask, where the paper paints the hole in the mean colour;
- cropped encoder features reach the decoder by skip connections, the paper has none;
- the decoder repeats pixels and convolves, where the paper's up-convolutions would weave;
- residual blocks that start at zero, with group in place of batch normalisation;
- the channel-wise layer goes from 8×8 to 5×5 places, the paper's from 6×6 to 6×6;
- about 4.6 million weights, trained with Adam and a cosine schedule on ten kinds of things; the
  paper trains on ImageNet or on a city's streets.
"""

import torch
from torch import Tensor, nn

from course_lib.inpainting.smooth import smooth_fill
from course_lib.vision.layers import (
    ChannelwiseFullyConnected,
    Down,
    Residual,
    ResizeConvolution,
    Up,
    activate,
    centre,
)

HOLE, OVERLAP = 64, 7
WINDOW = HOLE + 2 * OVERLAP  # 78: what is predicted


class ContextEncoder(nn.Module):
    """Predict the central 78×78 window of a 128×128 photo whose central 64×64 is hidden."""

    def __init__(self, widths: tuple[int, int, int, int] = (32, 64, 128, 192)) -> None:
        super().__init__()
        a, b, c, d = widths
        self.encoder = nn.ModuleList([Down(4, a, 0), Down(a, b, 1), Down(b, c, 1), Down(c, d, 2)])
        self.channelwise = ChannelwiseFullyConnected(d, side=8, side_out=5)
        self.mix = nn.Conv2d(d, d, 1)
        self.middle = Residual(d)
        stages = ((d, c), (c, b), (b, a))
        self.decoder = nn.ModuleList([Up(*io, 1, grow=ResizeConvolution) for io in stages])
        self.grow = ResizeConvolution(a, a // 2)
        self.paint = nn.Conv2d(a // 2, 3, 3, padding=1)
        nn.init.normal_(self.paint.weight, std=1e-3)
        nn.init.zeros_(self.paint.bias)

    def encode(self, x: Tensor, mask: Tensor) -> list[Tensor]:
        """The encoder's features of every size, largest first; the last is (B, 192, 8, 8)."""
        features = [torch.cat([2 * x - 1, mask], 1)]  # (B, 4, 128, 128)
        for down in self.encoder:
            last = features[-1]
            features.append(down(last if len(features) == 1 else activate(last)))
        return features[1:]

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """(B, 3, 128, 128) in [0, 1] and (B or 1, 1, 128, 128), 1 = hidden → (B, 3, 78, 78).

        Hidden values of ``x`` are never read.
        """
        mask = mask.expand(len(x), -1, -1, -1)
        start = smooth_fill(x, mask)
        *skips, z = self.encode(start, mask)
        z = self.middle(self.mix(self.channelwise(activate(z))))  # (B, 192, 5, 5)
        for up, skip, side in zip(self.decoder, reversed(skips), (10, 20, 40), strict=True):
            z = up(z, centre(skip, side))
        correction = self.paint(activate(self.grow(activate(z))))  # (B, 3, 80, 80)
        return centre(start, WINDOW) + centre(correction, WINDOW).to(start.dtype)
