"""Tuning: an optimizer's settings changed between two steps, what it remembers kept."""

from __future__ import annotations

import torch

from playground.engine.optimizers import Optimizers
from playground.model.learning import Optimizer


def tune(optimizer: Optimizers | torch.optim.Optimizer, kind: Optimizer) -> None:
    """Give a running optimizer the settings of a kind. Where they are the same already, nothing changes.

    Some settings lean on a tensor that torch makes at a weight's first step alone, and only if the setting was on
    then (`Optimizer.late_state`). Where one is missing it starts at zero, as it would at a first step.
    """
    settings = kind.settings()
    for group in optimizer.param_groups:
        group.update(settings)
        for setting, name in kind.late_state.items():
            for weight in group["params"]:
                known = optimizer.state.get(weight)
                if settings[setting] and known and name not in known:
                    known[name] = torch.zeros_like(weight, memory_format=torch.preserve_format)
