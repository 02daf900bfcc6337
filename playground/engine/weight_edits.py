"""WeightEdits: numbers written by hand into what a network learned, and units that are switched off to be looked at."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from playground.engine.faults import Unwritable
from playground.engine.networks import Networks
from playground.engine.probe_context import Off
from playground.model.trace import NetworkTrace
from playground.numerals import counted


def write(
    networks: Networks,
    traced: NetworkTrace,
    node: str,
    name: str,
    index: tuple[int, ...],
    values: tuple[float, ...],
) -> None:
    """Write numbers into ``tensor[index]`` of what a node learned, in C order.

    Raises:
        Unwritable: there is no such place, it takes another count of numbers, or they are no finite numbers; nothing
            was written.
    """
    if node not in networks.ids:
        raise Unwritable(f"There is no layer {node} any more, so nothing was written.")
    called = traced.node(node).name
    tensor = dict(networks.module(node).named_parameters()).get(name)
    if tensor is None:
        raise Unwritable(f"{called} has no {name}, so nothing was written: choose a number that it learned.")
    place = f"{name}[{', '.join(str(at + 1) for at in index)}]" if index else name
    shape = tuple(tensor.shape)
    if len(index) > len(shape) or not all(0 <= at < size for at, size in zip(index, shape, strict=False)):
        size = "×".join(map(str, shape))
        raise Unwritable(f"{called} has no {place}, as its {name} is {size}, so nothing was written.")
    wanted = tensor.detach()[index]
    if len(values) != wanted.numel():
        raise Unwritable(
            f"{place} of {called} takes {_count(wanted.numel())}, not {len(values)}, so nothing was written."
        )
    given = torch.tensor(values, dtype=tensor.dtype, device=tensor.device).reshape(wanted.shape)
    if not bool(given.isfinite().all()):
        raise Unwritable(f"{place} of {called} takes finite numbers only, so nothing was written: type another one.")
    with torch.no_grad():
        tensor[index] = given


def standing(units: Sequence[tuple[str, int]], traced: NetworkTrace) -> Off:
    """Those of the units (node, row) that a network has, by node."""
    rows = {node.id: node.output.rows for node in traced.nodes if node.output is not None}
    found: dict[str, tuple[int, ...]] = {}
    for node, row in units:
        if 0 <= row < rows.get(node, 0):
            found[node] = (*found.get(node, ()), row)
    return found


def _count(numbers: int) -> str:
    return "one number" if numbers == 1 else counted(numbers, "number")
