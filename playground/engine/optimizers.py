"""Optimizers: one for each set of networks that learn together, all of the experiment's one setting."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from playground.engine.build import make_optimizer
from playground.engine.faults import NotTrainable
from playground.engine.networks import Networks
from playground.model.experiment import Experiment


class Optimizers:
    """The optimizers of a run, in ``each``; no weight is moved by two of them.

    They remember in one ``state``, by parameter, so that whoever copies, restores or hands it on goes through it once.
    """

    def __init__(self, each: tuple[torch.optim.Optimizer, ...]) -> None:
        self.each = each
        self.state = each[0].state
        for optimizer in each[1:]:
            optimizer.state = self.state

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        """The groups of all of them, each with its settings and its parameters."""
        return [group for optimizer in self.each for group in optimizer.param_groups]


def make_optimizers(experiment: Experiment, networks: Networks) -> Optimizers:
    """Build an optimizer over all that the networks of each set of roles learn.

    Raises:
        NotTrainable: there is nothing to learn.
    """
    sets = (tuple(networks.by_role),)
    if len(sets) == 1:
        return Optimizers((make_optimizer(experiment, networks),))
    each = []
    for roles in sets:
        learning = nn.ModuleList([networks.by_role[role] for role in roles])
        if not any(True for _ in learning.parameters()):
            where = " and ".join(roles)
            raise NotTrainable(f"The {where} has no weights to learn: add a layer that has some, such as Linear.")
        each.append(make_optimizer(experiment, learning))
    return Optimizers(tuple(each))
