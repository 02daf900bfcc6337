"""Rebuilding: other modules in the place of those of a learner, which keep what fits of what was learned."""

from __future__ import annotations

from dataclasses import replace

from playground.engine import snapshot
from playground.engine.batches import Batches
from playground.engine.build import make
from playground.engine.carrying import adopt
from playground.engine.freezing import freeze
from playground.engine.learner import Learner
from playground.engine.networks import networks_of, whole_trace
from playground.engine.optimizers import make_optimizers
from playground.engine.placement import device_of
from playground.engine.random_state import RandomState
from playground.engine.renaming import go_over
from playground.engine.resizing import hand_on
from playground.engine.tensors import Tensors
from playground.model.difference import Difference
from playground.model.experiment import Experiment
from playground.model.trace import NetworkTrace, Trace


def rebuild(
    learner: Learner,
    before: tuple[Experiment, NetworkTrace],
    after: tuple[Experiment, Trace],
    change: Difference,
    data: Tensors,
) -> tuple[str, ...]:
    """Let a learner go on with all modules of a changed experiment, over its data; returns the nodes that kept weights.

    The traces are of all networks before, and of those that can be trained after.

    Raises:
        NotTrainable: there is nothing to learn; the learner is as it was.
    """
    (old, old_trace), (experiment, traced) = before, after
    networks = networks_of(experiment, traced)
    traces = (old_trace, whole_trace(experiment, traced))
    kept, resized = go_over((learner.networks, networks), traces, (old.data, experiment.data), change)
    optimizer = make_optimizers(experiment, networks)
    if not change.optimizer:
        hand_on(learner.optimizer, optimizer, resized)
        snapshot.hand_over(learner.optimizer, optimizer)
        snapshot.suit(optimizer)
    training, place = experiment.training, learner.batches.place()
    batches = Batches(data.train_inputs, data.train_targets, training.batch_size, experiment.seed)
    if len(place.order) not in (0, batches.count):
        place = replace(place, position=0, order=place.order[:0])
    batches.go_to(place)
    learner.networks, learner.optimizer = networks, optimizer
    if change.placement:
        learner.random_state = RandomState(device_of(experiment))
    learner.batches, learner.first_loss, learner.stopping = batches, None, None
    return kept


def exchange(learner: Learner, experiment: Experiment, traced: Trace, change: Difference) -> None:
    """Put a few modules or the optimizer in place of others; the rest stays as it is."""
    modules = {id: make(traced.node(id)) for id in change.live_layers}
    others = change.optimizer or change.groups
    optimizer = make_optimizers(experiment, learner.networks) if others else learner.optimizer
    if others and not change.optimizer:
        snapshot.hand_over(learner.optimizer, optimizer)
    for id, module in modules.items():
        adopt(learner.networks.module(id), module)
        learner.networks.put(id, module)
    learner.optimizer = optimizer
    if change.optimizer or (change.freezing and optimizer.together):
        learner.stopping = snapshot.without_memory(learner.stopping)
    if change.freezing:  # what learns again remembers nothing yet, where others do
        freeze(learner.networks, experiment)
        if optimizer.together:  # what it remembers of all weights would move those that are frozen
            optimizer.state.clear()
        snapshot.hand_over(optimizer, optimizer)
