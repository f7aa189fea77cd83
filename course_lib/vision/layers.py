"""The parts that our convolutional networks share."""

import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

SLOPE = 0.2  # of the leaky rectifier, as in the paper's encoder


def activate(x: Tensor) -> Tensor:
    return nnf.leaky_relu(x, SLOPE)


class Residual(nn.Module):
    """x + conv(act(conv(act(norm(x))))), the second convolution starting at zero.

    Group normalisation, not batch normalisation: a photo's fill never depends on its neighbours in
    the batch, and one photo at a time is answered as in training.
    """

    def __init__(self, channels: int, dilation: int = 1) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, channels)
        self.first = nn.Conv2d(channels, channels, 3, padding=dilation, dilation=dilation)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(activate(self.first(activate(self.norm(x)))))


class Down(nn.Module):
    """Halve the side: strided 4×4 convolution, then ``blocks`` residual blocks."""

    def __init__(self, inputs: int, outputs: int, blocks: int, dilation: int = 1) -> None:
        super().__init__()
        self.shrink = nn.Conv2d(inputs, outputs, 4, 2, 1)
        self.blocks = nn.Sequential(*(Residual(outputs, dilation) for _ in range(blocks)))

    def forward(self, x: Tensor) -> Tensor:
        return self.blocks(self.shrink(x))  # (B, outputs, H/2, W/2)


class UpConvolution(nn.ConvTranspose2d):
    """Double the side by a strided 4×4 transposed convolution."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, 4, 2, 1)


class ResizeConvolution(nn.Conv2d):
    """Double the side by repeating every value, then a 3×3 convolution (Odena et al. 2016).

    A transposed convolution gives even and odd pixels weights of their own, and an adversarial loss
    then weaves a regular pattern; here a flat input stays flat.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(nnf.interpolate(x, scale_factor=2.0, mode="nearest"))


class Up(nn.Module):
    """Double the side with ``grow``, joined by the encoder features of that size."""

    def __init__(
        self, inputs: int, outputs: int, blocks: int, grow: type[nn.Module] = UpConvolution
    ) -> None:
        super().__init__()
        self.grow = grow(inputs, outputs)
        self.join = nn.Conv2d(2 * outputs, outputs, 3, padding=1)
        self.blocks = nn.Sequential(*(Residual(outputs) for _ in range(blocks)))

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        x = self.join(activate(torch.cat([self.grow(activate(x)), skip], 1)))
        return self.blocks(x)  # (B, outputs, 2H, 2W)


class ChannelwiseFullyConnected(nn.Module):
    """Every channel's own fully-connected map over positions (Pathak et al. 2016, section 3.1).

    From (B, C, n, n) to (B, C, m, m) with C·n²·m² weights, where a fully-connected layer would need
    C²·n²·m². Channels do not mix here: a 1×1 convolution does that afterwards.
    """

    def __init__(self, channels: int, side: int, side_out: int) -> None:
        super().__init__()
        self.side_out = side_out
        self.weight = nn.Parameter(torch.randn(channels, side * side, side_out * side_out) / side)
        self.bias = nn.Parameter(torch.zeros(channels, 1, side_out * side_out))

    def forward(self, x: Tensor) -> Tensor:
        batch, channels = x.shape[:2]
        flat = x.flatten(2).transpose(0, 1)  # (C, B, n²)
        mixed = torch.baddbmm(self.bias.to(flat.dtype), flat, self.weight.to(flat.dtype))
        return mixed.transpose(0, 1).reshape(batch, channels, self.side_out, self.side_out)


def centre(x: Tensor, side: int) -> Tensor:
    """The central side × side window of (B, C, H, W)."""
    top, left = (x.shape[2] - side) // 2, (x.shape[3] - side) // 2
    return x[:, :, top : top + side, left : left + side]
