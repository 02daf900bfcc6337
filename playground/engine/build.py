"""Build: from the trace of a network to a torch module."""

from __future__ import annotations

import traceback
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor, nn

from playground.engine.faults import NotTrainable
from playground.engine.machine import devices
from playground.engine.masks import Masks
from playground.engine.starting import fill
from playground.model.device import FOUND
from playground.model.experiment import Experiment
from playground.model.learning import Optimizer
from playground.model.masking import Masking, masking_of
from playground.model.network import INPUT
from playground.model.places import find_data_file
from playground.model.recipe import Call, perform
from playground.model.starting import Start
from playground.model.trace import NetworkTrace, NodeTrace, Trace, trace


class Graph(nn.Module):
    """A network as a torch module: the nodes' modules in order, and what each reads from.

    Inputs are (N, *input signal), outputs (N, *last node's signal). A plain stack runs as fast as ``nn.Sequential``.
    ``masking`` are the nodes whose modules are given the mask of their first source, with how much each source's mask
    is thinned on the way (see ``Masking``); without, no mask is made. With ``channels_last`` inputs are images, which
    are laid out so first. Layers compute in ``within`` where torch's autocast lets them (see `Precision`): only what
    goes ``forward``, as learning and evaluation do.
    """

    within: tuple[str, torch.dtype] | None = None
    """The device and the numbers of autocast."""

    def __init__(
        self,
        ids: tuple[str, ...],
        modules: list[nn.Module],
        sources: list[tuple[str, ...]],
        masking: Mapping[str, Masking] | None = None,
        channels_last: bool = False,
    ) -> None:
        super().__init__()
        self._channels_last = channels_last
        self.ids = ids
        self.masking = dict(masking or {})
        self.layers = nn.ModuleList(modules)
        places = {name: place for place, name in enumerate((INPUT, *ids))}
        self._sources = [tuple(places[source] for source in group) for group in sources]
        self._is_stack = not masking and all(group == (place,) for place, group in enumerate(self._sources))
        self._order = tuple(modules)

    def forward(self, inputs: Tensor) -> Tensor:
        """What leaves the last node."""
        if self.within is None:
            return self._through(inputs)
        with torch.autocast(*self.within):
            return self._through(inputs).float()

    def _through(self, inputs: Tensor) -> Tensor:
        if self._channels_last:
            inputs = inputs.contiguous(memory_format=torch.channels_last)
        if self._is_stack:
            values = inputs
            for module in self._order:
                values = module(values)
            return values
        made, masks = [inputs], Masks(inputs)
        for id, module, sources in zip(self.ids, self._order, self._sources, strict=True):
            entering = [made[source] for source in sources]
            made.append(module(*entering, masks.of(self.masking[id])) if id in self.masking else module(*entering))
        return made[-1]

    def entering(self, id: str, values: Mapping[str, Tensor], sources: tuple[str, ...]) -> tuple[Tensor, ...]:
        """What a node's module is called with, from what left its sources and ``"input"``: the mask comes last."""
        given = tuple(values[source] for source in sources)
        if id not in self.masking:
            return given
        return (*given, Masks(values[INPUT]).of(self.masking[id]))

    def run(
        self, inputs: Tensor, keep: Collection[str], off: Mapping[str, tuple[int, ...]] | None = None
    ) -> dict[str, Tensor]:
        """What leaves these nodes (``"input"`` for the inputs themselves), from one pass, each a tensor of its own.

        Numbers are those of ``forward``, and gradients too; but where a module hands on its input they may be summed in
        another order and differ in the last digit, so learning goes through ``forward``.

        ``off`` are units (rows of axis 1) by node that give 0, for all nodes after them too.

        Raises:
            KeyError: there is no such node.
        """
        known = (INPUT, *self.ids)
        missing = [name for name in keep if name not in known]
        if missing:
            raise KeyError(missing[0])
        return {
            name: values for name, values in zip(known, self._outputs(inputs, off or {}), strict=True) if name in keep
        }

    def module(self, id: str) -> nn.Module:
        """The module of a node.

        Raises:
            KeyError: there is no such node.
        """
        if id not in self.ids:
            raise KeyError(id)
        return self._order[self.ids.index(id)]

    def put(self, id: str, module: nn.Module) -> None:
        """Put another module in a node's place."""
        place = self.ids.index(id)
        self.layers[place] = module
        self._order = tuple(self.layers)

    def learned(self) -> dict[str, nn.Parameter]:
        """Every learned tensor under its node's id and torch's name, such as ``linear_1.weight``."""
        return {
            f"{id}.{name}": value
            for id, module in zip(self.ids, self._order, strict=True)
            for name, value in module.named_parameters()
        }

    def tensors(self) -> dict[str, Tensor]:
        """Every learned tensor and every buffer (running means) under its node's id and torch's name."""
        return {
            f"{id}.{name}": value
            for id, module in zip(self.ids, self._order, strict=True)
            for name, value in (*module.named_parameters(), *module.named_buffers())
        }

    def blamed(self, error: Exception) -> str:
        """The node whose module was at work when an exception was raised; empty when it was none of them."""
        for frame, _ in traceback.walk_tb(error.__traceback__):
            owner = frame.f_locals.get("self")
            for id, module in zip(self.ids, self._order, strict=True):
                if owner is module:
                    return id
        return ""

    def _outputs(self, inputs: Tensor, off: Mapping[str, tuple[int, ...]]) -> list[Tensor]:
        if self._channels_last:
            inputs = inputs.contiguous(memory_format=torch.channels_last)
        values, masks = [inputs], Masks(inputs)
        for id, module, sources in zip(self.ids, self._order, self._sources, strict=True):
            entering = [values[source] for source in sources]
            made = module(*entering, masks.of(self.masking[id])) if id in self.masking else module(*entering)
            if any(made is value for value in values):  # handed on as it came: another tensor, with gradients its own
                made = made.view_as(made)
            if id in off:
                made = made.index_fill(1, torch.tensor(off[id], dtype=torch.int64), 0.0)
            values.append(made)
        return values


def build(network: NetworkTrace, seed: int) -> Graph:
    """Build a network's modules right after seeding torch's global generator, as ``make_graph`` does."""
    torch.manual_seed(seed)
    return make_graph(network)


def make_graph(network: NetworkTrace, starts: Mapping[str, Start] = MappingProxyType({})) -> Graph:
    """Build a network's modules in node order, then fill the weights of those that have a start, in the same order.

    Convolutional networks get the memory layout ``channels_last``, which is a quarter faster on processors.
    """
    modules = [make(node) for node in network.nodes]
    sources = [node.sources for node in network.nodes]
    for node, module in zip(network.nodes, modules, strict=True):
        if node.id in starts:
            fill(module, starts[node.id], node.layer.starting == "table")
    is_image = network.input.kind == "image"
    graph = Graph(tuple(node.id for node in network.nodes), modules, sources, masking_of(network), is_image)
    if is_image:
        use_channels_last(graph)
    return graph


def meaning_of(experiment: Experiment) -> Trace:
    """The trace of an experiment that can be trained.

    Raises:
        NotTrainable: it has errors; the message is that of the first.
    """
    FOUND.tell(devices())
    traced = trace(experiment)
    if traced.errors:
        raise NotTrainable(traced.errors[0].text, shown=True)
    return traced


def make_optimizer(
    kind: Optimizer, parameters: Sequence[nn.Parameter], groups: Sequence[dict[str, Any]] = ()
) -> torch.optim.Optimizer:
    """Build an optimizer over parameters; those in ``groups`` learn by settings of their own, else all learn alike."""
    call = kind.recipe()
    made = perform(Call(call.target, (list(groups or parameters), *call.args), call.keywords), find_data_file)
    if not isinstance(made, torch.optim.Optimizer):
        raise TypeError(f"{call.target} is no optimizer")
    made.zero_grad = partial(clear_gradients, parameters)  # type: ignore[method-assign]
    return made


def clear_gradients(parameters: Sequence[nn.Parameter], set_to_none: bool = True) -> None:
    """What an optimizer's ``zero_grad`` does, without the profiling that makes a small network's step 7 % longer."""
    for parameter in parameters:
        if set_to_none:
            parameter.grad = None
        elif parameter.grad is not None:
            parameter.grad.zero_()


def use_channels_last(module: nn.Module) -> None:
    """What ``module.to(memory_format=torch.channels_last)`` does, which the type checker does not know of a module.

    ``Tensor.to`` it must be: with one channel the layout shows in the strides alone, which ``contiguous`` would leave.
    """
    for parameter in module.parameters():
        if parameter.dim() == 4:
            parameter.data = parameter.data.to(memory_format=torch.channels_last)


def make(node: NodeTrace) -> nn.Module:
    """Build one node's module from its recipe."""
    if node.inputs is None:
        raise ValueError(f"the inputs of {node.id} are not known")
    module = perform(node.layer.recipe(*node.inputs), find_data_file)
    if not isinstance(module, nn.Module):
        raise TypeError(f"the recipe of {node.id} gives no module")
    return module
