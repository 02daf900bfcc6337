"""Pooling over a whole image."""

from torch import Tensor, nn


class GlobalAvgPool2d(nn.Module):
    """The mean of each feature map: (batch, channels, height, width) to (batch, channels)."""

    def forward(self, x: Tensor) -> Tensor:
        """Average over height and width."""
        return x.mean(dim=(2, 3))
