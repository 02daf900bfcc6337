"""Curves y = f(x), to be fitted from points on them: sine, step, sawtooth, cubic."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
import numpy.typing as npt

from playground.model.families import Curve, Noise
from playground.model.parameters import described

Array = npt.NDArray[Any]


class Sine(Curve, frozen=True, tag="sine"):
    """A wave: smooth, but it bends again and again, so a few units give only a few of its waves."""

    label: ClassVar[str] = "Sine"
    formula: ClassVar[str] = "y = sin(2π · waves · x / 6)"

    waves: Annotated[
        float, described("How many whole waves fit; more is harder.", ge=0.5, le=8.0, step=0.5, usual=(1.0, 3.0))
    ] = 2.0

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_sine`."""
        return "playground.data.curves.draw_sine", (self.waves,)


class StepCurve(Curve, frozen=True, tag="step"):
    """A staircase: flat, then a sudden jump, which a smooth network can only come near with large weights."""

    label: ClassVar[str] = "Step"

    steps: Annotated[int, described("How many jumps from the lowest stair to the highest.", ge=1, le=8)] = 1

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_step`."""
        return "playground.data.curves.draw_step", (self.steps,)


class Sawtooth(Curve, frozen=True, tag="sawtooth"):
    """Straight ramps with sudden falls: ReLU likes the ramps, and nothing likes the falls."""

    label: ClassVar[str] = "Sawtooth"

    teeth: Annotated[int, described("How many ramps.", ge=1, le=8)] = 3

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_sawtooth`."""
        return "playground.data.curves.draw_sawtooth", (self.teeth,)


class Cubic(Curve, frozen=True, tag="cubic"):
    """A polynomial of degree three: with noise and few samples, the place to see a network learn the noise by heart."""

    label: ClassVar[str] = "Cubic"
    formula: ClassVar[str] = "y = (x³ − 6x) / 9"
    aliases: ClassVar[tuple[str, ...]] = ("polynomial",)

    noise: Noise = 0.1

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_cubic`."""
        return "playground.data.curves.draw_cubic", ()


def draw_sine(samples: int, noise: float, seed: int, waves: float) -> tuple[Array, Array]:
    """Draw x evenly at random from −3 to 3, with y = sin(2π · waves · x / 6).

    Returns x and y, float32 (samples, 1) each. The values y stray by a standard deviation of noise.
    """
    random = np.random.default_rng(seed)
    x = random.uniform(-3.0, 3.0, (samples, 1))
    y = np.sin(2.0 * np.pi * waves * x / 6.0) + random.normal(0.0, noise, x.shape)
    return x.astype(np.float32), y.astype(np.float32)


def draw_step(samples: int, noise: float, seed: int, steps: int) -> tuple[Array, Array]:
    """Draw x evenly at random from −3 to 3, with y on equally wide stairs from −1 up to 1.

    Returns x and y, float32 (samples, 1) each. The values y stray by a standard deviation of noise.
    """
    random = np.random.default_rng(seed)
    x = random.uniform(-3.0, 3.0, (samples, 1))
    stair = np.minimum(np.floor((x + 3.0) / 6.0 * (steps + 1)), steps)
    y = 2.0 * stair / steps - 1.0 + random.normal(0.0, noise, x.shape)
    return x.astype(np.float32), y.astype(np.float32)


def draw_sawtooth(samples: int, noise: float, seed: int, teeth: int) -> tuple[Array, Array]:
    """Draw x evenly at random from −3 to 3, with y rising from −1 to 1 once for each tooth.

    Returns x and y, float32 (samples, 1) each. The values y stray by a standard deviation of noise.
    """
    random = np.random.default_rng(seed)
    x = random.uniform(-3.0, 3.0, (samples, 1))
    y = 2.0 * ((x + 3.0) / 6.0 * teeth % 1.0) - 1.0 + random.normal(0.0, noise, x.shape)
    return x.astype(np.float32), y.astype(np.float32)


def draw_cubic(samples: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Draw x evenly at random from −3 to 3, with y = (x³ − 6x) / 9.

    Returns x and y, float32 (samples, 1) each. The values y stray by a standard deviation of noise.
    """
    random = np.random.default_rng(seed)
    x = random.uniform(-3.0, 3.0, (samples, 1))
    y = (x**3 - 6.0 * x) / 9.0 + random.normal(0.0, noise, x.shape)
    return x.astype(np.float32), y.astype(np.float32)
