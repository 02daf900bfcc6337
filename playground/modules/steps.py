"""Modules that sum up the steps of a sequence, or make steps of an image.

``mask`` (batch, time) is true at real steps; without one all steps are.
"""

from torch import Tensor, nn


class MeanSteps(nn.Module):
    """The mean over all real steps: (batch, time, features) to (batch, features)."""

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Average over time."""
        if mask is None:
            return x.mean(dim=1)
        counts = mask.unsqueeze(2).to(x.dtype)  # (batch, time, 1)
        return (x * counts).sum(dim=1) / counts.sum(dim=1)


class MaxSteps(nn.Module):
    """The largest number of each feature over all real steps: (batch, time, features) to (batch, features)."""

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Take the maximum over time."""
        if mask is not None:
            x = x.masked_fill(~mask.unsqueeze(2), float("-inf"))
        return x.max(dim=1).values


class FirstStep(nn.Module):
    """What stands at the first step: (batch, time, features) to (batch, features)."""

    def forward(self, x: Tensor) -> Tensor:
        """Take step 1."""
        return x[:, 0]


class LastStep(nn.Module):
    """What stands at the last real step: (batch, time, features) to (batch, features)."""

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Take the last step that counts."""
        if mask is None:
            return x[:, -1]
        last = mask.sum(dim=1) - 1  # (batch)
        return x.gather(1, last.view(-1, 1, 1).expand(-1, 1, x.shape[2])).squeeze(1)


class FlattenSteps(nn.Module):
    """All steps in one row, padding as zeros: (batch, time, features) to (batch, time * features)."""

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Lay the steps out one after the other."""
        return x.masked_fill(~mask.unsqueeze(2), 0.0).flatten(1)


class Rows(nn.Module):
    """An image as the sequence of its rows: (batch, channels, height, width) to (batch, height, channels * width)."""

    def forward(self, x: Tensor) -> Tensor:
        """Lay the channels of each row side by side."""
        return x.transpose(1, 2).flatten(2)


class Patches(nn.Module):
    """An image as the sequence of its square patches: (batch, channels, height, width) to (batch, patches, numbers)."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def forward(self, x: Tensor) -> Tensor:
        """Cut the image, row of patches by row of patches; each is laid flat channel by channel."""
        batch, channels, height, width = x.shape
        size = self.size
        x = x.reshape(batch, channels, height // size, size, width // size, size)
        return x.permute(0, 2, 4, 1, 3, 5).flatten(3).flatten(1, 2)
