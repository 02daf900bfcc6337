"""Normalisation over sequences."""

from torch import Tensor, nn


class BatchNormSteps(nn.BatchNorm1d):
    """Batch normalisation of each feature over all real steps: (batch, time, features) to the same shape."""

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Normalise; ``mask`` (batch, time) is true at real steps, and the others come out as 0."""
        if mask is None:
            return super().forward(x.flatten(0, 1)).view_as(x)
        result = x.new_zeros(x.shape)
        result[mask] = super().forward(x[mask])  # (real steps, features)
        return result
