"""Resizing: where a layer has more or fewer units than before, those that it had go on with what they learned."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from playground.engine.networks import Networks
from playground.engine.optimizers import Optimizers
from playground.model.layer import Layer
from playground.model.network import INPUT
from playground.model.signal import Signal
from playground.model.trace import NetworkTrace, NodeTrace

Piece = tuple[Hashable, int]
"""Features side by side that come from one place, and how many they are."""
Places = tuple[Tensor, Tensor]
"""Where along an axis numbers were, and where they are: int64 (count,) each."""


@dataclass(frozen=True)
class ResizedTensor:
    """A learned tensor of which a part went over into another, with the places of those numbers, for its first axes."""

    before: Tensor
    after: Tensor
    axes: tuple[Places, ...]

    def move(self, source: Tensor, target: Tensor) -> None:
        """Copy the numbers from one tensor to another, of the sizes of before and after."""
        (rows, new_rows), *columns = self.axes
        with torch.no_grad():
            if not columns:
                target[new_rows] = source[rows].to(target)
            else:
                (from_, to), *_ = columns
                target[new_rows[:, None], to] = source[rows[:, None], from_].to(target)


def resize(old: Networks, new: Networks, before: NetworkTrace, after: NetworkTrace) -> tuple[ResizedTensor, ...]:
    """Carry what fits into tensors that have another size in a new network; nothing where features are none of before.

    ``before`` and ``after`` are their traces. Both must be of the same data and loss; where the rows of an
    output and of an embedding are other classes and words, see `renaming`.
    """
    made: list[ResizedTensor] = []
    pieces = (_Pieces(before), _Pieces(after))
    for id in new.ids:
        if id not in old.ids or type(before.node(id).layer) is not type(after.node(id).layer):
            continue
        nodes = (before.node(id), after.node(id))
        known = {**dict(old.module(id).named_parameters()), **dict(old.module(id).named_buffers())}
        entering = (pieces[0].entering(nodes[0]), pieces[1].entering(nodes[1]))
        axes = _Axes((nodes[0].layer, nodes[1].layer), entering)
        for name, value in (*new.module(id).named_parameters(), *new.module(id).named_buffers()):
            found = known.get(name)
            if found is None or found.shape == value.shape or found.is_floating_point() != value.is_floating_point():
                continue
            places = axes.of(name, found, value)
            if places is not None:
                made.append(ResizedTensor(found, value, places))
                made[-1].move(found, value)
    return tuple(made)


def hand_on(old: Optimizers, new: Optimizers, resized: tuple[ResizedTensor, ...]) -> None:
    """Let a new optimizer remember what an old one of the same kind did of numbers that went over; 0 of the others."""
    for each in () if new.together else resized:
        if isinstance(each.before, nn.Parameter) and isinstance(each.after, nn.Parameter) and each.before in old.state:
            memory = new.state[each.after] = {}
            for key, value in old.state[each.before].items():
                if isinstance(value, Tensor) and value.shape == each.before.shape:
                    memory[key] = torch.zeros_like(each.after, requires_grad=False)
                    each.move(value, memory[key])
                else:
                    memory[key] = value.clone() if isinstance(value, Tensor) else value


class _Axes:
    """What the axes of a node's learned tensors count, before and after."""

    def __init__(self, layers: tuple[Layer, Layer], entering: tuple[tuple[Piece, ...], tuple[Piece, ...]]) -> None:
        self._layers = layers
        self._entering = entering

    def of(self, name: str, before: Tensor, after: Tensor) -> tuple[Places, ...] | None:
        """The places of the numbers that go over, for the first one or two axes; ``None`` where none do."""
        if before.dim() != after.dim() or before.shape[2:] != after.shape[2:]:
            return None
        blocks = [layer.blocks(name) for layer in self._layers]
        found: list[Places] = []
        for axis, sizes in enumerate(zip(before.shape[:2], after.shape[:2], strict=True)):
            places = self._along(sizes, (blocks[0][axis], blocks[1][axis]))
            if places is None or not len(places[0]):
                return None
            found.append(places)
        return tuple(found)

    def _along(self, sizes: tuple[int, int], blocks: tuple[int, int]) -> Places | None:
        if sizes[0] == sizes[1]:
            return torch.arange(sizes[0]), torch.arange(sizes[0])
        if blocks == (1, 1) and all(
            sum(count for _, count in pieces) == size for pieces, size in zip(self._entering, sizes, strict=True)
        ):
            return _places(*self._entering)
        if blocks[0] != blocks[1] or any(size % blocks[0] for size in sizes):
            return None
        return _places(*(tuple((block, size // blocks[0]) for block in range(blocks[0])) for size in sizes))


def _places(before: tuple[Piece, ...], after: tuple[Piece, ...]) -> Places:
    """Of each piece that there still is its first features, as many as there were and are."""
    known = {key: (start, count) for key, start, count in _starts(before)}
    old: list[int] = []
    new: list[int] = []
    for key, start, count in _starts(after):
        if key in known:
            was, many = known[key]
            old += range(was, was + min(many, count))
            new += range(start, start + min(many, count))
    return torch.tensor(old, dtype=torch.int64), torch.tensor(new, dtype=torch.int64)


def _starts(pieces: tuple[Piece, ...]) -> Iterator[tuple[Hashable, int, int]]:
    start = 0
    for key, count in pieces:
        yield key, start, count
        start += count


class _Pieces:
    """The pieces of which features are made, along the networks."""

    def __init__(self, network: NetworkTrace) -> None:
        self._nodes = {node.id: node for node in network.nodes}
        self._known: dict[str, tuple[Piece, ...]] = {INPUT: ((INPUT, network.input.channels),)}

    def entering(self, node: NodeTrace) -> tuple[Piece, ...]:
        """Those of a node's first input."""
        if not node.sources:
            return ()
        source = node.sources[0]
        if source not in self._nodes and source != INPUT:  # the noise that enters a network
            return ((source, node.inputs[0].channels),) if node.inputs else ()
        return self._leaving(source)

    def _leaving(self, id: str) -> tuple[Piece, ...]:
        if id not in self._known:
            self._known[id] = self._made_by(self._nodes[id])
        return self._known[id]

    def _made_by(self, node: NodeTrace) -> tuple[Piece, ...]:
        leaving, entering = node.output, node.inputs
        if leaving is None or not entering:
            return ()
        if node.layer.merges and leaving.channels == sum(signal.channels for signal in entering):
            return tuple(piece for source in node.sources for piece in self._leaving(source))
        first = self.entering(node)
        if node.layer.merges or node.layer.in_place or (not node.counts and leaving.channels == entering[0].channels):
            return first
        if not node.counts and leaving.kind == "vector" and leaving.size == entering[0].size:
            return _flattened(first, entering[0])
        sides = node.layer.sides()
        return tuple(((node.id, side), leaving.channels // sides) for side in range(sides))


def _flattened(pieces: tuple[Piece, ...], signal: Signal) -> tuple[Piece, ...]:
    """The pieces of a signal that was laid flat: an image channel by channel, a sequence step by step."""
    if signal.kind == "image":
        pixels = signal.height * signal.width
        return tuple(((key, signal.height, signal.width), count * pixels) for key, count in pieces)
    return tuple(((key, step), count) for step in range(signal.time) for key, count in pieces)
