"""Compared starts: the networks and initializers beside which a choice of starting weights is looked at."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from playground.model.initializer import Initializer
from playground.model.layer import Layer
from playground.model.registry import INITIALIZERS, LAYERS

DEPTH = 10
"""So many layers are stacked, as in the pictures of courses."""
UNITS = 100
"""So many numbers enter each of them."""


def stacks() -> dict[str, tuple[Layer, ...]]:
    """Ten equal layers with one activation each, by what that is called."""
    linear = LAYERS.find("linear")
    sums = msgspec.structs.replace(linear(), **{"units": UNITS})
    return {label: (sums, LAYERS.find(id)()) * DEPTH for label, id in (("tanh", "tanh"), ("ReLU", "relu"))}


def stack_like(layers: Iterable[Layer]) -> str:
    """Which of the stacks has an activation that is among some layers; the first where none has."""
    kinds = {type(layer) for layer in layers}
    found = [name for name, stack in stacks().items() if type(stack[-1]) in kinds]
    return found[0] if found else next(iter(stacks()))


def compared(chosen: Initializer) -> tuple[Initializer, ...]:
    """Three initializers, the chosen one among them: torch's default, one made for depth, and one that is not."""
    usual, deep = INITIALIZERS.usual(), INITIALIZERS.find("kaiming_normal")()
    wild = INITIALIZERS.find("normal")()
    if chosen in (usual, deep, wild):
        return usual, deep, wild
    return usual, chosen, wild
