"""Answers about judgement: sample by sample, the loss, and for classes what was said and how surely."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from playground.engine.bench import Bench, answers
from playground.engine.judging import sample_losses
from playground.engine.requests import Judged, Verdicts

PIECE = 250
"""Samples that go through the network at once."""


@answers(Verdicts)
def verdicts(bench: Bench, request: Verdicts) -> Judged:
    """How the network judges the first samples of a part."""
    on = bench.part(request.part, request.samples)
    inputs, targets = bench.inputs(on), bench.targets(on)
    if targets is None or len(inputs) == 0:
        raise ValueError(f"the {request.part} part has no samples.")
    last = bench.graph.ids[-1]
    outputs = torch.cat([bench.graph.run(piece, (last,), bench.off)[last] for piece in torch.split(inputs, PIECE)])
    losses = sample_losses(bench.judge.measure, outputs, targets).double().numpy()
    if bench.judge.target.kind != "classes":
        nothing = np.zeros(0, np.int64)
        return Judged(losses, nothing, nothing, np.zeros(0))
    said = bench.judge.classes(outputs)
    true = bench.judge.true_classes(targets)
    return Judged(losses, true.numpy(), said.numpy(), _shares(bench, outputs, said).numpy())


def _shares(bench: Bench, outputs: Tensor, said: Tensor) -> Tensor:
    """The share that each predicted class got, float64 of the shape of ``said``, from outputs (*said.shape, units)."""
    values, link = outputs.double(), bench.judge.loss.link
    if values.shape[-1] == 1:
        second = values[..., 0].sigmoid() if link == "sigmoid" else values[..., 0].clamp(0.0, 1.0)
        return torch.where(said == 1, second, 1.0 - second)
    if link != "identity":
        values = values.softmax(-1) if link == "softmax" else values.sigmoid()
    return values.gather(-1, said[..., None])[..., 0]
