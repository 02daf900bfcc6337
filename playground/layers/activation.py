"""Activations: what bends, so that a network can learn more than straight lines."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

import numpy as np

from playground.model.derivations import bracketed
from playground.model.fix import Fix, SetValue
from playground.model.layer import Activation, Floats, Remark
from playground.model.parameters import described
from playground.model.probabilities import sigmoid, sigmoid_slope
from playground.model.recipe import Call
from playground.model.signal import Signal
from playground.numerals import figure


class ReLU(Activation, frozen=True, tag="relu"):
    """Lets positive numbers pass and turns negative ones into 0: the usual choice between layers.

    A unit whose input is always negative gets no gradient and stops learning: it is called dead.
    """

    label: ClassVar[str] = "ReLU"
    formula: ClassVar[str] = "a = max(0, z)"
    slope_formula: ClassVar[str] = "a′ = 1 for z > 0, else 0"
    gain_of: ClassVar[str] = "relu"
    aliases: ClassVar[tuple[str, ...]] = ("rectifier", "rectified_linear_unit")

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.ReLU."""
        return Call.of("torch.nn.ReLU")

    def worked(self, z: float) -> str:
        """The larger of 0 and the number."""
        return f"max(0, {figure(z)})"

    def curve(self, z: Floats) -> Floats:
        """Zero, then the number itself."""
        return np.maximum(z, 0.0)

    def slope(self, z: Floats) -> Floats:
        """Zero, then one."""
        return np.where(z > 0, 1.0, 0.0)


class LeakyReLU(Activation, frozen=True, tag="leaky_relu"):
    """Lets positive numbers pass and negative ones leak through, made much smaller, so that no unit dies."""

    label: ClassVar[str] = "Leaky ReLU"
    formula: ClassVar[str] = "a = z for z > 0, else slope · z"
    slope_formula: ClassVar[str] = "a′ = 1 for z > 0, else slope"
    gain_of: ClassVar[str] = "leaky_relu"
    leak_field: ClassVar[str] = "negative_slope"
    aliases: ClassVar[tuple[str, ...]] = ("leakyrelu", "lrelu")

    negative_slope: Annotated[
        float,
        described(
            "How steep the curve is for negative numbers.",
            label="Slope below 0",
            ge=0.0,
            le=1.0,
            step=0.01,
            usual=(0.01, 0.3),
        ),
    ] = 0.01

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.LeakyReLU."""
        return Call.of("torch.nn.LeakyReLU", self.negative_slope)

    def worked(self, z: float) -> str:
        """The number, or the number times the slope."""
        return figure(z) if z > 0 else f"{bracketed(z)} · {figure(self.negative_slope)}"

    def curve(self, z: Floats) -> Floats:
        """A flat ramp, then the number itself."""
        return np.where(z > 0, z, self.negative_slope * z)

    def slope(self, z: Floats) -> Floats:
        """The leak, then one."""
        return np.where(z > 0, 1.0, self.negative_slope)

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """With a slope of 1 nothing is bent."""
        if self.negative_slope < 1.0:
            return ()
        text = "{name} bends nothing, as its slope below 0 is 1 like that above: set a smaller one."
        return (Remark(text, (Fix("Set slope below 0 to 0.01", SetValue(".negative_slope", 0.01)),)),)


class ELU(Activation, frozen=True, tag="elu"):
    """Like ReLU for positive numbers, but bends smoothly down to −α for negative ones, so units keep a mean near 0."""

    label: ClassVar[str] = "ELU"
    formula: ClassVar[str] = "a = z for z > 0, else α (eᶻ − 1)"
    slope_formula: ClassVar[str] = "a′ = 1 for z > 0, else α eᶻ"
    gain_of: ClassVar[str] = "relu"
    aliases: ClassVar[tuple[str, ...]] = ("exponential_linear_unit",)

    alpha: Annotated[
        float,
        described(
            "How far below zero the curve can go.", label="α", ge=0.0, le=10.0, step=0.1, usual=(0.5, 1.5), formula="−α"
        ),
    ] = 1.0

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.ELU."""
        return Call.of("torch.nn.ELU", self.alpha) if self.alpha != 1.0 else Call.of("torch.nn.ELU")

    def worked(self, z: float) -> str:
        """The number, or how far the exponential is below 1."""
        return figure(z) if z > 0 else f"{figure(self.alpha)} · (e^{bracketed(z)} − 1)"

    def curve(self, z: Floats) -> Floats:
        """Down to −α on the left, the number itself on the right."""
        return np.where(z > 0, z, self.alpha * np.expm1(np.minimum(z, 0.0)))

    def slope(self, z: Floats) -> Floats:
        """Fades to zero on the left, one on the right."""
        return np.where(z > 0, 1.0, self.alpha * np.exp(np.minimum(z, 0.0)))


class GELU(Activation, frozen=True, tag="gelu"):
    """A smooth ReLU that weighs each number by how likely a random one is smaller; transformers use it."""

    label: ClassVar[str] = "GELU"
    formula: ClassVar[str] = "a = z · Φ(z),  Φ(z) = ½ (1 + erf(z / √2))"
    slope_formula: ClassVar[str] = "a′ = Φ(z) + z · φ(z)"
    gain_of: ClassVar[str] = "relu"
    aliases: ClassVar[tuple[str, ...]] = ("gaussian_error_linear_unit",)

    approximation: Annotated[
        Literal["exact", "tanh"],
        described(
            "Whether Φ is worked out exactly or by a tanh that runs close to it.",
            formula="Φ(z) ≈ ½ (1 + tanh(√(2/π) (z + 0.044715 z³)))",
            folded=True,
        ),
    ] = "exact"

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.GELU."""
        return Call.of("torch.nn.GELU") if self.approximation == "exact" else Call.of("torch.nn.GELU", "tanh")

    def worked(self, z: float) -> str:
        """The number times the share of numbers below it."""
        share = float(self._share(np.asarray(z)))
        return f"{figure(z)} · Φ({figure(z)}) = {figure(z)} · {figure(share)}"

    def curve(self, z: Floats) -> Floats:
        """The number times the share Φ."""
        return z * self._share(z)

    def slope(self, z: Floats) -> Floats:
        """The share plus the number times the share's slope."""
        if self.approximation == "exact":
            rise: Floats = np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
        else:
            inner = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * z * z)
            rise = 2 * sigmoid_slope(2 * self._inside(z)) * inner
        return self._share(z) + z * rise

    def _share(self, z: Floats) -> Floats:
        if self.approximation == "tanh":
            return sigmoid(2 * self._inside(z))  # ½ (1 + tanh u), without the sum that cancels
        flat = [math.erfc(-value / math.sqrt(2)) for value in z.ravel().tolist()]
        return 0.5 * np.array(flat, dtype=np.float64).reshape(z.shape)

    @staticmethod
    def _inside(z: Floats) -> Floats:
        inside: Floats = math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)
        return inside


class SiLU(Activation, frozen=True, tag="silu"):
    """A smooth ReLU: each number times its own sigmoid; also called swish."""

    label: ClassVar[str] = "SiLU"
    formula: ClassVar[str] = "a = z · σ(z)"
    slope_formula: ClassVar[str] = "a′ = σ(z) · (1 + z · (1 − σ(z)))"
    gain_of: ClassVar[str] = "relu"
    aliases: ClassVar[tuple[str, ...]] = ("swish", "sigmoid_linear_unit")

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.SiLU."""
        return Call.of("torch.nn.SiLU")

    def worked(self, z: float) -> str:
        """The number times its sigmoid."""
        share = float(sigmoid(np.asarray(z)))
        return f"{figure(z)} · σ({figure(z)}) = {figure(z)} · {figure(share)}"

    def curve(self, z: Floats) -> Floats:
        """The number times its sigmoid."""
        return z * sigmoid(z)

    def slope(self, z: Floats) -> Floats:
        """A little below zero on the left, a little above one on the right."""
        return sigmoid(z) * (1 + z * sigmoid(-z))


class Sigmoid(Activation, frozen=True, tag="sigmoid"):
    """Squeezes any number into 0 to 1, like a probability.

    Far from zero the curve is flat: hardly any gradient gets through, so deep stacks of it learn slowly.
    """

    label: ClassVar[str] = "Sigmoid"
    formula: ClassVar[str] = "a = σ(z) = 1 / (1 + e⁻ᶻ)"
    slope_formula: ClassVar[str] = "a′ = σ(z) · (1 − σ(z))"
    gain_of: ClassVar[str] = "sigmoid"
    aliases: ClassVar[tuple[str, ...]] = ("logistic",)
    link: ClassVar[Literal["", "softmax", "sigmoid"]] = "sigmoid"

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Sigmoid."""
        return Call.of("torch.nn.Sigmoid")

    def worked(self, z: float) -> str:
        """One over one plus an exponential."""
        return f"1 / (1 + e^{bracketed(-z)})"

    def curve(self, z: Floats) -> Floats:
        """From 0 to 1."""
        return sigmoid(z)

    def slope(self, z: Floats) -> Floats:
        """A hill of height ¼."""
        return sigmoid_slope(z)


class Tanh(Activation, frozen=True, tag="tanh"):
    """Squeezes any number into −1 to 1, with 0 staying 0.

    Far from zero the curve is flat: hardly any gradient gets through.
    """

    label: ClassVar[str] = "Tanh"
    formula: ClassVar[str] = "a = tanh(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)"
    slope_formula: ClassVar[str] = "a′ = 1 − tanh²(z)"
    gain_of: ClassVar[str] = "tanh"
    aliases: ClassVar[tuple[str, ...]] = ("hyperbolic_tangent",)

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Tanh."""
        return Call.of("torch.nn.Tanh")

    def worked(self, z: float) -> str:
        """The hyperbolic tangent of the number."""
        return f"tanh({figure(z)})"

    def curve(self, z: Floats) -> Floats:
        """From −1 to 1."""
        return np.tanh(z)

    def slope(self, z: Floats) -> Floats:
        """A hill of height 1."""
        return 4 * sigmoid_slope(2 * z)  # 1 − tanh² cancels where the curve is flat


class Softplus(Activation, frozen=True, tag="softplus"):
    """A ReLU with its corner rounded off: always above zero, always with some gradient."""

    label: ClassVar[str] = "Softplus"
    formula: ClassVar[str] = "a = ln(1 + e^(β z)) / β"
    slope_formula: ClassVar[str] = "a′ = σ(β z)"
    gain_of: ClassVar[str] = "relu"
    aliases: ClassVar[tuple[str, ...]] = ("smooth_relu",)

    beta: Annotated[
        float,
        described(
            "How sharp the bend is: the larger, the closer to ReLU.",
            label="β",
            ge=0.01,
            le=100.0,
            log=True,
            usual=(0.5, 5.0),
        ),
    ] = 1.0

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Softplus, which turns into a straight line where β z is above 20."""
        return Call.of("torch.nn.Softplus", self.beta) if self.beta != 1.0 else Call.of("torch.nn.Softplus")

    def worked(self, z: float) -> str:
        """The logarithm of one plus an exponential; the number itself where torch says so."""
        if self.beta * z > 20:
            return f"{figure(z)}, as β z is above 20"
        if self.beta == 1.0:
            return f"ln(1 + e^{bracketed(z)})"
        beta = figure(self.beta)
        return f"ln(1 + e^({beta}·{bracketed(z)})) / {beta}"

    def curve(self, z: Floats) -> Floats:
        """From 0, up along the number itself; as in torch the number itself where β z is above 20."""
        return np.where(self.beta * z > 20, z, np.logaddexp(0.0, self.beta * z) / self.beta)

    def slope(self, z: Floats) -> Floats:
        """From 0 to 1; as in torch exactly 1 where β z is above 20."""
        return np.where(self.beta * z > 20, 1.0, sigmoid(self.beta * z))
