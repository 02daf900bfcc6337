"""The answer to an operation on tensors: torch does it, by the very call that is printed as its line."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

import torch
from torch import Tensor

from playground.engine.probe_context import ProbeContext, answers
from playground.engine.request_inputs import Inputs
from playground.engine.tensor_requests import HeldTensor, ShownTensor, TensorResult, TensorWork
from playground.engine.tensors import read_out
from playground.model.recipe import FileRef, perform
from playground.model.tensor_shapes import Operand, Shape, Span
from playground.model.typed_tensor import TypedTensor
from playground.numerals import count

MOST_NUMBERS = 2**22
"""A result of more numbers is not worked out: it is made for each picture anew."""
MOST_ROWS, MOST_COLUMNS = 512, 1024
"""So many are shown at most."""
MOST_TERMS = 24
"""Of so many numbers it is told how a cell came about; of more the first are."""


@answers(TensorWork)
def tensor_work(context: ProbeContext, request: TensorWork) -> TensorResult:
    """The result with the tensors that it came of, or a sentence that says why there is none."""
    operation = request.operation
    tensors = [_tensor(context, request.on, part) for part in request.operands]
    operands = [Operand(tuple(tensor.shape), _type_of(tensor)) for tensor in tensors]
    shapes = [part.shape for part in operands]
    refusal = operation.refusal(*operands)
    if not refusal and prod(operation.leaves(*shapes)) > MOST_NUMBERS:
        size = count(prod(operation.leaves(*shapes)))
        refusal = f"The result would have {size} numbers, and at most {count(MOST_NUMBERS)} are worked out here."
    if refusal:
        return TensorResult(tuple(_shown(tensor, ()) for tensor in tensors), None, refusal)
    call = operation.call()
    at_hand = dict(zip(operation.names, tensors, strict=False))
    result: Tensor = tensors[0] if call is None else perform(call, _no_file, at_hand)
    cell = _within(request.cell, tuple(result.shape))
    spans = operation.span(cell, *shapes)
    return TensorResult(
        tuple(_shown(tensor, _lead(span)) for tensor, span in zip(tensors, spans, strict=True)),
        _shown(result, cell[:-2]),
        "",
        cell,
        float(result[cell]),
        tuple(_numbers(tensor, span) for tensor, span in zip(tensors, spans, strict=True)),
        _apart(result, None if request.same is None else _tensor(context, request.on, request.same)),
    )


def _tensor(context: ProbeContext, on: Inputs, part: HeldTensor | TypedTensor) -> Tensor:
    """The tensor that is meant.

    Raises:
        ValueError: there is no such tensor; the message says why.
    """
    if isinstance(part, TypedTensor):
        return torch.tensor(part.values, dtype=getattr(torch, part.dtype)).reshape(part.shape)
    if not part.node:
        found = context.targets(on)
        if found is None:
            raise ValueError("the right answer to an input of your own is not known")
    elif part.name:
        learned = dict(context.networks.module(part.node).named_parameters())
        if part.name not in learned:
            raise ValueError(f"this layer has no {part.name}")
        found = learned[part.name].detach()
    else:
        found = context.outputs(on, (part.node,))[part.node]
    return found.t() if part.turned and found.dim() == 2 else found


def _type_of(tensor: Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _within(cell: Shape, shape: Shape) -> Shape:
    """The cell, or the nearest that there is; the first one where another number of axes is meant."""
    if len(cell) != len(shape):
        return (0,) * len(shape)
    return tuple(min(max(at, 0), size - 1) for at, size in zip(cell, shape, strict=True))


def _lead(span: Span) -> Shape:
    """Where along the axes before the last two some cells begin."""
    return tuple(first for first, _ in span[:-2])


def _shown(tensor: Tensor, lead: Shape) -> ShownTensor:
    lead = _within(lead, tuple(tensor.shape[:-2]))
    plane = tensor[lead].reshape(1, -1) if tensor.dim() < 2 else tensor[lead]
    part = plane[:MOST_ROWS, :MOST_COLUMNS].detach()
    values = read_out((part.float() if part.is_floating_point() else part).clone().contiguous())
    return ShownTensor(tuple(tensor.shape), _type_of(tensor), lead, values)


def _numbers(tensor: Tensor, span: Span) -> Any:
    """The first numbers of some cells, float64."""
    found = list[float]()
    for place in product(*(range(first, end) for first, end in span)):
        found.append(float(tensor[place]))
        if len(found) == MOST_TERMS:
            break
    return read_out(torch.tensor(found, dtype=torch.float64))


def _apart(result: Tensor, other: Tensor | None) -> float:
    """The largest difference; NaN where there is nothing to compare with."""
    if other is None or other.shape != result.shape:
        return float("nan")
    return float((result - other).abs().max())


def _no_file(file: FileRef) -> Any:
    raise ValueError(f"no operation reads {file.name}")
