"""Labels without places: which stand in a sequence, in which order, wherever that is.

Classes of steps (batch, time) are 0 where nothing stands (the blank), and below 0 at padding. Read from the first step
on, a class that follows itself is the same label still, and blanks are left out: – 4 4 – 0 0 is 4 0.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional


def labels_of(classes: Tensor) -> tuple[Tensor, Tensor]:
    """The labels that the classes of steps say, (batch, time), zeros behind them, and how many there are, (batch)."""
    before = functional.pad(classes[:, :-1], (1, 0))
    begins = (classes > 0) & (classes != before)
    places = begins.cumsum(1)
    labels = torch.zeros(len(classes), classes.shape[1] + 1, dtype=torch.int64, device=classes.device)
    labels.scatter_(1, places * begins, classes * begins)  # what begins nothing goes to place 0, as a zero
    return labels[:, 1:], places[:, -1]


class CTCLoss(nn.Module):
    """How improbable the right labels are, by all the ways in which they may stand along the steps.

    Logits (batch, time, classes), of which class 0 is the blank, and classes of steps, of which only the order of the
    labels counts. As nn.CTCLoss: the mean over samples, each divided by its number of labels. Graves et al.,
    Connectionist temporal classification, 2006.
    """

    def each(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """The loss of each sample: (batch)."""
        labels, counts = labels_of(targets)
        steps = (targets >= 0).sum(1)
        shares = outputs.log_softmax(2).transpose(0, 1)  # (time, batch, classes)
        return functional.ctc_loss(shares, labels, steps, counts, reduction="none") / counts.clamp(min=1)

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Average over the samples."""
        return self.each(outputs, targets).mean()


@torch.inference_mode()
def evaluate_labels(
    network: nn.Module, measure: nn.Module, inputs: Tensor, targets: Tensor, size: int
) -> dict[str, float]:
    """The mean loss over samples, the share of steps whose class is right, and of samples whose labels are right."""
    total, steps, right, whole = 0.0, 0, 0, 0
    for start in range(0, len(inputs), size):
        piece, wanted = inputs[start : start + size], targets[start : start + size]
        outputs, is_real = network(piece), wanted >= 0
        said = outputs.argmax(2)
        total += float(measure(outputs, wanted)) * len(piece)
        steps += int(is_real.sum())
        right += int(((said == wanted) & is_real).sum())
        whole += int((labels_of(said * is_real)[0] == labels_of(wanted * is_real)[0]).all(1).sum())
    count = len(inputs) or math.nan  # without samples nothing is known
    return {"loss": total / count, "accuracy": right / (steps or math.nan), "whole": whole / count}
