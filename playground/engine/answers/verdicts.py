"""Answers about judgement: sample by sample, the loss, and for classes what was said and how surely."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from playground.engine.bench import Bench, answers
from playground.engine.judging import sample_losses
from playground.engine.requests import Judged, Verdicts

PIECE = 250
"""Samples that go through the network at once, at most."""


@answers(Verdicts)
def verdicts(bench: Bench, request: Verdicts) -> Judged:
    """How the network judges the first samples of a part."""
    on = bench.part(request.part, request.samples)
    inputs, targets = bench.inputs(on), bench.targets(on)
    if targets is None or len(inputs) == 0:
        raise ValueError(f"the {request.part} part has no samples.")
    size = min(PIECE, bench.most)
    pairs = zip(torch.split(inputs, size), torch.split(targets, size), strict=True)
    losses, said, shares = (torch.cat(parts) for parts in zip(*(_judged(bench, *pair) for pair in pairs), strict=True))
    if bench.judge.target.kind != "classes":
        nothing = np.zeros(0, np.int64)
        return Judged(losses.numpy(), nothing, nothing, np.zeros(0))
    return Judged(losses.numpy(), bench.judge.true_classes(targets).numpy(), said.numpy(), shares.numpy())


def _judged(bench: Bench, inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The losses of a piece, and for classes what is said and the share it gets; of what leaves no more is kept."""
    last = bench.graph.ids[-1]
    outputs = bench.graph.run(inputs, (last,), bench.off)[last]
    losses = sample_losses(bench.judge.measure, outputs, targets).double()
    if bench.judge.target.kind != "classes":
        return losses, torch.empty(0), torch.empty(0)
    said = bench.judge.classes(outputs)
    return losses, said, _shares(bench, outputs, said)


def _shares(bench: Bench, outputs: Tensor, said: Tensor) -> Tensor:
    """The share that each predicted class got, float64 of the shape of ``said``, from outputs (*said.shape, units)."""
    values, link = outputs.double(), bench.judge.loss.link
    if values.shape[-1] == 1:
        second = values[..., 0].sigmoid() if link == "sigmoid" else values[..., 0].clamp(0.0, 1.0)
        return torch.where(said == 1, second, 1.0 - second)
    if link != "identity":
        values = values.softmax(-1) if link == "softmax" else values.sigmoid()
    return values.gather(-1, said[..., None])[..., 0]
