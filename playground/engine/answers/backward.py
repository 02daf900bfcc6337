"""The answer about one gradient: along which paths the loss reaches one number, and whether a small change agrees."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from playground.engine.answer_values import Chain, ChainTerm, Floats
from playground.engine.evaluator import LossFunction
from playground.engine.masks import Masks
from playground.engine.probe_context import Off, ProbeContext, answers
from playground.engine.requests import Backward
from playground.engine.sample_losses import sample_losses
from playground.engine.tensors import read_out
from playground.model.masking import Masking
from playground.model.network import INPUT

MOST_TERMS = 64
STEPS = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
"""Steps of the central difference that are tried, times the size of the number where that is above 1."""
KINK = 0.05
"""Where the slopes to both sides differ by so much of the larger one, whatever the step, there is a kink."""
ROUNDING = 32 * float(np.finfo(np.float64).eps)
"""A loss in float64 may be wrong by so much of the sum of the absolute terms it is made of: half a unit in the last
place for each of the few dozen roundings that one term goes through (N. Higham, *Accuracy and Stability of Numerical
Algorithms*, 2002, section 3.1)."""

Values = Mapping[str, Tensor]
Index = tuple[int, ...]


@answers(Backward)
def backward(context: ProbeContext, request: Backward) -> Chain:
    """The gradient of the loss with respect to one number, term by term, checked by a central difference.

    Raises:
        ValueError: there is no such number, not one sample, or its right answer is not known.
        KeyError: there is no such node.
    """
    targets = context.targets(request.on)
    if targets is None:
        raise ValueError(
            "what you draw or place yourself has no label, so there is no loss; choose an example instead."
        )
    if len(targets) != 1:
        raise ValueError(f"a gradient is taken apart for one example, not for {len(targets)}; choose one.")
    if request.node != INPUT and request.node not in context.networks.path_ids:
        if request.node not in context.networks.ids:
            raise KeyError(request.node)
        raise ValueError("examples do not go through this layer, so that their loss does not rest on it.")
    inputs = context.inputs(request.on).detach()
    if request.node == INPUT and not inputs.is_floating_point():
        raise ValueError("a token is one of many, so it cannot be a little more or less; look at the layer after it.")
    context.check_room(4 * context.learned() + 20 * context.held(1), "to take the gradient apart with twice the digits")
    with context.differentiable():
        exact = inputs.double().requires_grad_() if inputs.is_floating_point() else inputs
        network = _exact(context, targets, inputs)
        values = network.run({INPUT: exact})
        _insist(values[request.node], request.index)
        return _chain(network, values, request.node, (0, *request.index))


@dataclass(frozen=True)
class _Network:
    """Copies of the modules in float64, node by node in order, and what they end in."""

    modules: dict[str, nn.Module]
    sources: dict[str, tuple[str, ...]]
    off: Off
    measure: LossFunction
    targets: Tensor
    masking: Mapping[str, Masking]
    masks: Masks

    @property
    def last(self) -> str:
        return next(reversed(self.modules))

    def leaving(self, id: str, *entering: Tensor) -> Tensor:
        """What leaves a node, units that are switched off giving 0; always another tensor than what entered."""
        if id in self.masking:
            mask = self.masks.of(self.masking[id])
            made: Tensor = self.modules[id](*entering, mask.expand(len(entering[0]), -1))
        else:
            made = self.modules[id](*entering)
        if any(made is value for value in entering):
            made = made.view_as(made)
        if id in self.off:
            made = made.index_fill(1, torch.tensor(self.off[id], dtype=torch.int64), 0.0)
        return made

    def run(self, known: Values) -> dict[str, Tensor]:
        """What leaves all nodes, from what is known of some."""
        values = dict(known)
        for id in self.modules:
            if id not in values:
                values[id] = self.leaving(id, *[values[source] for source in self.sources[id]])
        return values

    def losses(self, outputs: Tensor) -> Tensor:
        """The loss of each row, all with the same right answer: (N,)."""
        return sample_losses(self.measure, outputs, self.targets.expand(len(outputs), *self.targets.shape[1:]))


def _exact(context: ProbeContext, targets: Tensor, inputs: Tensor) -> _Network:
    ids = context.networks.path_ids
    modules = {id: copy.deepcopy(context.networks.module(id)).double().eval() for id in ids}
    sources = {id: context.traced.node(id).sources for id in ids}
    exact = targets.double() if targets.is_floating_point() else targets
    masking, masks = context.networks.masking, Masks(inputs)
    return _Network(modules, sources, context.off, context.evaluator.measure, exact, masking, masks)


def _insist(values: Tensor, index: Index) -> None:
    shape = tuple(values.shape[1:])
    if len(index) != len(shape) or not all(0 <= at < size for at, size in zip(index, shape, strict=True)):
        raise ValueError(f"what leaves this layer is {'×'.join(map(str, shape))}, so there is no number {list(index)}.")


def _chain(network: _Network, values: Values, node: str, at: Index) -> Chain:
    """The whole answer; ``at`` is the index with its sample, 0."""
    loss = network.losses(values[network.last])[0]
    names = list(values)
    learned = dict(network.modules[node].named_parameters()) if node in network.modules else {}
    wanted = [*(values[name] for name in names), *learned.values()]
    moving = [value for value in wanted if value.requires_grad]
    found = dict(zip(map(id, moving), torch.autograd.grad(loss, moving, allow_unused=True), strict=True))
    all_gradients = [_or_zeros(found.get(id(value)), value) for value in wanted]
    gradients = dict(zip(names, all_gradients, strict=False))
    with torch.no_grad():
        gradient = gradients[node][at].item()
        still = {name: value.detach() for name, value in values.items()}
        terms, rest, left_out = _terms(network, still, gradients, node, at)
        check = _difference(network, still, node, at, ROUNDING * _absolute_terms(network, still, gradients, loss))
    return Chain(
        value=values[node][at].item(),
        loss=loss.item(),
        gradient=gradient,
        terms=terms,
        rest=rest,
        left_out=left_out,
        checked=check.slope,
        h=check.h,
        uncertainty=check.uncertainty,
        learned={name: _array(slope) for name, slope in zip(learned, all_gradients[len(names) :], strict=True)},
        kinked=check.kinked,
    )


# ------------------------------------------------------------------------------------------------ terms


def _terms(
    network: _Network, values: Values, gradients: Values, node: str, at: Index
) -> tuple[tuple[ChainTerm, ...], float, int]:
    """The largest terms, the sum of the others that are not 0, and how many those are."""
    if node == network.last:
        return (ChainTerm("loss", (), 1.0, gradients[node][at].item()),), 0.0, 0
    found: list[tuple[str, Tensor, Tensor]] = []
    for reader, sources in network.sources.items():
        if node in sources:
            found.append((reader, gradients[reader][0], _column(network, values, reader, node, at)[0]))
    return _largest(found)


def _largest(found: list[tuple[str, Tensor, Tensor]]) -> tuple[tuple[ChainTerm, ...], float, int]:
    """Terms from, for each reader, the gradients of what leaves it and its slopes, both (*output.shape)."""
    products = [(gradient * slope).flatten() for _, gradient, slope in found]
    if not products:
        return (), 0.0, 0
    together = torch.cat(products)
    order = together.abs().argsort(descending=True, stable=True)[:MOST_TERMS]
    order = order[together[order] != 0]
    starts = np.cumsum([0, *map(len, products)])
    terms = []
    for place in order.tolist():
        which = int(np.searchsorted(starts, place, side="right")) - 1
        reader, gradient, slope = found[which]
        index = tuple(int(part) for part in np.unravel_index(place - int(starts[which]), tuple(slope.shape)))
        terms.append(ChainTerm(reader, index, gradient[index].item(), slope[index].item()))
    others = together.clone()
    others[order] = 0.0
    return tuple(terms), others.sum().item(), int((others != 0).sum())


def _column(network: _Network, values: Values, reader: str, node: str, at: Index) -> Tensor:
    """The slopes of all that leaves a reader with respect to the one number: (1, *output.shape).

    A backward pass gives Jᵀv for any v; its part at the number is linear in v, and the slope of that is the column.
    """
    with torch.enable_grad():
        leaf = values[node].clone().requires_grad_()
        leaving = network.leaving(
            reader, *[leaf if source == node else values[source] for source in network.sources[reader]]
        )
        weights = torch.ones_like(leaving, requires_grad=True)
        try:
            (back,) = torch.autograd.grad(leaving, leaf, weights, create_graph=True)
            (column,) = torch.autograd.grad(back[at], weights)
        except RuntimeError:  # a module that autograd can follow back only once
            return _rows(leaving, leaf, at)
    return column


def _rows(leaving: Tensor, leaf: Tensor, at: Index) -> Tensor:
    """As `_column`, by one backward pass for each number that leaves the reader."""
    column = torch.zeros(leaving.shape, dtype=leaving.dtype)
    flat = column.view(-1)
    for place, value in enumerate(leaving.flatten()):
        (slope,) = torch.autograd.grad(value, leaf, retain_graph=True, allow_unused=True)
        flat[place] = 0.0 if slope is None else slope[at]
    return column


# ------------------------------------------------------------------------------------------------ check


@dataclass(frozen=True)
class _Check:
    """A central difference with the step ``h``, how far it may be from the slope, and whether there is a kink."""

    slope: float
    h: float
    uncertainty: float
    kinked: bool


def _absolute_terms(network: _Network, values: Values, gradients: Values, loss: Tensor) -> float:
    """The sum of the absolute terms that the loss is made of, to first order: Σ |∂L/∂v · v| over all numbers v.

    A rounding of v by one part in 2⁵³ moves the loss by that part of its term. The loss itself adds its own size, and
    1 for the shares inside a cross-entropy.
    """
    sizes = [float((gradients[id] * value).abs().sum()) for id, value in values.items()]
    if network.targets.is_floating_point():
        sizes.append(float(gradients[network.last].abs().sum() * network.targets.abs().max()))
    return 1.0 + abs(loss.item()) + sum(sizes)


def _difference(network: _Network, values: Values, node: str, at: Index, rounding: float) -> _Check:
    """The central difference (L(v + h) − L(v − h)) / 2h, where a loss may be wrong by ``rounding``.

    The step is the one with the least uncertainty: large steps bend away from the slope or cross a kink, which shows
    in how far they are from the next smaller one; small ones drown in rounding. The gradient that is to be checked
    plays no part in it.
    """
    value = values[node][at]
    steps = torch.tensor(STEPS, dtype=torch.float64) * max(1.0, abs(value.item()))
    nudges = torch.cat([steps, -steps, torch.zeros(1, dtype=torch.float64)])
    rows = len(nudges)
    alone = torch.zeros_like(values[node])
    alone[at] = 1.0
    moved = values[node] + nudges.view(-1, *[1] * (alone.dim() - 1)) * alone
    ends = network.run(_before(network, values, node, rows) | {node: moved})[network.last]
    losses = network.losses(ends)
    above, below, here = losses[: len(steps)], losses[len(steps) : -1], losses[-1]
    slopes, noise = (above - below) / (2 * steps), rounding / steps
    uncertainty = (slopes[1:] - slopes[:-1]).abs() + noise[1:]
    best = int(uncertainty.nan_to_num(torch.inf).argmin()) + 1
    right, left = (above - here) / steps, (here - below) / steps
    kinked = _is_kink(right[best - 1 : best + 1], left[best - 1 : best + 1], 2 * noise[best].item())
    return _Check(slopes[best].item(), steps[best].item(), uncertainty[best - 1].item(), kinked)


def _is_kink(right: Tensor, left: Tensor, noise: float) -> bool:
    """Whether the slopes to both sides, with a large step and then a small one, are those of a kink.

    At a kink they stay as far apart when the step shrinks; where the loss only bends they come together, even at the
    bottom of a valley, where both are next to nothing.
    """
    large, small = (right - left).abs().tolist()
    steepest = max(abs(right[1].item()), abs(left[1].item()))
    return bool(small > KINK * steepest + noise and small > large / 2)


def _before(network: _Network, values: Values, node: str, rows: int) -> dict[str, Tensor]:
    """What leaves the nodes that do not rest on the changed one, repeated for each change."""
    changed = {node}
    for id, sources in network.sources.items():
        if not changed.isdisjoint(sources):
            changed.add(id)
    return {id: value.expand(rows, *value.shape[1:]) for id, value in values.items() if id not in changed}


def _or_zeros(slope: Tensor | None, value: Tensor) -> Tensor:
    """A slope, or zeros where the end does not rest on the value."""
    return torch.zeros_like(value) if slope is None else slope


def _array(values: Tensor) -> Floats:
    """A float64 copy of its own."""
    return np.array(read_out(values), np.float64, order="C")
