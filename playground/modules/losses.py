"""Losses for an answer at each step, where some steps are padding."""

from torch import Tensor, nn
from torch.nn import functional


class StepwiseCrossEntropy(nn.Module):
    """Cross-entropy of logits (batch, time, classes) and class numbers (batch, time), the mean over all real steps.

    Steps whose class is -100 are padding and count for nothing.
    """

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over the steps that count."""
        return functional.cross_entropy(outputs.flatten(0, 1), targets.flatten(), ignore_index=-100)


class StepwiseBinaryCrossEntropy(nn.Module):
    """Binary cross-entropy of logits (batch, time, 1) and targets 0 or 1 of the same shape, the mean over real steps.

    Steps whose target is below 0 are padding and count for nothing.
    """

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over the steps that count."""
        counts = (targets >= 0).to(outputs.dtype)
        losses = functional.binary_cross_entropy_with_logits(outputs, targets.clamp(min=0), reduction="none")
        return (losses * counts).sum() / counts.sum()
