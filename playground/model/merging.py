"""Merging: let a layer that reads one thing read a second too, through a merging layer put before it."""

from __future__ import annotations

from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.layer import Layer
from playground.model.registry import LAYERS
from playground.model.trace import trace


def mergers(experiment: Experiment, source: str, target: str) -> tuple[type[Layer], ...]:
    """The kinds of merging layers that could bring what a node gives to a later one, beside what that reads now.

    Those after which nothing is wrong that was right before; none for a target that merges already.
    """
    if experiment.node(target).layer.merges:
        return ()
    before = {problem.node for problem in trace(experiment).errors}
    kinds = [kind for kind in LAYERS.kinds.values() if kind.merges and kind.group]
    return tuple(
        kind
        for kind in kinds
        if {problem.node for problem in trace(merged(experiment, kind, source, target)[0]).errors} <= before
    )


def merged(experiment: Experiment, kind: type[Layer], source: str, target: str) -> tuple[Experiment, str]:
    """Put a merging layer before a node, which reads what that read first and the source; also returns its id."""
    network = experiment.network_of(target)
    first = network.sources(network.index(target))[0]
    changed = edits.insert_into_path(experiment, kind(), target)
    (new,) = {*changed.ids()} - {*experiment.ids()}
    return edits.connect(changed, new, (first, source)), new
