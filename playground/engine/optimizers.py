"""Optimizers: one for each set of networks that learn together, all of the experiment's one setting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from playground.engine.build import Graph, make_optimizer
from playground.engine.deferred_compiler import defer_compiler
from playground.engine.faults import NotTrainable
from playground.engine.networks import Networks
from playground.model.experiment import Experiment
from playground.model.parameter_groups import grouping
from playground.model.places import find_data_file
from playground.model.recipe import Call, perform

ALL = "optimizer"
"""The name of an optimizer over all that is learned; one over what a role learns has the role's name before it."""


class Optimizers:
    """The optimizers of a run, by the names that a step knows them by; no weight is moved by two of them.

    ``for_steps`` are what steps are given: the optimizers, or what stands around them (see `around_parts`).
    They remember in one ``state``, by parameter, so that whoever copies, restores or hands it on goes through it once.
    """

    def __init__(self, by_name: Mapping[str, torch.optim.Optimizer], together: bool = False) -> None:
        """``together`` says that what is remembered is of all parameters together, not of each."""
        self.together = together
        self.by_name = dict(by_name)
        self.for_steps: dict[str, Any] = dict(by_name)
        self.each = each = tuple(by_name.values())
        self.state = each[0].state
        for optimizer in each[1:]:
            optimizer.state = self.state

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        """The groups of all of them, each with its settings and its parameters."""
        return [group for optimizer in self.each for group in optimizer.param_groups]


def make_optimizers(experiment: Experiment, networks: Networks) -> Optimizers:
    """Build the optimizers that the objective's step is given, all of the experiment's setting.

    Raises:
        NotTrainable: there is nothing to learn.
    """
    defer_compiler()
    made = {}
    for name in experiment.step().given:
        role = name.removesuffix("_optimizer")
        if name == ALL or role != name:
            network = networks if name == ALL else networks.by_role[role]
            parameters = list(network.parameters())
            if not parameters:
                who = "network" if name == ALL else role
                raise NotTrainable(f"The {who} has no weights to learn: add a layer that has some, such as Linear.")
            made[name] = make_optimizer(experiment.training.optimizer, parameters, _groups(experiment, network))
    return Optimizers(made, experiment.training.optimizer.moves_together)


def _groups(experiment: Experiment, network: Networks | Graph) -> list[dict[str, Any]]:
    """The groups of what a network learns, each with settings of its own; none where all learn alike."""
    call = grouping(experiment)
    if call is None:
        return []
    layers = {id: network.module(id) for id in network.ids}
    made: list[dict[str, Any]] = perform(Call(call.target, (layers, *call.args), call.keywords), find_data_file)
    return made
