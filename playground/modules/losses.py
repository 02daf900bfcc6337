"""Losses that torch has no module for.

Where there is an answer for each step, some steps are padding: their class is -100, or their target below 0.
"""

from __future__ import annotations

import torch
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


class WeightedStepwiseCrossEntropy(nn.Module):
    """Cross-entropy at each step with a weight a class, or with smoothed labels: the weighted mean over real steps."""

    weight: Tensor | None

    def __init__(self, weight: Tensor | None = None, label_smoothing: float = 0.0) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.label_smoothing = label_smoothing

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over the steps that count."""
        logits, classes = outputs.flatten(0, 1), targets.flatten()
        return functional.cross_entropy(logits, classes, self.weight, label_smoothing=self.label_smoothing)


class WeightedStepwiseBinaryCrossEntropy(nn.Module):
    """Binary cross-entropy at each step in which the second class counts ``pos_weight`` times: mean over real steps."""

    pos_weight: Tensor

    def __init__(self, pos_weight: Tensor) -> None:
        super().__init__()
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over the steps that count."""
        counts, wanted = (targets >= 0).to(outputs.dtype), targets.clamp(min=0)
        losses = functional.binary_cross_entropy_with_logits(
            outputs, wanted, reduction="none", pos_weight=self.pos_weight
        )
        return (losses * counts).sum() / counts.sum()


def balanced_weights(targets: Tensor, classes: int) -> Tensor:
    """A weight a class, by which all count alike: samples / (classes * samples of the class).

    ``targets`` are the class numbers of the training part, of any shape, below 0 at padding.
    """
    real = targets[targets >= 0]
    counts = torch.bincount(real, minlength=classes).clamp(min=1)
    return len(real) / (classes * counts.float())


def balanced_pos_weight(targets: Tensor) -> Tensor:
    """How much the second of two classes has to count so that both count alike: samples of the first / of the second.

    ``targets`` are those of the training part, 0 or 1, of any shape, below 0 at padding.
    """
    second = (targets > 0).sum()
    first = (targets == 0).sum()
    return first.clamp(min=1) / second.clamp(min=1)


class FocalLoss(nn.Module):
    """Cross-entropy in which what is right already hardly counts: (1 - p)^gamma times it, p the right class's share.

    Logits (..., classes), class numbers (...), those below 0 are padding. Lin and others, Focal loss for dense object
    detection, 2017.
    """

    def __init__(self, gamma: float = 2.0) -> None:
        super().__init__()
        self.gamma = gamma

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over all that is no padding."""
        logits, classes = outputs.flatten(0, -2), targets.flatten()
        losses = functional.cross_entropy(logits, classes, reduction="none")
        missing = (1 - torch.exp(-losses)).clamp(min=1e-12)  # its power has no slope at 0
        return (missing**self.gamma * losses).sum() / (classes >= 0).sum()


class HingeLoss(nn.Module):
    """How far the right class is from leading by a margin of 1; for scores (N, classes), as nn.MultiMarginLoss.

    A single score (N, 1) stands for the second of two classes and is to be 1 for it, or else -1. Classes are numbers.
    """

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over the samples."""
        if outputs.shape[1] == 1:
            signs = 2 * targets.unsqueeze(1) - 1  # -1 or 1
            return functional.relu(1 - signs * outputs).mean()
        right = outputs.gather(1, targets.unsqueeze(1))
        others = torch.arange(outputs.shape[1], device=outputs.device) != targets.unsqueeze(1)
        gaps = functional.relu(1 - right + outputs) * others
        return gaps.sum(1).mean() / outputs.shape[1]


class StepwiseHingeLoss(nn.Module):
    """Hinge at each step: scores (batch, time, classes or 1), class numbers (batch, time), below 0 at padding."""

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over the steps that count."""
        counts, classes = (targets >= 0).to(outputs.dtype), targets.clamp(min=0).unsqueeze(2)
        if outputs.shape[2] == 1:
            losses = functional.relu(1 - (2 * classes - 1) * outputs).sum(2)
        else:
            others = torch.arange(outputs.shape[2], device=outputs.device) != classes
            gaps = functional.relu(1 - outputs.gather(2, classes) + outputs) * others
            losses = gaps.sum(2) / outputs.shape[2]
        return (losses * counts).sum() / counts.sum()


def class_numbers(targets: Tensor, classes: int) -> Tensor:
    """Class numbers (batch, time) as numbers to be given, (batch, time, classes): 1 for the right class, else 0.

    At padding, where a class number is below 0, all are -100.
    """
    numbers = functional.one_hot(targets.clamp(min=0), classes).float()
    return torch.where(targets.unsqueeze(2) >= 0, numbers, -100.0)


class StepwiseNumbers(nn.Module):
    """A loss on numbers (batch, time, units) at each step: ``measure`` gives that of each number.

    Steps whose targets are below 0 are padding and count for nothing.
    """

    def __init__(self, measure: nn.Module) -> None:
        super().__init__()
        self.measure = measure

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over all numbers of the steps that count."""
        counts = (targets >= 0).to(outputs.dtype)
        losses: Tensor = self.measure(outputs, targets)
        return (losses * counts).sum() / counts.sum()


class ProbabilityCrossEntropy(nn.Module):
    """Binary cross-entropy of probabilities, as nn.BCELoss, which would raise an error for what is not a number."""

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over all numbers; what is not a number gives a loss that is none."""
        known = torch.nan_to_num(outputs, nan=0.5)
        return functional.binary_cross_entropy(known, targets) + (outputs - known).sum()


class StepwiseProbabilityCrossEntropy(nn.Module):
    """Binary cross-entropy of probabilities (batch, time, 1) at each step; targets are below 0 at padding."""

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over the steps that count; what is not a number gives a loss that is none."""
        counts, known = (targets >= 0).to(outputs.dtype), torch.nan_to_num(outputs, nan=0.5)
        losses = functional.binary_cross_entropy(known, targets.clamp(min=0), reduction="none") + (outputs - known)
        return (losses * counts).sum() / counts.sum()


class StepwiseNLL(nn.Module):
    """Negative log-likelihood of log-probabilities (batch, time, classes), the mean over all real steps."""

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over the steps that count."""
        return functional.nll_loss(outputs.flatten(0, 1), targets.flatten(), ignore_index=-100)


class SmoothedKLDivergence(nn.Module):
    """How far log-probabilities (N, classes) are from the wanted ones: 1 - smoothing for the right class, and the rest.

    The rest is shared out among all classes. Targets are 1 for the right class and 0 for the others, (N, classes).
    """

    def __init__(self, smoothing: float) -> None:
        super().__init__()
        self.smoothing = smoothing

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over the samples."""
        wanted = targets * (1 - self.smoothing) + self.smoothing / targets.shape[1]
        return functional.kl_div(outputs, wanted, reduction="batchmean")


class StepwiseKLDivergence(nn.Module):
    """How far log-probabilities (batch, time, classes) are from the wanted ones at each step, the mean over real steps.

    Targets are 1 for the right class and 0 for the others, and below 0 at padding; of what is wanted ``smoothing`` is
    shared out among all classes.
    """

    def __init__(self, smoothing: float = 0.0) -> None:
        super().__init__()
        self.smoothing = smoothing

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over the steps that count."""
        counts = (targets[:, :, 0] >= 0).to(outputs.dtype)
        wanted = targets.clamp(min=0) * (1 - self.smoothing) + self.smoothing / targets.shape[2]
        losses = (torch.xlogy(wanted, wanted) - wanted * outputs).sum(2)  # p (ln p - ln q), 0 where p is 0
        return (losses * counts).sum() / counts.sum()


class CosineLoss(nn.Module):
    """1 - the cosine of the angle between answer and target, (..., values) each; their lengths count for nothing."""

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over the samples."""
        return (1 - functional.cosine_similarity(outputs, targets, dim=-1)).mean()


class QuantileLoss(nn.Module):
    """The pinball loss: too low costs ``quantile`` times the gap, too high 1 - ``quantile`` times it.

    What makes it smallest is a value with that share of the targets below it. Koenker and Bassett, Regression
    quantiles, 1978.
    """

    def __init__(self, quantile: float) -> None:
        super().__init__()
        self.quantile = quantile

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over all values."""
        gaps = targets - outputs
        return torch.maximum(self.quantile * gaps, (self.quantile - 1) * gaps).mean()
