"""Convolution and pooling along time, for sequences laid out as (batch, time, features); and filters of even sides.

``mask`` (batch, time) is true at real steps; without one all steps are. To keep a size with a filter of an even side
takes an odd number of zeros. Torch does it too with ``padding="same"``, but warns of the copy that it makes.
"""

from torch import Tensor, nn
from torch.nn import functional


class Conv1d(nn.Conv1d):
    """Filters that slide along time: (batch, time, features) to (batch, time, channels). Padding counts as zeros."""

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Convolve."""
        if mask is not None:
            x = x.masked_fill(~mask.unsqueeze(2), 0.0)
        result: Tensor = super().forward(x.transpose(1, 2)).transpose(1, 2)
        return result


class EvenConv2d(nn.Conv2d):
    """Filters with an even side that keep an image's size, the odd zeros right and below: (batch, channels, h, w)."""

    def forward(self, x: Tensor) -> Tensor:
        """Put zeros around, and convolve."""
        added = self.dilation[0] * (self.kernel_size[0] - 1)
        before, after = added // 2, added - added // 2
        return super().forward(functional.pad(x, (before, after, before, after)))


class EvenConv1d(Conv1d):
    """As Conv1d, with an even number of steps in a filter; keeps the length, with the odd zero at the end."""

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Put zeros on both sides, and convolve."""
        if mask is not None:
            x = x.masked_fill(~mask.unsqueeze(2), 0.0)
        added = self.dilation[0] * (self.kernel_size[0] - 1)
        result: Tensor = super().forward(functional.pad(x, (0, 0, added // 2, added - added // 2)))
        return result


class CausalConv1d(Conv1d):
    """As Conv1d, with all zeros put before the sequence, so that no step sees a later one."""

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Put zeros in front, as many as keep the number of steps, and convolve."""
        if mask is not None:
            x = x.masked_fill(~mask.unsqueeze(2), 0.0)
        before = self.dilation[0] * (self.kernel_size[0] - 1)
        result: Tensor = super().forward(functional.pad(x, (0, 0, before, 0)))
        return result


class MaxPool1d(nn.MaxPool1d):
    """The largest real number of each window along time: (batch, time, features) to fewer steps."""

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Pool; a window of padding alone gives 0."""
        if mask is not None:
            x = x.masked_fill(~mask.unsqueeze(2), float("-inf"))
        result: Tensor = super().forward(x.transpose(1, 2)).transpose(1, 2)
        return result if mask is None else result.masked_fill(result == float("-inf"), 0.0)


class AvgPool1d(nn.AvgPool1d):
    """The mean of the real numbers of each window along time: (batch, time, features) to fewer steps."""

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Pool; a window of padding alone gives 0."""
        if mask is None:
            return super().forward(x.transpose(1, 2)).transpose(1, 2)
        counts = mask.unsqueeze(2).to(x.dtype)  # (batch, time, 1)
        shares = super().forward(counts.transpose(1, 2)).transpose(1, 2)
        sums = super().forward((x * counts).transpose(1, 2)).transpose(1, 2)
        return sums / shares.clamp(min=1e-12)
