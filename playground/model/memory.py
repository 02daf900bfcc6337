"""Memory: what a training would take, reckoned before anything is allocated, and how to take less."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Protocol

import msgspec

from playground.model.experiment import Experiment
from playground.model.layer import Layer, Mend, SetField, SetTraining, Sum
from playground.model.signal import Signal
from playground.numerals import count

COPIES = 5
"""Numbers kept for each parameter: itself, its gradient, two of the optimizer, and one to fall back on."""
BYTES = 4
"""Of a number in float32."""
LARGE = 2 * 2**30
"""From so many bytes on a training is large: it is warned of, and built only when *Train* is pressed."""


class SizedNode(Protocol):
    """What is asked of a node's trace."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """What its card says."""

    @property
    def layer(self) -> Layer:
        """The layer as it will be built."""

    @property
    def inputs(self) -> tuple[Signal, ...] | None:
        """What enters."""

    @property
    def output(self) -> Signal | None:
        """What leaves."""

    @property
    def counts(self) -> tuple[Sum, ...]:
        """What it learns."""


def needed(experiment: Experiment, nodes: Iterable[SizedNode]) -> int:
    """Bytes that parameters, gradients, optimizer and the numbers of one batch take together."""
    batch = _batch(experiment)
    return sum(_learned(node) + batch * _passing(node) for node in nodes)


def is_large(bytes_needed: int) -> bool:
    """Whether so much should not be allocated unasked."""
    return bytes_needed > min(LARGE, machine() // 4)


def machine() -> int:
    """Bytes of memory that this machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 8 * 2**30


def heaviest(experiment: Experiment, nodes: Iterable[SizedNode]) -> tuple[SizedNode, str, tuple[Mend, ...]] | None:
    """The node that takes most, what of it in words, and what makes it take less."""
    batch = _batch(experiment)
    node = max(nodes, key=lambda node: _learned(node) + batch * _passing(node), default=None)
    if node is None:
        return None
    if _learned(node) >= batch * _passing(node):
        words = f"learns {count(sum(sum.value for sum in node.counts))} numbers"
        return node, words, _smaller(node, batch)
    words = f"hands on {count(_passing(node) // (2 * BYTES))} numbers for each of the {count(batch)} samples of a batch"
    fitting = LARGE // 2 // max(_passing(node), 1)
    if fitting:
        size = 2 ** (fitting.bit_length() - 1)
        return node, words, (Mend(f"Set batch size to {size}", SetTraining("batch_size", size)),)
    return node, words, _smaller(node, 1)


def _batch(experiment: Experiment) -> int:
    return min(experiment.training.batch_size, max(experiment.data.sizes().train, 1))


def _learned(node: SizedNode) -> int:
    return COPIES * BYTES * sum(sum.value for sum in node.counts)


def _passing(node: SizedNode) -> int:
    """Bytes that one sample leaves in a node while training: its numbers and their gradients."""
    if node.output is None or node.inputs is None:
        return 0
    return 2 * BYTES * (node.output.size + node.layer.working(*node.inputs))


def _smaller(node: SizedNode, batch: int) -> tuple[Mend, ...]:
    """The setting that makes a node fit with the least change, halved until it does; none where no setting helps."""
    found: list[tuple[int, Mend]] = []
    for parameter in node.layer.parameters():
        value = getattr(node.layer, parameter.name)
        if parameter.type != "int" or not isinstance(value, int):
            continue
        halvings = 0
        while value > (parameter.low or 1) and halvings < 20:
            value, halvings = max(value // 2, int(parameter.low or 1)), halvings + 1
            if _fits(msgspec.structs.replace(node.layer, **{parameter.name: value}), node, batch):
                label = f"Set {parameter.label.lower()} to {count(value)}"
                found.append((halvings, Mend(label, SetField(parameter.name, value, node.id))))
                break
    return (min(found, key=lambda pair: pair[0])[1],) if found else ()


def _fits(layer: Layer, node: SizedNode, batch: int) -> bool:
    """Whether a node with other settings would take no more than half of what is large."""
    entering = node.inputs or ()
    try:
        learned = sum(sum.value for sum in layer.counts(*entering))
        passing = layer.output(*entering).size + layer.working(*entering)
    except ValueError:
        return False
    return BYTES * (COPIES * learned + 2 * batch * passing) <= LARGE // 2
