"""The answer about gradients inside recurrent layers: of what enters, the hidden state and the cell, at every step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from playground.engine.answers.gradients import ends_of, pieces_of
from playground.engine.probe_context import ProbeContext, answers
from playground.engine.requests import StateGradients
from playground.engine.tensors import as_array
from playground.modules.recurrent_states import Carried, carried


@answers(StateGradients)
def state_gradients(context: ProbeContext, request: StateGradients) -> dict[str, dict[str, Any]]:
    """The gradients by node and by ``x``, ``h`` or ``c``, (samples, layers · directions, steps, numbers)."""
    found: dict[str, dict[str, list[Tensor]]] = {}
    with context.differentiable():
        for inputs, targets in pieces_of(context, request):
            for node, gradients in _of_piece(context, request, inputs, targets).items():
                for name, values in gradients.items():
                    found.setdefault(node, {}).setdefault(name, []).append(values)
    return {
        node: {name: as_array(torch.cat(parts)) for name, parts in gradients.items()}
        for node, gradients in found.items()
    }


def _of_piece(
    context: ProbeContext, request: StateGradients, inputs: Tensor, targets: Tensor | None
) -> dict[str, dict[str, Tensor]]:
    last = context.networks.answer
    with _step_by_step(context, request.nodes) as passes:
        outputs = context.networks.run(inputs, (last,), context.off)[last]
    ends = ends_of(context, request, inputs, outputs, targets)
    wanted = {node: _tensors(made) for node, made in passes.items()}
    flat = [tensor for named in wanted.values() for ways in named.values() for way in ways for tensor in way]
    gradients = iter(torch.autograd.grad(ends.sum(), flat, allow_unused=True))
    found: dict[str, dict[str, Tensor]] = {}
    for node, named in wanted.items():
        found[node] = {}
        for name, ways in named.items():
            each = [[_known(next(gradients), tensor) for tensor in way] for way in ways]
            # What enters is one tensor of all steps; states are one tensor a step.
            found[node][name] = each[0][0].unsqueeze(1) if name == "x" else _stacked(each)
    return found


@contextmanager
def _step_by_step(context: ProbeContext, nodes: tuple[str, ...]) -> Iterator[dict[str, Carried]]:
    """Let these nodes run step by step, and keep what they were made of; those that carry no state are left out."""
    passes: dict[str, Carried] = {}

    def keep(node: str) -> Any:
        def hook(module: nn.Module, entering: tuple[Tensor, ...], output: Tensor) -> Tensor:
            made = carried(module, *entering)
            if made is None:
                return output
            passes[node] = made
            return made.output

        return hook

    handles = [context.networks.module(node).register_forward_hook(keep(node)) for node in nodes]
    try:
        yield passes
    finally:
        for handle in handles:
            handle.remove()


def _tensors(made: Carried) -> dict[str, list[list[Tensor]]]:
    return {"x": [[made.entering]], **made.states}


def _known(gradient: Tensor | None, tensor: Tensor) -> Tensor:
    """A gradient; 0 where the end of the network does not rest on the tensor."""
    return torch.zeros_like(tensor) if gradient is None else gradient


def _stacked(ways: list[list[Tensor]]) -> Tensor:
    """(samples, layers · directions, steps, units)."""
    return torch.stack([torch.stack(way, dim=1) for way in ways], dim=1)
