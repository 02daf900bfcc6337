"""Probes: copies of exactly what a visible view asked to see, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground.engine.build import Graph
from playground.engine.messages import Distributions, Inputs, OnExamples, OnGrid, Outputs, Request, Spread, Weights
from playground.engine.tensors import Tensors
from playground.model.dataset import DataSet, Samples
from playground.model.network import INPUT


class Probes:
    """Answers requests about one graph. Outputs that rest on the same inputs come from one pass through the network.

    The graph must be in evaluation mode, without gradients. Answers are float32 arrays of their own.
    """

    def __init__(self, graph: Graph, tensors: Tensors, data: DataSet, samples: Samples) -> None:
        self._graph = graph
        self._tensors = tensors
        self._data = data
        self._samples = samples
        self._known: dict[Inputs, Tensor] = {}

    def answer(self, requests: Sequence[Request]) -> tuple[dict[Request, Any], dict[Request, str]]:
        """Answers by request, and in words why the others have none."""
        wanted = self._wanted(requests)
        passes: dict[Inputs, dict[str, Tensor]] = {}
        answers: dict[Request, Any] = {}
        failures: dict[Request, str] = {}
        for request in requests:
            try:
                answers[request] = self._answer(request, wanted, passes)
            except KeyError as error:
                failures[request] = f"There is no layer {error.args[0]} in this network."
            except Exception as error:
                failures[request] = f"This could not be computed: {error}"
        return answers, failures

    def _wanted(self, requests: Sequence[Request]) -> dict[Inputs, set[str]]:
        """By inputs, every node that some request asks for."""
        known = {INPUT, *self._graph.ids}
        wanted: dict[Inputs, set[str]] = {}
        for request in requests:
            if isinstance(request, Outputs):
                wanted.setdefault(request.on, set()).update(known.intersection(request.nodes))
            elif isinstance(request, Distributions) and request.of == "activations":
                wanted.setdefault(self._first(request.samples), set()).update(known.intersection(request.nodes))
        return wanted

    def _answer(self, request: Request, wanted: dict[Inputs, set[str]], passes: dict[Inputs, dict[str, Tensor]]) -> Any:
        match request:
            case Outputs(on, nodes):
                values = self._pass(on, wanted, passes)
                return {node: _array(values[node]) for node in nodes}
            case Weights(nodes):
                return {
                    node: {name: _array(value) for name, value in self._graph.module(node).named_parameters()}
                    for node in nodes
                }
            case Distributions("activations", nodes, bins, samples):
                values = self._pass(self._first(samples), wanted, passes)
                return {node: spread(values[node], bins) for node in nodes}
            case Distributions(of, nodes, bins):
                found = {node: self._learned(node, of == "gradients") for node in nodes}
                return {node: spread(values, bins) for node, values in found.items() if values is not None}

    def _pass(
        self, on: Inputs, wanted: dict[Inputs, set[str]], passes: dict[Inputs, dict[str, Tensor]]
    ) -> dict[str, Tensor]:
        if on not in passes:
            passes[on] = self._graph.run(self._inputs(on), wanted[on])
        return passes[on]

    def _inputs(self, on: Inputs) -> Tensor:
        known = self._known.get(on)
        if known is None:
            known = self._on_grid(on) if isinstance(on, OnGrid) else self._on_examples(on)
            if known.dim() == 4:
                known = known.contiguous(memory_format=torch.channels_last)
            if len(self._known) >= 16:  # someone walks through many examples: the old ones need not stay
                self._known.clear()
            self._known[on] = known
        return known

    def _on_grid(self, on: OnGrid) -> Tensor:
        if not self._data.domain:
            raise ValueError("this data has no plane to lay a grid on")
        return torch.from_numpy(self._data.grid(on.side, self._samples).inputs)

    def _on_examples(self, on: OnExamples) -> Tensor:
        part = self._tensors.train_inputs if on.part == "train" else self._tensors.test_inputs
        indices = [index for index in on.indices if 0 <= index < len(part)]
        return part[torch.tensor(indices, dtype=torch.int64)]

    def _first(self, samples: int) -> OnExamples:
        return OnExamples("train", tuple(range(min(samples, len(self._tensors.train_inputs)))))

    def _learned(self, node: str, gradients: bool) -> Tensor | None:
        """All weights of a node, or all their gradients from the last step, in one row; ``None`` without any."""
        values = [value.grad if gradients else value for value in self._graph.module(node).parameters()]
        found = [value.detach().reshape(-1) for value in values if value is not None]
        return torch.cat(found) if found else None


def spread(values: Tensor, bins: int) -> Spread:
    """A histogram of all values of a tensor, with its figures; values that are not finite are counted apart."""
    flat = values.detach().reshape(-1).float()
    finite = flat[flat.isfinite()]
    total, good = flat.numel(), finite.numel()
    if good == 0:
        return Spread(np.zeros(bins, np.int64), np.linspace(-0.5, 0.5, bins + 1), math.nan, math.nan, 0.0, total, total)
    low, high = (float(end) for end in finite.aminmax())
    if low == high:
        low, high = low - 0.5 - abs(low) * 1e-3, high + 0.5 + abs(high) * 1e-3
    counts = torch.histc(finite, bins, low, high).numpy().astype(np.int64)
    mean = finite.mean(dtype=torch.float64)
    deviation = float(torch.sqrt((finite.double() - mean).square().mean()))
    zeros = float((finite == 0).sum()) / total
    return Spread(counts, np.linspace(low, high, bins + 1), float(mean), deviation, zeros, total - good, total)


def _array(values: Tensor) -> Any:
    """A float32 copy of its own, axes in memory order."""
    return values.detach().to(torch.float32, copy=True, memory_format=torch.contiguous_format).numpy()
