"""Grouping: which layers learn by a rate of their own, and what does not decay."""

from __future__ import annotations

from playground.model.experiment import Experiment
from playground.model.recipe import Call


def grouping(experiment: Experiment) -> Call | None:
    """What puts the parameters of layers into groups of those that learn alike; the layers are to be put in front.

    ``None`` where all learn alike. The factors of layers go by their ids.
    """
    training, settings = experiment.training, experiment.training.optimizer.settings()
    factors = {node.id: node.rate_factor for node in experiment.nodes if node.rate_factor != 1.0}
    decays_alike = training.decay_all or "weight_decay" not in settings
    if decays_alike and not factors:
        return None
    return Call.of(
        "playground.modules.parameter_groups.parameter_groups",
        rate=settings["lr"],
        decay=settings.get("weight_decay", 0.0),
        factors=tuple(factors.items()),
        decay_all=training.decay_all,
    )
