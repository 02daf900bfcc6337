"""The answer that takes the next step apart: the step is tried out, and everything put back as it was."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from playground.engine.answer_values import Floats, Memory, Update
from playground.engine.learner import Learner
from playground.engine.probe_context import ProbeContext, answers
from playground.engine.requests import NextUpdate
from playground.engine.snapshot import Snapshot
from playground.engine.tensors import as_array, read_out
from playground.numerals import counted

Named = dict[str, dict[str, Tensor]]
"""Learned tensors by node and torch's name."""


@answers(NextUpdate)
def next_update(context: ProbeContext, request: NextUpdate) -> Update:
    """What the next step sees, finds and changes.

    Raises:
        ValueError: steps are being made, these are weights of the past, the next step would diverge, or it would take
            too much memory to look at.
    """
    learner = context.learner
    if context.of_past:
        raise ValueError("an update is taken apart where learning stands now: go back to now to see the next one")
    if learner is None or context.recorded is None:
        raise ValueError("an update can be taken apart while training is paused only")
    many = learner.batches.size
    # What leaves is held once more, as it is looked at, and of all that is learned there are copies.
    needed = 2 * context.held(many) + 5 * context.learned()
    context.check_room(needed, f"to take an update of {counted(many, 'sample')} apart")
    networks = learner.networks
    with context.differentiable():
        place = context.recorded()
        # Copies, as gradients that wait for more batches are added up in place.
        gradients = [None if parameter.grad is None else parameter.grad.clone() for parameter in learner.parameters]
        learner.random_state.take()
        networks.train()
        try:
            return _taken_apart(learner, place, request.samples)
        finally:
            learner.go_to(place)
            for parameter, gradient in zip(learner.parameters, gradients, strict=True):
                parameter.grad = gradient
            networks.eval()


def _taken_apart(learner: Learner, place: Snapshot, samples: int) -> Update:
    """Look at the next batch on its way through the network, then make the step with it, as it will be made."""
    inputs, targets = learner.take()
    outputs, gradients = _looked_at(learner, inputs, targets, samples)
    learner.go_to(place)
    before = {node: {name: value.clone() for name, value in group.items()} for node, group in _learned(learner).items()}
    remembered = _memory(learner)
    loss = learner.learn()
    if loss is None:
        raise ValueError("the loss of the next batch is too large to learn from, so there is no update to take apart.")
    return Update(
        step=learner.step_count,
        indices=read_out(learner.batches.taken).copy(),
        outputs=outputs,
        gradients=gradients,
        weights=_arrays(before),
        weight_gradients=_weight_gradients(learner),
        changes={
            node: {name: as_array(value.detach() - before[node][name]) for name, value in group.items()}
            for node, group in _learned(learner).items()
        },
        loss=loss,
        loss_after=_loss_after(learner, inputs, targets, place.random_state),
        terms=dict(learner.terms),
        step_figures=dict(learner.step_figures),
        memory_before=remembered,
        memory=_memory(learner),
    )


def _looked_at(
    learner: Learner, inputs: Tensor, targets: Tensor, samples: int
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """What leaves every node in training mode, and the gradients of the batch's loss with respect to it."""
    networks = learner.networks
    values = networks.run(inputs, ("input", *networks.ids))
    if (
        learner.terms
    ):  # each part of the loss has gradients of its own, and the networks of another part stay as they are
        return {node: as_array(value[:samples]) for node, value in values.items()}, {}
    result = learner.measure(values[networks.answer], targets)
    moving = [node for node, value in values.items() if value.requires_grad]
    found = torch.autograd.grad(result, [values[node] for node in moving], allow_unused=True)
    return (
        {node: as_array(value[:samples]) for node, value in values.items()},
        {
            node: as_array(gradient[:samples])
            for node, gradient in zip(moving, found, strict=True)
            if gradient is not None
        },
    )


def _loss_after(learner: Learner, inputs: Tensor, targets: Tensor, random_state: Tensor) -> float:
    """The loss of the same batch with the new weights; dropout drops the same. NaN where it has several parts."""
    if learner.terms:
        return math.nan
    learner.random_state.go_to(random_state)
    with torch.no_grad():
        return float(learner.measure(learner.networks(inputs), targets))


def _learned(learner: Learner) -> Named:
    found = {id: dict(learner.networks.module(id).named_parameters()) for id in learner.networks.ids}
    return {id: {name: value.detach() for name, value in group.items()} for id, group in found.items() if group}


def _weight_gradients(learner: Learner) -> dict[str, dict[str, Floats]]:
    networks, scale = learner.networks, learner.gradient_scale()
    return {
        id: {
            name: as_array(value.grad / scale if value.grad is not None else torch.zeros_like(value))
            for name, value in networks.module(id).named_parameters()
        }
        for id in _learned(learner)
    }


def _arrays(named: Named) -> dict[str, dict[str, Floats]]:
    return {id: {name: as_array(value) for name, value in group.items()} for id, group in named.items()}


def _memory(learner: Learner) -> Memory:
    """What the optimizer remembers of each parameter, by the letters of its formula."""
    letters, found = learner.settings.memory, Memory()
    for id in _learned(learner):
        for name, weight in learner.networks.module(id).named_parameters():
            known = learner.optimizer.state.get(weight, {})
            kept = {
                letter: as_array(known[key])
                for key, letter in letters.items()
                if isinstance(known.get(key), Tensor) and known[key].shape == weight.shape
            }
            if kept:
                found.setdefault(id, {})[name] = kept
    return found
