"""Freezing: which weights no gradient reaches, and which layers keep their running averages as they are."""

from __future__ import annotations

from playground.engine.networks import Networks
from playground.model.experiment import Experiment


def freeze(networks: Networks, experiment: Experiment) -> None:
    """Let the frozen nodes of an experiment learn nothing from now on, and all others learn.

    An optimizer leaves weights without gradients as they are, weight decay and momentum too. What it remembers of them
    stays, so that they go on from there when they are unfrozen.
    """
    for node in experiment.nodes:
        module = networks.module(node.id)
        module.requires_grad_(not node.frozen)
        if node.frozen:
            module.zero_grad(set_to_none=True)
    still = [node.id for node in experiment.nodes if node.frozen and node.layer.averages]
    networks.hold_still(still if experiment.training.freeze_averages else ())
