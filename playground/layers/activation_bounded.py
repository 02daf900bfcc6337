"""Activations that keep what leaves within bounds: a step, a straight line that is cut off, and a soft one."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np

from playground.model.derivations import bracketed
from playground.model.layer import Activation, Floats, MemoryUse
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal
from playground.numerals import figure


class Step(Activation, frozen=True, tag="step"):
    """Fires or does not: 1 for what is 0 or more, else 0, as in the first perceptron of 1958.

    It is flat on both sides, so its gradient is 0 everywhere, and what stands before it learns nothing by gradient
    descent: the perceptron rule needs none, and Sigmoid is the step made smooth.
    """

    label: ClassVar[str] = "Step"
    formula: ClassVar[str] = "a = 1 for z ≥ 0, else 0"
    slope_formula: ClassVar[str] = "a′ = 0 everywhere but at the jump"
    aliases: ClassVar[tuple[str, ...]] = ("heaviside", "threshold", "binary_step", "unit_step")
    passes_gradients: ClassVar[bool] = False

    def recipe(self, *inputs: Signal) -> Call:
        """Our module Step, as torch has none."""
        return Call.of("playground.modules.activation.Step")

    def memory(self, *inputs: Signal) -> MemoryUse:
        """What leaves is kept, and what it is made of."""
        return super().memory(*inputs).with_kept(2 * inputs[0].size)

    def worked(self, z: float) -> str:
        """Which side of 0 the number lies on."""
        return f"{figure(z)} is {'0 or more' if z >= 0 else 'below 0'}"

    def curve(self, z: Floats) -> Floats:
        """Zero, then one."""
        return np.where(z >= 0, 1.0, 0.0)

    def slope(self, z: Floats) -> Floats:
        """Flat."""
        return np.zeros(np.shape(z))


class Hardtanh(Activation, frozen=True, tag="hardtanh"):
    """Leaves numbers as they are between −limit and limit, and cuts off what lies beyond: tanh of straight lines.

    Beyond the limits it is flat, and no gradient gets back.
    """

    label: ClassVar[str] = "Hardtanh"
    gain_of: ClassVar[str] = "tanh"
    formula: ClassVar[str] = "a = max(−limit, min(limit, z))"
    slope_formula: ClassVar[str] = "a′ = 1 for |z| < limit, else 0"
    aliases: ClassVar[tuple[str, ...]] = ("hard_tanh", "clip", "clamp")

    limit: Annotated[
        float, described("Where the curve turns flat, on both sides.", gt=0.0, le=100.0, step=0.5, usual=(0.5, 3.0))
    ] = 1.0

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Hardtanh."""
        if self.limit == 1.0:
            return Call.of("torch.nn.Hardtanh")
        return Call.of("torch.nn.Hardtanh", -self.limit, self.limit)

    def worked(self, z: float) -> str:
        """The number, or the limit that it is beyond."""
        if abs(z) <= self.limit:
            return figure(z)
        return f"{figure(self.limit if z > 0 else -self.limit)}, as {figure(z)} is beyond"

    def curve(self, z: Floats) -> Floats:
        """A slope between two flats."""
        return np.clip(z, -self.limit, self.limit)

    def slope(self, z: Floats) -> Floats:
        """One between the limits."""
        return np.where(np.abs(z) < self.limit, 1.0, 0.0)


class Softsign(Activation, frozen=True, tag="softsign"):
    """Squeezes any number into −1 to 1 like tanh, but slowly, so that far from zero some gradient is left."""

    label: ClassVar[str] = "Softsign"
    formula: ClassVar[str] = "a = z / (1 + |z|)"
    slope_formula: ClassVar[str] = "a′ = 1 / (1 + |z|)²"
    aliases: ClassVar[tuple[str, ...]] = ("soft_sign",)

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Softsign."""
        return Call.of("torch.nn.Softsign")

    def memory(self, *inputs: Signal) -> MemoryUse:
        """What it is divided by and what leaves are kept; the pieces of its formula have gradients too."""
        return MemoryUse(2 * inputs[0].size, 4 * inputs[0].size)

    def worked(self, z: float) -> str:
        """The number over one plus its size."""
        return f"{bracketed(z)} / (1 + {figure(abs(z))})"

    def curve(self, z: Floats) -> Floats:
        """From −1 to 1."""
        return z / (1.0 + np.abs(z))

    def slope(self, z: Floats) -> Floats:
        """A hill of height 1 with wide flanks."""
        return 1.0 / (1.0 + np.abs(z)) ** 2
