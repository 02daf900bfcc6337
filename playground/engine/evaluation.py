"""Evaluation: loss, accuracy and confusion on many samples, in pieces small enough to be interrupted."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from playground.model.dataset import Target
from playground.model.learning import Loss

PIECE = 500
"""Samples that go through the network at once."""
QUICK = 1000
"""Samples of each part that a quick evaluation looks at; also the most of the training part that any looks at."""

Measure = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Figures:
    """Loss, accuracy (a share, NaN for values) and the number of samples of one part; counts (true, predicted)."""

    loss: float
    accuracy: float
    count: int
    confusion: npt.NDArray[np.int64] | None


@dataclass(frozen=True)
class Judge:
    """What predictions are measured with: the loss as a module and as a kind, and the target."""

    measure: Measure
    loss: Loss
    target: Target

    def classes(self, outputs: Tensor) -> Tensor:
        """The predicted class of each sample, int64 (N,), from what leaves the network, (N, units)."""
        if outputs.shape[1] == 1:
            bound = 0.0 if self.loss.link == "sigmoid" else 0.5  # a logit of 0 is a probability of one half
            return (outputs[:, 0] > bound).long()
        return outputs.argmax(1)

    def true_classes(self, targets: Tensor) -> Tensor:
        """The class of each sample, int64 (N,), from targets in the loss's form."""
        if targets.dim() == 1:
            return targets
        return targets[:, 0].long() if targets.shape[1] == 1 else targets.argmax(1)


def evaluate(
    graph: Callable[[Tensor], Tensor], judge: Judge, inputs: Tensor, targets: Tensor, interrupted: Callable[[], bool]
) -> Figures | None:
    """Figures over all these samples, piece by piece; ``None`` when interrupted between two pieces.

    ``graph`` gives what leaves the network for a piece, and must be in evaluation mode. The loss is the mean over
    samples: each piece's mean, weighted by its size.
    """
    count = len(inputs)
    total = 0.0
    classes = judge.target.count if judge.target.kind == "classes" else 0
    confusion = torch.zeros(classes * classes, dtype=torch.int64)
    for start in range(0, count, PIECE):
        if start and interrupted():
            return None
        piece, wanted = inputs[start : start + PIECE], targets[start : start + PIECE]
        if piece.dim() == 4:
            piece = piece.contiguous(memory_format=torch.channels_last)
        outputs = graph(piece)
        total += float(judge.measure(outputs, wanted)) * len(piece)
        if classes:
            pairs = judge.true_classes(wanted) * classes + judge.classes(outputs)
            confusion += torch.bincount(pairs, minlength=classes * classes)
    table = confusion.view(classes, classes)
    right = float(table.diagonal().sum()) / count if classes and count else math.nan
    loss = total / count if count else math.nan
    return Figures(loss, right, count, table.numpy() if classes else None)
