"""Answers about judgement: sample by sample, the loss, and for classes what was said and how surely."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from playground.engine.answer_values import Judged
from playground.engine.probe_context import ProbeContext, answers
from playground.engine.requests import Verdicts
from playground.engine.sample_losses import sample_losses
from playground.engine.tensors import read_out

PIECE = 250
"""Samples that go through the network at once, at most."""


@answers(Verdicts)
def verdicts(context: ProbeContext, request: Verdicts) -> Judged:
    """How the network judges the first samples of a part."""
    on = context.part(request.part, request.samples)
    inputs, targets = context.inputs(on), context.targets(on)
    if targets is None or len(inputs) == 0:
        raise ValueError(f"the {request.part} part has no samples.")
    size = min(PIECE, context.most)
    pairs = zip(torch.split(inputs, size), torch.split(targets, size), strict=True)
    losses, said, shares = (
        torch.cat(parts) for parts in zip(*(_judged(context, *pair) for pair in pairs), strict=True)
    )
    if context.evaluator.target.has_values:
        nothing = np.zeros(0, np.int64)
        return Judged(read_out(losses), nothing, nothing, np.zeros(0))
    return Judged(read_out(losses), read_out(context.evaluator.true_classes(targets)), read_out(said), read_out(shares))


def _judged(context: ProbeContext, inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The losses of a piece, and for classes what is said and the share it gets; of what leaves no more is kept."""
    last = context.networks.answer
    outputs = context.networks.run(inputs, (last,), context.off)[last]
    losses = sample_losses(context.evaluator.measure, outputs, targets).double()
    if context.evaluator.target.has_values:
        return losses, torch.empty(0), torch.empty(0)
    read = context.evaluator.read(outputs)
    return losses, torch.from_numpy(read.classes), torch.from_numpy(read.confidence)
