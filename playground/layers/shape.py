"""Layers that only lay the same numbers out in another way."""

from __future__ import annotations

from typing import ClassVar

from playground.model.layer import Layer, Sum
from playground.model.recipe import Call
from playground.model.signal import Signal, vector


class Flatten(Layer, frozen=True, tag="flatten"):
    """Lays all pixels of all feature maps out in one row, so that a Linear layer can read them.

    The numbers stay as they are; which pixels were neighbours is no longer told.
    """

    label: ClassVar[str] = "Flatten"
    group: ClassVar[str] = "Shape"
    formula: ClassVar[str] = "y[c·H·W + i·W + j] = x[c, i, j]"
    aliases: ClassVar[tuple[str, ...]] = ("reshape", "view", "unroll")

    def output(self, *inputs: Signal) -> Signal:
        """All numbers in one row: (units)."""
        return vector(inputs[0].size)

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Flatten over all axes but the batch."""
        return Call.of("torch.nn.Flatten")

    def arithmetic(self, *inputs: Signal) -> tuple[Sum, ...]:
        """Channels times height times width."""
        return (Sum("Units", " · ".join(str(number) for number in inputs[0].shape), inputs[0].size),)
