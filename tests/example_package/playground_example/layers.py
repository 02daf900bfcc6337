"""A layer. It names its module by a dotted name, so neither torch nor Qt is imported here."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np

from playground.model.layer import Activation, Floats, MemoryUse
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal
from playground.numerals import figure


class Note(Activation, frozen=True, tag="note"):
    """Lets every number through, and says what the layers above it are for."""

    label: ClassVar[str] = "Note"
    formula: ClassVar[str] = "a = z"
    slope_formula: ClassVar[str] = "a′ = 1"
    nonlinear: ClassVar[bool] = False

    words: Annotated[str, described("What whoever looks at the network should know.", longest=40)] = ""

    def recipe(self, *inputs: Signal) -> Call:
        """The module of this package."""
        return Call.of("playground_example.modules.Note", self.words)

    def memory(self, *inputs: Signal) -> MemoryUse:
        """Nothing is kept, and the gradients of what leaves are those of what enters."""
        return MemoryUse(0, self.output(*inputs).size)

    def worked(self, z: float) -> str:
        """The number itself."""
        return figure(z)

    def curve(self, z: Floats) -> Floats:
        """A straight line."""
        return z

    def slope(self, z: Floats) -> Floats:
        """1 everywhere."""
        return np.ones_like(z)


class Snake(Activation, frozen=True, tag="snake"):
    """Adds a wave to the number itself, so that a network can go on with what repeats."""

    label: ClassVar[str] = "Snake"
    formula: ClassVar[str] = "a = z + sin²(f z) / f"
    slope_formula: ClassVar[str] = "a′ = 1 + sin(2 f z)"

    frequency: Annotated[float, described("How fast the wave goes up and down.", ge=0.1, le=20.0, usual=(0.5, 2.0))] = (
        1.0
    )

    def recipe(self, *inputs: Signal) -> Call:
        """The module of this package."""
        return Call.of("playground_example.modules.Snake", self.frequency)

    def memory(self, *inputs: Signal) -> MemoryUse:
        """What leaves, enters the sine, and the sine for the square; gradients also of the square."""
        return MemoryUse(3 * self.output(*inputs).size, 4 * self.output(*inputs).size)

    def worked(self, z: float) -> str:
        """The number and its wave."""
        return f"{figure(z)} + sin²({figure(self.frequency)} · {figure(z)}) / {figure(self.frequency)}"

    def curve(self, z: Floats) -> Floats:
        """A ramp with a wave on it."""
        wave: Floats = np.sin(self.frequency * z) ** 2 / self.frequency
        return z + wave

    def slope(self, z: Floats) -> Floats:
        """From 0 to 2."""
        wave: Floats = np.sin(2.0 * self.frequency * z)
        return 1.0 + wave
