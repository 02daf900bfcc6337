"""Tuning: an optimizer's settings changed between two steps, what it remembers kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
        group.update(_own(group, settings))
        for setting, name in kind.late_state.items():
            for weight in group["params"]:
                known = optimizer.state.get(weight)
                if settings[setting] and known and name not in known:
                    known[name] = torch.zeros_like(weight, memory_format=torch.preserve_format)


def _own(group: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a group, which may have a factor of its own, or not decay (see ``parameter_groups``)."""
    own = {**settings, "lr": group.get("rate_factor", 1.0) * settings["lr"]}
    return own if group.get("is_decaying", True) else {**own, "weight_decay": 0.0}
