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

QUICK = 1000
"""Samples of each part that a quick evaluation looks at; also the most of the training part that any looks at."""

MOST_CLASSES = 1000
"""Of more classes, as of all words of a text, there is no table of what is taken for what: it would fill the memory."""

LossFunction = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Figures:
    """Loss, accuracy (a share, NaN for values) and the number of samples of one part; counts (true, predicted).

    There are no counts for values, nor for more than `MOST_CLASSES`. With an answer for each step, accuracy and counts
    are over steps, and ``whole`` is the share of samples of which all steps are right; NaN elsewhere.
    """

    loss: float
    accuracy: float
    count: int
    confusion: npt.NDArray[np.int64] | None
    whole: float = math.nan


@dataclass(frozen=True)
class Evaluator:
    """What predictions are measured with: the loss as a module and as a kind, and the target.

    ``piece`` is how many samples go through the network at once.
    """

    measure: LossFunction
    loss: Loss
    target: Target
    piece: int

    def classes(self, outputs: Tensor) -> Tensor:
        """The predicted class of each sample, int64 (N,), from what leaves the network, (N, units).

        With an answer for each step (N, steps), from (N, steps, units).
        """
        if outputs.shape[-1] == 1:
            bound = 0.0 if self.loss.link == "sigmoid" else 0.5  # a logit of 0 is a probability of one half
            return (outputs[..., 0] > bound).long()
        return outputs.argmax(-1)

    def true_classes(self, targets: Tensor) -> Tensor:
        """The class of each sample, int64 (N,), or of each step, (N, steps), from targets in the loss's form."""
        if not targets.is_floating_point():
            return targets
        return targets[..., 0].long() if targets.shape[-1] == 1 else targets.argmax(-1)

    def weight(self, targets: Tensor) -> int:
        """How many answers the mean loss of a piece rests on: its samples, or all their steps but padding."""
        if self.target.tags:
            return int((self.true_classes(targets) >= 0).sum())
        return len(targets)


def never() -> bool:
    """Answer for evaluations that nothing interrupts."""
    return False


def evaluate(
    graph: Callable[[Tensor], Tensor],
    evaluator: Evaluator,
    inputs: Tensor,
    targets: Tensor,
    interrupted: Callable[[], bool],
) -> Figures | None:
    """Figures over all these samples, piece by piece; ``None`` when interrupted between two pieces.

    ``graph`` gives what leaves the network for a piece, and must be in evaluation mode. The loss is the mean over
    samples (over steps, where each has an answer): each piece's mean, weighted by how many it is of.
    """
    count = len(inputs)
    total, answers = 0.0, 0
    tally = _Tally(evaluator)
    for start in range(0, count, evaluator.piece):
        if start and interrupted():
            return None
        piece, wanted = (part[start : start + evaluator.piece] for part in (inputs, targets))
        if piece.dim() == 4:
            piece = piece.contiguous(memory_format=torch.channels_last)
        outputs = graph(piece)
        weight = evaluator.weight(wanted)
        total += float(evaluator.measure(outputs, wanted)) * weight
        answers += weight
        tally.add(outputs, wanted)
    return tally.figures(total / answers if answers else math.nan, count)


class _Tally:
    """Counts which classes were predicted where which were right, and which samples are right as a whole."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._classes = evaluator.target.count if evaluator.target.kind == "classes" else 0
        self._confusion = torch.zeros(self._classes**2 if self._classes <= MOST_CLASSES else 0, dtype=torch.int64)
        self._answers = self._right = self._whole = 0

    def add(self, outputs: Tensor, wanted: Tensor) -> None:
        """Count one more piece."""
        if not self._classes:
            return
        true, said = self._evaluator.true_classes(wanted), self._evaluator.classes(outputs)
        if true.dim() > 1:
            counts = true >= 0
            self._whole += int(((true == said) | ~counts).all(1).sum())
            true, said = true[counts], said[counts]
        self._answers += true.numel()
        self._right += int((true == said).sum())
        if len(self._confusion):
            self._confusion += torch.bincount(true * self._classes + said, minlength=self._classes**2)

    def figures(self, loss: float, count: int) -> Figures:
        """All in all, for so many samples of that loss."""
        if not self._classes:
            return Figures(loss, math.nan, count, None)
        right = self._right / self._answers if self._answers else math.nan
        whole = self._whole / count if self._evaluator.target.steps and count else math.nan
        table = self._confusion.view(self._classes, self._classes).numpy() if len(self._confusion) else None
        return Figures(loss, right, count, table, whole)
