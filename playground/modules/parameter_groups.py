"""Parameter groups: which numbers an optimizer moves by a learning rate and a decay of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from torch import nn


def parameter_groups(
    layers: Mapping[str, nn.Module],
    rate: float,
    decay: float,
    factors: Iterable[tuple[str, float]] = (),
    decay_all: bool = True,
) -> list[dict[str, Any]]:
    """The parameters of layers, those together that learn alike.

    ``factors`` are what the learning rate is multiplied by, for the layers that are named there. Unless ``decay_all``,
    rows of numbers do not decay, which biases and the weights of norms are: few, and nothing that makes a network
    complicated.
    """
    groups: dict[tuple[float, bool], list[nn.Parameter]] = {}
    known = dict(factors)
    for name, layer in layers.items():
        for weight in layer.parameters():
            groups.setdefault((known.get(name, 1.0), decays(weight, decay_all)), []).append(weight)
    return [
        {
            "params": weights,
            "lr": factor * rate,
            "rate_factor": factor,
            "weight_decay": decay if is_decaying else 0.0,
            "is_decaying": is_decaying,
        }
        for (factor, is_decaying), weights in groups.items()
    ]


def decays(weight: nn.Parameter, decay_all: bool) -> bool:
    """Whether a learned tensor is pulled towards zero, where that is asked for."""
    return decay_all or weight.dim() > 1
